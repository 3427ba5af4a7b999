//! `-v`, `-vv` and `CLEARWAY_LOG`: what is being done, line by line on standard error. Nothing is
//! written without them.

use std::env;
use std::io;

use tracing::level_filters::LevelFilter;
use tracing_subscriber::fmt;
use tracing_subscriber::fmt::time::uptime;
use tracing_subscriber::layer::SubscriberExt;
use tracing_subscriber::util::SubscriberInitExt;
use tracing_subscriber::{Layer, Registry, filter};

use super::problem::Problem;
use crate::text::escape::escape;

/// The variable that says how much is written where no flag does.
const VARIABLE: &str = "CLEARWAY_LOG";

/// Begins to write what is done, as far as the flags or the variable ask for it; says whether they do.
pub(super) fn start(verbose: u8) -> Result<bool, Problem> {
    let level = match verbose {
        0 => by_variable(
            env::var_os(VARIABLE)
                .as_deref()
                .map(|word| word.to_string_lossy()),
        )?,
        1 => LevelFilter::INFO,
        _ => LevelFilter::DEBUG,
    };
    if level != LevelFilter::OFF {
        // Libraries have words of their own, which are not checked for secrets.
        let own = filter::Targets::new().with_target(env!("CARGO_PKG_NAME"), level);
        let lines = fmt::layer()
            .with_writer(io::stderr)
            .with_ansi(false)
            .with_target(false)
            .with_timer(uptime())
            .with_filter(own);
        Registry::default().with(lines).init();
    }
    Ok(level != LevelFilter::OFF)
}

fn by_variable(word: Option<impl AsRef<str>>) -> Result<LevelFilter, Problem> {
    let Some(word) = word else {
        return Ok(LevelFilter::OFF);
    };
    match word.as_ref().to_ascii_lowercase().as_str() {
        "" | "off" => Ok(LevelFilter::OFF),
        "info" => Ok(LevelFilter::INFO),
        "debug" => Ok(LevelFilter::DEBUG),
        "trace" => Ok(LevelFilter::TRACE),
        other => Err(Problem::new(format!(
            "`{VARIABLE}={}`: unknown level; write `info`, `debug`, `trace` or `off`",
            escape(other)
        ))),
    }
}

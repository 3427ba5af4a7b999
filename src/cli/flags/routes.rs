//! What can be said to `clearway routes`.

use std::time::Duration;

use clap::Args;

use super::output::PlainFormat;
use super::route::RouteFlags;
use super::selection::SelectionFlags;
use super::value::duration;

#[derive(Debug, Args)]
#[command(after_help = ROUTES_SEND)]
pub(in crate::cli) struct Routes {
    #[command(flatten)]
    pub(in crate::cli) what: SelectionFlags,

    #[command(flatten)]
    pub(in crate::cli) route: RouteFlags,

    /// Time limit for fetching a script
    #[arg(long, value_name = "TIME", default_value = "10s", value_parser = duration,
          help_heading = "Limits")]
    pub(in crate::cli) timeout: Duration,

    /// Output format
    #[arg(long, value_enum, ignore_case = true, default_value_t = PlainFormat::Human, help_heading = "Output")]
    pub(in crate::cli) format: PlainFormat,
}

const ROUTES_SEND: &str =
    "Nothing is sent to an endpoint or a proxy. A PAC script that lies at a URL \
is fetched, and the names that scripts ask for are looked up. Where a source detects its proxy \
automatically, `wpad` is looked up in this machine's DNS domain and its parents and asked for its script, \
unless `--no-wpad` is given. Otherwise no packet is sent.

Exit codes:
  0    a route was chosen for every endpoint
  1    a script gave no answer
  2    the tool could not do what was asked";

//! Which route the agent takes, and what the direct one has to be.

use std::path::PathBuf;

use clap::Args;

use crate::evidence::direct::Expected;

/// Which route is taken.
#[derive(Debug, Args)]
#[command(next_help_heading = "Route")]
pub(in crate::cli) struct RouteFlags {
    /// Use this proxy, or none (`direct`), or the one that the environment (`env`) or this system's
    /// settings (`system`) name. Without any of these flags: the environment, then the system, then
    /// direct
    #[arg(long, value_name = "URL|direct|env|system")]
    pub(in crate::cli) proxy: Option<String>,

    /// Use the proxy that this PAC script chooses; a URL is fetched directly. Names that the script
    /// asks for are looked up
    #[arg(long, value_name = "FILE|URL")]
    pub(in crate::cli) pac: Option<String>,

    /// Use the proxy that the agent will: its `.exe.config`; repeat for machine.config, the agent's own
    /// file first
    #[arg(long, value_name = "FILE")]
    pub(in crate::cli) agent_config: Vec<PathBuf>,

    /// Names, suffixes, addresses and ranges that need no proxy; instead of `NO_PROXY` and of every
    /// other setting's exceptions
    #[arg(long, value_name = "LIST")]
    pub(in crate::cli) no_proxy: Option<String>,

    /// User name for proxy authentication; the password comes from `CLEARWAY_PROXY_PASSWORD`, a file
    /// or a prompt. Never sent to a proxy that only a PAC script names
    #[arg(long, value_name = "USER")]
    pub(in crate::cli) proxy_user: Option<String>,

    /// File whose first line is that password
    #[arg(long, value_name = "FILE")]
    pub(in crate::cli) proxy_password_file: Option<PathBuf>,
}

/// The route of the operating system itself, beside the one that counts.
#[derive(Debug, Args)]
#[command(next_help_heading = "Route")]
pub(in crate::cli) struct SystemRouteFlags {
    /// What Windows itself uses to fetch revocation data (the proxy of `WinHTTP`, or `direct`): that is measured
    /// beside the agent's route. Without it: on Windows its own settings, elsewhere no proxy is assumed
    #[arg(long, value_name = "URL|direct")]
    pub(in crate::cli) system_proxy: Option<String>,
}

/// The direct route, beside the one that counts.
#[derive(Debug, Args)]
#[command(next_help_heading = "Route")]
pub(in crate::cli) struct DirectFlags {
    /// Measure every endpoint on the direct route too; what is found there changes no verdict
    #[arg(long)]
    pub(in crate::cli) compare_direct: bool,

    /// Whether the direct route must be closed (the network forces the proxy) or open; anything else
    /// fails. Implies `--compare-direct`
    #[arg(long, value_enum, ignore_case = true)]
    pub(in crate::cli) direct: Option<Expected>,
}

//! Which route the agent takes, and what the direct one has to be.

use std::path::PathBuf;

use clap::Args;

use crate::evidence::direct::Expected;

/// The way out.
#[derive(Debug, Args)]
#[command(next_help_heading = "Route")]
pub(in crate::cli) struct RouteFlags {
    /// Go through this proxy, `direct`, or as the environment (`env`) or this system's settings
    /// (`system`) say. Without any of these flags: the environment, then the system, then direct
    #[arg(long, value_name = "URL|direct|env|system")]
    pub(in crate::cli) proxy: Option<String>,

    /// Go as this PAC script says; a URL is fetched straight. The names that the script asks for are
    /// looked up
    #[arg(long, value_name = "FILE|URL")]
    pub(in crate::cli) pac: Option<String>,

    /// Go as the agent will: its `.exe.config`; repeat for machine.config, the agent's own file first
    #[arg(long, value_name = "FILE")]
    pub(in crate::cli) agent_config: Vec<PathBuf>,

    /// Names, suffixes, addresses and ranges that need no proxy; instead of `NO_PROXY` and of every
    /// other setting's exceptions
    #[arg(long, value_name = "LIST")]
    pub(in crate::cli) no_proxy: Option<String>,

    /// Who to be when the proxy asks; the password comes from `CLEARWAY_PROXY_PASSWORD`, a file or a
    /// prompt. Never told to a proxy that only a PAC script names
    #[arg(long, value_name = "USER")]
    pub(in crate::cli) proxy_user: Option<String>,

    /// File whose first line is that password
    #[arg(long, value_name = "FILE")]
    pub(in crate::cli) proxy_password_file: Option<PathBuf>,
}

/// The direct way, beside the one that counts.
#[derive(Debug, Args)]
#[command(next_help_heading = "Route")]
pub(in crate::cli) struct DirectFlags {
    /// Measure every endpoint on the direct way too, beside the one that counts; what is met there
    /// changes no verdict
    #[arg(long)]
    pub(in crate::cli) compare_direct: bool,

    /// What the direct way has to be, where the network is meant to force the proxy, or not to need
    /// it; anything else fails. Implies `--compare-direct`
    #[arg(long, value_enum, ignore_case = true)]
    pub(in crate::cli) direct: Option<Expected>,
}

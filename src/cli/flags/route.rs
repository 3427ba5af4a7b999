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

    /// Use the proxy that the agent will use: its `.exe.config`, read as the .NET Framework reads it; repeat for
    /// machine.config, the agent's own file first. What .NET refuses is an error with line and column;
    /// `clearway routes` says what it does with each line
    #[arg(long, value_name = "FILE")]
    pub(in crate::cli) agent_config: Vec<PathBuf>,

    /// Registry export of Windows' proxy settings (`reg export`, of `Internet Settings` below the agent's
    /// account in `HKEY_USERS` and below `HKLM`), in place of this system's own; repeat for more files
    #[arg(long, value_name = "EXPORT.reg")]
    pub(in crate::cli) system_settings: Vec<PathBuf>,

    /// Do not look for the script that an agent with automatic detection would take (`wpad` in this machine's
    /// DNS domain and its parents); what is found is shown and never followed
    #[arg(long)]
    pub(in crate::cli) no_wpad: bool,

    /// Names, domains, addresses and networks that need no proxy; instead of `NO_PROXY` and of every
    /// other setting's exceptions
    ///
    /// This list and `NO_PROXY` are read as curl reads them. Entries are separated by commas.
    /// `example.com` and `.example.com` are both that host and every host below it. An address, or a
    /// network such as `10.0.0.0/8` or `2001:db8::/32`, is for hosts that are given as addresses. `*` is
    /// every host where it is the whole list. Not in curl: `*.example.com` is only the hosts below, and
    /// `:443` behind an entry limits it to that port.
    ///
    /// Other programs read `NO_PROXY` otherwise. Go: `.example.com` is only the hosts below, `*` counts
    /// anywhere in the list, ports and `*.` count, and `localhost` never takes a proxy. .NET:
    /// `example.com` is that host alone; no networks, no ports, no `*`. Python: as curl, but networks
    /// only in `requests` and only of IPv4, and `example.com:8080` is that port. curl before 8.9 and
    /// this program take blanks for commas too; no other program does
    #[arg(long, value_name = "LIST")]
    pub(in crate::cli) no_proxy: Option<String>,

    /// User name for proxy authentication; the password comes from `CLEARWAY_PROXY_PASSWORD`, a file
    /// or a prompt. Never sent to a proxy that only a PAC script names
    #[arg(long, value_name = "USER")]
    pub(in crate::cli) proxy_user: Option<String>,

    /// File whose first line is the password of `--proxy-user`
    #[arg(long, value_name = "FILE")]
    pub(in crate::cli) proxy_password_file: Option<PathBuf>,
}

/// The route of the operating system itself, beside the one that counts.
#[derive(Debug, Args)]
#[command(next_help_heading = "Route")]
pub(in crate::cli) struct SystemRouteFlags {
    /// Proxy that Windows itself uses to fetch revocation data (`WinHTTP`'s), or `direct`: measured beside the
    /// agent's route. Without this flag: Windows' own setting; on other systems no proxy is assumed
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

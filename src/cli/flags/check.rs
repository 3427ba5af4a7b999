//! What can be said to `clearway check`.

use std::net::SocketAddr;
use std::path::PathBuf;
use std::time::Duration;

use clap::Args;

use super::exit::EXIT_CODES;
use super::judging::JudgingFlags;
use super::output::OutputFlags;
use super::proof::ProofFlags;
use super::repeat::RepeatFlags;
use super::route::{DirectFlags, RouteFlags, SystemRouteFlags};
use super::selection::{AddressFlags, SelectionFlags};
use super::value::{duration, idle, label, server};

/// Measure every endpoint from here, judge what was seen, report.
#[derive(Debug, Args)]
#[command(after_help = EXIT_CODES)]
pub(in crate::cli) struct Check {
    #[command(flatten)]
    pub(in crate::cli) what: SelectionFlags,

    /// Test again what this saved report tested, by that report's rows unless `--endpoints` is given; not with
    /// `--only` or `--cloud`
    #[arg(long, value_name = "REPORT.json", help_heading = "What",
          conflicts_with_all = ["cloud", "only"])]
    pub(in crate::cli) from: Option<PathBuf>,

    /// Only endpoints that failed or are unproven in that report
    #[arg(long, requires = "from", help_heading = "What", conflicts_with_all = ["cloud", "only"])]
    pub(in crate::cli) failed: bool,

    #[command(flatten)]
    pub(in crate::cli) addresses: AddressFlags,

    #[command(flatten)]
    pub(in crate::cli) route: RouteFlags,

    /// Name server to ask instead of the system's; repeatable
    #[arg(long, value_name = "IP[:PORT]", value_parser = server, help_heading = "From where",
          num_args = 1.., value_delimiter = ',')]
    pub(in crate::cli) resolver: Vec<SocketAddr>,

    /// Address to send from, or interface: the one that the agent will use. The system's own resolver, which
    /// is asked as well, cannot be bound
    #[arg(long, value_name = "ADDRESS|INTERFACE", help_heading = "From where")]
    pub(in crate::cli) source: Option<String>,

    /// Time limit of one step: a name, a connection, a handshake, an answer [default: 10s]
    #[arg(long, value_name = "TIME", value_parser = duration, help_heading = "Limits")]
    pub(in crate::cli) timeout: Option<Duration>,

    /// Time limit of the whole run
    #[arg(long, value_name = "TIME", default_value = "120s", value_parser = duration,
          help_heading = "Limits")]
    pub(in crate::cli) deadline: Duration,

    /// How many probes run at the same time
    #[arg(long, value_name = "N", default_value_t = 64, help_heading = "Limits",
          value_parser = clap::value_parser!(u16).range(1..=4096))]
    pub(in crate::cli) parallel: u16,

    /// Attempts at each address; the first result stands, differences are reported
    #[arg(long, value_name = "N", default_value_t = 1, help_heading = "Limits",
          value_parser = clap::value_parser!(u32).range(1..=20))]
    pub(in crate::cli) attempts: u32,

    /// Afterwards make TLS handshakes of every kind (version, address family, size of the hello, server
    /// name, route), `--attempts` times each, and report whether TLS is inspected in only some of them
    #[arg(long, help_heading = "What")]
    pub(in crate::cli) thorough: bool,

    #[command(flatten)]
    pub(in crate::cli) system: SystemRouteFlags,

    #[command(flatten)]
    pub(in crate::cli) direct: DirectFlags,

    /// Afterwards hold idle TLS connections, as the agents' relay channel is idle: one to each endpoint
    /// needed at run time for 30 s, 60 s, 120 s and so on up to this time, all at once, after
    /// `--deadline`. Report whether the network drops them
    #[arg(long, value_name = "TIME", help_heading = "What", value_parser = idle)]
    pub(in crate::cli) hold: Option<Duration>,

    #[command(flatten)]
    pub(in crate::cli) proof: ProofFlags,

    #[command(flatten)]
    pub(in crate::cli) judging: JudgingFlags,

    #[command(flatten)]
    pub(in crate::cli) repeat: RepeatFlags,

    /// What to call this run, such as `before the change`: it stands in the report
    #[arg(long, value_name = "TEXT", value_parser = label, help_heading = "Output")]
    pub(in crate::cli) label: Option<String>,

    #[command(flatten)]
    pub(in crate::cli) out: OutputFlags,

    /// Print the agent's .exe.config for the route that passed: with `--agent-config FILE` that file with
    /// its `<defaultProxy>` replaced or added, and all else as it is; without, a file of its own that says
    /// where its parts belong. In place of the report, which `--save` keeps. Prints nothing where no such
    /// route passed, and says why on standard error
    #[arg(long, help_heading = "Output", conflicts_with_all = ["format", "quiet"])]
    pub(in crate::cli) print_agent_config: bool,
}

//! What can be said to `clearway completions`, `clearway man` and `clearway help`.

use clap::Args;
use clap_complete::Shell;

#[derive(Debug, Args)]
pub(in crate::cli) struct Completions {
    /// The shell to write them for
    #[arg(value_name = "SHELL", value_enum, ignore_case = true)]
    pub(in crate::cli) shell: Shell,
}

#[derive(Debug, Args)]
pub(in crate::cli) struct Man {
    /// The page of this command or topic; without it, the page of the program
    #[arg(value_name = "COMMAND|TOPIC")]
    pub(in crate::cli) word: Option<String>,
}

#[derive(Debug, Args)]
pub(in crate::cli) struct Help {
    /// The command or topic; without it, the list of both
    #[arg(value_name = "COMMAND|TOPIC")]
    pub(in crate::cli) word: Option<String>,
}

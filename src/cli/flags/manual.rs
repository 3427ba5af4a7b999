//! What can be said to `clearway completions` and `clearway man`.

use clap::Args;
use clap_complete::Shell;

#[derive(Debug, Args)]
pub(in crate::cli) struct Completions {
    /// Which shell
    #[arg(value_name = "SHELL", value_enum, ignore_case = true)]
    pub(in crate::cli) shell: Shell,
}

#[derive(Debug, Args)]
pub(in crate::cli) struct Man {
    /// The page of this command; that of the whole where it is left out
    #[arg(value_name = "COMMAND")]
    pub(in crate::cli) command: Option<String>,
}

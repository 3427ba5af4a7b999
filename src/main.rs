//! argv in, exit code out.

use std::process::ExitCode;

fn main() -> ExitCode {
    clearway::cli::main()
}

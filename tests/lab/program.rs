//! The program itself, as a user starts it.

use std::process::{Command, Output};

/// Runs it to its end in the project's folder.
pub(crate) fn clearway(arguments: &[&str]) -> Output {
    Command::new(env!("CARGO_BIN_EXE_clearway"))
        .args(arguments)
        .current_dir(env!("CARGO_MANIFEST_DIR"))
        .env_remove("CLEARWAY_PROXY_PASSWORD")
        .stdin(std::process::Stdio::null())
        .output()
        .expect("the program starts")
}

pub(crate) fn stdout(output: &Output) -> String {
    String::from_utf8(output.stdout.clone()).expect("the output is UTF-8")
}

pub(crate) fn stderr(output: &Output) -> String {
    String::from_utf8(output.stderr.clone()).expect("errors are UTF-8")
}

/// Exit 2, nothing on standard output, and one message that says this.
#[track_caller]
pub(crate) fn refuses(arguments: &[&str], says: &str) {
    let output = clearway(arguments);
    assert_eq!(output.status.code(), Some(2), "{arguments:?}: {output:?}");
    assert_eq!(stdout(&output), "", "{arguments:?}");
    assert!(
        stderr(&output).contains(says),
        "{arguments:?}: {}",
        stderr(&output)
    );
}

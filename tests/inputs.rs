//! Wrong inputs are answered with what to do, files are read as others write them, and no output destroys
//! what was given or measured.

use std::process::{Command, Output, Stdio};

const PASSWORD: &str = "CLEARWAY_PROXY_PASSWORD";

/// The program, without a proxy in its environment.
fn program(arguments: &[&str]) -> Command {
    let mut command = Command::new(env!("CARGO_BIN_EXE_clearway"));
    command
        .args(arguments)
        .current_dir(env!("CARGO_MANIFEST_DIR"))
        .stdin(Stdio::null());
    for name in [
        PASSWORD,
        "HTTPS_PROXY",
        "https_proxy",
        "HTTP_PROXY",
        "http_proxy",
        "ALL_PROXY",
        "all_proxy",
    ] {
        command.env_remove(name);
    }
    command
}

fn clearway(arguments: &[&str]) -> Output {
    program(arguments).output().expect("the program starts")
}

fn stdout(output: &Output) -> String {
    String::from_utf8(output.stdout.clone()).expect("the output is UTF-8")
}

fn stderr(output: &Output) -> String {
    String::from_utf8(output.stderr.clone()).expect("errors are UTF-8")
}

/// Exit 2, nothing on standard output, and one message that says this.
#[track_caller]
fn is_refused(output: &Output, says: &str) {
    assert_eq!(output.status.code(), Some(2), "{output:?}");
    assert_eq!(stdout(output), "");
    let said = stderr(output);
    assert!(said.contains(says), "{says}: {said}");
    assert_eq!(said.matches("error: ").count(), 1, "{said}");
}

#[track_caller]
fn refuses(arguments: &[&str], says: &str) {
    is_refused(&clearway(arguments), says);
}

#[test]
fn a_deadline_shorter_than_one_step_is_refused() {
    let flags = ["check", "--timeout", "30s", "--deadline", "5s"];
    refuses(&flags, "`--deadline 5s` is shorter than `--timeout 30s`");
    refuses(&["check", "--timeout", "3m"], "`--deadline 2m`");
}

#[test]
fn the_direct_route_is_not_compared_with_itself() {
    for flag in [
        &["--compare-direct"][..],
        &["--direct", "must-fail"],
        &["--direct", "must-pass"],
    ] {
        let through = [&["check", "--proxy", "direct"], flag].concat();
        refuses(
            &through,
            &format!("`{}`: every endpoint goes", flag.join(" ")),
        );
        let around = ["--proxy", "http://127.0.0.1:1", "--no-proxy", "*"];
        refuses(
            &[&["check"], &around[..], flag].concat(),
            "every endpoint goes direct (`--no-proxy *`)",
        );
    }
}

#[test]
fn a_password_without_a_user_is_refused() {
    let file = ["check", "--proxy-password-file", "secret.txt"];
    refuses(&file, "`--proxy-password-file secret.txt` gives a password");
    for command in ["check", "routes"] {
        let output = program(&[command]).env(PASSWORD, "geheim").output();
        let output = output.expect("the program starts");
        is_refused(&output, "the variable `CLEARWAY_PROXY_PASSWORD` gives");
        assert!(!stderr(&output).contains("geheim"));
    }
    let output = program(&["routes"]).env(PASSWORD, "").output();
    let output = output.expect("the program starts");
    assert_eq!(output.status.code(), Some(0), "an empty one: {output:?}");
}

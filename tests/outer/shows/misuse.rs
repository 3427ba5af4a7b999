//! What the tool refuses to do: one message with file and line, exit 2, and no packet sent.

use std::fs;

use crate::world::{Running, ordinary};

/// Runs `check` with these flags; its one message.
fn refused(world: &Running, flags: &[&str]) -> String {
    let outcome = world.clearway(&[&["check"], flags].concat());
    assert_eq!(outcome.exit, 2, "{outcome:#?}");
    assert_eq!(outcome.stdout, "", "stdout holds reports and nothing else");
    assert_eq!(world.net.packets_from_office(), 0, "no packet was sent");
    outcome.stderr
}

#[test]
fn a_wrong_flag_is_refused() {
    let world = ordinary().start();
    let message = refused(&world, &["--endpoints", "endpoints.toml", "--no-such-flag"]);
    assert!(message.contains("--no-such-flag"), "{message}");
    let message = refused(
        &world,
        &["--endpoints", "endpoints.toml", "--timeout", "soon"],
    );
    assert!(message.contains("soon"), "{message}");
}

#[test]
fn a_broken_data_file_is_refused_with_its_line() {
    let world = ordinary().start();
    let good = fs::read_to_string(world.folder().join("endpoints.toml")).expect("it was written");
    let cases = [
        ("syntax", good.replace("format = 1", "format = = 1")),
        ("unknown key", good.replacen("port = 443", "prot = 443", 1)),
        (
            "unknown issuer",
            good.replacen("[\"operator\"]", "[\"nobody\"]", 1),
        ),
        (
            "bad host",
            good.replacen("host = \"login.", "host = \"log in.", 1),
        ),
        (
            "missing certificate",
            good.replace("root.pem", "no-such.pem"),
        ),
    ];
    for (what, text) in cases {
        fs::write(world.folder().join("broken.toml"), &text).expect("the folder is writable");
        let differs = |(one, other): (&str, &str)| one != other;
        let line = good
            .lines()
            .zip(text.lines())
            .position(differs)
            .expect("it is broken")
            + 1;
        let message = refused(&world, &["--endpoints", "broken.toml"]);
        assert!(
            message.contains(&format!("broken.toml:{line}")),
            "{what}, line {line}: {message}"
        );
    }
}

#[test]
fn a_missing_data_file_is_refused() {
    let message = refused(&ordinary().start(), &["--endpoints", "no-such.toml"]);
    assert!(message.contains("no-such.toml"), "{message}");
}

#[test]
fn a_report_that_could_not_be_saved_is_refused_before_the_run() {
    let world = ordinary().start();
    let flags = [
        "--endpoints",
        "endpoints.toml",
        "--save",
        "no-such-folder/report.json",
    ];
    let message = refused(&world, &flags);
    assert!(message.contains("no-such-folder/report.json"), "{message}");
}

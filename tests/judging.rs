//! What a report is judged by on the command line: which rows, which verdict fails a script, what the
//! run is called, how old the data is.

#[path = "lab/program.rs"]
mod program;

use std::fs;
use std::path::PathBuf;

use serde_json::Value;

use program::{clearway, refuses, stderr, stdout};

/// A saved report whose verdict is a warning.
const WARNS: &str = "tests/reports/chain-incomplete.json";
/// A saved report of a run that fails.
const FAILS: &str = "tests/readme/report.json";

fn saved(name: &str, change: impl FnOnce(&mut Value)) -> (tempfile::TempDir, PathBuf) {
    let folder = tempfile::tempdir().expect("a folder");
    let mut report: Value =
        serde_json::from_str(&fs::read_to_string(name).expect("it is there")).expect("JSON");
    change(&mut report);
    let file = folder.path().join("report.json");
    fs::write(&file, report.to_string()).expect("it is writable");
    (folder, file)
}

fn judged(arguments: &[&str]) -> Value {
    let mut all = vec!["judge"];
    all.extend(arguments);
    all.extend(["--format", "json"]);
    serde_json::from_str(&stdout(&clearway(&all))).expect("JSON")
}

#[test]
fn a_warning_exits_with_1_where_a_warning_is_to_fail() {
    let code = |arguments: &[&str]| clearway(arguments).status.code();
    assert_eq!(judged(&[WARNS])["verdict"], "warn");
    assert_eq!(code(&["judge", WARNS]), Some(0));
    assert_eq!(code(&["judge", WARNS, "--fail-on", "warn"]), Some(1));
    assert_eq!(code(&["judge", WARNS, "--fail-on", "FAIL"]), Some(0));
    assert_eq!(code(&["judge", FAILS, "--fail-on", "warn"]), Some(1));
}

#[test]
fn what_was_never_seen_exits_with_1_whatever_is_to_fail() {
    let (_folder, file) = saved(WARNS, |report| {
        for endpoint in report["endpoints"].as_array_mut().expect("a list") {
            endpoint["probes"] = Value::Array(Vec::new());
        }
    });
    let file = file.to_str().expect("a plain name");
    assert_eq!(judged(&[file])["verdict"], "unproven");
    for word in ["fail", "warn"] {
        let output = clearway(&["judge", file, "--fail-on", word]);
        assert_eq!(output.status.code(), Some(1), "{word}");
    }
}

#[test]
fn a_report_over_fewer_rows_says_so_and_is_judged_by_these_rows_again() {
    let (_folder, file) = saved(FAILS, |report| {
        report["run"]["selection"]["need"] = "required".into();
    });
    let file = file.to_str().expect("a plain name");
    let report = judged(&[file]);
    let needs = report["endpoints"].as_array().expect("a list").iter();
    assert!(needs.clone().count() > 0 && needs.clone().all(|one| one["need"] == "required"));
    let said = report["summary"]["selection"].as_str().expect("a sentence");
    assert!(said.ends_with(", only required endpoints"), "{said}");
    for format in ["human", "html", "markdown", "junit"] {
        let text = stdout(&clearway(&["judge", file, "--format", format]));
        let text = text.split_whitespace().collect::<Vec<_>>().join(" ");
        assert!(text.contains("only required endpoints"), "{format}: {text}");
    }
}

#[test]
fn rows_are_listed_down_to_a_need() {
    let needs = |arguments: &[&str]| {
        let list: Value = serde_json::from_str(&stdout(&clearway(arguments))).expect("JSON");
        let rows = list["endpoints"].as_array().or(list["rules"].as_array());
        let rows = rows.expect("a list").iter();
        rows.map(|row| row["need"].as_str().expect("a word").to_owned())
            .collect::<std::collections::BTreeSet<_>>()
    };
    for command in ["list", "rules"] {
        let of = |need| needs(&[command, "--format", "json", "--need", need]);
        assert_eq!(of("required").len(), 1);
        assert_eq!(of("advised").len(), 2);
        assert_eq!(of("optional"), needs(&[command, "--format", "json"]));
    }
    refuses(&["list", "--need", "nice"], "required, advised, optional");
    refuses(&["check", "--fail-on", "pass"], "fail, warn");
}

#[test]
fn a_label_stands_in_the_report_of_every_reader_and_is_kept() {
    let (_folder, file) = saved(FAILS, |report| {
        report["run"]["label"] = "site <A> \u{1b}[2J".into();
    });
    let file = file.to_str().expect("a plain name");
    assert_eq!(judged(&[file])["run"]["label"], "site <A> \u{1b}[2J");
    for format in ["human", "html", "markdown", "junit", "prometheus"] {
        let text = stdout(&clearway(&["judge", file, "--format", format]));
        assert!(text.contains("site "), "{format}");
        assert!(!text.contains('\u{1b}'), "{format}");
    }
}

#[test]
fn a_label_that_cannot_stand_in_a_line_is_refused() {
    refuses(
        &["check", "--label", " "],
        "it is empty; write what to call this run",
    );
    refuses(&["check", "--label", "a\nb"], "a label is one line of text");
    let long = "x".repeat(81);
    refuses(
        &["check", "--label", &long],
        "81 characters; a label has 80 at most",
    );
}

/// A data file whose facts were reviewed long ago.
fn old_file() -> (tempfile::TempDir, String) {
    let folder = tempfile::tempdir().expect("a folder");
    let text = fs::read_to_string("endpoints.toml").expect("it is there");
    let at = text.find("dated").expect("it has a date");
    let end = at + text[at..].find('\n').expect("a line");
    let text = format!("{}dated = \"2020-01-02\"{}", &text[..at], &text[end..]);
    let file = folder.path().join("old.toml");
    fs::write(&file, text).expect("it is writable");
    let name = file.to_str().expect("a plain name").to_owned();
    (folder, name)
}

const NEWER: &str = "newest release of clearway";

#[test]
fn a_list_and_rules_by_old_data_warn_and_say_where_newer_ones_come_from() {
    let (_folder, old) = old_file();
    for arguments in [
        ["list", "--format", "human"],
        ["list", "--format", "json"],
        ["rules", "--format", "table"],
        ["rules", "--format", "json"],
        ["rules", "--format", "squid"],
        ["rules", "--format", "nftables"],
    ] {
        let mut all = arguments.to_vec();
        all.extend(["--endpoints", &old]);
        let text = stdout(&clearway(&all))
            .replace("\n# ", " ")
            .replace('\n', " ");
        let text = text.split_whitespace().collect::<Vec<_>>().join(" ");
        assert!(text.contains(NEWER), "{arguments:?}: {text}");
    }
    for format in ["csv", "fqdn-list"] {
        let output = clearway(&["rules", "--format", format, "--endpoints", &old]);
        assert!(
            stderr(&output).starts_with("warning: the data file is "),
            "{format}"
        );
        assert!(!stdout(&output).contains(NEWER), "{format}");
    }
}

#[test]
fn a_report_by_old_data_warns_in_every_format() {
    let (_folder, file) = saved(FAILS, |report| {
        report["endpoints_file"]["dated"] = "2020-01-02".into();
    });
    let file = file.to_str().expect("a plain name");
    for format in ["human", "json", "html", "markdown", "junit"] {
        let text = stdout(&clearway(&["judge", file, "--format", format]));
        let text = text.split_whitespace().collect::<Vec<_>>().join(" ");
        assert!(text.contains(NEWER), "{format}: {text}");
    }
    for format in ["csv", "prometheus"] {
        let output = clearway(&["judge", file, "--format", format]);
        assert!(stderr(&output).contains(NEWER), "{format}");
    }
    let recent = stdout(&clearway(&["judge", FAILS]));
    assert!(!recent.contains(NEWER), "{recent}");
}

/// A host whose TLS is inspected in some handshakes only is an inspected one, in every sentence.
#[test]
fn what_is_inspected_sometimes_is_never_said_to_be_free_of_inspection() {
    let report = "tests/reports/matrix-intercepts-tls12.json";
    for format in [
        "human",
        "html",
        "markdown",
        "json",
        "csv",
        "prometheus",
        "junit",
    ] {
        let text = stdout(&clearway(&["judge", report, "--format", format, "-v"]));
        assert!(text.contains("inspected"), "{format}: {text:.300}");
        assert!(!text.contains("no TLS inspection seen"), "{format}");
    }
}

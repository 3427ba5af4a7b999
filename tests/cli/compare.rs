//! `clearway compare` as a user meets it: which reports it takes, what it refuses, and its exit codes.

use std::fs;

use serde_json::Value;
use tempfile::TempDir;

use super::{REPORT, clearway, file_with, refuses, repository, stderr, stdout};

/// A folder with copies of one report under these names.
fn reports(names: &[&str]) -> TempDir {
    let folder = tempfile::tempdir().expect("a folder can be made");
    for name in names {
        fs::copy(repository(REPORT), folder.path().join(name)).expect("the folder is writable");
    }
    folder
}

fn within(folder: &TempDir, name: &str) -> String {
    let path = folder.path().join(name);
    path.to_str().expect("its name is UTF-8").to_owned()
}

fn lines(arguments: &[&str]) -> Vec<String> {
    let output = clearway(arguments);
    assert_eq!(output.status.code(), Some(0), "{arguments:?}: {output:?}");
    stdout(&output).lines().map(str::to_owned).collect()
}

#[test]
fn it_tells_by_its_exit_code_whether_verdicts_differ() {
    let folder = reports(&["a.json"]);
    let copy = within(&folder, "a.json");
    let same = clearway(&["compare", REPORT, &copy]);
    assert_eq!(same.status.code(), Some(0), "{same:?}");
    assert!(
        stdout(&same).starts_with("0 of 2 reports pass\nSAME  "),
        "{same:?}"
    );
    let text = fs::read_to_string(repository(REPORT)).unwrap();
    let mut other: Value = serde_json::from_str(&text).unwrap();
    other["endpoints"][0]["verdict"] = "unproven".into();
    let (_folder, other) = file_with(other.to_string().as_bytes());
    let output = clearway(&["compare", REPORT, &other, "--format", "json"]);
    assert_eq!(output.status.code(), Some(1), "{output:?}");
    let said: Value = serde_json::from_str(&stdout(&output)).unwrap();
    assert_eq!(said["endpoints"][0]["verdicts_differ"], true);
    assert_eq!(said["endpoints"][1]["verdicts_differ"], false);
    assert_eq!((&said["passing"], &said["total"]), (&0.into(), &2.into()));
    let summary = clearway(&["compare", REPORT, &other, "--summary"]);
    assert_eq!(
        summary.status.code(),
        Some(1),
        "the same question: {summary:?}"
    );
}

#[test]
fn what_cannot_be_compared_is_refused_with_its_place() {
    refuses(
        &["compare", REPORT],
        "name another one to compare it with, or give `--summary`",
    );
    refuses(&["compare", REPORT, "/no/such.json"], "/no/such.json");
    refuses(&["compare", REPORT, "README.md"], "README.md: ");
    refuses(&["compare", REPORT, "tests"], "tests: cannot be read");
    let text = fs::read(repository(REPORT)).unwrap();
    let (_folder, cut) = file_with(&text[..text.len() / 2]);
    refuses(&["compare", REPORT, &cut], &format!("{cut}: line "));
    refuses(&["compare", "--summary", &cut], &format!("{cut}: line "));
    let (_folder, later) = file_with(b"{\"format\": 7}");
    refuses(&["compare", &later, REPORT], "report format 7");
}

#[test]
fn a_pattern_that_no_shell_expanded_stands_for_the_reports_that_fit_it() {
    let folder = reports(&["seg2.json", "seg10.json", "other.json"]);
    let pattern = within(&folder, "seg*.json");
    let said = lines(&["compare", &pattern, "--summary", "--format", "jsonl"]);
    assert_eq!(said.len(), 2);
    assert!(
        said[0].contains("seg10.json") && said[1].contains("seg2.json"),
        "{said:?}"
    );
    refuses(
        &["compare", &within(&folder, "none*.json"), REPORT],
        "no file fits this pattern",
    );
    refuses(
        &["compare", "no-such-*.json", REPORT],
        "no-such-*.json`: no file fits this pattern from /",
    );
    let hostile = within(&folder, "\u{1b}c*.json");
    refuses(
        &["compare", &hostile, REPORT],
        "\\u{1b}c*.json`: no file fits",
    );
}

#[test]
fn a_report_counts_once_however_often_it_is_named() {
    let folder = reports(&["seg1.json", "seg2.json"]);
    let (first, all) = (within(&folder, "seg1.json"), within(&folder, "seg*.json"));
    let output = clearway(&["compare", &first, &all]);
    assert!(
        stdout(&output).starts_with("0 of 2 reports pass\n"),
        "{output:?}"
    );
    assert!(stderr(&output).contains("seg1.json` is named more than once and counts once"));
    // Both verdicts would be the same, and say nothing of a second place.
    refuses(
        &["compare", REPORT, &format!("./{REPORT}")],
        "is named more than once and counts once",
    );
}

#[test]
fn a_summary_of_one_report_is_enough_and_each_report_is_one_line() {
    let text = lines(&["compare", REPORT, "--summary"]);
    assert_eq!((text.len(), &*text[0]), (2, "0 of 1 reports pass"));
    assert_eq!(
        lines(&["compare", REPORT, "--summary", "--format", "csv"]).len(),
        2
    );
    let json = lines(&["compare", REPORT, "--summary", "--format", "jsonl"]);
    assert!(json[0].starts_with('{') && json.len() == 1);
    let whole = stdout(&clearway(&[
        "compare",
        REPORT,
        "--summary",
        "--format",
        "json",
    ]));
    let whole: Value = serde_json::from_str(&whole).unwrap();
    assert_eq!(
        whole["reports"][0],
        serde_json::from_str::<Value>(&json[0]).unwrap()
    );
}

#[test]
fn a_format_that_does_not_fit_is_refused_with_those_that_do() {
    let both = |format, rest: &'static [&'static str]| {
        let folder = reports(&["a.json"]);
        let copy = within(&folder, "a.json");
        let given = ["compare", REPORT, &copy, "--format", format];
        refuses(&[&given, rest].concat(), "--summary`");
    };
    both("csv", &[]);
    both("jsonl", &[]);
    both("html", &["--summary"]);
}

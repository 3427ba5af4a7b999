//! Judges every saved report of `tests/golden/` again: no network, no async, and the same verdict for
//! ever.

#[path = "lab/again.rs"]
mod again;
#[path = "lab/outcome.rs"]
mod outcome;

use std::fs;
use std::path::{Path, PathBuf};

use clearway::report::json;

#[test]
fn every_golden_report_is_judged_as_it_was() {
    let mut wrong = Vec::new();
    for folder in folders() {
        let expected = read(&folder.join("verdict.json"));
        let report = json::read(&read(&folder.join("evidence.json")));
        let report = report.unwrap_or_else(|error| panic!("{}: {error}", folder.display()));
        let found = outcome::verdict_json(&again::again(report).expect("it was planned once"));
        if found != expected {
            wrong.push(format!("\n== {}\n{found}", folder.display()));
        }
    }
    assert!(wrong.is_empty(), "judged otherwise now:{}", wrong.concat());
}

#[test]
fn a_golden_report_says_in_its_own_findings_what_its_verdict_file_says() {
    for folder in folders() {
        let report = json::read(&read(&folder.join("evidence.json"))).expect("a report");
        let expected = read(&folder.join("verdict.json"));
        assert_eq!(
            outcome::verdict_json(&report),
            expected,
            "{}",
            folder.display()
        );
    }
}

fn folders() -> Vec<PathBuf> {
    let golden = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/golden");
    let entries = fs::read_dir(golden).expect("the folder is there");
    let mut folders: Vec<_> = entries
        .map(|entry| entry.expect("it can be read").path())
        .collect();
    folders.sort();
    assert!(folders.len() > 100, "the golden reports are missing");
    folders
}

fn read(path: &Path) -> String {
    fs::read_to_string(path).unwrap_or_else(|error| panic!("{}: {error}", path.display()))
}

//! Judges every saved report of `tests/reports/` again: no network, no async, and the same words for
//! ever.

#[path = "lab/again.rs"]
mod again;
#[path = "lab/golden.rs"]
mod golden;

use std::fs;
use std::path::{Path, PathBuf};

use clearway::report::format::json;

#[test]
fn every_saved_report_is_judged_in_the_words_of_its_golden_file() {
    let golden = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/golden");
    let mut wrong = Vec::new();
    for file in reports() {
        let report = json::read(&read(&file));
        let report = report.unwrap_or_else(|error| panic!("{}: {error}", file.display()));
        let found = golden::text(&again::again(report).expect("it was planned once"));
        let name = file.file_stem().expect("a name");
        if found != read(&golden.join(name).with_extension("txt")) {
            wrong.push(format!("\n== {}\n{found}", file.display()));
        }
    }
    assert!(wrong.is_empty(), "judged otherwise now:{}", wrong.concat());
}

fn reports() -> Vec<PathBuf> {
    let reports = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/reports");
    let entries = fs::read_dir(reports).expect("the folder is there");
    let files: Vec<_> = entries
        .map(|entry| entry.expect("it can be read").path())
        .collect();
    assert!(files.len() > 20, "the saved reports are missing");
    files
}

fn read(path: &Path) -> String {
    fs::read_to_string(path).unwrap_or_else(|error| panic!("{}: {error}", path.display()))
}

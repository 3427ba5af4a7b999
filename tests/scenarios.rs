//! Plays every file of `tests/scenarios/` in the lab and wants exactly the findings it names.
//!
//! `UPDATE=1 cargo test --test scenarios` writes to `tests/golden/` what is new or judged otherwise,
//! `UPDATE=all` writes it all.

mod lab;
#[path = "scenarios/proof.rs"]
mod proof;
#[path = "scenarios/secrets.rs"]
mod secrets;
#[path = "scenarios/walks.rs"]
mod walks;

use std::collections::{BTreeMap, BTreeSet};
use std::fs;
use std::path::{Path, PathBuf};

use clearway::finding::Code;
use clearway::report::{Report, json};

use lab::again::again;
use lab::outcome::{lines, verdict_json};
use lab::scenario::{Played, Scenario};

#[test]
fn every_scenario_ends_as_its_file_says() {
    let mut wrong = Vec::new();
    for (name, scenario) in scenarios() {
        let played = scenario.play();
        if let Some(how) = difference(&scenario, &played) {
            wrong.push(format!("\n== {name}\n{how}"));
        } else {
            golden(&name, &played.report);
        }
    }
    assert!(wrong.is_empty(), "{}", wrong.concat());
}

#[test]
fn every_code_has_a_scenario() {
    let mut missing: BTreeSet<&str> = Code::ALL.iter().map(|code| code.id()).collect();
    let all = scenarios();
    let expected = all.values().flat_map(|scenario| &scenario.expect.findings);
    for line in expected {
        let code = line.split(' ').nth(1).unwrap_or_default();
        assert!(code.parse::<Code>().is_ok(), "`{line}` names no code");
        missing.remove(code);
    }
    assert!(missing.is_empty(), "no scenario expects {missing:?}");
}

/// What differs, for people; nothing where all is as expected.
fn difference(scenario: &Scenario, played: &Played) -> Option<String> {
    let mut expected = scenario.expect.findings.clone();
    expected.sort();
    let report = &played.report;
    let found = lines(report);
    let verdict = report.verdict.to_string();
    let causes = causes(report);
    let unsaid: Vec<_> = scenario
        .expect
        .says
        .iter()
        .filter(|words| !causes.contains(*words))
        .collect();
    let slow = scenario.is_too_slow(played.took);
    let asked = scenario.wrongly_asked(played);
    let right = found == expected && verdict == scenario.expect.verdict;
    if right && unsaid.is_empty() && asked.is_empty() && !slow {
        return None;
    }
    let lost = expected.iter().filter(|line| !found.contains(line));
    let more = found.iter().filter(|line| !expected.contains(line));
    let marked: String = lost
        .map(|line| format!("  missing   {line}\n"))
        .chain(more.map(|line| format!("  too much  {line}\n")))
        .chain(unsaid.iter().map(|words| format!("  unsaid    {words}\n")))
        .chain(asked.iter().map(|what| format!("  asked     {what}\n")))
        .collect();
    Some(format!(
        "  verdict {verdict}, expected {}, took {:?}\n{marked}{causes}",
        scenario.expect.verdict, played.took
    ))
}

fn causes(report: &Report) -> String {
    let endpoints = report.endpoints.iter();
    let deep = endpoints.flat_map(|e| e.probes.iter().flat_map(|p| &p.findings).chain(&e.findings));
    let all = report.findings.iter().chain(deep);
    let lines: Vec<_> = all
        .map(|f| format!("    {}: {}\n", f.code, f.cause))
        .collect();
    lines.concat()
}

/// Writes what was seen, where that is asked for. A file that still says the same stays as it is:
/// what TLS sends is new in every run.
fn golden(name: &str, report: &Report) {
    let Some(wish) = std::env::var_os("UPDATE") else {
        return;
    };
    let folder = folder("golden").join(name);
    let (evidence, verdict) = (folder.join("evidence.json"), folder.join("verdict.json"));
    let said = verdict_json(report);
    let known = fs::read_to_string(&evidence)
        .ok()
        .and_then(|text| json::read(&text).ok());
    if wish != "all"
        && known
            .and_then(|known| again(known).ok())
            .is_some_and(|known| verdict_json(&known) == said)
    {
        return fs::write(verdict, said).expect("it can be written");
    }
    let text = json::write(report);
    if text.len() <= MOST_BYTES {
        fs::create_dir_all(&folder).expect("the folder can be made");
        fs::write(evidence, text).expect("it can be written");
        fs::write(verdict, said).expect("it can be written");
    }
}

/// Reports above this size are not kept.
const MOST_BYTES: usize = 12 * 1024;

fn scenarios() -> BTreeMap<String, Scenario> {
    let files = fs::read_dir(folder("scenarios")).expect("the folder is there");
    let paths = files.map(|file| file.expect("it can be read").path());
    let tomls = paths.filter(|path| path.extension().is_some_and(|ending| ending == "toml"));
    tomls.map(|path| (stem(&path), read(&path))).collect()
}

fn stem(path: &Path) -> String {
    path.file_stem()
        .expect("a name")
        .to_string_lossy()
        .into_owned()
}

fn read(path: &Path) -> Scenario {
    let text = fs::read_to_string(path).expect("it can be read");
    std::panic::catch_unwind(|| Scenario::read(&text))
        .unwrap_or_else(|_| panic!("{} is no scenario", path.display()))
}

fn folder(name: &str) -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR"))
        .join("tests")
        .join(name)
}

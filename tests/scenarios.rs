//! Plays every file of `tests/scenarios/` in the lab: it wants exactly the findings that the file names,
//! and of these exactly the words of `tests/golden/`.
//!
//! `UPDATE=1 cargo test --test scenarios` writes the words that are said otherwise now, and
//! `UPDATE=reports` the saved reports of `tests/reports/`, too.

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
use std::sync::LazyLock;

use clearway::finding::{Code, Finding, Owner};
use clearway::plan::plan;
use clearway::report::Report;
use clearway::report::format::json;
use clearway::run::redacted;

use lab::again::again;
use lab::golden;
use lab::outcome::lines;
use lab::scenario::{Played, Scenario};

/// Every scenario, played once for all tests, on every core.
static PLAYED: LazyLock<BTreeMap<String, (Scenario, Played)>> = LazyLock::new(|| {
    let all: Vec<_> = scenarios().into_iter().collect();
    let cores = std::thread::available_parallelism().map_or(1, usize::from);
    let share = all.len().div_ceil(cores);
    let play =
        |(name, scenario): &(String, Scenario)| (name.clone(), (scenario.clone(), scenario.play()));
    std::thread::scope(|scope| {
        let shares = all.chunks(share);
        let threads = shares.map(|own| scope.spawn(|| own.iter().map(play).collect::<Vec<_>>()));
        let threads: Vec<_> = threads.collect();
        let played = threads.into_iter();
        let played = played.flat_map(|thread| thread.join().expect("every scenario can be played"));
        played.collect()
    })
});

#[test]
fn every_scenario_ends_as_its_file_says() {
    let wrong = PLAYED.iter().filter_map(|(name, (scenario, played))| {
        let how = difference(scenario, played)?;
        Some(format!("\n== {name}\n{how}"))
    });
    let wrong: String = wrong.collect();
    assert!(wrong.is_empty(), "{wrong}");
}

#[test]
fn every_scenario_is_said_in_the_words_of_its_golden_file() {
    let update = std::env::var_os("UPDATE").is_some();
    let mut wrong = Vec::new();
    for (name, (_, played)) in PLAYED.iter() {
        let file = folder("golden").join(format!("{name}.txt"));
        let said = golden::text(&played.report);
        if fs::read_to_string(&file).is_ok_and(|known| known == said) {
            continue;
        }
        if update {
            fs::write(&file, said).expect("it can be written");
        } else {
            wrong.push(format!("\n== {name}\n{said}"));
        }
    }
    assert!(wrong.is_empty(), "said otherwise now:{}", wrong.concat());
}

#[test]
fn every_golden_file_has_its_scenario() {
    let files = fs::read_dir(folder("golden")).expect("the folder is there");
    let files: BTreeSet<_> = files
        .map(|file| stem(&file.expect("a file").path()))
        .collect();
    let scenarios: BTreeSet<_> = scenarios().into_keys().collect();
    assert_eq!(files, scenarios);
}

/// Judging is pure: the saved evidence gives the same words for ever.
#[test]
fn every_scenario_is_judged_again_in_the_same_words() {
    for (name, (_, played)) in PLAYED.iter() {
        let saved = json::read(&json::write(&played.report)).expect("it was just written");
        let again = again(saved).expect("it was planned once");
        assert_eq!(golden::text(&again), golden::text(&played.report), "{name}");
    }
}

/// `--redact` takes the machine out of the evidence and nothing out of the judgement.
#[test]
fn every_scenario_is_judged_alike_without_the_machine() {
    for (name, (_, played)) in PLAYED.iter() {
        let report = &played.report;
        let plan =
            plan(&report.endpoints_file, &report.run.selection).expect("it was planned once");
        let redacted = redacted(report.clone(), &plan, &[]);
        assert_eq!(lines(&redacted), lines(report), "{name}");
        assert_eq!(owners(&redacted), owners(report), "{name}");
    }
}

/// Whose each finding is.
fn owners(report: &Report) -> Vec<Owner> {
    let probes = report.endpoints.iter().flat_map(|one| &one.probes);
    let own = report.endpoints.iter().flat_map(|one| &one.findings);
    let all = report.findings.iter().chain(own);
    let all = all.chain(probes.flat_map(|probe| &probe.findings));
    all.map(Finding::owner).collect()
}

/// Not a test of the program: it keeps the reports up to date that other tests and the fuzzers begin
/// with.
#[test]
fn the_saved_reports_are_of_scenarios() {
    let files = fs::read_dir(folder("reports")).expect("the folder is there");
    for file in files.map(|file| file.expect("a file").path()) {
        let (_, played) = PLAYED.get(&stem(&file)).expect("a scenario has this name");
        if std::env::var_os("UPDATE").is_some_and(|wish| wish == "reports") {
            fs::write(&file, json::write(&played.report)).expect("it can be written");
        }
    }
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
    let slow = scenario.is_too_slow(played.took);
    let asked = scenario.wrongly_asked(played);
    let right = found == expected && verdict == scenario.expect.verdict;
    if right && asked.is_empty() && !slow {
        return None;
    }
    let lost = expected.iter().filter(|line| !found.contains(line));
    let more = found.iter().filter(|line| !expected.contains(line));
    let marked: String = lost
        .map(|line| format!("  missing   {line}\n"))
        .chain(more.map(|line| format!("  too much  {line}\n")))
        .chain(asked.iter().map(|what| format!("  asked     {what}\n")))
        .collect();
    Some(format!(
        "  verdict {verdict}, expected {}, took {:?}\n{marked}{}",
        scenario.expect.verdict,
        played.took,
        golden::text(report)
    ))
}

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

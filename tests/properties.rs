//! What holds for every report, also for one that a stranger sends: saved reports, bent at random.
//! The seed is fixed; `PROPTEST_CASES` widens the search.

#[path = "lab/again.rs"]
mod again;

use std::collections::BTreeSet;
use std::fs;
use std::path::Path;
use std::sync::LazyLock;

use again::again;
use clearway::catalogue::Catalogue;
use clearway::evidence::{Attempt, Evidence};
use clearway::finding::{Code, Stage};
use clearway::report::Report;
use clearway::report::format::json;
use clearway::text::escape::escape;
use proptest::collection::vec;
use proptest::prelude::*;
use proptest::test_runner::RngSeed;
use serde_json::{Value, json};

/// Every saved report, as JSON.
static SAVED: LazyLock<Vec<Value>> = LazyLock::new(|| {
    let reports = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/reports");
    let files = fs::read_dir(reports).expect("the folder is there");
    let mut files: Vec<_> = files
        .map(|file| file.expect("it can be read").path())
        .collect();
    files.sort();
    let texts = files
        .iter()
        .map(|file| fs::read_to_string(file).expect("a file"));
    texts
        .map(|text| serde_json::from_str(&text).expect("JSON"))
        .collect()
});

/// A file of service tags.
const TAGS: &str = r#"{"changeNumber": 402, "cloud": "Public", "values": [
 {"name": "ServiceBus", "id": "ServiceBus", "properties": {"changeNumber": 78, "region": "",
  "platform": "Azure", "systemService": "AzureServiceBus", "networkFeatures": null,
  "addressPrefixes": ["4.149.20.0/24", "4.149.21.0/24", "2603:1030::/48"]}}]}"#;

/// One bend of a report: where, how, and with what.
type Bend = (usize, u8, usize);

fn settings() -> ProptestConfig {
    ProptestConfig {
        rng_seed: RngSeed::Fixed(20_261_122),
        failure_persistence: None,
        ..ProptestConfig::default()
    }
}

proptest! {
    #![proptest_config(settings())]

    #[test]
    fn judging_is_total_and_deterministic(
        which in 0..SAVED.len(),
        bends in vec(any::<Bend>(), 1..6),
    ) {
        // Without a plan there is nothing to judge, and the reader is told so.
        if let Some(report) = bent(which, &bends) && let Ok(once) = again(report.clone()) {
            prop_assert_eq!(&Ok(once.clone()), &again(report));
            prop_assert_eq!(&Ok(once.clone()), &again(once));
        }
    }

    #[test]
    fn what_is_written_is_read_back(
        which in 0..SAVED.len(),
        bends in vec(any::<Bend>(), 0..6),
    ) {
        if let Some(report) = bent(which, &bends) {
            let text = json::write(&report);
            prop_assert!(text.chars().all(|c| c == '\n' || !c.is_control()));
            prop_assert_eq!(json::read(&text).expect("we wrote it"), report);
        }
    }

    #[test]
    fn a_later_step_takes_no_finding_of_an_earlier_stage_away(
        which in 0..SAVED.len(),
        bends in vec(any::<Bend>(), 0..4),
        cut in 0..CUTS.len(),
    ) {
        if let Some(whole) = bent(which, &bends) {
            let (stage, cut) = CUTS[cut];
            let mut shorter = whole.clone();
            for evidence in evidences(&mut shorter) {
                evidence.attempts.iter_mut().for_each(cut);
            }
            if let (Ok(shorter), Ok(whole)) = (again(shorter), again(whole)) {
                let before = found_before(stage, &shorter);
                let after = found_before(stage, &whole);
                prop_assert!(before.is_subset(&after), "{before:?} is not within {after:?}");
            }
        }
    }

    #[test]
    fn no_text_makes_the_reader_panic(text in ".{0,200}") {
        let _ = json::read(&text);
    }

    #[test]
    fn a_bent_address_file_is_taken_or_is_one_error_that_can_be_shown(
        at in 0..TAGS.len(),
        with in prop_oneof![Just(String::new()), ".{0,8}", "[\\[\\]{}\",:0-9./-]{0,8}"],
        cut in any::<bool>(),
    ) {
        let rest = if cut { "" } else { &TAGS[at + 1..] };
        let text = format!("{}{with}{rest}", &TAGS[..at]);
        let mut catalogue = Catalogue::built_in();
        let taken = [
            catalogue.add_service_tags(text.as_bytes()),
            catalogue.add_m365(text.as_bytes()),
        ];
        for why in taken.into_iter().filter_map(Result::err) {
            let said = why.to_string();
            prop_assert_eq!(escape(&said), said);
        }
        for row in &catalogue.rows {
            let _ = catalogue.expected(row);
        }
    }
}

/// The mutations have to hit: a stream of unreadable reports would prove nothing.
#[test]
fn most_bent_reports_can_still_be_read() {
    let bends = |at: usize| -> [Bend; 2] {
        let how = u8::try_from(at % 256).expect("less than 256");
        [
            (at * 7919, how, at * 104_729),
            (at * 15_485_863, how / 2, at * 31),
        ]
    };
    let readable = (0..400)
        .filter(|at| bent(at % SAVED.len(), &bends(*at)).is_some())
        .count();
    assert!(readable > 150, "only {readable} of 400");
}

/// The stage of a cut, and what the cut takes away.
type Cut = (Stage, fn(&mut Attempt));

const CUTS: [Cut; 2] = [
    (Stage::Fetch, |attempt| attempt.fetch = None),
    (Stage::Handshake, |attempt| {
        attempt.handshake = None;
        attempt.fetch = None;
    }),
];

fn evidences(report: &mut Report) -> impl Iterator<Item = &mut Evidence> {
    let probes = report
        .endpoints
        .iter_mut()
        .flat_map(|endpoint| &mut endpoint.probes);
    probes.map(|probe| &mut probe.evidence)
}

/// Codes that speak of addresses which do not prove to be the service's: a later step is the proof.
const DISPROVED_LATER: [Code; 3] = [
    Code::ResolveSystemDiffers,
    Code::ResolveFiltered,
    Code::ResolveRewritten,
];

/// Findings of probes, without their weight: what comes later may lower that.
fn found_before(stage: Stage, report: &Report) -> BTreeSet<(String, Code, Option<String>)> {
    let probes = report.endpoints.iter().flat_map(|endpoint| {
        let id = endpoint.id.clone();
        endpoint.probes.iter().map(move |probe| (id.clone(), probe))
    });
    let findings = probes.flat_map(|(id, probe)| {
        let place = format!("{id} {}{}", probe.probe.host, probe.probe.path);
        probe
            .findings
            .iter()
            .map(move |finding| (place.clone(), finding))
    });
    let earlier = findings.filter(|(_, finding)| {
        finding.code().stage() < stage && !DISPROVED_LATER.contains(&finding.code())
    });
    earlier
        .map(|(place, finding)| {
            let at = finding.address.map(|address| address.to_string());
            (place, finding.code(), at.or_else(|| finding.name.clone()))
        })
        .collect()
}

/// A saved report, bent; none where it can no longer be read, which is the reader's right.
fn bent(which: usize, bends: &[Bend]) -> Option<Report> {
    let mut value = SAVED[which].clone();
    for bend in bends {
        apply(&mut value, *bend);
    }
    json::read(&value.to_string()).ok()
}

fn apply(value: &mut Value, (at, how, with): Bend) {
    let all = pointers(value);
    let seen: Vec<_> = all.iter().filter(|p| p.contains("/evidence/")).collect();
    // Mostly the evidence: it is what a judge has to bear.
    let pointer = match at % 8 {
        0 => &all[at / 8 % all.len()],
        _ => seen
            .get(at / 8 % seen.len().max(1))
            .copied()
            .unwrap_or(&all[0]),
    };
    let pointer = pointer.as_str();
    let key = pointer.rsplit('/').next().unwrap_or_default().to_owned();
    let Some(place) = value.pointer_mut(pointer) else {
        return;
    };
    match (how % 8, place) {
        // What stands under the same name elsewhere fits by its type.
        (0..=3, place) => {
            let donor = &SAVED[with % SAVED.len()];
            let fitting: Vec<_> = pointers(donor)
                .into_iter()
                .filter(|p| p.ends_with(&format!("/{key}")))
                .collect();
            if let Some(found) = fitting.get(with / 7 % fitting.len().max(1)) {
                *place = donor.pointer(found).expect("it was listed").clone();
            }
        }
        (4, Value::Array(items)) if !items.is_empty() => {
            let item = items[with % items.len()].clone();
            items.push(item);
        }
        (5, Value::Array(items)) if !items.is_empty() => {
            items.remove(with % items.len());
        }
        (6, Value::Array(items)) => items.reverse(),
        (_, place @ Value::Number(_)) => *place = NUMBERS[with % NUMBERS.len()].clone(),
        (_, place @ Value::String(_)) => *place = json!(STRINGS[with % STRINGS.len()]),
        (7, place @ Value::Bool(_)) => *place = json!(with % 2 == 0),
        (7, place) => *place = Value::Null,
        _ => {}
    }
}

static NUMBERS: LazyLock<Vec<Value>> = LazyLock::new(|| {
    vec![
        json!(0),
        json!(1),
        json!(-1),
        json!(255),
        json!(65_535),
        json!(u32::MAX),
        json!(i64::MAX),
        json!(i64::MIN),
        json!(u64::MAX),
    ]
});

const STRINGS: [&str; 14] = [
    "",
    ".",
    "login.operator.com",
    "a.b.c.d.e.f",
    "\u{1b}[2J\u{202e}",
    "10.0.0.1",
    "::1",
    "0.0.0.0:0",
    "[::]:443",
    "AAAA",
    "MAA=",
    "MIIB",
    "fail",
    "ä\u{0}ü",
];

/// Where anything stands in a report's evidence and rows.
fn pointers(value: &Value) -> Vec<String> {
    let mut found = Vec::new();
    collect(value, String::new(), &mut found);
    found
}

fn collect(value: &Value, at: String, found: &mut Vec<String>) {
    match value {
        Value::Object(fields) => {
            for (key, inner) in fields {
                collect(inner, format!("{at}/{key}"), found);
            }
        }
        Value::Array(items) => {
            for (index, inner) in items.iter().enumerate() {
                collect(inner, format!("{at}/{index}"), found);
            }
        }
        _ => {}
    }
    if !at.is_empty() {
        found.push(at);
    }
}

//! Every format of a report, from two fixed reports and from hostile ones.

#[path = "report/facts.rs"]
mod facts;
#[path = "report/formats.rs"]
mod formats;
#[path = "report/once.rs"]
mod once;
#[path = "report/rich.rs"]
mod rich;
#[path = "report/schema.rs"]
mod schema;
#[path = "report/view.rs"]
mod view;
#[path = "report/wide.rs"]
mod wide;

use std::collections::BTreeSet;
use std::sync::LazyLock;

use clearway::catalogue::Inspection;
use clearway::evidence::Evidence;
use clearway::evidence::dns::RecordData;
use clearway::finding::{Code, Target, Verdict, facts_schema};
use clearway::report::{Format, Report, Style, Summary, explain, json, write};
use clearway::text::escape::escape;
use proptest::prelude::*;
use rich::{good, rich};
use serde_json::{Value, json};

fn human(report: &Report, style: &Style) -> String {
    write(report, Format::Human, style)
}

fn style(width: usize) -> Style {
    Style {
        width,
        ..Style::default()
    }
}

/// Nothing but line ends can steer a terminal or hide a letter.
fn is_harmless(text: &str) -> bool {
    text.lines().all(|line| escape(line) == line)
}

fn parsed(json: &str) -> Value {
    serde_json::from_str(json).expect("a text that is JSON")
}

mod people {
    use super::*;

    #[test]
    fn at_80_columns() {
        insta::assert_snapshot!("human_80", human(&rich(), &style(80)));
    }

    #[test]
    fn at_120_columns() {
        insta::assert_snapshot!("human_120", human(&rich(), &style(120)));
    }

    #[test]
    fn in_ascii() {
        let text = human(
            &rich(),
            &Style {
                ascii: true,
                ..style(80)
            },
        );
        assert!(text.is_ascii());
        insta::assert_snapshot!("human_ascii", text);
    }

    #[test]
    fn in_colour() {
        let text = human(
            &rich(),
            &Style {
                colour: true,
                ..style(80)
            },
        );
        insta::assert_snapshot!("human_colour", text.replace('\u{1b}', "^["));
    }

    #[test]
    fn when_all_is_well_it_is_short() {
        let text = human(&good(), &style(80));
        assert!(text.lines().count() < 22);
        insta::assert_snapshot!("human_good", text);
    }

    fn inspection_of(report: &Report) -> Vec<String> {
        Summary::new(report).inspection
    }

    #[test]
    fn it_says_who_forbids_inspection_and_who_is_inspected() {
        let mut report = good();
        let id = report.endpoints[0].id.clone();
        let found = facts::plain(Code::ChainIntercepted);
        report.endpoints[0].probes[0].findings = vec![found];
        let said = inspection_of(&report);
        assert_eq!(
            said,
            [
                "TLS is inspected on 1 of 4 hosts by an unknown device".to_owned(),
                format!("inspected although they forbid it: {id}"),
            ]
        );
        let rows = &mut report.endpoints_file.rows;
        let row = rows.iter_mut().find(|row| row.id == id).unwrap();
        row.inspection = Inspection::Tolerated;
        let said = inspection_of(&report);
        assert_eq!(
            said,
            [
                "TLS is inspected on 1 of 4 hosts by an unknown device".to_owned(),
                format!("inspected, which they tolerate: {id}"),
            ]
        );
    }

    #[test]
    fn where_nothing_was_seen_it_claims_nothing() {
        let mut report = good();
        for endpoint in &mut report.endpoints {
            for probe in &mut endpoint.probes {
                probe.evidence.attempts.clear();
            }
        }
        let said = inspection_of(&report);
        assert_eq!(said, ["TLS could not be checked on 4 of 4 hosts"]);
    }

    #[test]
    fn colour_adds_nothing_but_colour() {
        let coloured = human(
            &rich(),
            &Style {
                colour: true,
                ..style(80)
            },
        );
        let mut parts = coloured.split("\u{1b}[");
        let first = parts.next().unwrap_or_default();
        let after = parts.map(|part| part.split_once('m').unwrap().1);
        let plain = first.to_owned() + &after.collect::<String>();
        assert_eq!(plain, human(&rich(), &style(80)));
    }

    #[test]
    fn no_line_is_wider_than_the_width_unless_one_word_is() {
        for width in (40..140).chain([200]) {
            // The first line is the conclusion, whole for whoever reads no other.
            for line in human(&rich(), &style(width)).lines().skip(1) {
                let widest = line.split(' ').map(wide).max().unwrap_or_default();
                assert!(
                    wide(line) <= width || widest + 15 > width,
                    "{width}: {line}"
                );
            }
        }
    }

    fn wide(text: &str) -> usize {
        text.chars().count()
    }

    #[test]
    fn nothing_of_the_evidence_can_steer_the_terminal() {
        assert!(is_harmless(&human(&rich(), &style(80))));
    }

    #[test]
    fn a_code_that_is_explained_is_told_once() {
        let text = human(&rich(), &style(80));
        assert_eq!(text.matches("fetch.portal").count(), 1);
        assert!(text.contains("explains 9 others: handshake.cut"));
    }

    #[test]
    fn what_explains_and_is_missing_hides_nothing() {
        let mut report = good();
        let lost = facts::plain(Code::FetchCut).explained_by(Code::TunnelClosed);
        report.endpoints[0].probes[0].findings.push(lost);
        assert!(human(&report, &style(80)).contains("fetch.cut"));
    }

    #[test]
    fn the_first_line_counts_where_nothing_is_wrong_and_names_the_cause_where_something_is() {
        let first = |report: &Report| {
            let text = human(report, &style(80));
            text.lines().next().unwrap_or_default().to_owned()
        };
        let mut report = good();
        let seen = "no TLS inspection seen on 4 of 4 hosts";
        assert_eq!(
            first(&report),
            format!("PASS  3 of 3 required endpoints, {seen}")
        );
        report.verdict = Verdict::Warn;
        report.endpoints[0].verdict = Verdict::Warn;
        let warned = format!("WARN  3 of 3 required endpoints pass, 1 with warnings, {seen}");
        assert_eq!(first(&report), warned);
        report.verdict = Verdict::Unproven;
        report.endpoints[1].verdict = Verdict::Unproven;
        let unproven = "UNPROVEN  1 of 3 required endpoints unproven, 2 pass";
        assert_eq!(first(&report), unproven);
        report.verdict = Verdict::Fail;
        report.endpoints[1].verdict = Verdict::Fail;
        let cause = facts::plain(Code::HandshakeSilent);
        let cause = cause.on(report.endpoints[1].probes[0].target());
        report.endpoints[1].probes[0].findings = vec![cause.clone()];
        assert_eq!(first(&report), format!("FAIL  {}", cause.conclusion()));
        report.endpoints.clear();
        assert_eq!(first(&report), "FAIL  no required endpoint was checked");
    }
}

mod programs {
    use super::*;

    static SCHEMA: LazyLock<jsonschema::Validator> = LazyLock::new(|| {
        let schema = parsed(include_str!("report.schema.json"));
        jsonschema::draft202012::meta::validate(&schema).expect("the schema is a schema");
        jsonschema::validator_for(&schema).expect("the schema can be used")
    });

    fn wrong(report: &Value) -> Vec<String> {
        let errors = SCHEMA.iter_errors(report);
        errors
            .map(|error| format!("{}: {error}", error.instance_path()))
            .collect()
    }

    fn value() -> Value {
        parsed(&json::write(&rich()))
    }

    #[test]
    fn json_is_as_the_schema_says() {
        assert_eq!(wrong(&value()), Vec::<String>::new());
        assert_eq!(wrong(&parsed(&json::write(&good()))), Vec::<String>::new());
    }

    #[test]
    fn the_schema_knows_every_code() {
        let schema = parsed(include_str!("report.schema.json"));
        let codes: Vec<_> = Code::ALL.iter().map(|code| code.id()).collect();
        assert_eq!(schema["$defs"]["code"]["enum"], json!(codes));
    }

    /// The facts' part of the schema comes from the types: `UPDATE=1` writes it anew.
    #[test]
    fn the_schema_describes_the_facts_of_every_code() {
        const LEAD: &str = "\n    \"facts\": ";
        let known = include_str!("report.schema.json");
        let (before, _) = known.split_once(LEAD).expect("it is the last definition");
        let facts = serde_json::to_string_pretty(&facts_schema::facts()).expect("JSON");
        let whole = format!(
            "{before}{LEAD}{}\n  }}\n}}\n",
            facts.replace('\n', "\n    ")
        );
        if known != whole && std::env::var_os("UPDATE").is_some() {
            let file = concat!(env!("CARGO_MANIFEST_DIR"), "/tests/report.schema.json");
            std::fs::write(file, &whole).expect("it can be written");
        }
        let same = parsed(known) == parsed(&whole);
        assert!(
            same,
            "the facts have another shape now; `UPDATE=1` writes it"
        );
    }

    /// Every field that may be absent, misspelt, and every field that may not, gone.
    #[test]
    fn the_schema_sees_a_misspelt_field() {
        let mut tried = BTreeSet::new();
        let whole = value();
        for path in paths(&whole, "") {
            let (parent, field) = path.rsplit_once('/').unwrap();
            if !tried.insert(without_numbers(&path)) {
                continue;
            }
            let mut typo = whole.clone();
            let object = typo.pointer_mut(parent).unwrap().as_object_mut().unwrap();
            let content = object.remove(field).unwrap();
            object.insert(format!("{field}x"), content);
            assert!(!SCHEMA.is_valid(&typo), "{path}");
        }
        assert!(tried.len() > 150, "{}", tried.len());
    }

    fn without_numbers(path: &str) -> String {
        path.chars().filter(|c| !c.is_ascii_digit()).collect()
    }

    /// The JSON pointers of every field of every object.
    fn paths(value: &Value, here: &str) -> Vec<String> {
        match value {
            Value::Object(fields) => {
                let below = fields.iter().flat_map(|(name, value)| {
                    let path = format!("{here}/{name}");
                    let below = paths(value, &path);
                    [path].into_iter().chain(below).collect::<Vec<_>>()
                });
                below.collect()
            }
            Value::Array(items) => {
                let below = items.iter().enumerate();
                below
                    .flat_map(|(at, value)| paths(value, &format!("{here}/{at}")))
                    .collect()
            }
            _ => Vec::new(),
        }
    }

    #[test]
    fn what_was_written_is_read_back_the_same() {
        for report in [rich(), good()] {
            let text = json::write(&report);
            assert_eq!(json::read(&text).unwrap(), report);
            assert!(text.ends_with("}\n") && !text.ends_with("\n\n"));
        }
    }

    #[test]
    fn nothing_of_the_evidence_can_steer_the_terminal() {
        assert!(is_harmless(&json::write(&rich())));
    }

    #[test]
    fn fields_of_later_programs_are_passed_over() {
        let mut later = value();
        later["later"] = json!({ "any": [1] });
        later["run"]["later"] = json!("thing");
        later["endpoints"][0]["probes"][0]["later"] = json!(null);
        assert_eq!(json::read(&later.to_string()).unwrap(), rich());
    }

    #[test]
    fn a_mark_that_windows_puts_first_is_passed_over() {
        let text = format!("\u{feff}{}", json::write(&good()));
        assert_eq!(json::read(&text).unwrap(), good());
    }

    #[test]
    fn a_misspelt_word_is_answered_with_its_line_and_the_words_there_are() {
        let text =
            json::write(&good()).replacen("\"verdict\": \"pass\"", "\"verdict\": \"good\"", 1);
        let said = json::read(&text).unwrap_err().to_string();
        assert!(said.starts_with("line "), "{said}");
        assert!(
            said.contains("unknown variant `good`, expected one of `pass`"),
            "{said}"
        );
    }
}

mod explained {
    use super::*;

    #[test]
    fn one_code() {
        insta::assert_snapshot!("explain_one", explain::code(Code::ChainIntercepted, 80));
    }

    #[test]
    fn every_code() {
        insta::assert_snapshot!("explain_all_80", explain::codes(Code::ALL, 80));
        insta::assert_snapshot!("explain_all_120", explain::codes(Code::ALL, 120));
    }

    #[test]
    fn as_json() {
        insta::assert_snapshot!("explain_one_json", explain::code_json(Code::ConnectSilent));
        let all = parsed(&explain::codes_json(Code::ALL));
        assert_eq!(all.as_array().unwrap().len(), Code::ALL.len());
    }

    #[test]
    fn every_code_fits_80_columns() {
        for &code in Code::ALL {
            let text = explain::code(code, 80) + &explain::codes(Code::ALL, 80);
            assert!(
                text.lines().all(|line| line.chars().count() <= 80),
                "{code}"
            );
        }
    }
}

/// Letters, marks of JSON and Markdown, and much of what steers or hides.
fn foreign() -> impl Strategy<Value = String> {
    let steering = "[\u{0}-\u{1f}\u{7f}-\u{9f}\u{200b}-\u{200f}\u{2028}-\u{202e}\u{2060}-\u{2069}]";
    let one = prop_oneof![
        any::<char>().prop_map(String::from),
        steering,
        "[ `\"\\\\<a.9]",
        "[]=+@;,|{}&'\\[*_~!#-]",
        Just("]]>".to_owned()),
        Just("</pre><script>".to_owned()),
        Just("www.".to_owned()),
        Just("http://".to_owned()),
    ];
    prop::collection::vec(one, 0..40).prop_map(|parts| parts.concat())
}

prop_compose! {
    /// A report with hostile text wherever foreign text can stand.
    fn hostile()(texts in prop::collection::vec(foreign(), 24), code in 0..Code::ALL.len(), choice in 0..1000_usize)
        -> Report {
        let mut texts = texts.into_iter().cycle();
        let mut next = move || texts.next().expect("a cycle has no end");
        let mut report = rich();
        let code = Code::ALL[code];
        let finding = facts::finding(code, choice, &mut next);
        report.tool.version = next();
        report.run.started = next();
        report.run.host.os = next();
        report.run.host.resolvers_problem = Some(next());
        report.run.selection.only = vec![next()];
        report.endpoints_file.product = next();
        report.endpoints_file.dated = next();
        report.endpoints_file.sha256 = next();
        for key in &mut report.endpoints_file.issuers[0].keys {
            key.name = next();
        }
        let id = next();
        let row = &mut report.endpoints_file.rows[1];
        (row.id, row.purpose, row.source) = (id.clone(), next(), next());
        let endpoint = &mut report.endpoints[1];
        endpoint.findings.push(finding.clone());
        for left_out in &mut endpoint.left_out {
            (left_out.endpoint, left_out.host, left_out.why) = (id.clone(), next(), next());
        }
        for probe in &mut endpoint.probes {
            probe.probe.endpoint.clone_from(&id);
            (probe.probe.host, probe.probe.path) = (next(), next());
            probe.route.via = Some(next());
            probe.findings.push(finding.clone());
            make_hostile(&mut probe.evidence, &mut next);
        }
        endpoint.id = id;
        report.findings.push(finding.clone());
        report.revocation[0].probe.path = next();
        report.revocation[0].findings.push(finding);
        aim(&mut report);
        report
    }
}

/// Findings name their target by where they stand.
fn aim(report: &mut Report) {
    let probes = report.endpoints.iter_mut().flat_map(|one| &mut one.probes);
    for probe in probes.chain(&mut report.revocation) {
        let target = probe.target();
        for finding in &mut probe.findings {
            finding.target = Some(target.clone());
        }
    }
    for endpoint in &mut report.endpoints {
        for finding in &mut endpoint.findings {
            finding.target = Some(Target {
                host: endpoint.host.to_string(),
                port: endpoint.port,
                via: None,
            });
        }
    }
}

/// Names, headers and what libraries said.
fn make_hostile(evidence: &mut Evidence, next: &mut impl FnMut() -> String) {
    let names = [&mut evidence.resolve, &mut evidence.resolve_hop];
    for names in names.into_iter().flatten() {
        let old = std::mem::replace(&mut names.seen.name, next());
        let last = next();
        for question in &mut names.seen.questions {
            if question.name == old {
                question.name.clone_from(&names.seen.name);
            }
            let records = question
                .reply
                .iter_mut()
                .flat_map(|reply| &mut reply.answers);
            for record in records {
                let own = if record.name == old {
                    &names.seen.name
                } else {
                    &last
                };
                record.name.clone_from(own);
                if let RecordData::Cname(target) = &mut record.data {
                    target.clone_from(&last);
                }
            }
        }
    }
    for attempt in &mut evidence.attempts {
        if let Some(fetch) = &mut attempt.fetch {
            fetch.seen.headers.push((next(), next()));
            fetch.seen.reason = Some(next());
        }
    }
}

/// The fixed report as JSON, with a stretch of it replaced.
fn damaged() -> impl Strategy<Value = String> {
    static WHOLE: LazyLock<String> = LazyLock::new(|| json::write(&rich()));
    let piece = prop_oneof![
        foreign(),
        "[\\[\\]{}:,\"0-9]{0,4}",
        Just("null".to_owned()),
        Just("-1".to_owned()),
        Just("1e999".to_owned()),
        Just("[]".to_owned()),
    ];
    (0..WHOLE.len(), 0_usize..12, piece).prop_map(|(at, length, piece)| {
        let end = (at + length).min(WHOLE.len());
        let mut bytes = WHOLE.clone().into_bytes();
        bytes.splice(at..end, piece.into_bytes());
        String::from_utf8_lossy(&bytes).into_owned()
    })
}

proptest! {
    #![proptest_config(ProptestConfig { failure_persistence: None, ..ProptestConfig::with_cases(64) })]

    #[test]
    fn no_foreign_text_steers_any_format(report in hostile(), width in 0_usize..200) {
        let text = human(&report, &style(width));
        prop_assert!(is_harmless(&text));
        let ascii = human(&report, &Style { ascii: true, ..style(width) });
        prop_assert!(ascii.is_ascii());
        let json = json::write(&report);
        prop_assert!(is_harmless(&json));
        prop_assert_eq!(json::read(&json).unwrap(), report);
    }

    #[test]
    fn a_damaged_report_is_an_error_or_a_report(text in damaged()) {
        match json::read(&text) {
            Ok(report) => prop_assert!(is_harmless(&human(&report, &style(80)))),
            Err(error) => prop_assert!(is_harmless(&error.to_string())),
        }
    }
}

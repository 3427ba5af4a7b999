//! Several reports beside each other, and one line a report: each format is read back, and all agree.

use super::*;

/// Two reports beside each other, under names that are foreign too.
pub(super) fn of(one: &Report, other: &Report) -> Comparison {
    let name = &one.endpoints[0].id;
    let mut labelled = one.clone();
    labelled.run.label = Some(name.clone());
    Comparison::new(vec![
        Column::new(name, &labelled),
        Column::new("b.json", other),
    ])
}

/// The second point of view: one endpoint passes, another is not asked.
fn elsewhere() -> Report {
    let mut report = rich();
    report.endpoints.pop();
    report.endpoints[0].verdict = Verdict::Unproven;
    report
}

fn human(compared: &Comparison) -> String {
    compared.human(&Style::default())
}

fn json(text: &str) -> serde_json::Value {
    serde_json::from_str(text).unwrap_or_else(|why| panic!("{why}: {text}"))
}

/// The summary's table, without the mark by which Excel knows its encoding.
fn table_of(compared: &Comparison) -> Vec<Vec<String>> {
    let csv = compared.summary_csv();
    let csv = csv.strip_prefix('\u{feff}').expect("a byte order mark");
    table::check(csv);
    table::rows(csv)
}

/// What is foreign is text in every format, and nothing else.
pub(super) fn holds(compared: &Comparison) {
    page::is_ours(&compared.html());
    let narrow = Style::default();
    let ascii = Style {
        ascii: true,
        ..narrow
    };
    for text in [
        compared.human(&narrow),
        compared.json(),
        compared.summary(&narrow, None),
        compared.summary(&narrow, Some(80)),
        compared.summary_json(),
        compared.summary_json_lines(),
    ] {
        assert!(is_harmless(&text), "{text}");
    }
    assert!(compared.human(&ascii).is_ascii());
    assert!(compared.summary(&ascii, Some(80)).is_ascii());
}

/// All formats tell of the same endpoints and reports, and of the same answer.
pub(super) fn agrees(compared: &Comparison) {
    let all = json(&compared.json());
    assert_eq!(all["verdicts_differ"], compared.differ());
    let endpoints = all["endpoints"].as_array().expect("endpoints");
    let page = compared.html();
    let document = parsed(&page);
    let rows = elements(&document, "tr").count() - 1;
    assert_eq!(rows, endpoints.len());
    let any = endpoints.iter().any(|one| one["verdicts_differ"] == true);
    assert_eq!(any, compared.differ());
    agrees_on_what_comes_first(compared);
    counts_each_endpoint_once(&all);
    says_each_report_in_a_line(compared);
}

fn agrees_on_what_comes_first(compared: &Comparison) {
    let all = json(&compared.json());
    let first = format!("{} of {} reports pass", all["passing"], all["total"]);
    let word = if compared.differ() {
        "DIFFERENT  "
    } else {
        "SAME  "
    };
    let text = human(compared);
    let mut lines = text.lines();
    assert_eq!(lines.next(), Some(&*first));
    assert!(lines.next().is_some_and(|line| line.starts_with(word)));
    let page = compared.html();
    let document = parsed(&page);
    let heading = elements(&document, "h1")
        .next()
        .and_then(|node| node.text());
    assert_eq!(heading, Some(&*first));
    assert!(page.contains(&format!("<strong>{}</strong>", word.trim())));
    assert_eq!(
        compared.summary(&Style::default(), None).lines().next(),
        Some(&*first)
    );
    let summary = json(&compared.summary_json());
    assert_eq!(
        (&summary["passing"], &summary["total"]),
        (&all["passing"], &all["total"])
    );
}

fn counts_each_endpoint_once(all: &serde_json::Value) {
    let endpoints = all["endpoints"].as_array().expect("endpoints");
    let mut sum = 0;
    for (kind, number) in all["differences"].as_object().expect("a tally") {
        let own = endpoints.iter().filter(|one| one["difference"] == **kind);
        let own = own.count();
        assert_eq!(number, own, "{kind}");
        sum += own;
    }
    assert_eq!(sum, endpoints.len());
}

fn says_each_report_in_a_line(compared: &Comparison) {
    let document = json(&compared.summary_json());
    let reports = document["reports"].as_array().expect("reports");
    let lines = compared.summary_json_lines();
    let lines: Vec<_> = lines.lines().map(json).collect();
    assert_eq!(reports, &lines);
    let text = compared.summary(&Style::default(), None);
    assert_eq!(text.lines().count(), reports.len() + 1, "{text}");
    let table = table_of(compared);
    assert_eq!(table.len(), reports.len() + 1);
    for (row, report) in table[1..].iter().zip(reports) {
        assert_eq!(row[3], report["verdict"].as_str().expect("a word"));
    }
}

#[test]
fn two_points_of_view() {
    let compared = of(&rich(), &elsewhere());
    assert!(compared.differ());
    insta::assert_snapshot!("compared", human(&compared));
    for compared in [compared, of(&wide(), &good()), of(&wide(), &wide())] {
        holds(&compared);
        agrees(&compared);
    }
    assert!(!of(&wide(), &wide()).differ());
    put("compared.html", &of(&wide(), &elsewhere()).html());
}

#[test]
fn one_machine_that_passes_under_one_account_only_is_behind_a_firewall_that_filters_by_user() {
    let under = |account: &str, verdict| {
        let mut report = good();
        report.run.host.name = Some("jumpbox".to_owned());
        report.run.host.user = Some(User {
            name: account.to_owned(),
            ..User::default()
        });
        report.endpoints[0].verdict = verdict;
        report
    };
    let says = |one: &Report, other: &Report| {
        let text = human(&of(one, other)).replace('\n', " ");
        text.contains("the firewall filters by user")
    };
    let own = under("CONTOSO\\admin", Verdict::Pass);
    let agent = under(r"NT AUTHORITY\NETWORK SERVICE", Verdict::Fail);
    assert!(says(&own, &agent) && says(&agent, &own));
    assert!(!says(&own, &under("admin", Verdict::Fail)), "one account");
    let mut elsewhere = agent.clone();
    elsewhere.run.host.name = Some("another".to_owned());
    assert!(!says(&own, &elsewhere), "two machines");
    assert!(!says(&own, &under("agent", Verdict::Pass)), "no difference");
}

#[test]
fn an_endpoint_that_one_report_lacks_is_a_difference() {
    let mut fewer = good();
    fewer.endpoints.pop();
    assert!(of(&good(), &fewer).differ());
}

#[test]
fn many_reports_fit_in_eighty_columns() {
    let mut short = rich();
    short.endpoints.retain(|endpoint| endpoint.id != "long");
    for (number, whole) in [(12, wide()), (200, short)] {
        let columns = (0..number).map(|at| {
            let mut report = whole.clone();
            if at % 7 == 0 {
                report.endpoints[0].verdict = Verdict::Pass;
            }
            Column::new(&format!("{at}.json"), &report)
        });
        let compared = Comparison::new(columns.collect());
        let text = human(&compared);
        let long = text.lines().find(|line| line.chars().count() > 80);
        assert_eq!(long, None);
        agrees(&compared);
        put(&format!("compared-{number}.html"), &compared.html());
    }
}

/// One endpoint, closed; where a cause is given, that explains it, for the whole run or for the endpoint.
fn closed(by: Option<(Finding, bool)>) -> Report {
    let mut report = good();
    report.endpoints.truncate(1);
    let endpoint = &mut report.endpoints[0];
    let probe = &mut endpoint.probes[0];
    let mut finding = Finding::new(crate::rich::no_response(10_000)).on(probe.target());
    if let Some((cause, run)) = by {
        finding = finding.explained_by(cause.code());
        let place = if run {
            &mut report.findings
        } else {
            &mut endpoint.findings
        };
        place.push(cause);
    }
    probe.findings.push(finding);
    (report.verdict, endpoint.verdict, probe.verdict) =
        (Verdict::Fail, Verdict::Fail, Verdict::Fail);
    report
}

fn in_json(compared: &Comparison) -> serde_json::Value {
    json(&compared.json())["endpoints"][0].clone()
}

#[test]
fn what_one_cause_of_the_whole_run_explains_is_told_with_that_cause() {
    let cause = crate::rich::silent_server();
    let compared = of(&closed(Some((cause.clone(), true))), &good());
    let text = human(&compared);
    assert!(
        text.contains("fail: resolve.silent (explains connect.silent)"),
        "{text}"
    );
    let once = format!(
        "resolve.silent (explains connect.silent): {}",
        cause.conclusion()
    );
    assert_eq!(
        text.replace("\n         ", " ").matches(&once).count(),
        1,
        "{text}"
    );
    assert!(
        parsed(&compared.html())
            .descendants()
            .any(|node| node.text() == Some(&once))
    );
    let row = in_json(&compared);
    assert_eq!(
        row["in"][0]["codes"],
        serde_json::json!(["resolve.silent", "connect.silent"])
    );
    let said = &row["in"][0]["causes"][0];
    assert_eq!(said["conclusion"], cause.conclusion());
    assert_eq!(said["about"], "run");
    assert_eq!(
        row["in"][0]["explained"][0]["explained_by"],
        "resolve.silent"
    );
}

#[test]
fn a_cause_of_one_endpoint_is_told_in_its_row() {
    let cause = crate::rich::silent_server();
    let text = human(&of(&closed(Some((cause.clone(), false))), &good()));
    let said = format!("A    resolve.silent: {}", cause.conclusion());
    assert!(text.replace("\n         ", " ").contains(&said), "{text}");
    assert!(!text.contains("of the whole run"), "{text}");
}

#[test]
fn another_cause_of_the_same_finding_is_a_difference() {
    let dns = closed(Some((crate::rich::silent_server(), true)));
    let unexplained = closed(None);
    let compared = of(&dns, &unexplained);
    assert!(!compared.differ(), "the verdict is the same");
    assert_eq!(in_json(&compared)["difference"], "findings");
    assert!(human(&compared).contains("1 endpoint with the same verdict for other reasons"));
    let mut other = crate::rich::silent_server();
    if let clearway::finding::Cause::ResolveSilent(facts) = &mut other.cause {
        facts.server = Some("10.9.9.9:53".parse().unwrap());
    }
    let compared = of(&dns, &closed(Some((other, true))));
    assert_eq!(in_json(&compared)["difference"], "causes");
    let text = human(&compared);
    assert!(
        text.contains("1 endpoint with the same findings for other causes"),
        "{text}"
    );
    assert!(
        text.contains("10.0.0.53") && text.contains("10.9.9.9"),
        "{text}"
    );
}

#[test]
fn a_code_that_is_found_twice_is_named_once() {
    let mut report = closed(None);
    let findings = &mut report.endpoints[0].probes[0].findings;
    for server in [None, Some("10.9.9.9:53"), Some("10.9.9.8:53")] {
        let mut found = crate::rich::silent_server();
        if let clearway::finding::Cause::ResolveSilent(facts) = &mut found.cause {
            facts.server = server.map(|server| server.parse().unwrap());
        }
        findings.push(found);
    }
    let text = human(&of(&report, &good()));
    assert!(
        text.contains("fail: connect.silent; resolve.silent\n"),
        "{text}"
    );
}

#[test]
fn a_copy_of_what_concerns_the_run_is_that_cause() {
    let mut report = closed(Some((Finding::new(crate::rich::refused()), true)));
    let probe = &mut report.endpoints[0].probes[0];
    probe.findings[0] = Finding::new(crate::rich::refused()).explained_by(Code::ConnectRefused);
    let text = human(&of(&report, &good()));
    assert!(text.contains("fail: connect.refused\n"), "{text}");
}

#[test]
fn a_cause_that_the_report_lacks_or_that_explains_itself_in_a_circle_is_named_by_its_code() {
    let mut report = closed(None);
    let findings = &mut report.endpoints[0].probes[0].findings;
    findings[0].explained_by = Some(Code::ResolveSilent);
    let text = human(&of(&report, &good()));
    assert!(
        text.contains("resolve.silent (explains connect.silent)"),
        "{text}"
    );
    let circle = crate::rich::silent_server().explained_by(Code::ConnectSilent);
    report.endpoints[0].probes[0].findings.push(circle);
    let compared = of(&report, &good());
    assert!(human(&compared).contains("connect.silent"));
    holds(&compared);
}

#[test]
fn a_warning_passes_and_what_is_unproven_does_not() {
    let column = |verdict| {
        let mut report = good();
        report.verdict = verdict;
        Column::new("a.json", &report)
    };
    let verdicts = [
        Verdict::Pass,
        Verdict::Warn,
        Verdict::Unproven,
        Verdict::Fail,
    ];
    let compared = Comparison::new(verdicts.map(column).into());
    assert!(human(&compared).starts_with("2 of 4 reports pass\n"));
    agrees(&compared);
}

#[test]
fn every_endpoint_counts_once_in_the_class_that_weighs_most() {
    let whole = wide();
    let mut other = whole.clone();
    let failed = other
        .endpoints
        .iter_mut()
        .find(|one| one.verdict == Verdict::Fail);
    let failed = failed.expect("one fails");
    failed.verdict = Verdict::Pass;
    failed.probes[0].findings.clear();
    other.endpoints.pop();
    let compared = of(&whole, &other);
    agrees(&compared);
    let text = human(&compared);
    assert!(
        text.contains("1 of 37 endpoints differs in its verdict"),
        "{text}"
    );
    assert!(text.contains("1 more not in every report"), "{text}");
}

mod summary {
    use super::*;

    fn reports() -> Comparison {
        let mut segment = rich();
        segment.run.label = Some("Segment A, before the change".to_owned());
        let mut proxied = wide();
        proxied.run.host.name = None;
        for probe in proxied.endpoints.iter_mut().flat_map(|one| &mut one.probes) {
            probe.route.via = Some("http://proxy.corp.example:8080".to_owned());
        }
        Comparison::new(vec![
            Column::new("a.json", &segment),
            Column::new("b.json", &proxied),
            Column::new("c.json", &good()),
        ])
    }

    #[test]
    fn one_line_a_report_whole_in_a_pipe_and_cut_at_a_word_on_a_terminal() {
        let whole = reports().summary(&Style::default(), None);
        insta::assert_snapshot!("summary", whole);
        assert!(!whole.contains('…'));
        let cut = reports().summary(&Style::default(), Some(80));
        insta::assert_snapshot!("summary_80", cut);
        assert!(cut.lines().all(|line| line.chars().count() <= 80), "{cut}");
        assert!(
            reports()
                .summary(&Style::default(), Some(40))
                .lines()
                .count()
                == 4
        );
    }

    #[test]
    fn as_a_table_and_as_lines_of_json() {
        insta::assert_snapshot!(
            "summary_csv",
            reports()
                .summary_csv()
                .replace("\r\n", "\n")
                .trim_start_matches('\u{feff}')
        );
        insta::assert_snapshot!("summary_jsonl", reports().summary_json_lines());
    }

    #[test]
    fn a_report_is_called_by_its_label_else_by_its_machine_else_by_its_file() {
        let table = table_of(&reports());
        let names: Vec<_> = table[1..].iter().map(|row| row[0].as_str()).collect();
        assert_eq!(
            names,
            [
                "Segment A, before the change",
                "b.json",
                "jump1.corp.example"
            ]
        );
        let text = human(&reports());
        assert!(
            text.contains("Segment A, before the change  a.json"),
            "{text}"
        );
    }

    #[test]
    fn the_route_is_direct_by_proxy_or_mixed() {
        let table = table_of(&reports());
        let routes: Vec<_> = table[1..].iter().map(|row| row[2].as_str()).collect();
        assert_eq!(
            routes[1..],
            ["via http://proxy.corp.example:8080", "direct"]
        );
        assert!(routes[0].starts_with("mixed, via "), "{}", routes[0]);
    }

    #[test]
    fn a_label_that_is_a_formula_or_steers_a_terminal_is_text() {
        let mut report = good();
        report.run.label = Some("=cmd|' /C calc'!A0\r\n\u{1b}[2J".to_owned());
        let compared = Comparison::new(vec![Column::new("a.json", &report)]);
        holds(&compared);
        says_each_report_in_a_line(&compared);
        assert!(table_of(&compared)[1][0].starts_with("'=cmd"));
    }
}

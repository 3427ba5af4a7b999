//! What a report says, as short lines that can be compared: `host:port code address-or-name`.

use std::collections::BTreeSet;

use serde_json::Value;

use crate::clearway::Outcome;

/// One finding, and where it stands.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord)]
pub(crate) struct Seen {
    /// `host:port`, the endpoint's id, or `run`.
    pub(crate) place: String,
    pub(crate) code: String,
    pub(crate) severity: String,
    /// The address or the name it is about, if it is about one.
    pub(crate) about: Option<String>,
    pub(crate) explained: bool,
    /// The team that has to mend it.
    pub(crate) owner: String,
}

/// Every finding of a report, at whatever level.
pub(crate) fn all(report: &Value) -> Vec<Seen> {
    let mut seen = of("run", report);
    for endpoint in list(report, "endpoints") {
        seen.extend(of(text(endpoint, "id"), endpoint));
        for probe in list(endpoint, "probes") {
            seen.extend(of(&place(probe), probe));
        }
    }
    for probe in list(report, "revocation") {
        seen.extend(of(&place(probe), probe));
    }
    seen
}

fn of(place: &str, holder: &Value) -> Vec<Seen> {
    let about = |finding: &Value| {
        let one = ["address", "name"]
            .iter()
            .find_map(|key| finding[key].as_str());
        one.map(str::to_owned)
    };
    let seen = list(holder, "findings").iter().map(|finding| Seen {
        place: place.to_owned(),
        code: text(finding, "code").to_owned(),
        severity: text(finding, "severity").to_owned(),
        about: about(finding),
        explained: !finding["explained_by"].is_null(),
        owner: text(finding, "owner").to_owned(),
    });
    seen.collect()
}

fn list<'a>(holder: &'a Value, key: &str) -> &'a [Value] {
    let list = holder[key].as_array();
    list.unwrap_or_else(|| panic!("`{key}` is not a list in {holder:#}"))
}

fn text<'a>(holder: &'a Value, key: &str) -> &'a str {
    let text = holder[key].as_str();
    text.unwrap_or_else(|| panic!("`{key}` is not a text in {holder:#}"))
}

/// `host:port` of a probe.
fn place(probe: &Value) -> String {
    format!("{}:{}", text(probe, "host"), probe["port"])
}

/// The probe of `host:port`.
pub(crate) fn probe<'a>(report: &'a Value, wanted: &str) -> &'a Value {
    let endpoints = list(report, "endpoints").iter();
    let mut probes = endpoints.flat_map(|endpoint| list(endpoint, "probes"));
    let probe = probes.find(|probe| place(probe) == wanted);
    probe.unwrap_or_else(|| panic!("no probe of {wanted}"))
}

impl Outcome {
    /// Every finding of its report as `host:port code severity [address or name]`.
    pub(crate) fn lines(&self) -> BTreeSet<String> {
        all(&self.report()).iter().map(Seen::line).collect()
    }

    /// Fails unless the run ended with `exit` and its report's verdict is `verdict`.
    #[track_caller]
    pub(crate) fn ends(&self, exit: i32, verdict: &str) {
        let said = text(&self.report(), "verdict").to_owned();
        assert!(
            self.exit == exit && said == verdict,
            "wanted exit {exit} and `{verdict}`, got {} and `{said}`\n{:#?}\n{}",
            self.exit,
            self.lines(),
            self.stderr
        );
    }

    /// Fails unless exactly these findings stand on their own, and what they explain lies on the
    /// same hosts. A wanted line may leave out what the finding is about.
    #[track_caller]
    pub(crate) fn finds(&self, wanted: &[&str]) {
        let findings = all(&self.report());
        let (explained, own): (Vec<Seen>, Vec<Seen>) =
            findings.into_iter().partition(|seen| seen.explained);
        let missing = wanted
            .iter()
            .filter(|line| !own.iter().any(|seen| seen.is(line)));
        let missing: Vec<_> = missing.collect();
        let unwanted = own
            .iter()
            .filter(|seen| !wanted.iter().any(|line| seen.is(line)));
        let unwanted: Vec<_> = unwanted.map(Seen::line).collect();
        assert!(
            unwanted.is_empty() && missing.is_empty(),
            "missing: {missing:#?}\nnot wanted: {unwanted:#?}\nexplained: {explained:#?}"
        );
        let stray = explained
            .iter()
            .find(|seen| own.iter().all(|one| one.place != seen.place));
        assert!(
            stray.is_none(),
            "a finding on a host that has no cause of its own: {stray:#?}"
        );
    }

    /// Fails unless one box is told for the run, on exactly these places, and nothing else is found.
    #[track_caller]
    pub(crate) fn finds_one_box(&self, places: &[&str]) {
        self.mentions("run chain.intercepted fail");
        let places: BTreeSet<String> = places.iter().map(ToString::to_string).collect();
        let mut lines = self.lines();
        lines.retain(|line| !line.starts_with("run "));
        assert_eq!(lines, places);
    }

    /// Fails unless this is the only finding that nothing explains.
    #[track_caller]
    pub(crate) fn finds_once(&self, line: &str) {
        let mut own = all(&self.report());
        own.retain(|seen| !seen.explained);
        let only = own.len() == 1 && own[0].is(line);
        assert!(only, "wanted {line}, there are: {own:#?}");
    }

    /// Fails unless there is such a finding, explained or not.
    #[track_caller]
    pub(crate) fn mentions(&self, line: &str) {
        let found = all(&self.report()).iter().any(|seen| seen.is(line));
        assert!(found, "missing: {line}\nthere are: {:#?}", self.lines());
    }

    /// Fails if any finding stands elsewhere than on these hosts.
    #[track_caller]
    pub(crate) fn speaks_only_of(&self, hosts: &[&str]) {
        let findings = all(&self.report());
        let on = |seen: &Seen| {
            hosts
                .iter()
                .any(|host| seen.place.starts_with(&format!("{host}:")))
        };
        let stray = findings.iter().find(|seen| !on(seen));
        assert!(
            stray.is_none(),
            "a finding elsewhere than on {hosts:?}: {stray:#?}"
        );
    }
}

impl Seen {
    /// Everything about it, for a test that fails.
    pub(crate) fn line_with_owner(&self) -> String {
        let explained = if self.explained { ", explained" } else { "" };
        format!("{} ({}{explained})", self.line(), self.owner)
    }

    /// `host:port code severity [address or name]`.
    fn line(&self) -> String {
        let about = self.about.iter().map(|about| format!(" {about}"));
        self.head() + &about.collect::<String>()
    }

    fn head(&self) -> String {
        format!("{} {} {}", self.place, self.code, self.severity)
    }

    /// Is it what this line says? The line may leave out the address or the name.
    pub(crate) fn is(&self, line: &str) -> bool {
        line == self.head() || line == self.line()
    }
}

//! Findings that say the same about several hosts or addresses, told once, each with what it
//! explains. Only brings together what was judged; judges nothing.

use std::cmp::Reverse;
use std::collections::{BTreeMap, BTreeSet, HashMap};
use std::net::{IpAddr, SocketAddr};

use super::{ProbeReport, Report};
use crate::finding::{Code, Finding, Owner, Severity};

/// One thing that is not as it should be, and everywhere it was seen.
#[derive(Debug)]
pub(super) struct Group<'a> {
    pub(super) code: Code,
    pub(super) severity: Severity,
    pub(super) owner: Owner,
    /// The first one's words.
    pub(super) cause: &'a str,
    /// Do the others differ in their names, addresses or times?
    pub(super) causes_differ: bool,
    pub(super) remedy: &'a str,
    pub(super) remedies_differ: bool,
    pub(super) about: About,
    /// In order of appearance. Empty when it is about the whole run.
    pub(super) places: Vec<Place<'a>>,
    /// How many findings of each code it explains.
    pub(super) explains: BTreeMap<Code, usize>,
}

/// What a finding was raised for. The order is that of the report.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub(super) enum About {
    /// The whole run.
    Run,
    /// An endpoint or one of its samples.
    Endpoint,
    /// An address that the run took from a certificate.
    Revocation,
}

/// One host and port, with the addresses and names in question.
#[derive(Debug)]
pub(super) struct Place<'a> {
    pub(super) host: String,
    pub(super) port: u16,
    pub(super) addresses: BTreeSet<SocketAddr>,
    pub(super) names: BTreeSet<&'a str>,
}

/// One finding where it stands in the report.
struct Seen<'a> {
    finding: &'a Finding,
    about: About,
    /// Host and port; absent for the whole run.
    target: Option<(String, u16)>,
    /// The lists it may be explained from, nearest first.
    within: [usize; 3],
}

#[derive(PartialEq, Eq, Hash)]
struct Key {
    code: Code,
    severity: Severity,
    owner: Owner,
    about: About,
    cause: String,
    remedy: String,
}

/// All findings of a report: the whole run's first, then by weight, then in the report's order;
/// notes come last, whatever they are about.
pub(super) fn groups(report: &Report) -> Vec<Group<'_>> {
    let all = collect(report);
    let mut grouped = Grouped::default();
    let (roots, explained): (Vec<_>, Vec<_>) =
        (0..all.seen.len()).partition(|&at| all.root(at) == at);
    for at in roots {
        grouped.add(at, &all.seen[at]);
    }
    for at in explained {
        grouped.explain(all.root(at), all.seen[at].finding.code);
    }
    let mut groups = grouped.groups;
    groups.sort_by_key(Group::place);
    groups
}

fn collect(report: &Report) -> Collected<'_> {
    let mut all = Collected::default();
    all.add(&report.findings, About::Run, None, [RUN; 3]);
    for endpoint in &report.endpoints {
        let own = all.next_list();
        let target = (endpoint.host.to_string(), endpoint.port);
        all.add(
            &endpoint.findings,
            About::Endpoint,
            Some(&target),
            [own, own, RUN],
        );
        for probe in &endpoint.probes {
            all.add_probe(probe, About::Endpoint, own);
        }
    }
    for probe in &report.revocation {
        all.add_probe(probe, About::Revocation, RUN);
    }
    all
}

/// The list of findings about the whole run.
const RUN: usize = 0;

/// Every finding, and where to look one up that explains others.
#[derive(Default)]
struct Collected<'a> {
    seen: Vec<Seen<'a>>,
    lists: usize,
    /// The first of a list with this code, for one address and for any (`None`).
    first: HashMap<(usize, Code, Option<SocketAddr>), usize>,
}

impl<'a> Collected<'a> {
    fn next_list(&mut self) -> usize {
        self.lists += 1;
        self.lists
    }

    fn add_probe(&mut self, probe: &'a ProbeReport, about: About, above: usize) {
        let own = self.next_list();
        let target = (probe.probe.host.clone(), probe.probe.port);
        self.add(&probe.findings, about, Some(&target), [own, above, RUN]);
    }

    fn add(
        &mut self,
        findings: &'a [Finding],
        about: About,
        target: Option<&(String, u16)>,
        within: [usize; 3],
    ) {
        for finding in findings {
            let at = self.seen.len();
            for address in [None, finding.address] {
                let place = (within[0], finding.code, address);
                self.first.entry(place).or_insert(at);
            }
            let target = target.cloned();
            self.seen.push(Seen {
                finding,
                about,
                target,
                within,
            });
        }
    }

    /// The finding that speaks for this one; itself where nothing explains it, or where what is
    /// said to explain it is not in the report: nothing is lost.
    fn root(&self, at: usize) -> usize {
        let mut current = at;
        for _ in 0..Code::ALL.len() {
            match self.explaining(current) {
                Some(next) => current = next,
                None => return current,
            }
        }
        at // a circle
    }

    fn explaining(&self, at: usize) -> Option<usize> {
        let seen = &self.seen[at];
        let code = seen.finding.explained_by?;
        let look = |&list: &usize| {
            let same = |address| self.first.get(&(list, code, address)).copied();
            same(seen.finding.address).or_else(|| same(None))
        };
        // The cause of all may have the same code as what it explains, which is not its own cause.
        seen.within.iter().filter_map(look).find(|&by| by != at)
    }
}

#[derive(Default)]
struct Grouped<'a> {
    groups: Vec<Group<'a>>,
    by_key: HashMap<Key, usize>,
    by_finding: HashMap<usize, usize>,
    by_place: HashMap<(usize, String, u16), usize>,
}

impl<'a> Grouped<'a> {
    fn add(&mut self, at: usize, seen: &Seen<'a>) {
        let number = *self.by_key.entry(key(seen)).or_insert_with(|| {
            self.groups.push(Group::new(seen));
            self.groups.len() - 1
        });
        self.by_finding.insert(at, number);
        let group = &mut self.groups[number];
        group.causes_differ |= group.cause != seen.finding.cause;
        group.remedies_differ |= group.remedy != seen.finding.remedy;
        if let Some((host, port)) = &seen.target {
            self.add_place(number, host, *port).take_in(seen.finding);
        }
    }

    fn add_place(&mut self, number: usize, host: &str, port: u16) -> &mut Place<'a> {
        let places = &mut self.groups[number].places;
        let key = (number, host.to_owned(), port);
        let at = *self.by_place.entry(key).or_insert_with(|| {
            places.push(Place::new(host, port));
            places.len() - 1
        });
        &mut places[at]
    }

    fn explain(&mut self, by: usize, code: Code) {
        if let Some(&place) = self.by_finding.get(&by) {
            *self.groups[place].explains.entry(code).or_default() += 1;
        }
    }
}

impl<'a> Group<'a> {
    /// Its place among the others: least first.
    fn place(&self) -> impl Ord + use<> {
        let note = self.severity == Severity::Note;
        (
            note,
            self.about != About::Run,
            Reverse(self.severity),
            self.about,
        )
    }

    fn new(seen: &Seen<'a>) -> Self {
        Self {
            code: seen.finding.code,
            severity: seen.finding.severity,
            owner: seen.finding.owner,
            cause: &seen.finding.cause,
            causes_differ: false,
            remedy: &seen.finding.remedy,
            remedies_differ: false,
            about: seen.about,
            places: Vec::new(),
            explains: BTreeMap::new(),
        }
    }
}

impl<'a> Place<'a> {
    fn new(host: &str, port: u16) -> Self {
        Self {
            host: host.to_owned(),
            port,
            addresses: BTreeSet::new(),
            names: BTreeSet::new(),
        }
    }

    fn take_in(&mut self, finding: &'a Finding) {
        self.addresses.extend(finding.address);
        self.names.extend(finding.name.as_deref());
    }
}

fn key(seen: &Seen<'_>) -> Key {
    Key {
        code: seen.finding.code,
        severity: seen.finding.severity,
        owner: seen.finding.owner,
        about: seen.about,
        cause: shape(&seen.finding.cause, seen),
        remedy: shape(&seen.finding.remedy, seen),
    }
}

/// A sentence without what differs from one host to the next: the host itself, addresses, and
/// amounts of time and data. Anything else that differs keeps two findings apart.
fn shape(text: &str, seen: &Seen<'_>) -> String {
    let words: Vec<&str> = text.split(' ').collect();
    let amount =
        |at: usize| words.get(at + 1).is_some_and(|next| is_unit(next)) && is_number(words[at]);
    let kept = words.iter().enumerate().map(|(at, word)| {
        if amount(at) || is_of(word, seen) || is_address(word) {
            "#"
        } else {
            word
        }
    });
    kept.collect::<Vec<_>>().join(" ")
}

fn bare(word: &str) -> &str {
    word.trim_matches(|c: char| "`,;.()'\"".contains(c))
}

fn is_number(word: &str) -> bool {
    let digits = bare(word);
    !digits.is_empty()
        && digits
            .chars()
            .all(|c| c.is_ascii_digit() || ",.".contains(c))
}

fn is_unit(word: &str) -> bool {
    const UNITS: &[&str] = &["ms", "s", "seconds", "minutes", "bytes", "KiB", "MiB"];
    UNITS.contains(&bare(word))
}

fn is_of(word: &str, seen: &Seen<'_>) -> bool {
    let host = seen.target.iter().map(|(host, _)| host.as_str());
    let name = seen.finding.name.as_deref();
    let mut own = host.chain(name).filter(|name| name.contains('.'));
    own.any(|name| word.contains(name))
}

fn is_address(word: &str) -> bool {
    let word = bare(word);
    word.parse::<IpAddr>().is_ok() || word.parse::<SocketAddr>().is_ok()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn seen<'a>(finding: &'a Finding, host: &str) -> Seen<'a> {
        Seen {
            finding,
            about: About::Endpoint,
            target: Some((host.to_owned(), 443)),
            within: [1, 1, 0],
        }
    }

    fn shape_of(cause: &str, host: &str) -> String {
        let finding = Finding::new(Code::ConnectSilent, cause);
        shape(cause, &seen(&finding, host))
    }

    #[test]
    fn hosts_addresses_and_times_do_not_keep_findings_apart() {
        let one = shape_of(
            "`a.example` at `10.0.0.1:443` was silent for 3,000 ms",
            "a.example",
        );
        let two = shape_of(
            "`b.example` at `[2001:db8::1]:443` was silent for 10 ms",
            "b.example",
        );
        assert_eq!(one, two);
    }

    #[test]
    fn a_status_or_a_signer_keeps_findings_apart() {
        let said = |what: &str| shape_of(&format!("`a.example` answered {what}"), "a.example");
        assert_ne!(said("`403`"), said("`404`"));
        assert_ne!(said("403"), said("404"));
        assert_ne!(said("as `CN=Zscaler`"), said("as `CN=Netskope`"));
    }

    fn roots(findings: &[Finding]) -> Vec<usize> {
        let mut all = Collected::default();
        all.add(findings, About::Run, None, [RUN; 3]);
        (0..findings.len()).map(|at| all.root(at)).collect()
    }

    #[test]
    fn a_circle_of_explanations_ends_at_the_finding_itself() {
        let one = Finding::new(Code::ChainExpired, "a").explained_by(Code::ChainWeak);
        let two = Finding::new(Code::ChainWeak, "b").explained_by(Code::ChainExpired);
        assert_eq!(roots(&[one, two]), [0, 1]);
    }

    #[test]
    fn a_cause_of_all_may_have_the_code_of_what_it_explains() {
        let cause = [Finding::new(Code::TunnelClosed, "all")];
        let effect = Finding::new(Code::TunnelClosed, "one").explained_by(Code::TunnelClosed);
        let effects = [effect];
        let mut all = Collected::default();
        all.add(&cause, About::Run, None, [RUN; 3]);
        all.add(&effects, About::Endpoint, None, [1, 2, RUN]);
        assert_eq!([all.root(0), all.root(1)], [0, 0]);
    }

    #[test]
    fn an_explanation_that_is_not_in_the_report_leaves_the_finding_standing() {
        let finding = Finding::new(Code::ChainWeak, "b").explained_by(Code::RouteConflict);
        assert_eq!(roots(&[finding]), [0]);
    }

    #[test]
    fn a_finding_goes_with_the_one_at_its_own_address() {
        let [one, two] = ["10.0.0.1:443", "10.0.0.2:443"].map(|text| text.parse().unwrap());
        let cut = |address| Finding::new(Code::HandshakeCut, "a").at(address);
        let after = Finding::new(Code::FetchSilent, "b").at(two);
        let after = after.explained_by(Code::HandshakeCut);
        assert_eq!(roots(&[cut(one), cut(two), after]), [0, 1, 1]);
    }
}

//! Findings that say the same about several hosts or addresses, told once, each with what it
//! explains. Only brings together what was judged; judges nothing.

use std::cmp::Reverse;
use std::collections::{BTreeMap, BTreeSet, HashMap};
use std::net::SocketAddr;

use crate::finding::{self, Code, Finding, Many, Owner, Severity};
use crate::report::{EndpointReport, ProbeReport, Report};

/// One thing that is not as it should be, and everywhere it was seen.
#[derive(Debug)]
pub(in crate::report) struct Group<'a> {
    pub(in crate::report) code: Code,
    pub(in crate::report) severity: Severity,
    pub(in crate::report) owner: Owner,
    /// The first one: its facts stand for the others.
    pub(in crate::report) first: &'a Finding,
    /// Do the others differ in names, times or amounts?
    pub(in crate::report) differ: bool,
    pub(in crate::report) about: About,
    /// In order of appearance. Empty when it is about the whole run.
    pub(in crate::report) places: Vec<Place<'a>>,
    /// How many findings of each code it explains.
    pub(in crate::report) explains: BTreeMap<Code, usize>,
    /// Those of them that keep a verdict from passing, and where they stand.
    pub(in crate::report) explained: Vec<(Spot<'a>, &'a Finding)>,
}

/// Where in the report a finding stands: at the run, an endpoint, one of its samples, or at an
/// address that the run added by itself.
#[derive(Debug, Clone, Copy)]
pub(in crate::report) struct Spot<'a> {
    pub(in crate::report) endpoint: Option<&'a EndpointReport>,
    pub(in crate::report) probe: Option<&'a ProbeReport>,
}

impl Spot<'_> {
    const RUN: Self = Self {
        endpoint: None,
        probe: None,
    };

    fn about(self) -> About {
        match (self.endpoint, self.probe) {
            (None, None) => About::Run,
            (Some(_), _) => About::Endpoint,
            (None, Some(_)) => About::Revocation,
        }
    }

    /// Host and port; absent for the whole run.
    fn target(self) -> Option<(String, u16)> {
        let sample = self.probe.map(|p| (p.probe.host.clone(), p.probe.port));
        sample.or_else(|| self.endpoint.map(|e| (e.host.to_string(), e.port)))
    }
}

/// What a finding was raised for. The order is that of the report.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub(in crate::report) enum About {
    /// The whole run.
    Run,
    /// An endpoint or one of its samples.
    Endpoint,
    /// An address that the run took from a certificate.
    Revocation,
}

/// One host and port, with the addresses and names in question.
#[derive(Debug)]
pub(in crate::report) struct Place<'a> {
    pub(in crate::report) host: String,
    pub(in crate::report) port: u16,
    pub(in crate::report) addresses: BTreeSet<SocketAddr>,
    pub(in crate::report) names: BTreeSet<&'a str>,
    /// Every finding, and where it stands.
    pub(in crate::report) findings: Vec<(Spot<'a>, &'a Finding)>,
}

/// One finding where it stands in the report.
struct Seen<'a> {
    finding: &'a Finding,
    spot: Spot<'a>,
    /// The lists it may be explained from, nearest first.
    within: [usize; 3],
}

#[derive(PartialEq, Eq, Hash)]
struct Key {
    code: Code,
    severity: Severity,
    owner: Owner,
    about: About,
    via: Option<String>,
    facts: String,
}

/// All findings of a report: the whole run's first, then by weight, then in the report's order;
/// notes come last, whatever they are about.
pub(in crate::report) fn groups(report: &Report) -> Vec<Group<'_>> {
    let all = collect(report);
    let mut grouped = Grouped::default();
    let (roots, explained): (Vec<_>, Vec<_>) =
        (0..all.seen.len()).partition(|&at| all.root(at) == at);
    for at in roots {
        grouped.add(at, &all.seen[at]);
    }
    for at in explained {
        grouped.explain(all.root(at), &all.seen[at]);
    }
    let mut groups = grouped.groups;
    groups.sort_by_key(Group::rank);
    groups
}

fn collect(report: &Report) -> Collected<'_> {
    let mut all = Collected::default();
    all.add(&report.findings, Spot::RUN, [RUN; 3]);
    for endpoint in &report.endpoints {
        let own = all.next_list();
        let spot = Spot {
            endpoint: Some(endpoint),
            probe: None,
        };
        all.add(&endpoint.findings, spot, [own, own, RUN]);
        for probe in &endpoint.probes {
            all.add_probe(probe, Some(endpoint), own);
        }
    }
    for probe in &report.revocation {
        all.add_probe(probe, None, RUN);
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

    fn add_probe(
        &mut self,
        probe: &'a ProbeReport,
        endpoint: Option<&'a EndpointReport>,
        above: usize,
    ) {
        let own = self.next_list();
        let spot = Spot {
            endpoint,
            probe: Some(probe),
        };
        self.add(&probe.findings, spot, [own, above, RUN]);
    }

    fn add(&mut self, findings: &'a [Finding], spot: Spot<'a>, within: [usize; 3]) {
        for finding in findings {
            let at = self.seen.len();
            for address in [None, finding.address] {
                let place = (within[0], finding.code(), address);
                self.first.entry(place).or_insert(at);
            }
            self.seen.push(Seen {
                finding,
                spot,
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
        group.differ |= group.first.cause != seen.finding.cause;
        if let Some((host, port)) = seen.spot.target() {
            self.add_place(number, &host, port).take_in(seen);
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

    fn explain(&mut self, by: usize, seen: &Seen<'a>) {
        if let Some(&place) = self.by_finding.get(&by) {
            let group = &mut self.groups[place];
            *group.explains.entry(seen.finding.code()).or_default() += 1;
            if seen.finding.severity >= Severity::Unproven {
                group.explained.push((seen.spot, seen.finding));
            }
        }
    }
}

impl<'a> Group<'a> {
    /// The conclusion, for all of them.
    pub(in crate::report) fn conclusion(&self) -> String {
        self.first.cause.conclusion(&self.subject())
    }

    /// The evidence of the first one.
    pub(in crate::report) fn evidence(&self) -> Vec<String> {
        self.first.evidence()
    }

    /// What has to be changed, for all of them.
    pub(in crate::report) fn remedy(&self) -> String {
        self.first.cause.remedy(&self.subject())
    }

    /// What its sentences are about.
    fn subject(&self) -> finding::Place<'a> {
        let many = match self.places.as_slice() {
            [] => return self.first.place(),
            [one] if one.addresses.len() > 1 => Many::Addresses(one.addresses.len()),
            [_] => Many::One,
            several => Many::Hosts(several.len()),
        };
        finding::Place {
            many,
            ..self.first.place()
        }
    }

    /// Its place among the others: least first.
    fn rank(&self) -> impl Ord + use<> {
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
            code: seen.finding.code(),
            severity: seen.finding.severity,
            owner: seen.finding.owner(),
            first: seen.finding,
            differ: false,
            about: seen.spot.about(),
            places: Vec::new(),
            explains: BTreeMap::new(),
            explained: Vec::new(),
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
            findings: Vec::new(),
        }
    }

    fn take_in(&mut self, seen: &Seen<'a>) {
        self.addresses.extend(seen.finding.address);
        self.names.extend(seen.finding.name.as_deref());
        self.findings.push((seen.spot, seen.finding));
    }
}

fn key(seen: &Seen<'_>) -> Key {
    Key {
        code: seen.finding.code(),
        severity: seen.finding.severity,
        owner: seen.finding.owner(),
        about: seen.spot.about(),
        via: seen
            .finding
            .target
            .as_ref()
            .and_then(|target| target.via.clone()),
        facts: seen.finding.cause.common().to_key(),
    }
}

#[cfg(test)]
mod tests {
    use crate::finding::cause::chain::Weak;
    use crate::finding::cause::fetch::CutShort;
    use crate::finding::cause::handshake::Cut;
    use crate::report::view::groups::*;

    fn weak() -> Finding {
        Finding::new(Weak {
            weaknesses: Vec::new(),
        })
    }

    fn cut() -> Finding {
        Finding::new(Cut {
            reset: true,
            received_bytes: 0,
        })
    }

    fn roots(findings: &[Finding]) -> Vec<usize> {
        let mut all = Collected::default();
        all.add(findings, Spot::RUN, [RUN; 3]);
        (0..findings.len()).map(|at| all.root(at)).collect()
    }

    #[test]
    fn a_circle_of_explanations_ends_at_the_finding_itself() {
        let one = cut().explained_by(Code::ChainWeak);
        let two = weak().explained_by(Code::HandshakeCut);
        assert_eq!(roots(&[one, two]), [0, 1]);
    }

    #[test]
    fn a_cause_of_all_may_have_the_code_of_what_it_explains() {
        let cause = [weak()];
        let effects = [weak().explained_by(Code::ChainWeak)];
        let mut all = Collected::default();
        all.add(&cause, Spot::RUN, [RUN; 3]);
        all.add(&effects, Spot::RUN, [1, 2, RUN]);
        assert_eq!([all.root(0), all.root(1)], [0, 0]);
    }

    #[test]
    fn an_explanation_that_is_not_in_the_report_leaves_the_finding_standing() {
        let finding = weak().explained_by(Code::RouteConflict);
        assert_eq!(roots(&[finding]), [0]);
    }

    #[test]
    fn a_finding_goes_with_the_one_at_its_own_address() {
        let [one, two] = ["10.0.0.1:443", "10.0.0.2:443"].map(|text| text.parse().unwrap());
        let after = weak().at(two);
        let after = after.explained_by(Code::HandshakeCut);
        assert_eq!(roots(&[cut().at(one), cut().at(two), after]), [0, 1, 1]);
    }

    /// Which facts differ from host to host is the cause's own matter.
    #[test]
    fn responses_that_were_cut_short_at_different_sizes_are_one_cause() {
        let cut_short = |host: &str, received_bytes| {
            let cut_short = CutShort {
                request: format!("GET http://{host}/list").as_str().into(),
                received_bytes,
                promised_bytes: Some(214),
                stalled_ms: None,
            };
            Finding::new(cut_short).cause.common().to_key()
        };
        assert_eq!(cut_short("a.example", 107), cut_short("b.example", 114));
        let stalled = CutShort {
            request: "GET http://a.example/list".into(),
            received_bytes: 107,
            promised_bytes: Some(214),
            stalled_ms: Some(10_000),
        };
        let stalled = Finding::new(stalled).cause.common().to_key();
        assert_ne!(cut_short("a.example", 107), stalled);
    }
}

//! Why an endpoint has its verdict: what was found there, and what explains it. A finding that another
//! one explains counts as well, under the one that explains it.

use std::collections::{BTreeMap, BTreeSet};

use serde::Serialize;

use crate::finding::{Code, Finding, Severity};
use crate::report::model::{EndpointReport, ProbeReport, Report};
use crate::text::bytes::sha256_hex;

/// How many findings that explain each other are followed; only a report that was tampered with has more.
const MOST_STEPS: usize = 8;

/// What a finding is about.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Serialize)]
#[serde(rename_all = "kebab-case")]
pub(super) enum About {
    /// The whole run.
    Run,
    /// All samples of the endpoint.
    Endpoint,
    /// One host.
    Host,
}

/// A cause that nothing else explains.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub(super) struct ComparedCause {
    pub(super) code: Code,
    /// The first one's conclusion. Null where the report lacks the finding that it names as the cause.
    pub(super) conclusion: Option<String>,
    pub(super) about: About,
    /// What else it brings about at this endpoint.
    pub(super) explains: BTreeSet<Code>,
    /// Equal where the facts are equal, times and amounts aside.
    #[serde(skip)]
    pub(super) facts: String,
}

/// A finding that another one explains.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub(super) struct ExplainedFinding {
    pub(super) code: Code,
    pub(super) conclusion: String,
    pub(super) explained_by: Code,
    #[serde(skip)]
    pub(super) facts: String,
}

/// All causes of one endpoint, and all that they explain, each once and in the report's order.
#[derive(Debug, Default)]
pub(super) struct Causes {
    /// What nothing else explains.
    pub(super) first: Vec<ComparedCause>,
    /// What they explain.
    pub(super) explained: Vec<ExplainedFinding>,
    /// Where each first cause stands, by its facts.
    places: BTreeMap<String, usize>,
    known: BTreeSet<(Code, String)>,
}

impl Causes {
    /// What counts at this endpoint: all but notes.
    pub(super) fn new(report: &Report, endpoint: &EndpointReport) -> Self {
        let mut all = Self::default();
        all.add(
            &endpoint.findings,
            &mut Explanations::new(report, endpoint, None),
        );
        for probe in &endpoint.probes {
            let mut explanations = Explanations::new(report, endpoint, Some(probe));
            all.add(&probe.findings, &mut explanations);
        }
        all
    }

    fn add(&mut self, findings: &[Finding], explanations: &mut Explanations<'_>) {
        for finding in findings.iter().filter(|one| one.severity > Severity::Note) {
            let Some(by) = finding.explained_by else {
                let about = explanations.probe.map_or(About::Endpoint, |_| About::Host);
                self.cause(&ComparedCause::new(finding, about));
                continue;
            };
            let cause = explanations.cause(by);
            // What concerns the whole run is raised at each probe as well: that copy is the cause itself.
            if cause.code != finding.code() {
                self.explains(finding, cause.code);
            }
            self.cause(cause).explains.insert(finding.code());
        }
    }

    /// The cause among those that are known.
    fn cause(&mut self, cause: &ComparedCause) -> &mut ComparedCause {
        let at = *self
            .places
            .entry(cause.facts.clone())
            .or_insert(self.first.len());
        if at == self.first.len() {
            self.first.push(cause.clone());
        }
        &mut self.first[at]
    }

    fn explains(&mut self, finding: &Finding, by: Code) {
        let facts = facts(finding);
        if self.known.insert((by, facts.clone())) {
            self.explained.push(ExplainedFinding {
                code: finding.code(),
                conclusion: finding.conclusion(),
                explained_by: by,
                facts,
            });
        }
    }
}

impl ComparedCause {
    pub(super) fn new(finding: &Finding, about: About) -> Self {
        Self {
            code: finding.code(),
            conclusion: Some(finding.conclusion()),
            about,
            explains: BTreeSet::new(),
            facts: facts(finding),
        }
    }

    /// Its code, and what it explains besides itself.
    pub(super) fn words(&self) -> String {
        let others = self.explains.iter().filter(|code| **code != self.code);
        let others: Vec<_> = others.map(|code| code.id()).collect();
        match others.as_slice() {
            [] => self.code.id().to_owned(),
            others => format!("{} (explains {})", self.code, others.join(", ")),
        }
    }
}

/// The findings that explain others at one probe, or at an endpoint as a whole.
struct Explanations<'a> {
    report: &'a Report,
    endpoint: &'a EndpointReport,
    probe: Option<&'a ProbeReport>,
    /// Those that were looked for.
    known: BTreeMap<Code, ComparedCause>,
}

impl<'a> Explanations<'a> {
    fn new(
        report: &'a Report,
        endpoint: &'a EndpointReport,
        probe: Option<&'a ProbeReport>,
    ) -> Self {
        Self {
            report,
            endpoint,
            probe,
            known: BTreeMap::new(),
        }
    }

    fn cause(&mut self, code: Code) -> &ComparedCause {
        if !self.known.contains_key(&code) {
            let cause = self.first_cause(code);
            self.known.insert(code, cause);
        }
        &self.known[&code]
    }

    /// The finding of this code that explains others here, and what explains that one, to the first cause.
    fn first_cause(&self, code: Code) -> ComparedCause {
        let mut code = code;
        for _ in 0..MOST_STEPS {
            let Some((finding, about)) = self.find(code) else {
                break;
            };
            match finding.explained_by.filter(|by| *by != code) {
                Some(by) => code = by,
                None => return ComparedCause::new(finding, about),
            }
        }
        ComparedCause {
            code,
            conclusion: None,
            about: About::Host,
            explains: BTreeSet::new(),
            facts: code.id().to_owned(),
        }
    }

    /// Nearest first, and of the whole run what names this host; a copy of what concerns the run is no cause.
    fn find(&self, code: Code) -> Option<(&'a Finding, About)> {
        let is = move |finding: &&Finding| finding.code() == code;
        let about = |about| move |finding| (finding, about);
        let probes = self.probe.into_iter().chain(&self.endpoint.probes);
        let mut hosts = probes.flat_map(|probe| &probe.findings).filter(is);
        let mut endpoint = self.endpoint.findings.iter();
        let run = self.report.findings.iter().filter(is);
        let own = run.clone().find(|finding| self.is_named_in(finding));
        own.map(about(About::Run))
            .or_else(|| endpoint.find(is).map(about(About::Endpoint)))
            .or_else(|| {
                let host = hosts.find(|finding| finding.explained_by != Some(code));
                host.map(about(About::Host))
            })
            .or_else(|| run.clone().next().map(about(About::Run)))
    }

    fn is_named_in(&self, finding: &Finding) -> bool {
        let across = finding.across.as_ref();
        let named = |probe: &ProbeReport| {
            across.is_some_and(|across| across.hosts.contains(&probe.probe.host))
        };
        match self.probe {
            Some(probe) => named(probe),
            None => self.endpoint.probes.iter().any(named),
        }
    }
}

/// Equal where the facts are equal, times and amounts aside; short, however many facts there are.
fn facts(finding: &Finding) -> String {
    sha256_hex(finding.cause.common().to_key().as_bytes())
}

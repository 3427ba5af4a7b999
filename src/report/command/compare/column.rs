//! One report, cut down to what is compared. Texts in it are foreign.

use std::collections::{BTreeMap, BTreeSet};

use serde::Serialize;

use crate::finding::{Code, Finding, Severity, Verdict};
use crate::report::model::{EndpointReport, ProbeReport, Report};
use crate::report::view::certificate::CertificateFields;

/// One report.
#[derive(Debug)]
pub struct Column {
    /// The file it came from.
    pub(super) file: String,
    pub(super) about: ReportOrigin,
    /// The endpoints, in the order of the report.
    pub(super) order: Vec<EndpointKey>,
    pub(super) cells: BTreeMap<EndpointKey, EndpointCell>,
}

/// Where and when it was made.
#[derive(Debug, Clone, Serialize)]
pub(super) struct ReportOrigin {
    pub(super) started: String,
    pub(super) host: Option<String>,
    /// Who ran it.
    pub(super) user: Option<String>,
    pub(super) source_addresses: Vec<String>,
    pub(super) verdict: Verdict,
    pub(super) interrupted: bool,
    pub(super) endpoints_dated: String,
    pub(super) endpoints_sha256: String,
    pub(super) change_numbers: Vec<u64>,
}

/// What tells one endpoint from another.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord)]
pub(super) struct EndpointKey {
    pub(super) id: String,
    pub(super) host: String,
    pub(super) port: u16,
}

/// One endpoint of one report.
#[derive(Debug, Clone, Serialize)]
pub(super) struct EndpointCell {
    pub(super) verdict: Verdict,
    /// What is not as it should be and not explained by something else; no notes.
    pub(super) codes: BTreeSet<Code>,
    /// Each of these causes once, in the report's order.
    pub(super) causes: Vec<ComparedCause>,
    /// The leaves that were shown, each once.
    pub(super) shown: BTreeSet<Leaf>,
    /// What was connected to.
    pub(super) addresses: BTreeSet<String>,
    /// The proxies on the route; empty where it was direct.
    pub(super) via: BTreeSet<String>,
}

/// A cause, as far as it is compared.
#[derive(Debug, Clone, Serialize)]
#[serde(transparent)]
pub(super) struct ComparedCause {
    /// Equal where the facts are equal, times and amounts aside.
    #[serde(skip)]
    pub(super) facts: String,
    /// The first one's conclusion.
    pub(super) conclusion: String,
}

/// The key of a leaf, and who issued it.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Serialize)]
pub(super) struct Leaf {
    /// SHA-256 of the leaf's `SubjectPublicKeyInfo`, hex.
    pub(super) key: String,
    /// The name that the leaf says its issuer has.
    pub(super) issuer: String,
    /// SHA-256 of the key of the certificate that was sent after it.
    pub(super) issuer_key: Option<String>,
}

impl Column {
    /// What of a report is compared.
    #[must_use]
    pub fn new(file: &str, report: &Report) -> Self {
        let cells = report
            .endpoints
            .iter()
            .map(|one| (EndpointKey::new(one), EndpointCell::new(one)));
        let addresses = report.endpoints_file.addresses.as_ref();
        let files = addresses.into_iter().flat_map(|addresses| &addresses.files);
        let own = &report.run.host.source_addresses;
        Self {
            file: file.to_owned(),
            about: ReportOrigin {
                started: report.run.started.clone(),
                host: report.run.host.name.clone(),
                user: report.run.host.user.as_ref().map(|user| user.name.clone()),
                source_addresses: own.iter().map(ToString::to_string).collect(),
                verdict: report.verdict,
                interrupted: report.run.interrupted,
                endpoints_dated: report.endpoints_file.dated.clone(),
                endpoints_sha256: report.endpoints_file.sha256.clone(),
                change_numbers: files.filter_map(|file| file.change_number).collect(),
            },
            order: report.endpoints.iter().map(EndpointKey::new).collect(),
            cells: cells.collect(),
        }
    }

    /// Where and when, in few words.
    pub(super) fn origin(&self) -> String {
        let about = &self.about;
        let user = about.user.as_ref().map(|user| format!("as {user}"));
        let host = about.host.clone().into_iter();
        let from: Vec<_> = host
            .chain(user)
            .chain(about.source_addresses.iter().take(2).cloned())
            .collect();
        format!("{}  {}", about.started, from.join(", "))
    }
}

impl EndpointKey {
    fn new(endpoint: &EndpointReport) -> Self {
        Self {
            id: endpoint.id.clone(),
            host: endpoint.host.to_string(),
            port: endpoint.port,
        }
    }
}

impl EndpointCell {
    fn new(endpoint: &EndpointReport) -> Self {
        let probes = &endpoint.probes;
        let own = probes.iter().flat_map(|probe| &probe.findings);
        let all = endpoint.findings.iter().chain(own);
        let counts = all.filter(|f| f.severity > Severity::Note && f.explained_by.is_none());
        let counts: Vec<_> = counts.collect();
        let attempts = probes.iter().flat_map(|probe| &probe.evidence.attempts);
        Self {
            verdict: endpoint.verdict,
            codes: counts.iter().map(|finding| finding.code()).collect(),
            causes: reasons(&counts),
            shown: probes.iter().flat_map(shown).collect(),
            addresses: attempts.map(|attempt| attempt.to.to_string()).collect(),
            via: probes
                .iter()
                .filter_map(|probe| probe.route.via.clone())
                .collect(),
        }
    }

    pub(super) fn shares_key(&self, other: &Self) -> bool {
        let theirs: BTreeSet<_> = other.shown.iter().map(|shown| &shown.key).collect();
        self.shown.iter().any(|shown| theirs.contains(&shown.key))
    }

    pub(super) fn shares_issuer(&self, other: &Self) -> bool {
        let theirs: BTreeSet<_> = other
            .shown
            .iter()
            .filter_map(|s| s.issuer_key.as_ref())
            .collect();
        let mut own = self
            .shown
            .iter()
            .filter_map(|shown| shown.issuer_key.as_ref());
        own.any(|key| theirs.contains(key))
    }

    /// What is equal where the same causes were found.
    pub(super) fn facts(&self) -> BTreeSet<&str> {
        let causes = self.causes.iter();
        causes.map(|reason| reason.facts.as_str()).collect()
    }

    /// The verdict with its reasons, in whole sentences.
    pub(super) fn sentence(&self) -> String {
        let causes = self.causes.iter();
        let causes: Vec<_> = causes.map(|reason| reason.conclusion.as_str()).collect();
        format!("{}: {}", self.verdict, causes.join("; "))
    }

    /// The verdict with its reasons.
    pub(super) fn words(&self) -> String {
        let codes: Vec<_> = self.codes.iter().map(|code| code.id()).collect();
        match codes.as_slice() {
            [] => self.verdict.to_string(),
            codes => format!("{}: {}", self.verdict, codes.join(", ")),
        }
    }
}

impl Leaf {
    /// Who issued the key, and the beginnings of the hashes.
    pub(super) fn words(&self) -> String {
        let short = |hash: &str| hash.chars().take(12).collect::<String>();
        let issuer = self.issuer_key.as_deref();
        let issuer = issuer.map_or_else(String::new, |key| format!(" (key {})", short(key)));
        format!("key {} issued by {}{issuer}", short(&self.key), self.issuer)
    }
}

fn reasons(findings: &[&Finding]) -> Vec<ComparedCause> {
    let mut known = BTreeSet::new();
    let each = findings
        .iter()
        .map(|finding| (finding.cause.common().to_key(), finding));
    let each = each.filter(|(facts, _)| known.insert(facts.clone()));
    each.map(|(facts, finding)| ComparedCause {
        facts,
        conclusion: finding.conclusion(),
    })
    .collect()
}

fn shown(probe: &ProbeReport) -> Vec<Leaf> {
    let steps = probe.evidence.attempts.iter();
    let chains = steps.filter_map(|attempt| Some(&attempt.handshake.as_ref()?.seen.chain));
    let leaves = chains.filter_map(|chain| {
        let leaf = CertificateFields::read(chain.first()?)?;
        let above = chain.get(1).and_then(|der| CertificateFields::read(der));
        Some(Leaf {
            key: leaf.key,
            issuer: leaf.issued_by,
            issuer_key: above.map(|above| above.key),
        })
    });
    leaves.collect()
}

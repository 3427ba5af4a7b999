//! One endpoint of one report, cut down to what is compared. Texts in it are foreign.

use std::collections::BTreeSet;

use serde::Serialize;

use super::cause::{Causes, ComparedCause, ExplainedFinding};
use crate::finding::{Code, Verdict};
use crate::report::model::{EndpointReport, ProbeReport, Report};
use crate::report::view::certificate::CertificateFields;

/// One endpoint of one report.
#[derive(Debug, Serialize)]
pub(super) struct EndpointCell {
    pub(super) verdict: Verdict,
    /// What is not as it should be, what explains it, and what is explained; no notes.
    pub(super) codes: BTreeSet<Code>,
    /// What nothing else explains.
    pub(super) causes: Vec<ComparedCause>,
    /// What one of the causes explains.
    pub(super) explained: Vec<ExplainedFinding>,
    /// The leaves that were shown, each once.
    pub(super) shown: BTreeSet<Leaf>,
    /// What was connected to.
    pub(super) addresses: BTreeSet<String>,
    /// The proxies on the route; empty where it was direct.
    pub(super) via: BTreeSet<String>,
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

impl EndpointCell {
    pub(super) fn new(report: &Report, endpoint: &EndpointReport) -> Self {
        let probes = &endpoint.probes;
        let Causes {
            first: causes,
            explained,
            ..
        } = Causes::new(report, endpoint);
        let own = causes.iter().map(|cause| cause.code);
        let codes = own.chain(explained.iter().map(|finding| finding.code));
        let attempts = probes.iter().flat_map(|probe| &probe.evidence.attempts);
        let via = probes.iter().filter_map(|probe| probe.route.via.clone());
        Self {
            verdict: endpoint.verdict,
            codes: codes.collect(),
            shown: probes.iter().flat_map(shown).collect(),
            addresses: attempts.map(|attempt| attempt.to.to_string()).collect(),
            via: via.collect(),
            causes,
            explained,
        }
    }

    pub(super) fn shares_key(&self, other: &Self) -> bool {
        let theirs: BTreeSet<_> = other.shown.iter().map(|shown| &shown.key).collect();
        self.shown.iter().any(|shown| theirs.contains(&shown.key))
    }

    pub(super) fn shares_issuer(&self, other: &Self) -> bool {
        let keys = |cell: &Self| -> BTreeSet<String> {
            let keys = cell
                .shown
                .iter()
                .filter_map(|shown| shown.issuer_key.clone());
            keys.collect()
        };
        !keys(self).is_disjoint(&keys(other))
    }

    /// What is equal where the same was found and the same explains it.
    pub(super) fn facts(&self) -> BTreeSet<&str> {
        let causes = self.causes.iter().map(|cause| cause.facts.as_str());
        let explained = self.explained.iter();
        causes
            .chain(explained.map(|finding| finding.facts.as_str()))
            .collect()
    }

    /// The verdict with the codes of its causes, each once.
    pub(super) fn words(&self) -> String {
        let mut causes: Vec<ComparedCause> = Vec::new();
        for cause in &self.causes {
            match causes.iter_mut().find(|known| known.code == cause.code) {
                Some(known) => known.explains.extend(&cause.explains),
                None => causes.push(cause.clone()),
            }
        }
        let causes: Vec<_> = causes.iter().map(ComparedCause::words).collect();
        with_causes(self.verdict, &causes)
    }

    /// The verdict with the conclusions that not all reports have, or with those of its causes where all
    /// have each of them.
    pub(super) fn sentence(&self, common: &BTreeSet<&str>) -> String {
        let explained = self.explained.iter();
        let explained = explained.map(|one| (&one.facts, one.conclusion.clone()));
        let causes = || {
            let causes = self.causes.iter();
            causes.map(|one| {
                (
                    &one.facts,
                    one.conclusion.clone().unwrap_or_else(|| one.words()),
                )
            })
        };
        let apart = causes().chain(explained);
        let apart = apart.filter(|(facts, _)| !common.contains(facts.as_str()));
        let apart: Vec<_> = apart.map(|(_, conclusion)| conclusion).collect();
        if apart.is_empty() {
            let causes: Vec<_> = causes().map(|(_, conclusion)| conclusion).collect();
            return with_causes(self.verdict, &causes);
        }
        with_causes(self.verdict, &apart)
    }
}

fn with_causes(verdict: Verdict, causes: &[String]) -> String {
    match causes {
        [] => verdict.to_string(),
        causes => format!("{verdict}: {}", causes.join("; ")),
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

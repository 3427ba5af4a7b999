//! What one device leaves in the certificates that it makes for several hosts.

use super::JudgedProbe;
use crate::finding::cause::chain::presented::{SharedIssuer, SharedKey};
use crate::finding::{Code, Finding};
use crate::judge::chain::{AddressOrigin, IssuerName, IssuingKey};

/// What chains have in common, by which they are one device's.
#[derive(Debug)]
pub(super) enum Behind {
    /// A key.
    Key(IssuingKey),
    /// The name of an issuer, among what was found under this code and is no other device's: a known CA's name
    /// is worn by impostors, and what is found under it is theirs.
    Issuer(IssuerName, Code),
}

impl Behind {
    /// Is it in what this probe was shown?
    pub(super) fn is_behind(&self, probe: &JudgedProbe<'_>) -> bool {
        match self {
            Self::Key(_) => probe.origins.iter().any(|shown| self.is_in(shown)),
            Self::Issuer(..) => probe.findings.iter().any(|one| self.made(probe, one)),
        }
    }

    /// Is this the finding of a chain that it is in?
    pub(super) fn made(&self, probe: &JudgedProbe<'_>, finding: &Finding) -> bool {
        let mut shown = probe.origins.iter();
        let may = match self {
            Self::Key(_) => is_foreign(finding.code()),
            Self::Issuer(_, code) => finding.code() == *code && is_open(probe, finding),
        };
        may && shown.any(|shown| self.is_in(shown) && Some(shown.address) == finding.address)
    }

    fn is_in(&self, shown: &AddressOrigin) -> bool {
        match self {
            Self::Key(key) => shown.origin.rests_on(&key.hash),
            Self::Issuer(name, _) => {
                let mut issuers = shown.origin.issuers().iter();
                issuers.any(|one| one.same == name.same && one.recognised == name.recognised)
            }
        }
    }

    /// As facts, with the issuer sets of the hosts.
    pub(super) fn facts(
        &self,
        probes: &[JudgedProbe<'_>],
        sets: Vec<String>,
    ) -> (Option<SharedKey>, Option<SharedIssuer>) {
        match self {
            Self::Key(key) => {
                let issuer = self.issuer_beside(probes);
                let shared = SharedKey {
                    sha256: key.hash.clone(),
                    subject: key.name.as_str().into(),
                    name: key.label.as_str().into(),
                    leaf: key.leaf,
                    issuer_sets: sets,
                };
                (
                    Some(shared),
                    issuer.map(|name| shared_issuer(name, Vec::new())),
                )
            }
            Self::Issuer(name, _) => (None, Some(shared_issuer(name, sets))),
        }
    }

    /// The name that all these leaves were issued in, where their own key is what they have in common: it says
    /// of the device what the leaf's name does not.
    fn issuer_beside<'a>(&self, probes: &'a [JudgedProbe<'_>]) -> Option<&'a IssuerName> {
        let Self::Key(IssuingKey { leaf: true, .. }) = self else {
            return None;
        };
        let all = probes.iter().flat_map(|probe| &probe.origins);
        let all: Vec<_> = all.filter(|shown| self.is_in(shown)).collect();
        let first = all.first()?.origin.issuers().first()?;
        let is_same = |shown: &&AddressOrigin| {
            let own = shown.origin.issuers().first();
            own.is_some_and(|own| own.same == first.same)
        };
        all.iter().all(is_same).then_some(first)
    }
}

fn shared_issuer(name: &IssuerName, issuer_sets: Vec<String>) -> SharedIssuer {
    SharedIssuer {
        issuer: name.text.as_str().into(),
        name: name.label.as_str().into(),
        recognised: name.recognised.clone(),
        issuer_sets,
    }
}

/// A finding about a foreign chain that nothing explains yet, no device either.
pub(super) fn is_open(probe: &JudgedProbe<'_>, finding: &Finding) -> bool {
    is_foreign(finding.code()) && finding.explained_by.is_none() && !probe.is_filtered()
}

fn is_foreign(code: Code) -> bool {
    matches!(
        code,
        Code::ChainIntercepted | Code::ChainImpostor | Code::ChainSelfSigned
    )
}

//! One cause for every probe of a route: when all of them fail alike, one cause is likelier than many.

use std::collections::BTreeSet;

use super::probe::JudgedProbe;
use crate::catalogue::Need;
use crate::finding::{Across, Cause, Code, Facts, Finding, Scope, Severity};

/// A cause that many probes can have in common, and what it shows itself as.
pub(super) struct Common {
    code: Code,
    shows: &'static [Code],
    /// Probes below which "all of them" says nothing.
    few: usize,
}

pub(super) const DIRECT: [Common; 5] = [
    Common {
        code: Code::ResolveServersDisagree,
        shows: &[Code::ResolveServersDisagree],
        few: 3,
    },
    Common {
        code: Code::ResolveSilent,
        shows: &[Code::ResolveSilent],
        few: 3,
    },
    Common {
        code: Code::ResolveServerSaid,
        shows: &[Code::ResolveServerSaid],
        few: 3,
    },
    Common {
        code: Code::ConnectSilent,
        shows: &[Code::ConnectSilent],
        few: 4,
    },
    Common {
        code: Code::ConnectProhibited,
        shows: &[Code::ConnectProhibited],
        few: 4,
    },
];

/// One hop is behind them all, so two are enough.
pub(super) const THROUGH: [Common; 11] = [
    Common {
        code: Code::TunnelLoginUnsupported,
        shows: &[Code::TunnelLoginUnsupported],
        few: 1,
    },
    Common {
        code: Code::TunnelOldHttp,
        shows: &[Code::TunnelOldHttp],
        few: 2,
    },
    Common {
        code: Code::TunnelUnreachable,
        shows: &[Code::TunnelUnreachable],
        few: 2,
    },
    Common {
        code: Code::TunnelSilent,
        shows: &[Code::TunnelSilent],
        few: 2,
    },
    Common {
        code: Code::TunnelNotAProxy,
        // What is no proxy has pages of its own for requests in a proxy's form.
        shows: &[
            Code::TunnelNotAProxy,
            Code::FetchStatus,
            Code::FetchBlockPage,
            Code::FetchWrongContent,
        ],
        few: 2,
    },
    Common {
        code: Code::TunnelHopUntrusted,
        shows: &[Code::TunnelHopUntrusted],
        few: 2,
    },
    Common {
        code: Code::TunnelAuthRequired,
        shows: &[Code::TunnelAuthRequired],
        few: 2,
    },
    Common {
        code: Code::TunnelAuthFailed,
        shows: &[Code::TunnelAuthFailed],
        few: 2,
    },
    Common {
        code: Code::TunnelClosed,
        shows: &[Code::TunnelClosed],
        few: 2,
    },
    Common {
        code: Code::TunnelUpstream,
        shows: &[Code::TunnelUpstream],
        few: 2,
    },
    Common {
        code: Code::TunnelRefused,
        shows: &[Code::TunnelRefused, Code::FetchRefused],
        few: 2,
    },
];

impl Common {
    /// Is it told of this route already, for another reason?
    pub(super) fn is_told(&self, found: &[Finding], via: Option<&str>) -> bool {
        found.iter().any(|finding| {
            let across = finding.across.as_ref();
            let there = across.is_some_and(|across| across.via.as_deref() == via);
            finding.code() == self.code && there && via.is_some()
        })
    }

    pub(super) fn cause(&self, probes: &mut [&mut JudgedProbe<'_>]) -> Option<Finding> {
        let all = probes.iter().all(|probe| self.is_shown_by(probe));
        if probes.len() < self.few || !all || !self.is_one_disagreement(probes) {
            return None;
        }
        let finding = self.everywhere(probes)?;
        for found in probes
            .iter_mut()
            .flat_map(|probe| probe.findings.iter_mut())
        {
            if self.is_shown_as(found) {
                found.explained_by = Some(self.code);
            }
        }
        Some(finding)
    }

    /// Of an optional endpoint every finding is a note; of any other, a note means something else.
    fn is_shown_by(&self, probe: &JudgedProbe<'_>) -> bool {
        let all = probe.findings.iter();
        let mut shown = all.filter(|found| self.is_shown_as(found));
        shown.any(|found| found.severity > Severity::Note || probe.need() == Need::Optional)
    }

    /// What has an earlier cause shows nothing more; that some addresses fail is none.
    fn is_shown_as(&self, found: &Finding) -> bool {
        let open = |by| self.shows.contains(&by) || by == Code::ConnectSomeAddresses;
        self.shows.contains(&found.code()) && found.explained_by.is_none_or(open)
    }

    /// Name servers that disagree may do so about each name in another way.
    fn is_one_disagreement(&self, probes: &[&mut JudgedProbe<'_>]) -> bool {
        let all = probes.iter().flat_map(|probe| probe.findings.iter());
        let disagree = all.filter_map(|finding| match &finding.cause {
            Cause::ResolveServersDisagree(facts) => Some(facts.common()),
            _ => None,
        });
        let mut each = disagree.filter(|_| self.code == Code::ResolveServersDisagree);
        each.next()
            .is_none_or(|first| each.all(|other| other == first))
    }

    /// The first one's facts, said of all hosts; a warning is none the worse for being common.
    fn everywhere(&self, probes: &[&mut JudgedProbe<'_>]) -> Option<Finding> {
        let mut all = probes.iter().flat_map(|probe| probe.findings.iter());
        let first = all.find(|finding| finding.code() == self.code)?;
        let every = probes.iter().flat_map(|probe| probe.findings.iter());
        let shown = every.filter(|finding| self.is_shown_as(finding));
        let worst = shown.map(|finding| finding.severity).max()?;
        let hosts: BTreeSet<&str> = probes.iter().map(|probe| probe.host()).collect();
        let across = Across {
            of: hosts.len(),
            hosts: hosts.into_iter().map(str::to_owned).collect(),
            scope: Scope::Hosts,
            via: probes.first()?.via().map(str::to_owned),
            unaffected: Vec::new(),
        };
        let cause = match &first.cause {
            Cause::ResolveServersDisagree(facts) => facts.common().into(),
            cause => cause.clone(),
        };
        Some(Finding::new(cause).across(across).weighing(worst))
    }
}

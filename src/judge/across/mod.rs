//! Judgements over several probes: an endpoint's samples, and the whole run.

mod keys;
mod shared_cause;

use std::collections::BTreeSet;

use crate::catalogue::{Endpoint, Need, Scheme};
use crate::evidence::Evidence;
use crate::finding::cause::run::Unmeasured;
use crate::finding::{Across, Code, Finding, Scope, Severity, Target, Verdict};
use crate::judge::chain::Shown;
use crate::judge::{connect, missing_sample, resolve, run};
use crate::route::Route;

/// One judged sample of an endpoint.
#[derive(Debug, Clone, Copy)]
pub struct Sampled<'a> {
    /// The host that was asked.
    pub host: &'a str,
    /// The way it took.
    pub route: &'a Route,
    /// What it came to.
    pub verdict: Verdict,
    /// What was found.
    pub findings: &'a [Finding],
}

/// Judges an endpoint by its samples. A sample of a wildcard that does not exist says nothing; some
/// other has to pass.
#[must_use]
pub fn endpoint(row: &Endpoint, samples: &[Sampled<'_>]) -> (Verdict, Vec<Finding>) {
    let is_missing = |sample: &&Sampled<'_>| {
        row.host.is_wildcard() && missing_sample::is_reported(sample.route, sample.findings)
    };
    let (missing, there): (Vec<&Sampled<'_>>, Vec<&Sampled<'_>>) =
        samples.iter().partition(is_missing);
    match there.iter().map(|sample| sample.verdict).max() {
        Some(worst) => (worst, Vec::new()),
        None => nothing_to_ask(row, &missing),
    }
}

fn nothing_to_ask(row: &Endpoint, missing: &[&Sampled<'_>]) -> (Verdict, Vec<Finding>) {
    let severity = crate::judge::lowered(Severity::Unproven, row.need);
    let verdict = match row.need {
        Need::Required => Verdict::Unproven,
        Need::Advised => Verdict::Warn,
        Need::Optional => Verdict::Pass,
    };
    let target = Target {
        host: row.host.to_string(),
        port: row.port,
        via: None,
    };
    let finding = run::gave_up(why_nothing(row, missing));
    (verdict, vec![finding.weighing(severity).on(target)])
}

/// Nothing is there to ask, or nobody said which tenant, or the names are blocked, or the world has
/// moved on.
fn why_nothing(row: &Endpoint, missing: &[&Sampled<'_>]) -> Unmeasured {
    if row.samples.is_empty() {
        return Unmeasured::NoSamples;
    }
    if missing.is_empty() {
        return Unmeasured::NoTenant;
    }
    let samples = missing.iter();
    let samples = samples.map(|sample| sample.host.to_owned()).collect();
    Unmeasured::NoSampleExists { samples }
}

/// One probe's findings, and the hop they were met through.
#[derive(Debug)]
pub struct Judged<'a> {
    /// The host that was asked.
    pub host: &'a str,
    /// The hop's URL; none on the direct way.
    pub via: Option<&'a str>,
    /// How much depends on it.
    pub need: Need,
    /// The issuer sets that are expected there.
    pub issuers: &'a [String],
    /// Whose certificates each of its addresses showed.
    pub shown: Vec<Shown>,
    /// The port it was asked on.
    pub port: u16,
    /// What is spoken there.
    pub scheme: Scheme,
    /// What was seen.
    pub evidence: &'a Evidence,
    /// What was found; `explained_by` may be set.
    pub findings: &'a mut Vec<Finding>,
}

impl Judged<'_> {
    /// The host and port, and the proxy that they were asked through.
    pub(super) fn target(&self) -> Target {
        Target {
            host: self.host.to_owned(),
            port: self.port,
            via: self.via.map(str::to_owned),
        }
    }
}

/// A cause that many probes can have in common, and what it shows itself as.
struct Common {
    code: Code,
    shows: &'static [Code],
    /// Probes below which "all of them" says nothing.
    few: usize,
}

const DIRECT: [Common; 4] = [
    Common {
        code: Code::ResolveSilent,
        shows: &[Code::ResolveSilent],
        few: 4,
    },
    Common {
        code: Code::ResolveServerSaid,
        shows: &[Code::ResolveServerSaid],
        few: 4,
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
const THROUGH: [Common; 9] = [
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
        shows: &[Code::TunnelNotAProxy],
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

/// Findings about the whole run: when every probe on one way fails alike, one cause is likelier
/// than many; and a key behind the foreign certificates of several hosts is one box. Sets
/// `explained_by` of what they explain.
#[must_use]
pub fn across(probes: &mut [Judged<'_>]) -> Vec<Finding> {
    let ways: BTreeSet<Option<&str>> = probes.iter().map(|probe| probe.via).collect();
    let mut found = resolve::rewritten_for_all(probes);
    if found.is_empty() {
        found.extend(resolve::shared(probes));
    }
    found.extend(connect::answered_for_all(probes));
    for way in ways {
        let commons: &[Common] = if way.is_none() { &DIRECT } else { &THROUGH };
        for common in commons {
            let mut own: Vec<_> = probes.iter_mut().filter(|probe| probe.via == way).collect();
            found.extend(common.cause(&mut own));
        }
    }
    found.extend(shared_cause::causes(probes));
    found.extend(keys::behind(probes));
    found
}

impl Common {
    fn cause(&self, probes: &mut [&mut Judged<'_>]) -> Option<Finding> {
        if probes.len() < self.few || !probes.iter().all(|probe| self.is_shown_by(probe)) {
            return None;
        }
        let finding = self.everywhere(probes)?;
        for found in probes
            .iter_mut()
            .flat_map(|probe| probe.findings.iter_mut())
        {
            if self.shows.contains(&found.code()) {
                found.explained_by = Some(self.code);
            }
        }
        Some(finding)
    }

    /// Of an optional endpoint every finding is a note; of any other, a note means something else.
    fn is_shown_by(&self, probe: &Judged<'_>) -> bool {
        let mut shown = probe
            .findings
            .iter()
            .filter(|found| self.shows.contains(&found.code()));
        shown.any(|found| found.severity > Severity::Note || probe.need == Need::Optional)
    }

    /// The first one's facts, said of all hosts.
    fn everywhere(&self, probes: &[&mut Judged<'_>]) -> Option<Finding> {
        let mut all = probes.iter().flat_map(|probe| probe.findings.iter());
        let first = all.find(|finding| finding.code() == self.code)?;
        let hosts: BTreeSet<&str> = probes.iter().map(|probe| probe.host).collect();
        let across = Across {
            of: hosts.len(),
            hosts: hosts.into_iter().map(str::to_owned).collect(),
            scope: Scope::Hosts,
            via: probes.first()?.via.map(str::to_owned),
            unaffected: Vec::new(),
        };
        Some(Finding::new(first.cause.clone()).across(across))
    }
}

/// How many hosts were asked on this route.
pub(super) fn hosts_asked<'a>(
    probes: impl Iterator<Item = &'a Judged<'a>>,
    via: Option<&str>,
) -> usize {
    let own = probes.filter(|probe| probe.via == via);
    own.map(|probe| probe.host).collect::<BTreeSet<_>>().len()
}

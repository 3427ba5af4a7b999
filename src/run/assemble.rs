//! Evidence and rows in, a judged report out: after a run, and again for a saved report.

use std::collections::HashMap;
use std::net::IpAddr;

use super::session::Seen;
use crate::catalogue::{Catalogue, Endpoint, HostPattern, Inspection, Need, Phase, PrivateLink};
use crate::evidence::{Evidence, Host};
use crate::finding::{Finding, Verdict};
use crate::judge::chain::AddressOrigin;
use crate::judge::{self, Case, JudgedProbe, JudgedSample, Judgement, Policy, Statements};
use crate::plan::{Plan, Probe};
use crate::report::{EndpointReport, FORMAT, ProbeReport, Report, Run, Tool};
use crate::route::Route;
use crate::run::revocation::Added;
use crate::signature::Signatures;

/// Everything that was seen.
pub(super) struct Measured {
    pub(super) seen: Seen,
    /// Of probes that the run added by itself.
    pub(super) revocation: Vec<Added>,
    /// The signatures that were checked while it was measured.
    pub(super) signatures: Signatures,
}

/// Judges what was seen of each probe of a plan.
pub(super) fn report(catalogue: Catalogue, plan: &Plan, run: Run, measured: Measured) -> Report {
    let Measured {
        seen,
        revocation,
        signatures,
    } = measured;
    let asked = seen.iter().map(|(_, evidence)| evidence);
    let added = revocation.iter().map(|added| &added.evidence);
    let statements = Statements::of(asked.chain(added));
    let policy = Policy {
        catalogue: &catalogue,
        local_roots: &run.host.local_roots,
        statements: &statements,
        signatures: &signatures,
    };
    let probes = judged(&policy, plan, seen);
    let (probes, findings) = with_run_wide(&policy, &run.host, probes);
    let revocation = added_judged(&policy, revocation);
    let mut probes = by_endpoint(probes);
    let rows = catalogue.rows_by_id();
    let mut endpoints = Vec::new();
    for id in &plan.endpoints {
        if let Some(row) = rows.get(&**id) {
            let own = probes.remove(id).unwrap_or_default();
            endpoints.push(endpoint(row, own, plan));
        }
    }
    let verdict = endpoints.iter().map(|endpoint| endpoint.verdict).max();
    Report {
        format: FORMAT,
        tool: Tool {
            name: env!("CARGO_PKG_NAME").to_owned(),
            version: env!("CARGO_PKG_VERSION").to_owned(),
        },
        endpoints_file: catalogue,
        run,
        verdict: verdict.unwrap_or(Verdict::Unproven),
        findings,
        endpoints,
        revocation,
    }
}

fn by_endpoint(probes: Vec<ProbeReport>) -> HashMap<String, Vec<ProbeReport>> {
    let mut all: HashMap<String, Vec<ProbeReport>> = HashMap::new();
    for probe in probes {
        let id = probe.probe.endpoint.clone();
        all.entry(id).or_default().push(probe);
    }
    all
}

/// What a judged probe showed, beside what its report holds.
struct Shown {
    /// Was it seen to the end?
    is_seen: bool,
    /// Whose certificates.
    origins: Vec<AddressOrigin>,
    /// Which of them proved to be the service's.
    proven: Vec<IpAddr>,
}

/// Each probe, judged once, and whose certificates its addresses showed.
fn judged(policy: &Policy<'_>, plan: &Plan, seen: Seen) -> Vec<(ProbeReport, Shown)> {
    let rows = policy.catalogue.rows_by_id();
    let pairs = plan.probes.iter().zip(seen);
    pairs
        .filter_map(|(probe, (route, evidence))| {
            let endpoint = rows.get(&*probe.endpoint)?;
            let case = Case {
                probe,
                endpoint,
                route: &route,
                evidence: &evidence,
            };
            let Judgement {
                origins,
                verdict,
                is_seen,
                findings,
                inspected,
                direct,
                proven,
            } = judge::judge(&case, policy);
            let report = ProbeReport {
                probe: probe.clone(),
                route,
                verdict,
                seen: is_seen,
                findings,
                inspected,
                direct,
                need: None,
                named_by: Vec::new(),
                evidence,
            };
            let shown = Shown {
                is_seen,
                origins,
                proven,
            };
            Some((report, shown))
        })
        .collect()
}

/// What the run asked by itself. It matters to those who check certificates, and closes nothing.
fn added_judged(policy: &Policy<'_>, added: Vec<Added>) -> Vec<ProbeReport> {
    let judged = added.into_iter().filter_map(|added| {
        let endpoint = row_of(&added.probe)?;
        let case = Case {
            probe: &added.probe,
            endpoint: &endpoint,
            route: &added.route,
            evidence: &added.evidence,
        };
        let judgement = judge::judge(&case, policy);
        Some(ProbeReport {
            verdict: judgement.verdict,
            seen: judgement.is_seen,
            findings: judgement.findings,
            inspected: None,
            direct: judgement.direct,
            need: Some(endpoint.need),
            named_by: added.named_by,
            probe: added.probe,
            route: added.route,
            evidence: added.evidence,
        })
    });
    judged.collect()
}

/// The row that nobody wrote for an address that certificates name.
fn row_of(probe: &Probe) -> Option<Endpoint> {
    Some(Endpoint {
        id: String::new(),
        host: HostPattern::try_from(probe.host.clone()).ok()?,
        port: probe.port,
        scheme: probe.scheme,
        need: Need::Advised,
        products: Vec::new(),
        private_link: PrivateLink::Refused,
        clouds: Vec::new(),
        phase: Some(Phase::Revocation),
        purpose: String::new(),
        issuers: Vec::new(),
        inspection: Inspection::default(),
        ranges: Vec::new(),
        source: String::new(),
        samples: Vec::new(),
    })
}

fn with_run_wide(
    policy: &Policy<'_>,
    machine: &Host,
    mut probes: Vec<(ProbeReport, Shown)>,
) -> (Vec<ProbeReport>, Vec<Finding>) {
    let rows = policy.catalogue.rows_by_id();
    let known = probes.iter_mut().filter_map(|(report, shown)| {
        let endpoint = *rows.get(&*report.probe.endpoint)?;
        let case = Case {
            probe: &report.probe,
            endpoint,
            route: &report.route,
            evidence: &report.evidence,
        };
        Some(JudgedProbe {
            case,
            origins: std::mem::take(&mut shown.origins),
            proven: std::mem::take(&mut shown.proven),
            findings: &mut report.findings,
        })
    });
    let across = judge::across(&mut known.collect::<Vec<_>>(), machine);
    let probes = probes.into_iter().map(|(report, shown)| {
        // What concerns many weighs at each probe that it concerns.
        let need = rows.get(&*report.probe.endpoint).map(|row| row.need);
        let verdict = judge::verdict(shown.is_seen, need.unwrap_or_default(), &report.findings);
        ProbeReport { verdict, ..report }
    });
    (probes.collect(), across)
}

fn endpoint(row: &Endpoint, probes: Vec<ProbeReport>, plan: &Plan) -> EndpointReport {
    let samples: Vec<JudgedSample<'_>> = probes
        .iter()
        .map(|probe| JudgedSample {
            host: &probe.probe.host,
            route: &probe.route,
            verdict: probe.verdict,
            findings: &probe.findings,
        })
        .collect();
    let (verdict, findings) = judge::endpoint(row, &samples);
    let left_out = plan
        .left_out
        .iter()
        .filter(|sample| sample.endpoint == row.id);
    EndpointReport {
        id: row.id.clone(),
        host: row.host.clone(),
        port: row.port,
        need: row.need,
        verdict,
        findings,
        left_out: left_out.cloned().collect(),
        probes,
    }
}

/// Judges a saved report again, by its own rows or by others. What the plan asks for and the report
/// does not hold is unproven.
#[must_use]
pub fn judge_again(saved: Report, catalogue: Catalogue, plan: &Plan) -> Report {
    let started = saved.endpoints.iter().flat_map(|endpoint| &endpoint.probes);
    let started = started
        .map(|probe| probe.evidence.started_unix)
        .min()
        .unwrap_or_default();
    let mut kept: HashMap<Key, Vec<(Route, Evidence)>> = HashMap::new();
    for endpoint in saved.endpoints {
        for probe in endpoint.probes.into_iter().rev() {
            let key = key(&endpoint.id, &probe.probe);
            kept.entry(key)
                .or_default()
                .push((probe.route, probe.evidence));
        }
    }
    let seen = plan.probes.iter().map(|probe| {
        let found = kept
            .get_mut(&key(&probe.endpoint, probe))
            .and_then(Vec::pop);
        found.unwrap_or_else(|| (Route::default(), nothing(started)))
    });
    let seen = seen.collect();
    let revocation = saved.revocation.into_iter().map(|one| Added {
        probe: one.probe,
        named_by: one.named_by,
        route: one.route,
        evidence: one.evidence,
    });
    let revocation = revocation.collect();
    let signatures = Signatures::default();
    let measured = Measured {
        seen,
        revocation,
        signatures,
    };
    report(catalogue, plan, saved.run, measured)
}

/// The report does not hold this probe.
fn nothing(started_unix: i64) -> Evidence {
    Evidence {
        started_unix,
        ..Evidence::default()
    }
}

type Key = (String, String, u16, String, &'static str);

fn key(endpoint: &str, probe: &Probe) -> Key {
    (
        endpoint.to_owned(),
        probe.host.clone(),
        probe.port,
        probe.path.clone(),
        probe.method.word(),
    )
}

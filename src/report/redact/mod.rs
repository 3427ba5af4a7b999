//! A report without the machine that made it: its names, addresses, interfaces, user, domains and name
//! servers. Evidence alone is changed; whoever calls this judges it again, so that findings are made of what
//! is left. Structure stays, so that the judgement stays: a name server becomes a documentation address,
//! the same one everywhere, and a name as many `x`.

mod addresses; // what stands in the place of an address
mod content; // what proxies and servers said
mod dns; // what name servers answered
mod evidence; // what was seen
mod needles; // what is looked for
mod route; // the route, and where its settings lie
mod secrets; // what is hidden
mod text; // names and addresses in text

use crate::evidence::Host;
use crate::evidence::host::UnaskedResolver;
use crate::finding::{Code, Severity};
use crate::report::model::{ProbeReport, Report};

use self::secrets::Secrets;
use self::text::Hider;

/// What hides certificates and bodies as well, or leaves them as they are.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Signed {
    /// They are the service's own: a changed letter would break their signature.
    Keep,
    /// They are an inspecting device's, which may write this machine's name into its CA's.
    Hide,
}

/// Takes the machine out of the evidence of a report. `domains` are DNS domains of this machine that the
/// report itself does not hold. The findings still speak of what was there before.
#[must_use]
pub fn redact(mut report: Report, domains: &[String]) -> Report {
    if report.run.redacted {
        return report;
    }
    let secrets = Secrets::of(&report, domains);
    let hider = Hider::new(&secrets);
    let endpoints = report.endpoints.iter_mut();
    let probes = endpoints.flat_map(|endpoint| &mut endpoint.probes);
    for probe in probes.chain(&mut report.revocation) {
        let signed = signed(probe);
        let ProbeReport {
            route, evidence, ..
        } = probe;
        hider.route(route);
        hider.evidence(evidence, signed);
    }
    hider.host(&mut report.run.host);
    if let Some(label) = &mut report.run.label {
        hider.text(label);
    }
    report.run.redacted = true;
    report
}

/// Only what no key proves may hold this machine's name.
fn signed(probe: &ProbeReport) -> Signed {
    let foreign = probe.findings.iter().any(|finding| {
        let code = finding.code();
        finding.severity != Severity::Note
            && (code.id().starts_with("chain.") || code == Code::TunnelHopUntrusted)
    });
    if foreign { Signed::Hide } else { Signed::Keep }
}

impl Hider<'_> {
    fn host(&self, host: &mut Host) {
        let Host {
            os: _,
            name,
            user,
            clock_unix: _,
            utc_offset_s: _,
            bound_to,
            source_addresses,
            interfaces,
            resolvers,
            resolvers_problem,
            unasked_resolvers,
            resolver_options,
            upstreams,
            local_roots,
            trust_store: _,
            root_updates_off: _,
            wpad,
        } = host;
        (*name, *user, *bound_to) = (None, None, None);
        source_addresses.clear();
        interfaces.clear();
        for server in resolvers.iter_mut().chain(upstreams) {
            self.socket(server);
        }
        for (number, unasked) in (1..).zip(unasked_resolvers) {
            let UnaskedResolver { server, why: _ } = unasked;
            *server = format!("unasked-{number}");
        }
        for text in resolvers_problem.iter_mut().chain(resolver_options) {
            self.path(text);
        }
        for root in local_roots {
            self.der(root);
        }
        if let Some(wpad) = wpad {
            self.wpad(wpad);
        }
    }
}

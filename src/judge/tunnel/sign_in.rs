//! A proxy that sends everybody to a page to sign in at. Services do not follow a redirect in place of a
//! tunnel, and cannot sign in on a page.

use std::collections::BTreeSet;

use super::demand::{required, sign_in};
use super::whole::has_opened;
use crate::evidence::{Attempt, Handshake};
use crate::finding::cause::answer::Answer;
use crate::finding::cause::tunnel::{AuthRequired, Demand};
use crate::finding::{Across, Code, Facts, Finding, Scope, Severity, Untrusted};
use crate::judge::across::probe::hosts_asked;
use crate::judge::across::run_wide::places;
use crate::judge::redirect::leads_away;
use crate::judge::{Case, JudgedProbe};

/// What a probe met in place of its target.
enum Met {
    /// A redirect in answer to CONNECT, or an answer in place of TLS.
    Tunnel(Box<AuthRequired>),
    /// A redirect in place of a page that the hop fetches.
    Page,
}

/// One sign-in for all that a hop redirects to the same host, where it opens a tunnel to nobody.
pub(in crate::judge) fn sign_ins(probes: &mut [JudgedProbe<'_>]) -> Vec<Finding> {
    let hops: BTreeSet<&str> = probes.iter().filter_map(JudgedProbe::via).collect();
    let mut found = Vec::new();
    for hop in hops {
        let own = places(probes, |probe| probe.via() == Some(hop));
        if own.iter().any(|&at| has_opened(&probes[at].case)) {
            continue;
        }
        let redirected = own.iter().filter_map(|&at| redirect(&probes[at].case));
        let pages: BTreeSet<String> = redirected.map(|(page, _)| page).collect();
        for page in pages {
            let met = own
                .iter()
                .filter_map(|&at| Some((at, meets(&probes[at].case, &page)?)));
            let met: Vec<(usize, Met)> = met.collect();
            found.extend(one_sign_in(probes, hop, &met));
        }
    }
    found
}

/// Did this probe meet a page of that host, or a redirect to it?
fn meets(case: &Case<'_>, page: &str) -> Option<Met> {
    match redirect(case) {
        Some((to, met)) => (to == page).then_some(met),
        None => page_inside(case, page).map(|facts| Met::Tunnel(Box::new(facts))),
    }
}

/// The host of the page that a probe was sent to.
fn redirect(case: &Case<'_>) -> Option<(String, Met)> {
    let mut attempts = case.evidence.attempts.iter();
    attempts.find_map(|attempt| {
        if case.fetched_by_hop() {
            let seen = &attempt.fetch.as_ref()?.seen;
            let page = leads_away(seen.status?, seen.header("location"), &case.probe.host)?;
            return Some((page, Met::Page));
        }
        let demand =
            demand_inside(case, attempt).or_else(|| sign_in(case, &attempt.tunnel.as_ref()?.seen));
        let (page, demand) = demand?;
        Some((page, Met::Tunnel(Box::new(required(case, demand)))))
    })
}

/// A redirect in plain HTTP that came where TLS should begin.
fn demand_inside(case: &Case<'_>, attempt: &Attempt) -> Option<(String, Demand)> {
    let (status, location) = plain_answer(&attempt.handshake.as_ref()?.seen)?;
    let page = leads_away(status, location.as_deref(), &case.probe.host)?;
    let location = location.map(Untrusted::from);
    let demand = inside(&page, status, location);
    Some((page, demand))
}

/// An answer in plain HTTP that came where TLS should begin, and names the host that others were sent to.
fn page_inside(case: &Case<'_>, page: &str) -> Option<AuthRequired> {
    let attempts = case.evidence.attempts.iter();
    let mut handshakes = attempts.filter_map(|attempt| attempt.handshake.as_ref());
    let named = format!("//{page}/");
    let (status, _) = handshakes.find_map(|step| {
        let head = String::from_utf8_lossy(&step.seen.head).to_ascii_lowercase();
        plain_answer(&step.seen).filter(|_| head.contains(&named))
    })?;
    Some(required(case, inside(page, status, None)))
}

fn inside(page: &str, status: u16, location: Option<Untrusted>) -> Demand {
    Demand::SignIn {
        host: page.into(),
        in_tunnel: true,
        answer: Answer {
            status: Some(status),
            location,
            ..Answer::default()
        },
    }
}

/// Status and whole `Location` of an HTTP answer, as far as its head was kept.
fn plain_answer(seen: &Handshake) -> Option<(u16, Option<String>)> {
    let head = String::from_utf8_lossy(&seen.head);
    let rest = head.strip_prefix("HTTP/1.")?;
    let status = rest.get(1..)?.trim_start().get(..3)?.parse().ok()?;
    let lines = rest.split_inclusive('\n').skip(1);
    let whole = lines.take_while(|line| !line.trim().is_empty() && line.ends_with('\n'));
    let mut fields = whole.filter_map(|line| line.split_once(':'));
    let location = fields.find(|(name, _)| name.eq_ignore_ascii_case("location"));
    Some((status, location.map(|(_, value)| value.trim().to_owned())))
}

/// Told once, and kept at each probe that met it.
fn one_sign_in(probes: &mut [JudgedProbe<'_>], hop: &str, met: &[(usize, Met)]) -> Option<Finding> {
    let first = met.iter().find_map(|(_, met)| match met {
        Met::Tunnel(facts) => Some(facts.common()),
        Met::Page => None,
    })?;
    let hosts: BTreeSet<&str> = met.iter().map(|(at, _)| probes[*at].host()).collect();
    if hosts.len() < 2 {
        return None;
    }
    let across = Across {
        of: hosts_asked(probes.iter(), Some(hop)),
        hosts: hosts.into_iter().map(str::to_owned).collect(),
        scope: Scope::Hosts,
        via: Some(hop.to_owned()),
        unaffected: Vec::new(),
    };
    let mut worst = Severity::Note;
    for (at, met) in met {
        explain(&mut probes[*at], met);
        worst = worst.max(Severity::Fail.lowered(probes[*at].need()));
    }
    Some(Finding::new(first).across(across).weighing(worst))
}

/// Marks what a sign-in explains. In place of TLS it is raised here: until now only odd bytes were.
fn explain(probe: &mut JudgedProbe<'_>, met: &Met) {
    let mut odd_bytes = None;
    for finding in probe.findings.iter_mut() {
        match finding.code() {
            Code::TunnelAuthRequired | Code::FetchPortal => {}
            Code::HandshakeNotTls => odd_bytes = finding.address,
            _ => continue,
        }
        finding.explained_by = Some(Code::TunnelAuthRequired);
    }
    if let (Some(address), Met::Tunnel(facts)) = (odd_bytes, met) {
        let copy = Finding::new((**facts).clone())
            .at(address)
            .on(probe.case.target());
        let copy = copy.needed(probe.need());
        probe
            .findings
            .push(copy.explained_by(Code::TunnelAuthRequired));
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn answer(head: &str) -> Option<(u16, Option<String>)> {
        plain_answer(&Handshake {
            head: head.as_bytes().into(),
            ..Handshake::default()
        })
    }

    #[test]
    fn a_redirect_in_place_of_tls_is_read() {
        let to = |location: &str| Some((302, Some(location.to_owned())));
        let head = "HTTP/1.1 302 Found\r\nServer: x\r\nlocation: https://a.example/x\r\n";
        assert_eq!(answer(head), to("https://a.example/x"));
        assert_eq!(answer("HTTP/1.0 302\nLocation:/x\n\n"), to("/x"));
    }

    #[test]
    fn what_is_cut_or_no_header_is_no_location() {
        let none = Some((302, None));
        assert_eq!(answer("HTTP/1.1 302 Found\r\nLocation: https://a.ex"), none);
        assert_eq!(
            answer("HTTP/1.1 302 Found\r\n\r\nLocation: https://a.example/\r\n"),
            none
        );
    }

    #[test]
    fn what_is_no_http_is_no_answer() {
        for head in [
            "",
            "HTTP/1.",
            "HTTP/1.1",
            "HTTP/1.1 ok",
            "220 mail",
            "HTTP/1.1 \u{fc}\u{fc}",
        ] {
            assert_eq!(answer(head), None, "{head}");
        }
    }
}

//! Which routes were taken and which setting chose them, and what the direct route came to beside
//! them.

use crate::finding::{Code, Finding};
use crate::report::amounts::{counted, first_of};
use crate::report::model::{ProbeReport, Report};
use crate::route::Route;

/// How many routes have a sentence of their own.
const MOST_ROUTES: usize = 6;
/// How many routes are named in short.
const MOST_IN_SHORT: usize = 2;
/// How many hosts are named.
const MOST_HOSTS: usize = 4;

/// Each route that was taken, how often, and the setting that chose it.
pub(super) fn lines(report: &Report) -> Vec<String> {
    let routes = grouped(report);
    let more = routes.len().saturating_sub(MOST_ROUTES);
    let some = routes.iter().take(MOST_ROUTES);
    let mut sentences: Vec<_> = some.map(sentence).collect();
    if more > 0 {
        sentences.push(format!("and {}", counted(more, "more way", "more ways")));
    }
    if sentences.is_empty() {
        sentences.push("nothing was asked".to_owned());
    }
    sentences
}

/// The routes in a few words.
pub(in crate::report) fn in_short(report: &Report) -> String {
    let mut names: Vec<String> = Vec::new();
    for used in grouped(report) {
        let name = match &used.route.via {
            None => used.route.name().to_owned(),
            Some(url) => format!("via `{url}`"),
        };
        if !names.contains(&name) {
            names.push(name);
        }
    }
    match names.as_slice() {
        [] => "nothing was asked".to_owned(),
        names => first_of(names, MOST_IN_SHORT),
    }
}

fn probes(report: &Report) -> impl Iterator<Item = &ProbeReport> {
    report.endpoints.iter().flat_map(|one| &one.probes)
}

/// One route: how many requests took it, and how many of them with a login.
struct RouteUse<'a> {
    route: &'a Route,
    times: usize,
    logins: usize,
}

/// Routes that differ in their proxy or in the setting that chose it.
fn grouped(report: &Report) -> Vec<RouteUse<'_>> {
    let mut routes: Vec<RouteUse<'_>> = Vec::new();
    for probe in probes(report) {
        let route = &probe.route;
        let same = |known: &Route| {
            (&known.via, known.unusable, &known.setting)
                == (&route.via, route.unusable, &route.setting)
        };
        let logins = usize::from(has_login(probe));
        match routes.iter_mut().find(|known| same(known.route)) {
            Some(known) => {
                known.times += 1;
                known.logins += logins;
            }
            None => routes.push(RouteUse {
                route,
                times: 1,
                logins,
            }),
        }
    }
    routes
}

/// Was the proxy given a login?
fn has_login(probe: &ProbeReport) -> bool {
    let mut attempts = probe.evidence.attempts.iter();
    !probe.route.is_direct()
        && attempts.any(|attempt| {
            let fetch = attempt.fetch.as_ref();
            let tunnel = attempt.tunnel.as_ref().map(|step| &step.seen);
            let tunnel = tunnel.is_some_and(|seen| match seen.socks {
                Some(said) => said.login.is_some(),
                None => seen.authorised,
            });
            tunnel || fetch.is_some_and(|step| step.seen.authorised)
        })
}

fn sentence(used: &RouteUse<'_>) -> String {
    let (route, times) = (used.route, used.times);
    let name = match &route.via {
        None => route.name().to_owned(),
        Some(url) => format!("via {url}"),
    };
    let requests = counted(times, "request", "requests");
    let setting = route.setting.as_ref();
    let source = setting.map_or_else(String::new, |setting| format!(", set by `{setting}`"));
    let login = match used.logins {
        0 => String::new(),
        all if all == times => ", with a login".to_owned(),
        some => format!(", {some} of them with a login"),
    };
    format!("{name} ({requests}){source}{login}")
}

/// What was met on the direct route beside the one that counts; nothing where that was not measured.
pub(super) fn direct(report: &Report) -> Option<String> {
    let mut open = (0, Vec::new());
    let mut closed = (0, Vec::new());
    for probe in probes(report) {
        let Some(direct) = &probe.direct else {
            continue;
        };
        let (times, hosts) = if direct.open { &mut open } else { &mut closed };
        let host = format!("{}:{}", probe.probe.host, probe.probe.port);
        if !hosts.contains(&host) {
            hosts.push(host);
        }
        *times += 1;
    }
    let all = open.0 + closed.0;
    let part = |word: &str, (times, hosts): &(usize, Vec<String>)| match times {
        0 => format!("{word} for none"),
        _ if *times == all => format!("{word} for all"),
        times => format!("{word} for {times}: {}", first_of(hosts, MOST_HOSTS)),
    };
    let requests = counted(all, "request", "requests");
    (all > 0).then(|| {
        let (open, closed) = (part("open", &open), part("closed", &closed));
        format!("of {requests} made straight as well, {open}; {closed}")
    })
}

/// On which route the operating system itself fetches revocation data, and on how many hosts that is closed
/// while the agent's is open; nothing where that was not measured.
pub(super) fn system(report: &Report) -> Option<String> {
    let all = probes(report).chain(&report.revocation);
    let all: Vec<_> = all
        .filter_map(|probe| Some((probe, probe.evidence.by_system.as_deref()?)))
        .collect();
    let (_, first) = all.first()?;
    let way = match &first.route.via {
        None if first.assumed => {
            "directly (assuming no WinHTTP proxy; give `--system-proxy`)".into()
        }
        None if first.route.unusable => "on no usable route".to_owned(),
        None => "directly".to_owned(),
        Some(url) => format!("via {url}"),
    };
    let differs = |probe: &ProbeReport| {
        let mut codes = probe.findings.iter().map(Finding::code);
        codes.any(|code| code == Code::RouteRevocationDiffers)
    };
    let closed = all.iter().filter(|(probe, _)| differs(probe)).count();
    let requests = counted(all.len(), "request", "requests");
    Some(format!(
        "Windows itself fetches revocation data {way}; measured for {requests}, {closed} of them \
         closed there and open on the agent's route"
    ))
}

//! Proxies of every product, each with its own means to say no and its own words for it: what is wrong is said once,
//! where it happens, and of no other host. A sample of a wildcard that no longer exists is no failure.

use super::{Running, World, fenced};
use crate::clearway::Outcome;
use crate::datafile::wildcard_row;
use crate::findings::{Seen, all};
use crate::forward_proxies::{ALL, Product, Setting, nghttpx};
use crate::process::feed;
use crate::resolvers::{self, Policy};
use crate::squid::USER;

/// A host that stands for itself.
const HOST: &str = "aadcdn.msftauth.net";
const HOST_PLACE: &str = "aadcdn.msftauth.net:443";
/// Where a page is fetched.
const PAGE_PLACE: &str = "crl.operator-pki.com:80";
/// Two samples of a wildcard.
const FIRST: &str = "g1.servicebus.windows.net";
const SECOND: &str = "g2.servicebus.windows.net";
const SECOND_PLACE: &str = "g2.servicebus.windows.net:443";
/// Every name but [`HOST`], and every name but [`SECOND`].
const ALL_BUT_HOST: &[&str] = &[
    "login.microsoftonline.com",
    "crl.operator-pki.com",
    FIRST,
    SECOND,
];
const ALL_BUT_SECOND: &[&str] = &[
    "login.microsoftonline.com",
    HOST,
    "crl.operator-pki.com",
    FIRST,
];

/// What is wrong.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Case {
    Nothing,
    RightPassword(Setting),
    WrongPassword(Setting),
    NoPassword(Setting),
    /// The proxy denies [`HOST`].
    HostDenied,
    /// It opens no tunnel to port 80.
    PortDenied,
    /// [`HOST`] drops whatever comes.
    HostSilent,
    /// [`HOST`] answers with RST.
    HostRefuses,
    /// [`SECOND`] exists nowhere; the office's name server says what it knows.
    SampleMissing(Home),
    /// [`SECOND`] exists, and the proxy denies it.
    SampleDenied(Home),
    /// The proxy serves four connections at a time.
    Limited,
}

/// What the office's name server knows of the internet.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Home {
    /// All of it.
    Resolves,
    /// Nothing: no name exists (NXDOMAIN).
    Denies,
    /// Nothing: it refuses to look (REFUSED).
    Refuses,
}

impl Case {
    /// Settings that bring it about, the plainest first.
    fn settings(self) -> Vec<Setting> {
        match self {
            Self::Nothing | Self::HostSilent | Self::HostRefuses | Self::SampleMissing(_) => {
                vec![Setting::Open]
            }
            Self::RightPassword(setting)
            | Self::WrongPassword(setting)
            | Self::NoPassword(setting) => vec![setting],
            Self::HostDenied => vec![Setting::Denies(HOST), Setting::Lists(ALL_BUT_HOST)],
            Self::PortDenied => vec![Setting::TunnelsTo443],
            Self::SampleDenied(_) => {
                vec![Setting::Lists(ALL_BUT_SECOND), Setting::Denies(SECOND)]
            }
            Self::Limited => vec![Setting::FourConnections],
        }
    }

    fn home(self) -> Home {
        match self {
            Self::SampleMissing(home) | Self::SampleDenied(home) => home,
            _ => Home::Resolves,
        }
    }

    /// An office behind a proxy, its internet, and a wildcard of two samples.
    fn office(self) -> Running {
        let missing = matches!(self, Self::SampleMissing(_));
        let mut world = wildcard(fenced(), FIRST, "52.167.106.66");
        if !missing {
            world = wildcard(world, SECOND, "52.167.106.67");
        }
        let corporate = world.pki.corporate.pem();
        let front = world.pki.corporate.chain("proxy.contoso.com", &[]);
        let row = wildcard_row("servicebus.windows.net", &[FIRST, SECOND]);
        let world = world.trusting(corporate).row(&row).start();
        nghttpx::shows(&world, &front);
        match self {
            Self::HostSilent => world.on_the_way_to_host("drop"),
            Self::HostRefuses => world.on_the_way_to_host("meta l4proto tcp reject with tcp reset"),
            _ => {}
        }
        world
    }
}

/// The world with one more server of the wildcard.
fn wildcard(world: World, host: &str, address: &str) -> World {
    let world = world.names(&format!("{host} A {address}"));
    let chain = world.pki.genuine(host);
    world.unlisted(host, chain)
}

impl Running {
    /// What happens between the proxy and [`HOST`].
    fn on_the_way_to_host(&self, verdict: &str) {
        let rules = format!(
            "table inet beyond {{
               chain beyond {{
                 type filter hook input priority 0;
                 ip daddr 13.107.6.10 {verdict}
                 ip6 daddr 2603:1006:2000::10 {verdict}
               }}
             }}"
        );
        feed(self.net.internet.command("nft").args(["-f", "-"]), &rules);
    }
}

/// What a report must say beside that a proxy speaks HTTP/1.0.
#[derive(Debug)]
enum Wanted {
    /// Nothing.
    Pass,
    /// One note at this place.
    Note(&'static str, &'static str),
    /// A failure at this place and nowhere else, with one of these codes.
    Fail(&'static str, &'static [&'static str]),
    /// A failure at this place and nowhere else, or that it cannot be told.
    NoPass(&'static str),
    /// A failure of all that goes through the proxy, with one of these codes.
    FailAll(&'static [&'static str]),
    /// A warning, at whatever place, and no failure.
    Warn(&'static str),
    /// The sample is missing: a note, whatever its code.
    Missing,
    /// The same; or it cannot be told, which is no failure of the sample either.
    MissingOrUnproven,
}

const REFUSED: &[&str] = &["tunnel.refused"];
const CLOSED: &[&str] = &["tunnel.closed"];

/// Does it close without a word, whatever it does not open?
fn is_wordless(product: Product) -> bool {
    use Product::{Pproxy, PproxySocks, Ssh, SshSocks4};
    matches!(product, Ssh | SshSocks4 | Pproxy | PproxySocks)
}

/// Does it say yes before it has reached the host?
fn says_yes_first(product: Product) -> bool {
    matches!(product, Product::TrafficServer | Product::PproxySocks)
}

fn wanted(product: Product, case: Case) -> Wanted {
    match case {
        Case::Nothing | Case::RightPassword(_) => Wanted::Pass,
        // 401, which to GET could be the target's own word.
        Case::WrongPassword(_) if product == Product::Tinyproxy => {
            Wanted::FailAll(&["tunnel.auth-failed", "fetch.block-page"])
        }
        Case::WrongPassword(_) => Wanted::FailAll(&["tunnel.auth-failed"]),
        Case::NoPassword(_) => Wanted::FailAll(&["tunnel.auth-required"]),
        Case::HostDenied if is_wordless(product) => Wanted::Fail(HOST_PLACE, CLOSED),
        Case::HostDenied => Wanted::Fail(HOST_PLACE, REFUSED),
        Case::PortDenied => Wanted::Note(PAGE_PLACE, "tunnel.port-refused"),
        Case::HostSilent if says_yes_first(product) => Wanted::Fail(
            HOST_PLACE,
            &["tunnel.closed", "handshake.silent", "handshake.cut"],
        ),
        Case::HostSilent => Wanted::Fail(HOST_PLACE, &["tunnel.upstream", "tunnel.silent"]),
        Case::HostRefuses if is_wordless(product) || says_yes_first(product) => {
            Wanted::Fail(HOST_PLACE, CLOSED)
        }
        Case::HostRefuses => Wanted::Fail(HOST_PLACE, &["tunnel.upstream"]),
        Case::SampleMissing(Home::Resolves) => Wanted::Missing,
        Case::SampleMissing(_) => Wanted::MissingOrUnproven,
        Case::SampleDenied(Home::Resolves) if is_wordless(product) => Wanted::Fail(
            SECOND_PLACE,
            &["tunnel.suffix-not-allowed", "tunnel.closed"],
        ),
        Case::SampleDenied(Home::Resolves) => Wanted::Fail(
            SECOND_PLACE,
            &["tunnel.suffix-not-allowed", "tunnel.refused"],
        ),
        // That it exists cannot be known there; that all is well cannot either.
        Case::SampleDenied(_) => Wanted::NoPass(SECOND_PLACE),
        Case::Limited => Wanted::Warn("tunnel.connection-limit"),
    }
}

/// Findings that a case has beside what is wanted: the proxy's version of HTTP, and local DNS that resolves nothing.
fn is_beside(seen: &Seen, case: Case) -> bool {
    match &*seen.code {
        "tunnel.old-http" => seen.severity == "warn",
        "resolve.nothing-external" => case.home() != Home::Resolves && seen.severity == "note",
        _ => false,
    }
}

impl Wanted {
    /// Is this what stands in the report?
    fn is_met(&self, outcome: &Outcome, case: Case) -> bool {
        let report = outcome.report();
        let mut own = all(&report);
        own.retain(|seen| !seen.explained && !is_beside(seen, case));
        let verdict = report["verdict"].as_str().unwrap_or_default();
        let passes = outcome.exit == 0 && ["pass", "warn"].contains(&verdict);
        let fails = outcome.exit == 1 && verdict == "fail";
        let is = |seen: &Seen, place: &str, severities: &[&str], codes: &[&str]| {
            seen.place == place
                && severities.contains(&&*seen.severity)
                && (codes.is_empty() || codes.contains(&&*seen.code))
        };
        let every = |place: &str, severities: &[&str], codes: &[&str]| {
            !own.is_empty() && own.iter().all(|seen| is(seen, place, severities, codes))
        };
        match self {
            Self::Pass => passes && own.is_empty(),
            Self::Note(place, code) => passes && every(place, &["note"], &[code]),
            Self::Fail(place, codes) => fails && every(place, &["fail"], codes),
            Self::NoPass(place) => {
                outcome.exit == 1 && !passes && every(place, &["fail", "unproven"], &[])
            }
            Self::FailAll(codes) => {
                fails && !own.is_empty() && own.iter().all(|seen| codes.contains(&&*seen.code))
            }
            Self::Warn(code) => {
                passes && !own.is_empty() && own.iter().all(|seen| seen.code == *code)
            }
            Self::Missing => passes && every(SECOND_PLACE, &["note"], &[]),
            Self::MissingOrUnproven => {
                verdict != "fail" && every(SECOND_PLACE, &["note", "unproven"], &[])
            }
        }
    }
}

/// What the office's run through this proxy said; `None` where the product cannot bring the case about.
fn run(product: Product, case: Case) -> Option<Outcome> {
    let world = case.office();
    let mut settings = case.settings().into_iter();
    let _proxy = settings.find_map(|setting| product.start(&world, setting))?;
    let office = &world.net.office;
    office.etc(
        "hosts",
        "127.0.0.1 localhost\n10.20.0.80 proxy.contoso.com\n",
    );
    let policy = Policy::InternalOnly;
    let _home = match case.home() {
        Home::Resolves => None,
        Home::Denies => Some(resolvers::Product::Dnsdist.start(&world, policy)),
        Home::Refuses => Some(resolvers::Product::Unbound.start(&world, policy)),
    };
    let url = product.url();
    let mut flags = vec!["--proxy", &url, "--timeout", "2s"];
    let password = match case {
        Case::RightPassword(_) => Some(product.password()),
        Case::WrongPassword(_) => Some("wrong".to_owned()),
        _ => None,
    };
    let variables = password
        .iter()
        .map(|password| ("CLEARWAY_PROXY_PASSWORD", password.as_str()));
    let variables: Vec<_> = variables.collect();
    if password.is_some() {
        flags.extend(["--proxy-user", USER]);
    }
    Some(world.through(&variables, &flags))
}

/// What is wrong with the report of a run through this proxy.
fn complaint(product: Product, case: Case) -> Option<String> {
    let outcome = run(product, case)?;
    let wanted = wanted(product, case);
    if wanted.is_met(&outcome, case) {
        return None;
    }
    let report = outcome.report();
    let found = all(&report);
    let found: Vec<String> = found.iter().map(Seen::line_with_owner).collect();
    Some(format!(
        "{product:?} {case:?}: wanted {wanted:?}\n\
         exit {}, {}, {found:#?}\n",
        outcome.exit, report["verdict"]
    ))
}

/// Fails unless the report of a run through this proxy is right.
#[track_caller]
fn is_right(product: Product, case: Case) {
    if let Some(complaint) = complaint(product, case) {
        panic!("{complaint}");
    }
}

/// Fails unless it is right with every product that can bring the case about; names each with which it is not.
#[track_caller]
fn is_right_with_all(case: Case) {
    let complaints = ALL.iter().filter_map(|product| complaint(*product, case));
    let complaints: Vec<String> = complaints.collect();
    assert!(complaints.is_empty(), "{}", complaints.concat());
}

#[test]
fn a_missing_sample_that_squid_cannot_forward_to_is_a_note() {
    is_right(Product::Squid, Case::SampleMissing(Home::Resolves));
}

#[test]
fn a_host_that_refuses_is_not_tinyproxy_s_policy() {
    is_right(Product::Tinyproxy, Case::HostRefuses);
}

#[test]
fn digest_at_apache_is_a_right_password() {
    is_right(Product::Apache, Case::RightPassword(Setting::Digest));
}

#[test]
fn a_missing_sample_that_privoxy_calls_no_such_domain_is_a_note() {
    is_right(Product::Privoxy, Case::SampleMissing(Home::Resolves));
}

#[test]
fn a_sample_that_ssh_does_not_permit_is_no_missing_one() {
    is_right(Product::Ssh, Case::SampleDenied(Home::Resolves));
}

#[test]
fn a_missing_sample_that_ssh_closes_on_is_a_note_by_socks_4a() {
    is_right(Product::SshSocks4, Case::SampleMissing(Home::Resolves));
}

#[test]
fn nghttpx_inside_tls_passes() {
    is_right(Product::Nghttpx, Case::Nothing);
}

#[test]
fn a_missing_sample_that_mitmproxy_cannot_connect_to_is_a_note() {
    is_right(Product::Mitmproxy, Case::SampleMissing(Home::Resolves));
}

#[test]
fn a_limit_of_dante_s_is_a_limit() {
    is_right(Product::Dante, Case::Limited);
}

#[test]
fn a_missing_sample_is_a_note_at_microsocks_where_local_dns_knows_nothing() {
    is_right(Product::Microsocks, Case::SampleMissing(Home::Denies));
}

#[test]
fn a_missing_sample_that_node_calls_not_found_is_a_note() {
    is_right(Product::NodeProxy, Case::SampleMissing(Home::Resolves));
}

#[test]
fn a_wrong_password_at_ncat_is_told() {
    is_right(Product::Ncat, Case::WrongPassword(Setting::Login));
}

#[test]
#[ignore = "the whole matrix: tests/more"]
fn nothing_is_said_of_a_proxy_that_opens_everything() {
    is_right_with_all(Case::Nothing);
}

#[test]
#[ignore = "the whole matrix: tests/more"]
fn the_right_password_passes() {
    is_right_with_all(Case::RightPassword(Setting::Login));
    is_right_with_all(Case::RightPassword(Setting::Digest));
}

#[test]
#[ignore = "the whole matrix: tests/more"]
fn a_wrong_password_is_told() {
    is_right_with_all(Case::WrongPassword(Setting::Login));
    is_right_with_all(Case::WrongPassword(Setting::Digest));
}

#[test]
#[ignore = "the whole matrix: tests/more"]
fn a_password_that_is_wanted_is_told() {
    is_right_with_all(Case::NoPassword(Setting::Login));
    is_right_with_all(Case::NoPassword(Setting::Digest));
}

#[test]
#[ignore = "the whole matrix: tests/more"]
fn a_denied_host_is_said_at_that_host_alone() {
    is_right_with_all(Case::HostDenied);
}

#[test]
#[ignore = "the whole matrix: tests/more"]
fn a_denied_port_is_a_note_where_pages_come_through() {
    is_right_with_all(Case::PortDenied);
}

#[test]
#[ignore = "the whole matrix: tests/more"]
fn a_host_that_is_silent_is_no_policy() {
    is_right_with_all(Case::HostSilent);
}

#[test]
#[ignore = "the whole matrix: tests/more"]
fn a_host_that_refuses_is_no_policy() {
    is_right_with_all(Case::HostRefuses);
}

#[test]
#[ignore = "the whole matrix: tests/more"]
fn a_missing_sample_is_a_note() {
    is_right_with_all(Case::SampleMissing(Home::Resolves));
}

#[test]
#[ignore = "the whole matrix: tests/more"]
fn a_missing_sample_is_no_failure_where_local_dns_denies_everything() {
    is_right_with_all(Case::SampleMissing(Home::Denies));
}

#[test]
#[ignore = "the whole matrix: tests/more"]
fn a_missing_sample_is_no_failure_where_local_dns_refuses_everything() {
    is_right_with_all(Case::SampleMissing(Home::Refuses));
}

#[test]
#[ignore = "the whole matrix: tests/more"]
fn a_denied_sample_is_no_missing_one() {
    is_right_with_all(Case::SampleDenied(Home::Resolves));
}

#[test]
#[ignore = "the whole matrix: tests/more"]
fn a_denied_sample_never_passes_where_local_dns_denies_everything() {
    is_right_with_all(Case::SampleDenied(Home::Denies));
}

#[test]
#[ignore = "the whole matrix: tests/more"]
fn a_limit_on_connections_is_no_policy() {
    is_right_with_all(Case::Limited);
}

//! `--thorough`: TLS in every shape, past boxes that open all of it, some of it or none.

use std::collections::BTreeMap;

use serde_json::Value;

use crate::clearway::Outcome;
use crate::findings::probe;
use crate::interceptor::{Act, Hello, Interceptor};
use crate::pki::{Authority, Chain};
use crate::products;
use crate::squid;
use crate::world::{Running, World, ordinary};

/// The ordinary world, and one more name at the addresses of the first.
fn world() -> World {
    ordinary()
        .names("autologon.azuread-sso.com CNAME www.tm.prd.aadg.akadns.net")
        .https("autologon.azuread-sso.com")
}

/// Its TLS hosts, and the address of each that the matrix asks first.
const LOGIN: &str = "login.microsoftonline.com:443";
const CDN: &str = "aadcdn.msftauth.net:443";
const LOGON: &str = "autologon.azuread-sso.com:443";

/// A company's box that knows this authority.
fn corporate() -> (Authority, impl Fn(&str) -> Chain + Send + Sync + 'static) {
    let authority = Authority::root("Contoso Inspection CA");
    let twin = Authority::root("Contoso Inspection CA");
    let pem = twin.pem();
    (authority, move |name: &str| {
        twin.chain(name, std::slice::from_ref(&pem))
    })
}

/// A run of everything past a box that decides like this.
fn past(decide: impl Fn(&Hello) -> Act + Send + Sync + 'static) -> (Running, Outcome) {
    let world = world().start();
    let (_, mint) = corporate();
    let boxed = Interceptor::start(&world, decide, mint);
    let outcome = world.check(&["--thorough"]);
    drop(boxed);
    (world, outcome)
}

/// Opens what is so, and lets the rest pass.
fn opening(
    what: impl Fn(&Hello) -> bool + Send + Sync + 'static,
) -> impl Fn(&Hello) -> Act + Send + Sync + 'static {
    move |hello| if what(hello) { Act::Open } else { Act::Pass }
}

/// The causes of one code, by place.
fn causes(outcome: &Outcome, code: &str) -> BTreeMap<String, String> {
    let report = outcome.report();
    let mut causes = BTreeMap::new();
    for place in [LOGIN, CDN, LOGON] {
        let found = probe(&report, place)["findings"].as_array().cloned();
        let found = found.unwrap_or_default().into_iter();
        let own = found.filter(|finding| finding["code"] == code);
        let words = own.map(|finding| format!("{}; {}", finding["cause"], finding["details"]));
        causes.extend(words.map(|words| (place.to_owned(), words)));
    }
    causes
}

/// Fails unless exactly these hosts are opened sometimes, each for this reason.
#[track_caller]
fn opened_sometimes(outcome: &Outcome, places: &[&str], when: &str) {
    let causes = causes(outcome, "chain.intercepted-sometimes");
    let found: Vec<&str> = causes.keys().map(String::as_str).collect();
    let mut wanted = places.to_vec();
    wanted.sort_unstable();
    assert_eq!(found, wanted, "{causes:#?}");
    for (place, cause) in &causes {
        assert!(cause.contains(when), "{place}: {cause}");
    }
}

fn matrix<'a>(report: &'a Value, place: &str) -> &'a [Value] {
    let cells = probe(report, place)["evidence"]["matrix"]["cells"].as_array();
    cells.map_or(&[], Vec::as_slice)
}

#[test]
fn genuine_servers_of_every_shape_are_no_finding() {
    let names = "
        old.microsoftonline.com      A 20.190.132.1
        old.microsoftonline.com      AAAA 2603:1006:2000::41
        new.microsoftonline.com      A 20.190.132.2
        curve.microsoftonline.com    A 20.190.132.3
        other.microsoftonline.com    A 20.190.132.4
        default.microsoftonline.com  A 20.190.132.4
        strict.microsoftonline.com   A 20.190.132.5
        nobody.microsoftonline.com   A 20.190.132.5
        fake.microsoftonline.com     A 20.190.132.6
        ingress.microsoftonline.com  A 20.190.132.6";
    let world = world().names(names);
    let default = world.pki.genuine("default.microsoftonline.com");
    let nobody = world.pki.genuine("nobody.microsoftonline.com");
    let fake = Chain::of_its_own("ingress.local");
    let world = world
        .https("old.microsoftonline.com")
        .set("ssl_protocols TLSv1.2;")
        .https("new.microsoftonline.com")
        .set("ssl_protocols TLSv1.3;")
        // Our share is of another group: the server asks for a second hello.
        .https("curve.microsoftonline.com")
        .set("ssl_ecdh_curve secp384r1;")
        // The first server of an address is the one for hellos without a name.
        .unlisted("default.microsoftonline.com", default)
        .https("other.microsoftonline.com")
        .unlisted("nobody.microsoftonline.com", nobody)
        .set("ssl_reject_handshake on;")
        .https("strict.microsoftonline.com")
        .unlisted("ingress.microsoftonline.com", fake)
        .https("fake.microsoftonline.com")
        .start();
    let outcome = world.check(&["--thorough", "--attempts", "2"]);
    outcome.ends(0, "pass");
    outcome.finds(&[]);
    let report = outcome.report();
    // Two families, three shapes, the name and none, twice.
    assert_eq!(matrix(&report, CDN).len(), 2 * 3 * 2 * 2);
    // One family, and another host of the file at the same address.
    assert_eq!(matrix(&report, LOGON).len(), 3 * 3 * 2);
    let large = matrix(&report, CDN).iter().filter(|cell| {
        cell["hello"]["size"] == "post-quantum"
            && cell["attempt"]["handshake"]["ended"] == "completed"
    });
    assert_eq!(large.count(), 2 * 2 * 2);
    assert!(
        matrix(&report, LOGIN)
            .iter()
            .all(|cell| cell["attempt"]["fetch"].is_null()),
        "no request goes out"
    );
}

#[test]
fn without_the_flag_there_is_no_matrix() {
    let outcome = world().start().check(&[]);
    outcome.ends(0, "pass");
    assert!(probe(&outcome.report(), CDN)["evidence"]["matrix"].is_null());
}

#[test]
fn people_read_the_matrix_in_one_line() {
    let world = world().start();
    let arguments = [
        "check",
        "--endpoints",
        "endpoints.toml",
        "--thorough",
        "--color",
        "never",
    ];
    let outcome = world.clearway(&arguments);
    assert_eq!(outcome.exit, 0, "{outcome:#?}");
    let line = "matrix     TLS inspected in 0 of 30 handshakes with 3 hosts\n";
    assert!(outcome.stdout.contains(line), "{}", outcome.stdout);
}

#[test]
fn a_box_that_opens_all_is_interception_of_all_and_nothing_is_only_sometimes() {
    let (world, outcome) = past(|_| Act::Open);
    outcome.ends(1, "fail");
    assert!(!world.folder().as_os_str().is_empty());
    opened_sometimes(&outcome, &[], "");
    let wanted: Vec<String> = (5..=8)
        .flat_map(|last| {
            [LOGIN, LOGON].map(|p| format!("{p} chain.intercepted fail 20.190.128.{last}:443"))
        })
        .chain([
            format!("{CDN} chain.intercepted fail 13.107.6.10:443"),
            format!("{CDN} chain.intercepted fail [2603:1006:2000::10]:443"),
        ])
        .collect();
    outcome.finds_one_box(&wanted.iter().map(String::as_str).collect::<Vec<_>>());
}

#[test]
fn a_box_that_opens_only_tls_1_2_is_found_though_the_first_walk_passes() {
    let (_world, outcome) = past(opening(|hello| !hello.tls13));
    outcome.ends(1, "fail");
    outcome.finds(&[
        &format!("{LOGIN} chain.intercepted-sometimes fail 20.190.128.5:443"),
        &format!("{LOGON} chain.intercepted-sometimes fail 20.190.128.5:443"),
        &format!("{CDN} chain.intercepted-sometimes fail"),
    ]);
    opened_sometimes(&outcome, &[LOGIN, CDN, LOGON], "only with TLS 1.2, in ");
}

#[test]
fn without_the_flag_a_box_that_opens_only_tls_1_2_goes_unseen() {
    let world = world().start();
    let (_, mint) = corporate();
    let _boxed = Interceptor::start(&world, opening(|hello| !hello.tls13), mint);
    world.check(&[]).ends(0, "pass");
}

#[test]
fn a_box_on_one_family_is_told_as_that() {
    let (_world, outcome) = past(opening(|hello| {
        hello.to.is_ipv4()
            && hello.name.as_deref() != Some("login.microsoftonline.com")
            && hello.to.to_string() == "13.107.6.10:443"
    }));
    outcome.ends(1, "fail");
    outcome.finds(&[
        &format!("{CDN} chain.intercepted fail 13.107.6.10:443"),
        &format!("{CDN} chain.intercepted-sometimes fail 13.107.6.10:443"),
    ]);
    opened_sometimes(&outcome, &[CDN], "only over IPv4, in ");
}

#[test]
fn a_box_that_opens_one_name_of_an_address_says_nothing_about_the_other() {
    let (_world, outcome) = past(opening(|hello| {
        hello.name.as_deref() == Some("autologon.azuread-sso.com")
    }));
    outcome.ends(1, "fail");
    let mut wanted: Vec<String> = (5..=8)
        .map(|last| format!("{LOGON} chain.intercepted fail 20.190.128.{last}:443"))
        .collect();
    wanted.push(format!(
        "{LOGON} chain.intercepted-sometimes fail 20.190.128.5:443"
    ));
    outcome.finds(&wanted.iter().map(String::as_str).collect::<Vec<_>>());
    opened_sometimes(&outcome, &[LOGON], "only with its own server name, in ");
}

#[test]
fn a_box_that_opens_what_names_nobody_is_a_warning() {
    let (_world, outcome) = past(opening(|hello| hello.name.is_none()));
    outcome.ends(0, "warn");
    outcome.finds(&[
        &format!("{LOGIN} chain.intercepted-sometimes warn 20.190.128.5:443"),
        &format!("{LOGON} chain.intercepted-sometimes warn 20.190.128.5:443"),
        &format!("{CDN} chain.intercepted-sometimes warn"),
    ]);
    opened_sometimes(
        &outcome,
        &[LOGIN, CDN, LOGON],
        "only without a server name, in ",
    );
}

#[test]
fn a_box_that_opens_every_second_connection_is_counted() {
    let first = "13.107.6.10:443";
    let (_world, outcome) = past(opening(move |hello| {
        hello.to.to_string() == first && [0, 3, 5].contains(&hello.before)
    }));
    outcome.ends(1, "fail");
    outcome.finds(&[
        &format!("{CDN} chain.intercepted fail {first}"),
        &format!("{CDN} chain.intercepted-sometimes fail {first}"),
    ]);
    opened_sometimes(&outcome, &[CDN], "in 3 of 14 handshakes");
}

#[test]
fn a_box_that_opens_the_first_connection_and_then_no_more_is_told_as_that() {
    let (_world, outcome) = past(opening(|hello| {
        hello.to.to_string() == "13.107.6.10:443" && hello.before == 0
    }));
    outcome.ends(1, "fail");
    opened_sometimes(
        &outcome,
        &[CDN],
        "only the first time, in 1 of 14 handshakes",
    );
}

#[test]
fn attempts_that_disagree_are_a_finding_without_the_flag() {
    let world = world().start();
    let (_, mint) = corporate();
    let second =
        opening(|hello: &Hello| hello.to.to_string() == "13.107.6.10:443" && hello.before == 1);
    let _boxed = Interceptor::start(&world, second, mint);
    let outcome = world.check(&["--attempts", "3"]);
    outcome.ends(1, "fail");
    outcome.finds(&[
        &format!("{CDN} chain.intercepted fail 13.107.6.10:443"),
        &format!("{CDN} chain.intercepted-sometimes fail 13.107.6.10:443"),
    ]);
    opened_sometimes(&outcome, &[CDN], "now and then, in 1 of 3 handshakes");
}

#[test]
fn attempts_of_which_one_is_cut_are_a_finding() {
    let world = world().start();
    let (_, mint) = corporate();
    let cut = |hello: &Hello| {
        let second = hello.to.to_string() == "13.107.6.10:443" && hello.before == 1;
        if second { Act::Cut } else { Act::Pass }
    };
    let _boxed = Interceptor::start(&world, cut, mint);
    let outcome = world.check(&["--attempts", "3"]);
    outcome.ends(1, "fail");
    outcome.finds(&[&format!("{CDN} connect.sometimes fail 13.107.6.10:443")]);
    outcome.mentions(&format!("{CDN} handshake.cut fail 13.107.6.10:443"));
}

#[test]
fn a_box_that_ends_hellos_of_two_packets_is_its_own_warning() {
    let (_world, outcome) = past(|hello| {
        if hello.bytes > 1024 {
            Act::Cut
        } else {
            Act::Pass
        }
    });
    large_hellos_fail(&outcome, "failed: the connection was closed");
}

#[test]
fn a_box_that_swallows_hellos_of_two_packets_is_the_same_warning() {
    let world = world().start();
    let (_, mint) = corporate();
    let swallow = |hello: &Hello| {
        if hello.bytes > 1400 && hello.post_quantum {
            Act::Swallow
        } else {
            Act::Pass
        }
    };
    let _boxed = Interceptor::start(&world, swallow, mint);
    let outcome = world.check(&["--thorough", "--timeout", "1s"]);
    large_hellos_fail(&outcome, "failed: no response");
}

#[track_caller]
fn large_hellos_fail(outcome: &Outcome, how: &str) {
    outcome.ends(0, "warn");
    outcome.finds(&[
        &format!("{LOGIN} handshake.large-hello warn 20.190.128.5:443"),
        &format!("{LOGON} handshake.large-hello warn 20.190.128.5:443"),
        &format!("{CDN} handshake.large-hello warn 13.107.6.10:443"),
        &format!("{CDN} handshake.large-hello warn [2603:1006:2000::10]:443"),
    ]);
    for cause in causes(outcome, "handshake.large-hello").values() {
        assert!(cause.contains(how), "{cause}");
    }
}

/// Names, serials, extensions and key identifiers are the genuine ones; the keys are not, and the
/// system trusts the forged root.
#[test]
fn a_forger_who_copies_all_but_the_keys_is_an_impostor_in_whatever_he_opens() {
    let world = world();
    let root = world.pki.root.copied(None);
    let issuing = world.pki.issuing.copied(Some(&root));
    let genuine = world.pki.genuine("aadcdn.msftauth.net");
    let above = [issuing.pem(), root.pem()];
    let world = world.trusting(root.pem()).start();
    let mint = move |name: &str| issuing.forged(&genuine, name, &above);
    let _boxed = Interceptor::start(
        &world,
        opening(|hello| hello.post_quantum && hello.to.to_string() == "13.107.6.10:443"),
        mint,
    );
    let outcome = world.check(&["--thorough"]);
    outcome.ends(1, "fail");
    outcome.finds(&[&format!(
        "{CDN} chain.intercepted-sometimes fail 13.107.6.10:443"
    )]);
    opened_sometimes(
        &outcome,
        &[CDN],
        "only with a post-quantum client hello and over IPv4, in 2 of 14 handshakes",
    );
    opened_sometimes(&outcome, &[CDN], "names the known CA");
}

#[test]
fn a_forger_who_opens_all_of_one_address_is_an_impostor() {
    let world = world();
    let root = world.pki.root.copied(None);
    let genuine = world.pki.genuine("aadcdn.msftauth.net");
    let above = [root.pem()];
    let world = world.trusting(root.pem()).start();
    let mint = move |name: &str| root.forged(&genuine, name, &above);
    let _boxed = Interceptor::start(
        &world,
        opening(|hello| hello.to.ip().to_string().starts_with("13.107.")),
        mint,
    );
    let outcome = world.check(&[]);
    outcome.ends(1, "fail");
    outcome.finds(&[&format!("{CDN} chain.impostor fail 13.107.6.10:443")]);
}

/// What a product in the way of one address of one host comes to.
#[track_caller]
fn one_host_is_opened(outcome: &Outcome) {
    outcome.ends(1, "fail");
    outcome.finds(&[
        &format!("{CDN} chain.intercepted fail 13.107.6.10:443"),
        &format!("{CDN} chain.intercepted-sometimes fail 13.107.6.10:443"),
    ]);
    opened_sometimes(outcome, &[CDN], "only over IPv4, in ");
    opened_sometimes(outcome, &[CDN], "Contoso Inspection CA");
}

#[test]
fn mitmproxy_in_the_way_is_found_where_the_system_trusts_it() {
    let world = world();
    let corporate = world.pki.corporate.pem();
    let world = world.trusting(corporate).start();
    let _proxy = products::mitmproxy(&world, "ip daddr 13.107.6.10");
    let outcome = world.check(&["--thorough"]);
    one_host_is_opened(&outcome);
    opened_sometimes(&outcome, &[CDN], "This machine trusts the chain");
}

#[test]
fn mitmproxy_in_the_way_is_found_where_nobody_trusts_it() {
    let world = world().start();
    let _proxy = products::mitmproxy(&world, "ip daddr 13.107.6.10");
    one_host_is_opened(&world.check(&["--thorough"]));
}

#[test]
fn sslsplit_in_the_way_is_found_where_the_system_trusts_it() {
    let world = world();
    let corporate = world.pki.corporate.pem();
    let world = world.trusting(corporate).start();
    let _proxy = products::sslsplit(&world, "ip daddr 13.107.6.10");
    let outcome = world.check(&["--thorough"]);
    one_host_is_opened(&outcome);
    opened_sometimes(&outcome, &[CDN], "This machine trusts the chain");
}

#[test]
fn sslsplit_in_the_way_is_found_where_nobody_trusts_it() {
    let world = world().start();
    let _proxy = products::sslsplit(&world, "ip daddr 13.107.6.10");
    one_host_is_opened(&world.check(&["--thorough"]));
}

/// squid decides by the name that is sent: by the host of CONNECT where none is.
#[test]
fn a_proxy_that_splices_all_but_one_name_opens_that_one_and_no_other() {
    let world = world().names("proxy.contoso.com A 10.20.0.80").start();
    let _squid = squid::open()
        .opening(&["aadcdn.msftauth.net"])
        .start(&world);
    let outcome = world.check(&["--thorough", "--proxy", "http://proxy.contoso.com:3128"]);
    outcome.ends(1, "fail");
    outcome.finds(&[&format!("{CDN} chain.intercepted fail 10.20.0.80:3128")]);
}

#[test]
fn a_proxy_that_opens_all_opens_all_in_every_shape() {
    let world = world().names("proxy.contoso.com A 10.20.0.80").start();
    let _squid = squid::open().opening_all().start(&world);
    let outcome = world.check(&["--thorough", "--proxy", "http://proxy.contoso.com:3128"]);
    outcome.ends(1, "fail");
    outcome.finds_one_box(
        &[LOGIN, CDN, LOGON]
            .map(|p| format!("{p} chain.intercepted fail 10.20.0.80:3128"))
            .each_ref()
            .map(String::as_str),
    );
}

#[test]
fn a_matrix_that_the_deadline_cuts_short_is_a_warning_and_no_failure() {
    let world = world().start();
    let (_, mint) = corporate();
    let swallow = |hello: &Hello| {
        if hello.before > 0 {
            Act::Swallow
        } else {
            Act::Pass
        }
    };
    let _boxed = Interceptor::start(&world, swallow, mint);
    let outcome = world.check(&[
        "--thorough",
        "--deadline",
        "4s",
        "--only",
        "aadcdn-msftauth-net-443",
    ]);
    outcome.ends(0, "warn");
    outcome.finds(&[&format!("{CDN} run.gave-up warn")]);
}

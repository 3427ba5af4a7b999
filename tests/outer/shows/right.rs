//! Nothing is wrong: exit 0 and not one finding, however odd the world is within the rules.

use serde_json::Value;

use crate::findings::{all, probe};
use crate::net::Namespace;
use crate::pki::{Authority, cabinet, ocsp_unauthorized};
use crate::shows::large_set;
use crate::world::{World, ordinary, page};

/// Chains of two to five links, eight addresses and more, both families, a set too large for UDP,
/// chains with a root, out of order, with a needless cross-sign; every kind of content.
fn everything_right() -> World {
    let base = World::new()
        .names(NAMES)
        .names(&large_set("large.azureedge.net"));
    let pki = &base.pki;
    let old = Authority::root("Operator Root G1");
    let chain = |host: &str, then: &[String]| pki.issuing.chain(host, then);
    let issuing = pki.issuing.pem();
    let with_root = chain("root-sent.msftauth.net", &[issuing.clone(), pki.root.pem()]);
    let disordered = chain(
        "disordered.msftauth.net",
        &[pki.root.pem(), issuing.clone()],
    );
    let crossed = [issuing, pki.root.cross_signed_by(&old)];
    let crossed = chain("crossed.msftauth.net", &crossed);
    let [crl, certificate] = [pki.root.crl(), pki.issuing.der()];
    let ocsp = crate::ocsp::answer(&pki.issuing);
    base.https("two.microsoftonline.com")
        .https("three.microsoftonline.com")
        .https("four.microsoftonline.com")
        .https("five.microsoftonline.com")
        .https("large.azureedge.net")
        .https_with("root-sent.msftauth.net", with_root)
        .https_with("disordered.msftauth.net", disordered)
        .https_with("crossed.msftauth.net", crossed)
        .http(
            "crl.operator-pki.com",
            page("/root.crl", "application/pkix-crl", crl),
            "crl",
        )
        .http(
            "aia.operator-pki.com",
            page("/ca.crt", "application/pkix-cert", certificate),
            "certificate",
        )
        .http(
            "ctldl.windowsupdate.com",
            page(
                "/authroot.cab",
                "application/vnd.ms-cab-compressed",
                cabinet(),
            ),
            "cab",
        )
        .ocsp("ocsp.operator-pki.com", ocsp)
        .ocsp("oneocsp.operator-pki.com", ocsp_unauthorized())
}

const NAMES: &str = "
    two.microsoftonline.com     300 CNAME two.msidentity.com
    two.msidentity.com           60 CNAME two.akadns.net
    two.akadns.net                5 A     20.190.130.1
    three.microsoftonline.com  3600 CNAME three.msidentity.com
    three.msidentity.com        300 CNAME three.trafficmanager.net
    three.trafficmanager.net     60 CNAME three.akadns.net
    three.akadns.net              5 A     20.190.130.2
    three.akadns.net              5 AAAA  2603:1006:2000::2
    four.microsoftonline.com   3600 CNAME four.msidentity.com
    four.msidentity.com         300 CNAME four.trafficmanager.net
    four.trafficmanager.net      60 CNAME four.azurefd.net
    four.azurefd.net             20 CNAME four.akadns.net
    four.akadns.net               5 A     20.190.130.3
    five.microsoftonline.com   3600 CNAME five.msidentity.com
    five.msidentity.com         300 CNAME five.trafficmanager.net
    five.trafficmanager.net      60 CNAME five.azurefd.net
    five.azurefd.net             20 CNAME five.t-msedge.net
    five.t-msedge.net            10 CNAME five.akadns.net
    five.akadns.net               5 A     20.190.131.1
    five.akadns.net               5 A     20.190.131.2
    five.akadns.net               5 A     20.190.131.3
    five.akadns.net               5 A     20.190.131.4
    five.akadns.net               5 A     20.190.131.5
    five.akadns.net               5 A     20.190.131.6
    five.akadns.net               5 A     20.190.131.7
    five.akadns.net               5 A     20.190.131.8
    five.akadns.net               5 AAAA  2603:1006:2000::31
    five.akadns.net               5 AAAA  2603:1006:2000::32
    five.akadns.net               5 AAAA  2603:1006:2000::33
    root-sent.msftauth.net       60 A     13.107.6.11
    disordered.msftauth.net      60 A     13.107.6.12
    crossed.msftauth.net         60 A     13.107.6.13
    crl.operator-pki.com         60 A     152.199.19.160
    aia.operator-pki.com         60 A     152.199.19.161
    ocsp.operator-pki.com        60 A     152.199.19.162
    oneocsp.operator-pki.com     60 A     152.199.19.164
    ctldl.windowsupdate.com      60 A     152.199.19.163";

fn attempts(report: &Value, place: &str) -> usize {
    let attempts = probe(report, place)["evidence"]["attempts"].as_array();
    attempts.map_or(0, Vec::len)
}

#[test]
fn everything_right_is_exit_0_and_not_one_finding() {
    let outcome = everything_right().start().check(&[]);
    outcome.ends(0, "pass");
    outcome.finds(&[]);
    let report = outcome.report();
    assert_eq!(all(&report), [], "not even an explained one");
    assert_eq!(
        attempts(&report, "five.microsoftonline.com:443"),
        11,
        "every address counts"
    );
    assert_eq!(
        attempts(&report, "large.azureedge.net:443"),
        100,
        "what UDP could not hold"
    );
    assert!(
        outcome.stderr.is_empty(),
        "progress is for terminals: {}",
        outcome.stderr
    );
}

#[test]
fn a_saved_report_is_judged_the_same_where_there_is_no_network() {
    let world = ordinary().firewall("ip daddr 20.190.128.6 tcp dport 443 reject with tcp reset");
    let world = world.start();
    let seen = world.check(&["--save", "saved.json"]);
    seen.ends(1, "fail");
    let nowhere = Namespace::new("nowhere");
    let arguments = ["judge", "saved.json", "--format", "json"];
    let judged = world.start_clearway(&nowhere, &arguments).wait();
    judged.ends(1, "fail");
    assert_eq!(all(&judged.report()), all(&seen.report()));
}

#[test]
fn the_answer_comes_first_for_people_too() {
    let world = ordinary().start();
    let outcome = world.clearway(&["check", "--endpoints", "endpoints.toml", "--color", "never"]);
    assert_eq!(outcome.exit, 0, "{outcome:#?}");
    assert!(
        outcome.stdout.contains("login.microsoftonline.com"),
        "{}",
        outcome.stdout
    );
    let wide = outcome
        .stdout
        .lines()
        .find(|line| line.chars().count() > 80);
    assert_eq!(wide, None, "80 columns are enough");
}

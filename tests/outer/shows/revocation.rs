//! What clients ask while they check a chain: the list and the responder that a genuine leaf names.

use crate::clearway::Outcome;
use crate::ocsp;
use crate::world::{World, ordinary, page};

const HOST: &str = "autologon.azuread-sso.com";
const NAMES: &str = "
    autologon.azuread-sso.com  60 A 20.190.129.1
    crl.operator.example.com   60 A 20.190.129.2
    ocsp.operator.example.com  60 A 20.190.129.3";

/// A site whose leaf names both, and a responder that says this.
fn world(says: fn(&World) -> Vec<u8>) -> World {
    let world = ordinary().names(NAMES);
    let (list, responder) = (
        "http://crl.operator.example.com/issuing.crl",
        "http://ocsp.operator.example.com/",
    );
    let chain = world.pki.issuing.chain_asking_at(HOST, list, responder);
    let list = page(
        "/issuing.crl",
        "application/pkix-crl",
        world.pki.issuing.crl(),
    );
    let answer = page("/", "application/ocsp-response", says(&world));
    let world = world.knowing_the_issuing_key().https_with(HOST, chain);
    world
        .page("crl.operator.example.com", list)
        .page("ocsp.operator.example.com", answer)
}

fn good(world: &World) -> Vec<u8> {
    ocsp::answer(&world.pki.issuing)
}

fn asked(outcome: &Outcome) -> Vec<String> {
    let report = outcome.report();
    let all = report["revocation"].as_array().expect("a list");
    let line = |probe: &serde_json::Value| format!("{} {}", probe["host"], probe["verdict"]);
    all.iter()
        .map(|probe| line(probe).replace('"', ""))
        .collect()
}

#[test]
fn the_list_and_the_responder_of_a_genuine_leaf_are_asked() {
    let outcome = world(good).start().check(&[]);
    outcome.ends(0, "pass");
    outcome.finds(&[]);
    assert_eq!(
        asked(&outcome),
        [
            "crl.operator.example.com pass",
            "ocsp.operator.example.com pass"
        ]
    );
}

#[test]
fn a_list_behind_a_firewall_is_a_warning_and_closes_no_endpoint() {
    let world = world(good).firewall("ip daddr 20.190.129.2 reject with tcp reset");
    let outcome = world.start().check(&[]);
    outcome.ends(0, "pass");
    outcome.finds(&["crl.operator.example.com:80 connect.refused warn 20.190.129.2:80"]);
}

#[test]
fn a_withdrawn_leaf_fails_by_what_its_issuer_signed() {
    let outcome = world(|world| ocsp::withdrawal(&world.pki.issuing))
        .start()
        .check(&[]);
    outcome.ends(1, "fail");
    outcome.finds(&["autologon.azuread-sso.com:443 chain.revoked fail 20.190.129.1:443"]);
}

#[test]
fn what_a_box_signs_in_the_responders_place_is_forged_and_withdraws_nothing() {
    let outcome = world(|world| ocsp::withdrawal(&world.pki.issuing.copied(None)))
        .start()
        .check(&[]);
    outcome.ends(0, "pass");
    outcome.finds(&["ocsp.operator.example.com:80 fetch.forged warn 20.190.129.3:80"]);
}

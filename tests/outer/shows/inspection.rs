//! Whose certificates: the operator's, or those of a box on the way.

use crate::world::{World, ordinary, page};

/// An ordinary world with one more host, whose TLS a company opens.
fn inspected() -> World {
    let world = ordinary().names("autologon.azuread-sso.com A 20.190.129.1");
    let chain = world.pki.intercepted("autologon.azuread-sso.com");
    world.https_with("autologon.azuread-sso.com", chain)
}

#[test]
fn a_company_s_own_authority_that_the_system_trusts_is_interception() {
    let world = inspected();
    let corporate = world.pki.corporate.pem();
    let outcome = world.trusting(corporate).start().check(&[]);
    outcome.ends(1, "fail");
    outcome.finds(&["autologon.azuread-sso.com:443 chain.intercepted fail 20.190.129.1:443"]);
}

#[test]
fn a_company_s_own_authority_that_nobody_trusts_is_interception_too() {
    let outcome = inspected().start().check(&[]);
    outcome.ends(1, "fail");
    outcome.finds(&["autologon.azuread-sso.com:443 chain.intercepted fail 20.190.129.1:443"]);
}

#[test]
fn an_authority_with_the_operator_s_name_and_another_key_is_an_impostor() {
    let world = ordinary().names("autologon.azuread-sso.com A 20.190.129.1");
    let impostor = crate::pki::Authority::root("Operator Root G2");
    let chain = impostor.chain("autologon.azuread-sso.com", &[impostor.pem()]);
    let outcome = world
        .https_with("autologon.azuread-sso.com", chain)
        .start()
        .check(&[]);
    outcome.ends(1, "fail");
    outcome.finds(&["autologon.azuread-sso.com:443 chain.impostor fail 20.190.129.1:443"]);
}

#[test]
fn a_missing_intermediate_whose_key_is_known_is_a_warning() {
    let world = ordinary().names("autologon.azuread-sso.com A 20.190.129.1");
    let chain = world.pki.issuing.chain("autologon.azuread-sso.com", &[]);
    let outcome = world.knowing_the_issuing_key();
    let outcome = outcome
        .https_with("autologon.azuread-sso.com", chain)
        .start()
        .check(&[]);
    outcome.ends(0, "warn");
    outcome.finds(&["autologon.azuread-sso.com:443 chain.incomplete warn 20.190.129.1:443"]);
}

/// What lies where the leaf says is fetched over port 80; only its signature makes it count.
#[test]
fn a_missing_intermediate_is_fetched_from_where_the_leaf_says_and_is_a_warning() {
    let host = "autologon.azuread-sso.com";
    let names = "
        autologon.azuread-sso.com 60 A 20.190.129.1
        aia.operator.example.com  60 A 20.190.129.2";
    let shows = |authority: fn(&World) -> Vec<u8>| {
        let world = ordinary().names(names);
        let url = "http://aia.operator.example.com/issuing.crt";
        let chain = world.pki.issuing.chain_pointing_at(host, url);
        let body = authority(&world);
        let page = page("/issuing.crt", "application/pkix-cert", body);
        let world = world.https_with(host, chain);
        world
            .page("aia.operator.example.com", page)
            .start()
            .check(&[])
    };
    let outcome = shows(|world| world.pki.issuing.der());
    outcome.ends(0, "warn");
    outcome.finds(&["autologon.azuread-sso.com:443 chain.incomplete warn 20.190.129.1:443"]);
    let outcome = shows(|world| world.pki.corporate.der());
    outcome.ends(1, "fail");
    outcome.finds(&["autologon.azuread-sso.com:443 chain.intercepted fail 20.190.129.1:443"]);
}

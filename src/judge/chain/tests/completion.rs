//! Links that were not sent and were fetched from where the certificates say that they lie.

use rcgen::{CertificateParams, CustomExtension};

use super::pki::*;
use crate::finding::Code;
use crate::judge::chain::{chains_of, roots_that_complete, wanted_issuers};
use crate::signature::Signatures;
use crate::text::bytes::Blob;

const URL: &str = "http://ca.example.com/issuing.crt";

/// The extension of RFC 5280, 4.2.2.1, with these addresses of the issuer's certificate.
fn pointing(params: &mut CertificateParams, urls: &[&str]) {
    const ID: [u64; 9] = [1, 3, 6, 1, 5, 5, 7, 1, 1];
    const CA_ISSUERS: [u8; 10] = [6, 8, 0x2b, 6, 1, 5, 5, 7, 48, 2];
    let mut all = Vec::new();
    for url in urls {
        let place = tlv(0x86, &[url.as_bytes()]);
        all.extend(tlv(0x30, &[&CA_ISSUERS, &place]));
    }
    let extension = CustomExtension::from_oid_content(&ID, tlv(0x30, &[&all]));
    params.custom_extensions.push(extension);
}

fn pointing_leaf(issuer: &Authority, urls: &[&str]) -> Blob {
    issuer.leaf_of(|leaf| pointing(leaf, urls))
}

fn wanted(world: &World) -> Vec<String> {
    let all = world.ask(|chains| wanted_issuers(&chains.case, chains.policy));
    all.into_iter().map(|referred| referred.url).collect()
}

#[test]
fn a_fetched_link_whose_signature_fits_makes_a_chain_genuine_and_incomplete() {
    let root = root("Root");
    let issuing = root.ca("Issuing");
    let leaf = pointing_leaf(&issuing, &[URL]);
    let world = || World::expecting(vec![root.whole("Root")]).shown(&[&leaf]);
    assert_eq!(world().finding().code(), Code::ChainIntercepted);
    assert_eq!(wanted(&world()), [URL]);
    let world = world().fetched(URL, &issuing.der);
    let finding = world.finding();
    assert_eq!(finding.code(), Code::ChainIncomplete);
    let words = format!("`CN=Issuing,O=Example`. It was fetched from `{URL}`");
    assert!(
        finding.in_words().contains(&words),
        "{}",
        finding.in_words()
    );
    assert!(world.is_genuine());
    assert_eq!(wanted(&world), [""; 0]);
}

#[test]
fn pem_is_taken_as_well() {
    let root = root("Root");
    let issuing = root.ca("Issuing");
    let pem = format!(
        "-----BEGIN CERTIFICATE-----\n{}\n-----END CERTIFICATE-----\n",
        issuing.der.to_base64()
    );
    let world = World::expecting(vec![root.whole("Root")]);
    let world = world.shown(&[&issuing.leaf()]);
    let world = world.fetched(URL, &Blob::from(pem.as_bytes()));
    assert_eq!(world.codes(), [Code::ChainIncomplete]);
}

#[test]
fn a_fetched_root_gives_the_key_that_is_known_by_hash_and_is_no_link() {
    let root = root("Root");
    let issuing = root.sign_ca(
        {
            let mut params = ca("Issuing");
            pointing(&mut params, &[URL]);
            params
        },
        rcgen::KeyPair::generate().unwrap(),
    );
    let world = World::expecting(vec![root.hash_only("Root")]);
    let world = world.shown(&[&issuing.leaf(), &issuing.der]);
    assert_eq!(wanted(&world), [URL]);
    assert!(!world.is_genuine());
    let world = world.fetched(URL, &root.der);
    assert_eq!(world.codes(), []);
    assert!(world.is_genuine());
}

#[test]
fn an_issuer_known_by_hash_whose_certificate_was_fetched_was_not_sent() {
    let issuing = root("Issuing");
    let world = World::expecting(vec![issuing.hash_only("Issuing")]);
    let world = world.shown(&[&pointing_leaf(&issuing, &[URL])]);
    assert_eq!(world.finding().code(), Code::ChainImpostor);
    let world = world.fetched(URL, &issuing.der);
    let finding = world.finding();
    assert_eq!(finding.code(), Code::ChainIncomplete);
    assert!(finding.in_words().contains(URL), "{}", finding.in_words());
}

#[test]
fn a_fetched_cross_sign_leads_from_an_unexpected_root_to_an_expected_one() {
    let (other, own) = (root("Other root"), root("Own root"));
    let mut params = ca("Issuing");
    pointing(&mut params, &[URL]);
    let issuing = other.sign_ca(params, rcgen::KeyPair::generate().unwrap());
    let world = World::expecting(vec![own.whole("Own root")]);
    let world = world.elsewhere(vec![other.whole("Other root")]);
    let world = world.shown(&[&issuing.leaf(), &issuing.der]);
    assert_eq!(world.codes(), [Code::ChainUnexpectedIssuer]);
    assert_eq!(wanted(&world), [URL]);
    let world = world.fetched(URL, &own.cross(&other));
    assert_eq!(world.codes(), [Code::ChainIncomplete]);
}

#[test]
fn a_fetched_link_to_another_issuer_set_is_unexpected_and_incomplete() {
    let other = root("Other root");
    let issuing = other.ca("Other issuing");
    let world = World::expecting(vec![root("Root").whole("Root")]);
    let world = world.elsewhere(vec![other.whole("Other root")]);
    let world = world.shown(&[&issuing.leaf()]).fetched(URL, &issuing.der);
    let codes = [Code::ChainUnexpectedIssuer, Code::ChainIncomplete];
    assert_eq!(world.codes(), codes);
    assert!(!world.is_genuine());
}

#[test]
fn whatever_else_is_fetched_changes_nothing_at_all() {
    let (root, corp) = (root("Root"), root("Corp Root"));
    let (issuing, proxy) = (root.ca("Issuing"), corp.ca("Issuing"));
    for leaf in [proxy.leaf(), corp.leaf(), issuing.leaf()] {
        let world = || World::expecting(vec![root.whole("Root")]).shown(&[&leaf]);
        let before = world().findings();
        for body in [
            proxy.der.clone(),
            corp.der.clone(),
            root.der.clone(),
            leaf.clone(),
            Blob::from(&b"junk"[..]),
            Blob::default(),
            vec![0x30; 70_000].into(),
        ] {
            let world = world().fetched(URL, &body);
            assert_eq!(world.findings(), before);
            assert!(!world.is_genuine());
        }
    }
}

#[test]
fn a_fetched_certificate_cannot_spoil_a_genuine_chain() {
    let root = root("Root");
    let issuing = root.ca("Issuing");
    let corp = super::pki::root("Issuing");
    let world = World::expecting(vec![root.whole("Root")]);
    let world = world.shown(&[&issuing.leaf(), &issuing.der]);
    assert_eq!(world.fetched(URL, &corp.der).codes(), []);
}

#[test]
fn only_a_chain_that_waits_for_a_link_is_helped() {
    let root = root("Root");
    let issuing = root.ca("Issuing");
    let corp = super::pki::root("Corp Root");
    let expecting = || World::expecting(vec![root.whole("Root")]);
    let genuine = expecting().shown(&[&pointing_leaf(&issuing, &[URL]), &issuing.der]);
    assert_eq!(wanted(&genuine), [""; 0]);
    let leaf = pointing_leaf(&corp, &[URL]);
    let whole = expecting().shown(&[&leaf, &corp.der]);
    assert_eq!(wanted(&whole), [""; 0]);
    let trusted = expecting().trusting(&corp.der).shown(&[&leaf]);
    assert_eq!(wanted(&trusted), [""; 0]);
    let unknown = expecting().shown(&[&leaf]);
    assert_eq!(wanted(&unknown), [URL]);
}

#[test]
fn no_more_than_eight_addresses_are_wanted_and_none_twice() {
    let corp = root("Corp Root");
    let urls: Vec<String> = (0..20)
        .map(|n| format!("http://ca{n}.example.com/"))
        .collect();
    let mut all: Vec<&str> = urls.iter().map(String::as_str).collect();
    all.insert(0, "http://10.0.0.1/");
    all.insert(1, all[1]);
    let world = World::expecting(vec![root("Root").whole("Root")]);
    let world = world.shown(&[&pointing_leaf(&corp, &all)]);
    assert_eq!(wanted(&world), urls[..8]);
    let world = world.fetched(&urls[0], &corp.leaf());
    assert_eq!(wanted(&world), urls[1..8]);
}

#[test]
fn a_root_of_this_machine_that_completes_what_was_fetched_is_kept() {
    let corp = root("Corp Root");
    let proxy = corp.ca("Corp Proxy");
    let world = World::expecting(vec![root("Root").whole("Root")]);
    let world = world.shown(&[&proxy.leaf()]).fetched(URL, &proxy.der);
    let chains = world.ask(|chains| chains_of(chains.case.evidence));
    let kept = roots_that_complete(
        &chains,
        std::slice::from_ref(&corp.der),
        &Signatures::default(),
    );
    assert_eq!(kept, [corp.der]);
}

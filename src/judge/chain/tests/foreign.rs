//! Chains that lead to no expected key: who is behind them.

use rcgen::{KeyIdMethod, KeyPair};

use super::pki::*;
use crate::catalogue::{Key, Scheme};
use crate::finding::{Code, Severity};
use crate::signature::Signatures;
use crate::text::bytes::Blob;

fn service() -> (Authority, Authority) {
    let root = root("Service Root");
    let issuing = root.ca("Service Issuing");
    (root, issuing)
}

fn known(service: &(Authority, Authority)) -> Vec<Key> {
    vec![
        service.0.whole("Service Root"),
        service.1.hash_only("Service Issuing"),
    ]
}

/// A root of another key under the same name and key identifier.
fn copy(of: &Authority) -> Authority {
    let mut params = of.params.clone();
    params.key_identifier_method = KeyIdMethod::PreSpecified(of.params.key_identifier(&of.key));
    let key = KeyPair::generate().unwrap();
    let der = Blob::from(&**params.self_signed(&key).unwrap().der());
    Authority { params, key, der }
}

#[test]
fn a_corporate_ca_is_interception_and_says_who_and_by_which_key() {
    let corp = root("Corp Root");
    let proxy = corp.ca("Corp Proxy");
    let world = World::expecting(known(&service())).shown(&[&proxy.leaf(), &proxy.der, &corp.der]);
    let finding = world.finding();
    assert_eq!(
        (finding.code(), finding.severity),
        (Code::ChainIntercepted, Severity::Fail)
    );
    for part in [
        "issued by `CN=Corp Proxy,O=Example`",
        &proxy.hash_only("").spki_sha256,
        "under `CN=Corp Root,O=Example`",
        "key of issuer set `own`",
        "No root of this machine is known to complete the chain",
    ] {
        assert!(
            finding.in_words().contains(part),
            "{part}: {}",
            finding.in_words()
        );
    }
    assert_eq!(
        finding.address.map(|a| a.to_string()).as_deref(),
        Some("192.0.2.1:443")
    );
}

#[test]
fn a_machine_that_trusts_the_corporate_root_changes_the_words_and_not_the_verdict() {
    let corp = root("Corp Root");
    let proxy = corp.ca("Corp Proxy");
    let world = World::expecting(known(&service())).trusting(&corp.der);
    let world = world.shown(&[&proxy.leaf(), &proxy.der]);
    let finding = world.finding();
    assert_eq!(finding.code(), Code::ChainIntercepted);
    let words = "This machine trusts the chain, by its own root `CN=Corp Root,O=Example`";
    assert!(finding.in_words().contains(words), "{}", finding.in_words());
    assert!(!world.is_genuine());
}

#[test]
fn tolerated_inspection_is_a_warning() {
    let corp = root("Corp Root");
    let world = World::expecting(known(&service())).tolerating();
    let finding = world.shown(&[&corp.leaf(), &corp.der]).finding();
    assert_eq!(
        (finding.code(), finding.severity),
        (Code::ChainIntercepted, Severity::Warn)
    );
}

#[test]
fn a_copied_issuer_name_with_copied_key_identifiers_is_an_impostor() {
    let service = service();
    let forged = copy(&service.1);
    let world = World::expecting(known(&service));
    let finding = world.shown(&[&forged.leaf()]).finding();
    assert_eq!(finding.code(), Code::ChainImpostor);
    let world = World::expecting(known(&service));
    let finding = world.shown(&[&forged.leaf(), &forged.der]).finding();
    assert_eq!(finding.code(), Code::ChainImpostor);
    assert!(
        finding
            .in_words()
            .contains(&forged.hash_only("").spki_sha256),
        "{}",
        finding.in_words()
    );
}

#[test]
fn a_copied_root_name_is_an_impostor_at_the_root() {
    let service = service();
    let forged = copy(&service.0);
    let middle = forged.ca("Some Issuing");
    let world = World::expecting(known(&service));
    let finding = world
        .shown(&[&middle.leaf(), &middle.der, &forged.der])
        .finding();
    assert_eq!(finding.code(), Code::ChainImpostor);
    let words = "`CN=Some Issuing,O=Example` names the known CA `CN=Service Root,O=Example`";
    assert!(finding.in_words().contains(words), "{}", finding.in_words());
}

#[test]
fn a_corporate_ca_that_copies_an_intermediates_name_is_an_impostor() {
    let service = service();
    let corp = root("Corp Root");
    let middle = corp.sign_ca(service.1.params.clone(), KeyPair::generate().unwrap());
    let world = World::expecting(known(&service)).trusting(&corp.der);
    let finding = world
        .shown(&[&middle.leaf(), &middle.der, &corp.der])
        .finding();
    assert_eq!(finding.code(), Code::ChainImpostor);
    assert!(
        finding.in_words().contains("This machine trusts the chain"),
        "{}",
        finding.in_words()
    );
}

#[test]
fn genuine_certificates_beside_a_forged_leaf_neither_save_it_nor_make_it_an_impostor() {
    let service = service();
    let corp = root("Corp Root");
    let chain = [&corp.leaf(), &corp.der, &service.1.der, &service.0.der];
    let finding = World::expecting(known(&service)).shown(&chain).finding();
    assert_eq!(finding.code(), Code::ChainIntercepted);
    assert!(
        finding
            .in_words()
            .contains("issued by `CN=Corp Root,O=Example`"),
        "{}",
        finding.in_words()
    );
}

#[test]
fn a_leaf_that_claims_a_genuine_issuer_sent_along_is_an_impostor() {
    let service = service();
    let forged = copy(&service.1);
    // Only the root is in the file: the issuer is known by the certificate sent along.
    let world = World::expecting(vec![service.0.whole("Service Root")]);
    let finding = world.shown(&[&forged.leaf(), &service.1.der]).finding();
    assert_eq!(finding.code(), Code::ChainImpostor);
    assert!(
        finding.in_words().contains("that CA's key did not sign it"),
        "{}",
        finding.in_words()
    );
}

#[test]
fn a_public_roots_name_is_known_without_the_file() {
    let mut params = ca("DigiCert Global Root G2");
    params.distinguished_name = rcgen::DistinguishedName::new();
    for (kind, value) in [
        (rcgen::DnType::CountryName, "US"),
        (rcgen::DnType::OrganizationName, "DigiCert Inc"),
        (rcgen::DnType::OrganizationalUnitName, "www.digicert.com"),
        (rcgen::DnType::CommonName, "DigiCert Global Root G2"),
    ] {
        params.distinguished_name.push(kind, value);
    }
    let key = KeyPair::generate().unwrap();
    let der = Blob::from(&**params.self_signed(&key).unwrap().der());
    let forged = Authority { params, key, der };
    let world = World::expecting(known(&service()));
    let finding = world.shown(&[&forged.leaf(), &forged.der]).finding();
    assert_eq!(finding.code(), Code::ChainImpostor);
}

#[test]
fn a_subject_in_the_file_decides_over_its_name() {
    let service = service();
    let mut key = service.0.hash_only("Corp Root");
    let subject = crate::judge::chain::certificate::Certificate::read(&service.0.der).unwrap();
    key.subject = Some(subject.x509.subject().as_raw().into());
    let corp = root("Corp Root");
    let finding = World::expecting(vec![key])
        .shown(&[&corp.leaf(), &corp.der])
        .finding();
    assert_eq!(finding.code(), Code::ChainIntercepted);
}

#[test]
fn a_whole_subject_in_the_file_is_compared_in_either_order() {
    for name in [
        "CN=Service Root,O=Example",
        "O=Example, CN=service  root",
        "Service Root",
    ] {
        let forged = root("Service Root");
        let world = World::expecting(vec![root("Service Root").whole(name)]);
        let finding = world.shown(&[&forged.leaf(), &forged.der]).finding();
        assert_eq!(finding.code(), Code::ChainImpostor, "{name}");
    }
}

#[test]
fn a_key_of_another_issuer_set_is_an_unexpected_issuer() {
    let other = root("Other Root");
    let issuing = other.ca("Other Issuing");
    for key in [
        other.whole("Other Root"),
        issuing.hash_only("Other Issuing"),
    ] {
        let world = World::expecting(known(&service())).elsewhere(vec![key]);
        let finding = world.shown(&[&issuing.leaf(), &issuing.der]).finding();
        assert_eq!(
            (finding.code(), finding.severity),
            (Code::ChainUnexpectedIssuer, Severity::Warn)
        );
        for part in [
            "unexpected CA: `CN=Other Issuing,O=Example`",
            "issuer set `other`",
            "no embedded SCTs",
        ] {
            assert!(finding.in_words().contains(part), "{}", finding.in_words());
        }
    }
}

#[test]
fn a_public_root_is_an_unexpected_issuer() {
    let issuing = pem!("digicert_global_g2_tls_rsa_sha256_2020_ca1");
    let world = World::expecting(known(&service())).shown(&[&issuing]);
    let findings = world.findings();
    assert_eq!(findings[0].code(), Code::ChainUnexpectedIssuer);
    assert!(
        findings[0]
            .in_words()
            .contains("the public root `CN=DigiCert Global Root G2,")
    );
    assert!(!world.is_genuine());
}

#[test]
fn an_unexpected_issuers_name_and_dates_are_judged_for_themselves() {
    let other = root("Other Root");
    let world = World::expecting(known(&service())).elsewhere(vec![other.whole("Other Root")]);
    let world = world
        .asking("elsewhere.example.com")
        .shown(&[&other.leaf(), &other.der]);
    let findings = world.findings();
    assert_eq!(
        world.codes(),
        [Code::ChainUnexpectedIssuer, Code::ChainWrongName]
    );
    assert_eq!(findings[1].explained_by, None);
}

#[test]
fn what_else_is_wrong_with_an_interceptors_certificate_is_explained() {
    let corp = root("Corp Root");
    let world = World::expecting(known(&service())).asking("elsewhere.example.com");
    let findings = world.shown(&[&corp.leaf(), &corp.der]).at(0).findings();
    let codes: Vec<_> = findings
        .iter()
        .map(|f| (f.code(), f.explained_by))
        .collect();
    let by = Some(Code::ChainIntercepted);
    assert_eq!(
        codes,
        [
            (Code::ChainIntercepted, None),
            (Code::ChainWrongName, by),
            (Code::ChainNotYetValid, by)
        ]
    );
}

#[test]
fn alone_and_self_signed_is_just_that_also_where_inspection_is_tolerated() {
    let key = KeyPair::generate().unwrap();
    let lonely = Blob::from(&**server(HOST).self_signed(&key).unwrap().der());
    let world = World::expecting(known(&service()))
        .tolerating()
        .shown(&[&lonely]);
    let finding = world.finding();
    assert_eq!(
        (finding.code(), finding.severity),
        (Code::ChainSelfSigned, Severity::Fail)
    );
}

#[test]
fn a_leaf_that_names_itself_as_issuer_without_its_own_signature_is_not_self_signed() {
    let stranger = root("a server");
    let leaf = stranger.leaf();
    let finding = World::expecting(known(&service()))
        .shown(&[&leaf])
        .finding();
    assert_eq!(finding.code(), Code::ChainIntercepted);
}

#[test]
fn signatures_that_cannot_be_checked_are_never_called_invalid() {
    let leaf = pem!("by-p224-leaf");
    let root = pem!("p224-root");
    let world = World::expecting(vec![whole(&root, "Root p224")]).asking("host.example");
    let finding = world.shown(&[&leaf, &root]).finding();
    assert_eq!(
        (finding.code(), finding.severity),
        (Code::ChainUnchecked, Severity::Unproven)
    );
    assert!(
        finding.in_words().contains("1.3.132.0.33"),
        "{}",
        finding.in_words()
    );
    assert!(
        !finding.in_words().contains("invalid"),
        "{}",
        finding.in_words()
    );
}

#[test]
fn an_issuer_that_was_not_sent_is_said() {
    let corp = root("Corp Root");
    let finding = World::expecting(known(&service()))
        .shown(&[&corp.leaf()])
        .finding();
    assert!(
        finding
            .in_words()
            .contains("whose certificate was not sent"),
        "{}",
        finding.in_words()
    );
}

#[test]
fn every_address_is_reported_and_plain_http_is_not_judged() {
    let service = service();
    let corp = root("Corp Root");
    let (forged, genuine) = (corp.leaf(), service.1.leaf());
    let world = || {
        World::expecting(known(&service))
            .shown(&[&forged])
            .shown(&[&genuine, &service.1.der])
            .shown(&[])
            .shown(&[&forged])
    };
    let at: Vec<_> = world()
        .findings()
        .iter()
        .map(|f| f.address.unwrap().to_string())
        .collect();
    assert_eq!(at, ["192.0.2.1:443", "192.0.2.4:443"]);
    assert_eq!(world().speaking(Scheme::Tls).findings().len(), 2);
    assert_eq!(world().speaking(Scheme::Http).findings(), []);
}

#[test]
fn only_roots_of_this_machine_that_complete_a_chain_are_kept() {
    let (corp, idle) = (root("Corp Root"), root("Idle Root"));
    let proxy = corp.ca("Corp Proxy");
    let public: Blob = webpki_root_certs::TLS_SERVER_ROOT_CERTS[0].to_vec().into();
    let store = [
        idle.der.clone(),
        corp.der.clone(),
        public,
        Blob::from(&b"junk"[..]),
        corp.der.clone(),
    ];
    let chains = [
        vec![proxy.leaf(), proxy.der.clone()],
        vec![Blob::from(&b"junk"[..])],
        vec![],
    ];
    let kept = crate::judge::chain::roots_that_complete(&chains, &store, &Signatures::default());
    assert_eq!(kept, std::slice::from_ref(&corp.der));
    let digicert = [vec![pem!("digicert_global_g2_tls_rsa_sha256_2020_ca1")]];
    let public: Vec<Blob> = webpki_root_certs::TLS_SERVER_ROOT_CERTS
        .iter()
        .map(|root| root.to_vec().into())
        .collect();
    assert_eq!(
        crate::judge::chain::roots_that_complete(&digicert, &public, &Signatures::default()),
        []
    );
}

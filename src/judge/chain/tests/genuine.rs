//! Chains that lead to an expected key.

use rcgen::{
    BasicConstraints, CidrSubnet, ExtendedKeyUsagePurpose, GeneralSubtree, IsCa, KeyUsagePurpose,
    NameConstraints,
};

use super::pki::*;
use crate::catalogue::Key;
use crate::finding::{Code, Severity};
use crate::text::bytes::Blob;

#[test]
fn a_leaf_and_its_issuer_under_an_expected_root_are_genuine() {
    let root = root("Root");
    let issuing = root.ca("Issuing");
    let leaf = issuing.leaf();
    let world = World::expecting(vec![root.whole("Root")]).shown(&[&leaf, &issuing.der]);
    assert_eq!(world.codes(), []);
    assert!(world.is_genuine());
}

#[test]
fn any_order_with_the_root_and_duplicates_is_genuine() {
    let root = root("Root");
    let (upper, lower) = {
        let upper = root.ca("Upper");
        let lower = upper.ca("Lower");
        (upper, lower)
    };
    let leaf = lower.leaf();
    let chain = [&leaf, &root.der, &upper.der, &lower.der, &upper.der, &leaf];
    let world = World::expecting(vec![root.hash_only("Root")]).shown(&chain);
    assert_eq!(world.codes(), []);
}

#[test]
fn a_hundred_needless_certificates_change_nothing() {
    let root = root("Root");
    let issuing = root.ca("Issuing");
    let leaf = issuing.leaf();
    let noise: Vec<Blob> = (0..100)
        .map(|n| super::pki::root(&format!("Noise {n}")).der)
        .collect();
    let mut chain = vec![&leaf];
    chain.extend(&noise);
    chain.push(&issuing.der);
    let world = World::expecting(vec![root.whole("Root")]).shown(&chain);
    assert_eq!(world.codes(), []);
}

#[test]
fn a_hundred_certificates_of_the_issuers_own_name_change_nothing() {
    let root = root("Root");
    let issuing = root.ca("Issuing");
    let leaf = issuing.leaf();
    let noise: Vec<Blob> = (0..100).map(|_| super::pki::root("Issuing").der).collect();
    let mut chain = vec![&leaf];
    chain.extend(&noise);
    chain.push(&issuing.der);
    let world = World::expecting(vec![root.whole("Root")]).shown(&chain);
    assert_eq!(world.codes(), []);
}

#[test]
fn a_key_known_by_hash_alone_counts_when_a_certificate_carries_it() {
    let root = root("Root");
    let issuing = root.ca("Issuing");
    let leaf = issuing.leaf();
    let world = World::expecting(vec![issuing.hash_only("Issuing")]);
    assert_eq!(world.shown(&[&leaf, &issuing.der]).codes(), []);
}

#[test]
fn a_root_that_was_not_sent_and_is_known_by_hash_alone_proves_nothing() {
    let root = root("Root");
    let issuing = root.ca("Issuing");
    let leaf = issuing.leaf();
    let world = World::expecting(vec![root.hash_only("Root")]).shown(&[&leaf, &issuing.der]);
    let finding = world.finding();
    assert_eq!(finding.code(), Code::ChainImpostor);
    assert!(
        finding.in_words().contains("neither sent nor known"),
        "{}",
        finding.in_words()
    );
}

#[test]
fn a_needless_cross_sign_by_a_stranger_is_harmless() {
    let root = root("Root");
    let issuing = root.ca("Issuing");
    let stranger = super::pki::root("Stranger");
    let cross = stranger.cross(&issuing);
    let leaf = issuing.leaf();
    let world = World::expecting(vec![root.whole("Root")]);
    assert_eq!(
        world
            .shown(&[&leaf, &cross, &stranger.der, &issuing.der])
            .codes(),
        []
    );
}

#[test]
fn a_cross_sign_leads_from_a_new_root_to_an_expected_one() {
    let old = root("Old root");
    let new = root("New root");
    let issuing = new.ca("Issuing");
    let leaf = issuing.leaf();
    let cross = old.cross(&new);
    let world = World::expecting(vec![old.whole("Old root")]);
    assert_eq!(world.shown(&[&leaf, &issuing.der, &cross]).codes(), []);
}

#[test]
fn a_root_of_the_data_file_need_not_be_sent() {
    let root = root("Root");
    let listed = Key {
        root: true,
        ..root.whole("Root")
    };
    let world = World::expecting(vec![listed]);
    assert_eq!(world.shown(&[&root.leaf()]).codes(), []);
}

#[test]
fn a_missing_issuer_is_completed_by_its_known_key_and_is_a_warning() {
    let root = root("Root");
    let issuing = root.ca("Issuing");
    let world = World::expecting(vec![root.whole("Root"), issuing.whole("Issuing")]);
    let world = world.shown(&[&issuing.leaf()]);
    let finding = world.finding();
    assert_eq!(finding.code(), Code::ChainIncomplete);
    assert!(
        finding.in_words().contains("`CN=Issuing,O=Example`"),
        "{}",
        finding.in_words()
    );
    assert!(world.is_genuine());
}

#[test]
fn a_root_that_machines_trust_need_not_be_sent() {
    let root = root("Root");
    let world = World::expecting(vec![root.whole("Root")]).trusting(&root.der);
    assert_eq!(world.shown(&[&root.leaf()]).codes(), []);
}

#[test]
fn a_known_key_anchors_whatever_it_signed_under_whatever_name() {
    let root = root("Root");
    let mut renamed = super::pki::root("Another name");
    renamed.key = rcgen::KeyPair::try_from(root.key.serialize_der()).unwrap();
    renamed.params.key_identifier_method = rcgen::KeyIdMethod::PreSpecified(vec![1; 20]);
    let issuing = renamed.ca("Issuing");
    let world = World::expecting(vec![root.whole("Root")]);
    assert_eq!(world.shown(&[&issuing.leaf(), &issuing.der]).codes(), []);
}

#[test]
fn a_servers_own_key_may_be_the_expected_one() {
    let leaf = root("Whoever").leaf();
    let world = World::expecting(vec![hash_only(&leaf, "the server itself")]).shown(&[&leaf]);
    assert_eq!(world.codes(), []);
}

#[test]
fn a_leaf_that_copies_a_public_roots_key_is_not_signed_by_it() {
    let public: Blob = webpki_root_certs::TLS_SERVER_ROOT_CERTS[0].to_vec().into();
    let world = World::expecting(vec![root("Root").whole("Root")]).shown(&[&public]);
    assert!(!world.codes().contains(&Code::ChainUnexpectedIssuer));
    assert!(!world.is_genuine());
}

#[test]
fn only_a_legacy_key_is_a_warning() {
    let root = root("Root");
    let issuing = root.ca("Issuing");
    let world = World::expecting(vec![legacy(root.whole("Root"))]);
    let finding = world.shown(&[&issuing.leaf(), &issuing.der]).finding();
    assert_eq!(finding.code(), Code::ChainLegacy);
    assert!(
        finding.in_words().contains("`Root`"),
        "{}",
        finding.in_words()
    );
}

#[test]
fn a_legacy_key_beside_an_accepted_one_is_not_worth_a_word() {
    let (old, new) = (root("Old root"), root("New root"));
    let issuing = new.ca("Issuing");
    let cross = old.cross(&issuing);
    let world = World::expecting(vec![legacy(old.whole("Old root")), new.whole("New root")]);
    assert_eq!(
        world
            .shown(&[&issuing.leaf(), &cross, &issuing.der])
            .codes(),
        []
    );
}

#[test]
fn keys_of_every_usual_kind_are_checked() {
    let kinds = [
        &rcgen::PKCS_ECDSA_P256_SHA256,
        &rcgen::PKCS_ECDSA_P384_SHA384,
        &rcgen::PKCS_ECDSA_P521_SHA512,
        &rcgen::PKCS_ED25519,
        &rcgen::PKCS_RSA_SHA256,
        &rcgen::PKCS_RSA_SHA384,
        &rcgen::PKCS_RSA_SHA512,
        &rcgen::PKCS_ML_DSA_65,
    ];
    for kind in kinds {
        let root = root_with("Root", key_for(kind));
        let issuing = root.sign_ca(ca("Issuing"), key_for(kind));
        let world = World::expecting(vec![root.whole("Root")]);
        assert_eq!(
            world.shown(&[&issuing.leaf(), &issuing.der]).codes(),
            [],
            "{kind:?}"
        );
    }
}

#[test]
fn microsofts_cross_signed_intermediate_leads_to_digicert_by_key() {
    let issuing = pem!("microsoft_azure_rsa_tls_issuing_ca_04_xsign");
    let digicert = "8bb593a93be1d0e8a822bb887c547890c3e706aad2dab76254f97fb36b82fc26";
    let mut key = hash_only(&issuing, "DigiCert Global Root G2");
    digicert.clone_into(&mut key.spki_sha256);
    let world = World::expecting(vec![key]).shown(&[&issuing]);
    assert!(world.is_genuine());
    // Genuine by key although it is expired and for no host: each is said for itself.
    assert_eq!(world.codes(), [Code::ChainWrongName, Code::ChainExpired]);
}

#[test]
fn microsofts_root_outside_of_every_public_list_anchors_by_its_listed_key() {
    let (root, issuing) = (
        pem!("microsoft_tls_rsa_root_g2"),
        pem!("microsoft_tls_g2_rsa_ca_ocsp_04"),
    );
    let world = World::expecting(vec![whole(&root, "Microsoft TLS RSA Root G2")]);
    assert!(world.shown(&[&issuing]).is_genuine());
    let world = World::expecting(vec![hash_only(&root, "Microsoft TLS RSA Root G2")]);
    assert!(world.shown(&[&issuing, &root]).is_genuine());
    let world = World::expecting(vec![hash_only(&root, "Microsoft TLS RSA Root G2")]);
    assert!(!world.shown(&[&issuing]).is_genuine());
}

#[test]
fn the_expired_cross_sign_does_not_matter_beside_the_one_in_time() {
    let old = pem!("microsoft_azure_rsa_tls_issuing_ca_04_xsign");
    let new = pem!("microsoft_azure_rsa_tls_issuing_ca_04");
    let root = pem!("microsoft_rsa_root_certificate_authority_2017");
    let keys = vec![hash_only(
        &root,
        "Microsoft RSA Root Certificate Authority 2017",
    )];
    assert!(
        World::expecting(keys.clone())
            .shown(&[&new, &old])
            .is_genuine()
    );
    // The listed key of the issuing CA is enough by itself.
    let keys = vec![hash_only(&old, "Microsoft Azure RSA TLS Issuing CA 04")];
    assert!(World::expecting(keys).shown(&[&new]).is_genuine());
}

fn through(change: impl FnOnce(&mut rcgen::CertificateParams)) -> World {
    let root = root("Root");
    let mut params = ca("Issuing");
    change(&mut params);
    let issuing = root.sign_ca(params, rcgen::KeyPair::generate().unwrap());
    World::expecting(vec![root.whole("Root")]).shown(&[&issuing.leaf(), &issuing.der])
}

fn refused(world: &World, why: &str) {
    let finding = world.finding();
    assert_eq!(
        (finding.code(), finding.severity),
        (Code::ChainUnfit, Severity::Fail)
    );
    let why = why.replace('`', "'");
    assert!(finding.in_words().contains(&why), "{}", finding.in_words());
}

/// With the issuing CA's key listed beside the root's, as in the built-in file, the CA's own certificate still
/// counts where it was sent.
#[test]
fn a_listed_issuing_ca_does_not_end_the_path_while_its_certificate_was_sent() {
    let root = root("Root");
    let listed = |change: &dyn Fn(&mut rcgen::CertificateParams)| {
        let mut params = ca("Issuing");
        change(&mut params);
        let issuing = root.sign_ca(params, rcgen::KeyPair::generate().unwrap());
        let keys = vec![root.whole("Root"), issuing.whole("Issuing")];
        World::expecting(keys).shown(&[&issuing.leaf(), &issuing.der])
    };
    assert_eq!(listed(&|_| ()).codes(), []);
    refused(&listed(&|ca| ca.is_ca = IsCa::NoCa), "is not a CA");
    let clients = |ca: &mut rcgen::CertificateParams| {
        ca.extended_key_usages = vec![ExtendedKeyUsagePurpose::ClientAuth];
    };
    refused(&listed(&clients), "may not issue for servers");
    let past = |ca: &mut rcgen::CertificateParams| {
        ca.not_after = rcgen::date_time_ymd(2026, 6, 1);
    };
    let finding = listed(&past).finding();
    let known = (Code::ChainExpired, Severity::Warn);
    assert_eq!((finding.code(), finding.severity), known);
}

#[test]
fn forty_false_namesakes_do_not_hide_the_true_ca() {
    let root = root("Root");
    let issuing = root.ca("Issuing");
    let leaf = issuing.leaf();
    let false_ones: Vec<_> = (0..40)
        .map(|_| root_with("Issuing", rcgen::KeyPair::generate().unwrap()).der)
        .collect();
    let mut shown = vec![&leaf];
    shown.extend(&false_ones);
    shown.push(&issuing.der);
    let world = World::expecting(vec![root.whole("Root")]).shown(&shown);
    assert_eq!(world.codes(), []);
    assert!(world.is_genuine());
}

#[test]
fn spaces_at_the_edges_of_a_name_do_not_count() {
    let root = root("Root");
    let mut issuing = root.ca("Issuing");
    let leaf = issuing.leaf();
    issuing
        .params
        .distinguished_name
        .push(rcgen::DnType::CommonName, " Issuing  ");
    let sent = root.sign(&issuing.params, &issuing.key);
    let world = World::expecting(vec![root.whole("Root")]).shown(&[&leaf, &sent]);
    assert_eq!(world.codes(), []);
}

#[test]
fn unknown_critical_and_doubled_extensions_are_a_warning() {
    let extension = |last: u64, critical: bool| {
        let mut one =
            rcgen::CustomExtension::from_oid_content(&[1, 3, 6, 1, 4, 1, 99, last], vec![5, 0]);
        one.set_criticality(critical);
        one
    };
    let with =
        |extensions: Vec<rcgen::CustomExtension>| through(|ca| ca.custom_extensions = extensions);
    assert_eq!(with(vec![extension(1, false)]).codes(), []);
    for (extensions, why) in [
        (vec![extension(1, true)], "unknown critical extension"),
        (vec![extension(1, false), extension(1, false)], "twice"),
    ] {
        let finding = with(extensions).finding();
        assert_eq!(
            (finding.code(), finding.severity),
            (Code::ChainUnfit, Severity::Warn)
        );
        assert!(finding.in_words().contains(why), "{}", finding.in_words());
    }
}

#[test]
fn a_certificate_that_is_no_ca_issues_nothing() {
    refused(
        &through(|ca| ca.is_ca = IsCa::NoCa),
        "`CN=Issuing,O=Example` is not a CA",
    );
    refused(&through(|ca| ca.is_ca = IsCa::ExplicitNoCa), "is not a CA");
}

#[test]
fn key_usage_and_extended_key_usage_bind_a_ca() {
    let signing = |ca: &mut rcgen::CertificateParams| {
        ca.key_usages = vec![KeyUsagePurpose::DigitalSignature];
    };
    refused(&through(signing), "may not sign certificates");
    let mail = |ca: &mut rcgen::CertificateParams| {
        ca.extended_key_usages = vec![ExtendedKeyUsagePurpose::EmailProtection];
    };
    refused(&through(mail), "may not issue for servers");
    let any = |ca: &mut rcgen::CertificateParams| {
        ca.extended_key_usages = vec![ExtendedKeyUsagePurpose::Any];
    };
    assert_eq!(through(any).codes(), []);
    assert_eq!(through(|ca| ca.key_usages.clear()).codes(), []);
}

#[test]
fn a_leaf_that_is_not_for_servers_stands_for_none() {
    let root = root("Root");
    let leaf = root.leaf_of(|leaf| {
        leaf.extended_key_usages = vec![ExtendedKeyUsagePurpose::ClientAuth];
    });
    let world = World::expecting(vec![root.whole("Root")]).shown(&[&leaf, &root.der]);
    refused(&world, "does not include servers");
}

#[test]
fn a_path_length_is_kept() {
    let root = root("Root");
    let mut params = ca("Upper");
    params.is_ca = IsCa::Ca(BasicConstraints::Constrained(0));
    let upper = root.sign_ca(params, rcgen::KeyPair::generate().unwrap());
    let lower = upper.ca("Lower");
    let expecting = || World::expecting(vec![root.whole("Root")]);
    assert_eq!(expecting().shown(&[&upper.leaf(), &upper.der]).codes(), []);
    let world = expecting().shown(&[&lower.leaf(), &lower.der, &upper.der]);
    refused(&world, "has 1 CAs below it, more than it may");
}

#[test]
fn name_constraints_are_kept() {
    let within = |permitted: &[&str], excluded: &[&str]| {
        let trees = |names: &[&str]| {
            names
                .iter()
                .map(|name| GeneralSubtree::DnsName((*name).to_owned()))
                .collect()
        };
        let constraints = NameConstraints {
            permitted_subtrees: trees(permitted),
            excluded_subtrees: trees(excluded),
        };
        through(|ca| ca.name_constraints = Some(constraints))
    };
    assert_eq!(within(&["example.com"], &[]).codes(), []);
    assert_eq!(within(&["example.net", "example.com"], &[]).codes(), []);
    assert_eq!(within(&[".example.com"], &["www.example.com"]).codes(), []);
    refused(
        &within(&["corp.example"], &[]),
        "may not issue for `login.example.com`",
    );
    refused(
        &within(&["example.com"], &["login.example.com"]),
        "by its name constraints",
    );
    refused(&within(&["ample.com"], &[]), "by its name constraints");
}

#[test]
fn constraints_on_addresses_are_kept() {
    let world = |net: [u8; 4]| {
        let root = root("Root");
        let mut params = ca("Issuing");
        params.name_constraints = Some(NameConstraints {
            permitted_subtrees: vec![GeneralSubtree::IpAddress(CidrSubnet::from_v4_prefix(
                net, 8,
            ))],
            excluded_subtrees: vec![],
        });
        let issuing = root.sign_ca(params, rcgen::KeyPair::generate().unwrap());
        let leaf = issuing.sign(&server("10.1.2.3"), &rcgen::KeyPair::generate().unwrap());
        World::expecting(vec![root.whole("Root")])
            .asking("10.1.2.3")
            .shown(&[&leaf, &issuing.der])
    };
    assert_eq!(world([10, 0, 0, 0]).codes(), []);
    refused(&world([11, 0, 0, 0]), "may not issue for this address");
}

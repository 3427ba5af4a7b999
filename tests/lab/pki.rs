//! The lab's certificates. Keys follow from names and all dates are fixed, so that what was recorded
//! in one run is known in the next.

use aws_lc_rs::digest::{SHA1_FOR_LEGACY_USE_ONLY, SHA256, digest};
use rcgen::{
    BasicConstraints, Certificate, CertificateParams, CertificateRevocationListParams,
    CrlDistributionPoint, CustomExtension, DistinguishedName, DnType, ExtendedKeyUsagePurpose,
    IsCa, Issuer, KeyIdMethod, KeyPair, KeyUsagePurpose, PKCS_ECDSA_P256_SHA256,
    PKCS_ECDSA_P384_SHA384, PKCS_ECDSA_P521_SHA512, PKCS_ED25519, PKCS_RSA_SHA256, PublicKeyData,
    RevocationReason, RevokedCertParams, SerialNumber, SigningKey,
};
use rustls::pki_types::{CertificateDer, PrivateKeyDer};
use time::{Duration, OffsetDateTime};

use super::NOW;
use super::content::{self, tlv};

/// What a server shows, and the key it signs handshakes with.
#[derive(Debug)]
pub(crate) struct Chain {
    /// DER, the leaf first.
    pub(crate) shown: Vec<CertificateDer<'static>>,
    /// The private key.
    pub(crate) key: PrivateKeyDer<'static>,
    /// The stapled OCSP answer.
    pub(crate) staple: Option<Vec<u8>>,
}

/// A certificate authority: whose name it bears, whose key it has, who signed it.
struct Authority {
    id: &'static str,
    called: &'static str,
    signer: &'static str,
    lasts_days: i64,
}

/// In a table, since names and keys are wanted apart: an impostor has another's name.
const AUTHORITIES: [Authority; 13] = [
    authority("operator-root", "Operator Root CA", "operator-root"),
    authority("operator-issuing", "Operator Issuing CA 1", "operator-root"),
    authority(UNFIT, "Operator Issuing CA 9", "operator-root"),
    authority("operator-lower", "Operator Lower CA 1", "operator-issuing"),
    authority("legacy-root", "Operator Old Root CA", "legacy-root"),
    authority("legacy-issuing", "Operator Old Issuing CA", "legacy-root"),
    authority("partner-root", "Partner Root CA", "partner-root"),
    authority("partner-issuing", "Partner Issuing CA", "partner-root"),
    authority("corporate-root", "Corp Inspection Root", "corporate-root"),
    authority("corporate-issuing", "Corp Inspection CA", "corporate-root"),
    authority("impostor-root", "Operator Root CA", "impostor-root"),
    authority("stranger-issuing", "Stranger Issuing CA", "stranger-root"),
    Authority {
        lasts_days: -1,
        ..authority("worn-issuing", "Operator Issuing CA 0", "operator-root")
    },
];

const fn authority(id: &'static str, called: &'static str, signer: &'static str) -> Authority {
    Authority {
        id,
        called,
        signer,
        lasts_days: 3650,
    }
}

/// How a chain is made.
struct Recipe {
    kind: &'static str,
    /// Who signs the leaf.
    signer: &'static str,
    /// From and until when the leaf is valid, in days from now.
    days: (i64, i64),
    /// Is the leaf for another name than the one asked?
    other_name: bool,
    /// What is sent above the leaf.
    above: &'static [&'static str],
    /// Where the leaf says that its issuer lies.
    points_at: Option<&'static str>,
}

const IN_TIME: (i64, i64) = (-30, 60);
const PAST: (i64, i64) = (-90, -1);

const RECIPES: [Recipe; 31] = [
    recipe("genuine", "operator-issuing", &["operator-issuing"]),
    recipe(
        "genuine-with-root",
        "operator-issuing",
        &["operator-issuing", "operator-root"],
    ),
    recipe(
        "out-of-order",
        "operator-issuing",
        &["operator-root", "operator-issuing"],
    ),
    // The server has another key than the certificate.
    recipe(STOLEN, "operator-issuing", &["operator-issuing"]),
    recipe(REVOKED, "operator-issuing", &["operator-issuing"]),
    // More than any client reads, and more than most servers send.
    recipe("huge", "operator-issuing", &["operator-issuing"; 250]),
    recipe("sixty", "operator-issuing", &SIXTY),
    recipe("leaf-alone", "operator-issuing", &[]),
    recipe(ASKABLE, "operator-issuing", &["operator-issuing"]),
    pointing("points-up", "operator-issuing", OPERATOR_AT),
    pointing(
        "points-up-twice",
        "operator-lower",
        "http://operator-lower.ca.operator.com/ca.crt",
    ),
    pointing(
        "points-up-into-itself",
        "operator-issuing",
        "http://10.1.1.1/ca.crt",
    ),
    pointing(
        "partner-points-up",
        "partner-issuing",
        "http://partner-issuing.ca.operator.com/ca.crt",
    ),
    pointing(
        "corporate-points-up",
        "corporate-issuing",
        "http://corporate-issuing.ca.operator.com/ca.crt",
    ),
    recipe("from-root-alone", "operator-root", &[]),
    recipe("legacy", "legacy-issuing", &["legacy-issuing"]),
    recipe("partner", "partner-issuing", &["partner-issuing"]),
    recipe("corporate", "corporate-issuing", &["corporate-issuing"]),
    recipe(
        "corporate-with-root",
        "corporate-issuing",
        &["corporate-issuing", "corporate-root"],
    ),
    recipe("impostor", "impostor-root", &[]),
    recipe("stranger", "stranger-issuing", &["stranger-issuing"]),
    recipe("unfit", UNFIT, &[UNFIT]),
    recipe(UNCHECKED, "operator-issuing", &["operator-issuing"]),
    recipe("expired-issuer", "worn-issuing", &["worn-issuing"]),
    Recipe {
        days: PAST,
        ..recipe("expired", "operator-issuing", &["operator-issuing"])
    },
    Recipe {
        days: (1, 90),
        ..recipe("not-yet-valid", "operator-issuing", &["operator-issuing"])
    },
    Recipe {
        days: PAST,
        ..recipe(
            "corporate-expired",
            "corporate-issuing",
            &["corporate-issuing"],
        )
    },
    Recipe {
        other_name: true,
        ..recipe("other-name", "operator-issuing", &["operator-issuing"])
    },
    Recipe {
        other_name: true,
        ..recipe(
            "corporate-other-name",
            "corporate-issuing",
            &["corporate-issuing"],
        )
    },
    recipe(NAMELESS, "corporate-issuing", &[]),
    Recipe {
        days: PAST,
        other_name: true,
        ..recipe(
            "expired-other-name",
            "operator-issuing",
            &["operator-issuing"],
        )
    },
];

const fn recipe(
    kind: &'static str,
    signer: &'static str,
    above: &'static [&'static str],
) -> Recipe {
    Recipe {
        kind,
        signer,
        days: IN_TIME,
        other_name: false,
        above,
        points_at: None,
    }
}

/// A leaf alone that says where its issuer lies.
const fn pointing(kind: &'static str, signer: &'static str, at: &'static str) -> Recipe {
    Recipe {
        points_at: Some(at),
        ..recipe(kind, signer, &[])
    }
}

/// Where the operator's issuing authority lies.
const OPERATOR_AT: &str = "http://operator-issuing.ca.operator.com/ca.crt";

/// Where its revocation lists lie.
const LIST_AT: &str = "http://crl.operator.com/issuing.crl";
/// Where its responder answers.
const OCSP_AT: &str = "http://ocsp.operator.com/";
/// The kind of address that a responder's is.
const OCSP: u8 = 1;

/// Its leaf names its host in the subject alone, as simple boxes write it.
const NAMELESS: &str = "corporate-nameless";
/// Its leaf says where to ask whether it was withdrawn.
const ASKABLE: &str = "askable";
/// May issue for clients alone.
const UNFIT: &str = "unfit-issuing";
/// Its leaf is signed by an algorithm that nobody knows.
const UNCHECKED: &str = "unchecked";
const STOLEN: &str = "stolen";
/// Its staple says so.
const REVOKED: &str = "revoked";
/// The issuer comes last of sixty certificates.
const SIXTY: [&str; 59] = {
    let mut all = ["corporate-root"; 59];
    all[58] = "operator-issuing";
    all
};
/// Those that no authority signs as it should.
const ODD: [&str; 3] = ["self-signed", "sha1", "no-certificate"];

/// A CA of this name, with another key for each host, that is not sent; neither does the leaf have the key of
/// any other. `by-host numbered NAME` has an organisation of its own for each host, too.
const BY_HOST: &str = "by-host ";

/// Does the lab know how to make such a chain?
pub(crate) fn is_chain(kind: &str) -> bool {
    kind.starts_with(BY_HOST)
        || ODD.contains(&kind)
        || RECIPES.iter().any(|recipe| recipe.kind == kind)
}

/// The chain of one kind for a host.
pub(crate) fn chain(kind: &str, host: &str) -> Chain {
    if let Some(name) = kind.strip_prefix(BY_HOST) {
        return by_host(name, host);
    }
    let shown = match kind {
        "self-signed" => vec![der(leaf(host, IN_TIME).self_signed(&key(LEAF)))],
        "sha1" => vec![signed_over_sha1()],
        "no-certificate" => vec![CertificateDer::from(b"not a certificate".to_vec())],
        kind => cooked(kind, host),
    };
    let owner = if kind == STOLEN { "a thief" } else { LEAF };
    let staple = (kind == REVOKED).then(|| withdrawal(&shown[0], "operator-issuing"));
    Chain {
        shown,
        key: private(owner),
        staple,
    }
}

fn by_host(name: &str, host: &str) -> Chain {
    let (above, own) = (format!("{name} for {host}"), format!("leaf of {host}"));
    let mut params = CertificateParams::default();
    params.distinguished_name = match name.strip_prefix("numbered ") {
        None => named(name),
        Some(name) => {
            let mut whole = named(name);
            whole.push(DnType::OrganizationName, format!("box of {host}"));
            whole
        }
    };
    let issuer = Issuer::new(params, key(&above));
    Chain {
        shown: vec![der(leaf(host, IN_TIME).signed_by(&key(&own), &issuer))],
        key: private(&own),
        staple: None,
    }
}

/// A genuine chain whose leaf has a fresh key of this kind.
pub(crate) fn genuine_with(kind: &str, host: &str) -> Chain {
    let kind = match kind {
        "rsa" => &PKCS_RSA_SHA256,
        "p384" => &PKCS_ECDSA_P384_SHA384,
        "p521" => &PKCS_ECDSA_P521_SHA512,
        "ed25519" => &PKCS_ED25519,
        other => panic!("the lab has no key `{other}`"),
    };
    let key = KeyPair::generate_for(kind).expect("the library makes such keys");
    let leaf = leaf(host, IN_TIME).signed_by(&key, &issuer("operator-issuing"));
    Chain {
        shown: vec![der(leaf), ca("operator-issuing")],
        key: PrivateKeyDer::Pkcs8(key.serialize_der().into()),
        staple: None,
    }
}

fn cooked(kind: &str, host: &str) -> Vec<CertificateDer<'static>> {
    let recipe = RECIPES.iter().find(|recipe| recipe.kind == kind);
    let recipe = recipe.unwrap_or_else(|| panic!("the lab has no chain `{kind}`"));
    let other = format!("other.{host}");
    let name = if recipe.other_name { &other } else { host };
    let mut leaf = leaf(name, recipe.days);
    let above = recipe.points_at.map(authority_information);
    leaf.custom_extensions.extend(above);
    if kind == NAMELESS {
        leaf.subject_alt_names = Vec::new();
    }
    if kind == ASKABLE {
        leaf.custom_extensions.push(authority_access(OCSP, OCSP_AT));
        leaf.crl_distribution_points = vec![CrlDistributionPoint {
            uris: vec![LIST_AT.to_owned()],
        }];
    }
    let leaf = der(leaf.signed_by(&key(LEAF), &issuer(recipe.signer)));
    let leaf = if kind == UNCHECKED {
        by_unknown_algorithm(&leaf)
    } else {
        leaf
    };
    let above = recipe.above.iter().map(|id| ca(id));
    std::iter::once(leaf).chain(above).collect()
}

/// The same certificate with 1.2.840.10045.4.3.99 in place of `ecdsa-with-SHA256`.
fn by_unknown_algorithm(leaf: &CertificateDer<'_>) -> CertificateDer<'static> {
    const KNOWN: [u8; 8] = [0x2a, 0x86, 0x48, 0xce, 0x3d, 4, 3, 2];
    let mut bytes = leaf.to_vec();
    for at in 0..bytes.len() - KNOWN.len() {
        if bytes[at..].starts_with(&KNOWN) {
            bytes[at + KNOWN.len() - 1] = 0x63;
        }
    }
    bytes.into()
}

/// A list of the operator's issuing authority with that leaf on it, or without.
pub(crate) fn issuing_list(with: bool) -> Vec<u8> {
    let leaf = cooked(ASKABLE, "login.operator.com");
    let (_, leaf) = x509_parser::parse_x509_certificate(&leaf[0]).expect("the lab made it");
    let entry = RevokedCertParams {
        serial_number: SerialNumber::from_slice(leaf.raw_serial()),
        revocation_time: day(-1),
        reason_code: Some(RevocationReason::KeyCompromise),
        invalidity_date: None,
    };
    let entries = if with { vec![entry] } else { Vec::new() };
    list("operator-issuing", "operator-issuing", 7, entries)
}

/// What its responder says of that leaf.
pub(crate) fn issuing_answer(status: &[u8]) -> Vec<u8> {
    let leaf = cooked(ASKABLE, "login.operator.com");
    answered(&leaf[0], "operator-issuing", status)
}

/// An OCSP answer of an authority: it has withdrawn this leaf.
fn withdrawal(leaf: &CertificateDer<'_>, signer: &str) -> Vec<u8> {
    answered(leaf, signer, &content::revoked())
}

fn answered(leaf: &CertificateDer<'_>, signer: &str, status: &[u8]) -> Vec<u8> {
    let (_, leaf) = x509_parser::parse_x509_certificate(leaf).expect("the lab made it");
    let sha1 = |bytes: &[u8]| digest(&SHA1_FOR_LEGACY_USE_ONLY, bytes);
    let signer = key(signer);
    let (name, own) = (sha1(leaf.issuer().as_raw()), sha1(signer.der_bytes()));
    let id = content::certificate_id(name.as_ref(), own.as_ref(), leaf.raw_serial());
    content::answer(&id, status, "20261129080000Z", |data| {
        signer.sign(data).expect("a P-256 key signs")
    })
}

/// The owner of every leaf's key.
const LEAF: &str = "a leaf";

/// The certificate of an authority.
pub(crate) fn ca(id: &str) -> CertificateDer<'static> {
    let row = row(id);
    let params = ca_params(row);
    let key = key(id);
    let signed = if row.signer == id {
        params.self_signed(&key)
    } else {
        params.signed_by(&key, &issuer(row.signer))
    };
    der(signed)
}

/// SHA-256 of an authority's key, hex, as the data file has it.
pub(crate) fn key_hash(id: &str) -> String {
    clearway::text::bytes::sha256_hex(&public_key(id))
}

/// An authority's key: `SubjectPublicKeyInfo`, DER.
pub(crate) fn public_key(id: &str) -> Vec<u8> {
    key(id).subject_public_key_info()
}

/// An authority's common name.
pub(crate) fn called(id: &str) -> &'static str {
    row(id).called
}

/// A CRL in the name of one authority, signed with the key of another.
pub(crate) fn crl(of: &str, signed_by: &str, next_update_days: i64) -> Vec<u8> {
    list(of, signed_by, next_update_days, Vec::new())
}

fn list(
    of: &str,
    signed_by: &str,
    next_update_days: i64,
    revoked_certs: Vec<RevokedCertParams>,
) -> Vec<u8> {
    let params = CertificateRevocationListParams {
        this_update: day(next_update_days - 7),
        next_update: day(next_update_days),
        crl_number: SerialNumber::from(7_u64),
        issuing_distribution_point: None,
        revoked_certs,
        key_identifier_method: KeyIdMethod::Sha256,
    };
    let issuer = Issuer::new(ca_params(row(of)), key(signed_by));
    let list = params.signed_by(&issuer).expect("the parameters fit");
    list.der().to_vec()
}

fn leaf(host: &str, (from, until): (i64, i64)) -> CertificateParams {
    let mut params = CertificateParams::new(vec![host.to_owned()]).expect("the host is a name");
    params.distinguished_name = named(host);
    params.not_before = day(from);
    params.not_after = day(until);
    params.extended_key_usages = vec![ExtendedKeyUsagePurpose::ServerAuth];
    params
}

/// The extension of RFC 5280, 4.2.2.1, with one address of the issuer's certificate.
fn authority_information(url: &str) -> CustomExtension {
    const CA_ISSUERS: u8 = 2;
    authority_access(CA_ISSUERS, url)
}

/// The same extension with one address of this kind.
fn authority_access(method: u8, url: &str) -> CustomExtension {
    const ID: [u64; 9] = [1, 3, 6, 1, 5, 5, 7, 1, 1];
    let method = [6, 8, 0x2b, 6, 1, 5, 5, 7, 48, method];
    let place = tlv(0x86, &[url.as_bytes()]);
    let access = tlv(0x30, &[&method, &place]);
    CustomExtension::from_oid_content(&ID, tlv(0x30, &[&access]))
}

fn row(id: &str) -> &'static Authority {
    let found = AUTHORITIES.iter().find(|authority| authority.id == id);
    found.unwrap_or_else(|| panic!("the lab has no authority `{id}`"))
}

/// The signer of an authority that is in no table signs under its id.
fn issuer(id: &str) -> Issuer<'static, KeyPair> {
    let row = AUTHORITIES.iter().find(|authority| authority.id == id);
    let stranger = || {
        let mut params = CertificateParams::default();
        params.distinguished_name = named(id);
        params
    };
    let params = row.map_or_else(stranger, ca_params);
    Issuer::new(params, key(id))
}

fn ca_params(row: &Authority) -> CertificateParams {
    let mut params = CertificateParams::default();
    params.distinguished_name = named(row.called);
    params.is_ca = IsCa::Ca(BasicConstraints::Unconstrained);
    params.key_usages = vec![KeyUsagePurpose::KeyCertSign, KeyUsagePurpose::CrlSign];
    params.use_authority_key_identifier_extension = true;
    params.not_before = day(-3650);
    params.not_after = day(row.lasts_days);
    if row.id == UNFIT {
        params.extended_key_usages = vec![ExtendedKeyUsagePurpose::ClientAuth];
    }
    if row.id == "operator-lower" {
        let above = authority_information(OPERATOR_AT);
        params.custom_extensions.push(above);
    }
    params
}

fn named(name: &str) -> DistinguishedName {
    let mut whole = DistinguishedName::new();
    whole.push(DnType::CommonName, name);
    whole
}

fn der(signed: Result<Certificate, rcgen::Error>) -> CertificateDer<'static> {
    signed.expect("the lab's parameters fit").der().clone()
}

fn day(from_now: i64) -> OffsetDateTime {
    let now = OffsetDateTime::from_unix_timestamp(NOW).expect("a date of this century");
    now + Duration::days(from_now)
}

fn key(owner: &str) -> KeyPair {
    KeyPair::from_der_and_sign_algo(&private(owner), &PKCS_ECDSA_P256_SHA256)
        .expect("a digest is a P-256 scalar")
}

/// A P-256 key whose scalar is the digest of its owner's name, as RFC 5915 writes it.
fn private(owner: &str) -> PrivateKeyDer<'static> {
    const HEAD: [u8; 7] = [0x30, 49, 2, 1, 1, 4, 32];
    const CURVE: [u8; 12] = [0xa0, 10, 6, 8, 0x2a, 0x86, 0x48, 0xce, 0x3d, 3, 1, 7];
    let scalar = digest(&SHA256, owner.as_bytes());
    PrivateKeyDer::Sec1([&HEAD, scalar.as_ref(), &CURVE].concat().into())
}

/// For `login.operator.com`, by `operator-root`, over SHA-1, which rcgen rightly cannot write:
/// made once with `openssl x509 -req -sha1`.
fn signed_over_sha1() -> CertificateDer<'static> {
    use rustls::pki_types::pem::PemObject;
    CertificateDer::from_pem_slice(include_bytes!("sha1.pem")).expect("the file is PEM")
}

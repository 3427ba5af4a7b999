//! The lab's certificates. Keys follow from names and all dates are fixed, so that what was recorded
//! in one run is known in the next.

use aws_lc_rs::digest::{SHA256, digest};
use rcgen::{
    BasicConstraints, Certificate, CertificateParams, CertificateRevocationListParams,
    CustomExtension, DistinguishedName, DnType, ExtendedKeyUsagePurpose, IsCa, Issuer, KeyIdMethod,
    KeyPair, KeyUsagePurpose, PKCS_ECDSA_P256_SHA256, PublicKeyData, SerialNumber,
};
use rustls::pki_types::{CertificateDer, PrivateKeyDer};
use time::{Duration, OffsetDateTime};

use super::NOW;
use super::content::tlv;

/// Every way to make a chain for a host; scenarios name them.
pub(crate) const CHAINS: [&str; 26] = [
    "genuine",
    "genuine-with-root",
    "out-of-order",
    "leaf-alone",
    "points-up",
    "points-up-twice",
    "points-up-into-itself",
    "partner-points-up",
    "corporate-points-up",
    "from-root-alone",
    "legacy",
    "partner",
    "corporate",
    "corporate-with-root",
    "impostor",
    "stranger",
    "self-signed",
    "expired",
    "not-yet-valid",
    "expired-issuer",
    "other-name",
    "expired-other-name",
    "corporate-expired",
    "sha1",
    "stolen",
    "no-certificate",
];

/// What a server shows, and the key it signs handshakes with.
#[derive(Debug)]
pub(crate) struct Chain {
    /// DER, the leaf first.
    pub(crate) shown: Vec<CertificateDer<'static>>,
    /// The private key.
    pub(crate) key: PrivateKeyDer<'static>,
}

/// A certificate authority: whose name it bears, whose key it has, who signed it.
struct Authority {
    id: &'static str,
    called: &'static str,
    signer: &'static str,
    lasts_days: i64,
}

/// In a table, since names and keys are wanted apart: an impostor has another's name.
const AUTHORITIES: [Authority; 12] = [
    authority("operator-root", "Operator Root CA", "operator-root"),
    authority("operator-issuing", "Operator Issuing CA 1", "operator-root"),
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

/// The chain of one kind for a host.
pub(crate) fn chain(kind: &str, host: &str) -> Chain {
    let leaf = |issuer| issue(&Leaf::of(host), issuer);
    let aged = |from, until| Leaf {
        from,
        until,
        ..Leaf::of(host)
    };
    let other = format!("other.{host}");
    let upward = |issuer| {
        let at = address_of(issuer);
        let leaf = Leaf {
            issuer_at: Some(&at),
            ..Leaf::of(host)
        };
        issue(&leaf, issuer)
    };
    let shown = match kind {
        "genuine" | "stolen" => vec![leaf("operator-issuing"), ca("operator-issuing")],
        "genuine-with-root" => vec![
            leaf("operator-issuing"),
            ca("operator-issuing"),
            ca("operator-root"),
        ],
        "out-of-order" => vec![
            leaf("operator-issuing"),
            ca("operator-root"),
            ca("operator-issuing"),
        ],
        "leaf-alone" => vec![leaf("operator-issuing")],
        "points-up" => vec![upward("operator-issuing")],
        "points-up-twice" => vec![upward("operator-lower")],
        "points-up-into-itself" => vec![issue(
            &Leaf {
                issuer_at: Some("http://10.1.1.1/operator-issuing.crt"),
                ..Leaf::of(host)
            },
            "operator-issuing",
        )],
        "partner-points-up" => vec![upward("partner-issuing")],
        "corporate-points-up" => vec![upward("corporate-issuing")],
        "from-root-alone" => vec![leaf("operator-root")],
        "legacy" => vec![leaf("legacy-issuing"), ca("legacy-issuing")],
        "partner" => vec![leaf("partner-issuing"), ca("partner-issuing")],
        "corporate" => vec![leaf("corporate-issuing"), ca("corporate-issuing")],
        "corporate-with-root" => vec![
            leaf("corporate-issuing"),
            ca("corporate-issuing"),
            ca("corporate-root"),
        ],
        "impostor" => vec![leaf("impostor-root")],
        "stranger" => vec![leaf("stranger-issuing"), ca("stranger-issuing")],
        "self-signed" => vec![itself(host)],
        "expired" => vec![
            issue(&aged(-90, -1), "operator-issuing"),
            ca("operator-issuing"),
        ],
        "not-yet-valid" => vec![
            issue(&aged(1, 90), "operator-issuing"),
            ca("operator-issuing"),
        ],
        "expired-issuer" => vec![leaf("worn-issuing"), ca("worn-issuing")],
        "other-name" => vec![
            issue(&Leaf::of(&other), "operator-issuing"),
            ca("operator-issuing"),
        ],
        "expired-other-name" => vec![
            issue(
                &Leaf {
                    host: &other,
                    ..aged(-90, -1)
                },
                "operator-issuing",
            ),
            ca("operator-issuing"),
        ],
        "corporate-expired" => vec![
            issue(&aged(-90, -1), "corporate-issuing"),
            ca("corporate-issuing"),
        ],
        "sha1" => vec![signed_over_sha1()],
        "no-certificate" => vec![CertificateDer::from(b"not a certificate".to_vec())],
        unknown => panic!("the lab has no chain `{unknown}`"),
    };
    let owner = if kind == "stolen" {
        "a thief"
    } else {
        "a leaf"
    };
    Chain {
        shown,
        key: private(owner),
    }
}

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
    clearway::blob::sha256_hex(&public_key(id))
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
    let params = CertificateRevocationListParams {
        this_update: day(next_update_days - 7),
        next_update: day(next_update_days),
        crl_number: SerialNumber::from(7_u64),
        issuing_distribution_point: None,
        revoked_certs: Vec::new(),
        key_identifier_method: KeyIdMethod::Sha256,
    };
    let issuer = Issuer::new(ca_params(row(of)), key(signed_by));
    let list = params.signed_by(&issuer).expect("the parameters fit");
    list.der().to_vec()
}

struct Leaf<'a> {
    host: &'a str,
    from: i64,
    until: i64,
    /// Where it says that its issuer's certificate lies.
    issuer_at: Option<&'a str>,
}

impl<'a> Leaf<'a> {
    fn of(host: &'a str) -> Self {
        Self {
            host,
            from: -30,
            until: 60,
            issuer_at: None,
        }
    }

    fn params(&self) -> CertificateParams {
        let mut params =
            CertificateParams::new(vec![self.host.to_owned()]).expect("the host is a name");
        params.distinguished_name = named(self.host);
        params.not_before = day(self.from);
        params.not_after = day(self.until);
        params.extended_key_usages = vec![ExtendedKeyUsagePurpose::ServerAuth];
        params
            .custom_extensions
            .extend(self.issuer_at.map(authority_information));
        params
    }
}

fn issue(leaf: &Leaf<'_>, signer: &str) -> CertificateDer<'static> {
    der(leaf.params().signed_by(&key("a leaf"), &issuer(signer)))
}

fn itself(host: &str) -> CertificateDer<'static> {
    der(Leaf::of(host).params().self_signed(&key("a leaf")))
}

/// Where an authority's certificate lies.
fn address_of(id: &str) -> String {
    format!("http://{id}.ca.operator.com/ca.crt")
}

/// The extension of RFC 5280, 4.2.2.1, with one address of the issuer's certificate.
fn authority_information(url: &str) -> CustomExtension {
    const ID: [u64; 9] = [1, 3, 6, 1, 5, 5, 7, 1, 1];
    const CA_ISSUERS: [u8; 10] = [6, 8, 0x2b, 6, 1, 5, 5, 7, 48, 2];
    let place = tlv(0x86, &[url.as_bytes()]);
    let access = tlv(0x30, &[&CA_ISSUERS, &place]);
    CustomExtension::from_oid_content(&ID, tlv(0x30, &[&access]))
}

fn row(id: &str) -> &'static Authority {
    let found = AUTHORITIES.iter().find(|authority| authority.id == id);
    found.unwrap_or_else(|| panic!("the lab has no authority `{id}`"))
}

/// The signer of an authority that is in no table signs under its id.
fn issuer(id: &str) -> Issuer<'static, KeyPair> {
    let row = AUTHORITIES.iter().find(|authority| authority.id == id);
    let params = row.map(ca_params).unwrap_or_else(|| {
        let mut params = CertificateParams::default();
        params.distinguished_name = named(id);
        params
    });
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
    if row.id == "operator-lower" {
        let above = authority_information(&address_of(row.signer));
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

//! Certificate authorities, and what they sign.

use std::io::{Cursor, Write as _};
use std::process::Command;

use rcgen::{
    BasicConstraints, Certificate, CertificateParams, CertificateRevocationListParams,
    CrlDistributionPoint, CustomExtension, DistinguishedName, DnType, ExtendedKeyUsagePurpose,
    IsCa, Issuer, KeyIdMethod, KeyPair, KeyUsagePurpose, PKCS_ED25519, SerialNumber,
    SignatureAlgorithm, date_time_ymd,
};
use rustls::pki_types::CertificateDer;
use rustls::pki_types::pem::PemObject as _;
use x509_parser::prelude::{FromDer as _, ParsedExtension, X509Certificate};

use crate::process::run;

/// A certificate authority: its certificate, and its key.
pub(crate) struct Authority {
    certificate: Certificate,
    issuer: Issuer<'static, KeyPair>,
    params: CertificateParams,
}

/// What a TLS server sends, and the key it proves itself with.
#[derive(Debug, Clone)]
pub(crate) struct Chain {
    /// PEM, in the order in which the server will send it.
    pub(crate) certificates: String,
    /// PEM.
    pub(crate) key: String,
}

impl Chain {
    /// A certificate that signed itself, as a server has it that was given none.
    pub(crate) fn of_its_own(host: &str) -> Self {
        let mut params = CertificateParams::new([host.to_owned()]).expect("the name is ASCII");
        params.distinguished_name = named(host);
        let key = key();
        let certificate = params.self_signed(&key).expect("rcgen can sign");
        Self {
            certificates: certificate.pem(),
            key: key.serialize_pem(),
        }
    }
}

impl Authority {
    /// A root.
    pub(crate) fn root(name: &str) -> Self {
        let (params, key) = (authority(name), key());
        let certificate = params.self_signed(&key).expect("rcgen can sign");
        Self::new(params, key, certificate)
    }

    /// An authority below this one.
    pub(crate) fn intermediate(&self, name: &str) -> Self {
        self.intermediate_with(name, |_| {})
    }

    /// An authority below this one whose certificate is not as usual.
    pub(crate) fn intermediate_with(
        &self,
        name: &str,
        change: impl FnOnce(&mut CertificateParams),
    ) -> Self {
        let (mut params, key) = (authority(name), key());
        change(&mut params);
        let certificate = params
            .signed_by(&key, &self.issuer)
            .expect("rcgen can sign");
        Self::new(params, key, certificate)
    }

    fn new(params: CertificateParams, key: KeyPair, certificate: Certificate) -> Self {
        let issuer = Issuer::new(params.clone(), key);
        Self {
            certificate,
            issuer,
            params,
        }
    }

    /// Its certificate, PEM.
    pub(crate) fn pem(&self) -> String {
        self.certificate.pem()
    }

    /// Its certificate, DER.
    pub(crate) fn der(&self) -> Vec<u8> {
        self.certificate.der().to_vec()
    }

    /// Its private key, PEM.
    pub(crate) fn key_pem(&self) -> String {
        self.issuer.key().serialize_pem()
    }

    /// A further certificate for the same name and key, signed by another authority; PEM.
    pub(crate) fn cross_signed_by(&self, other: &Self) -> String {
        let certificate = self.params.signed_by(self.issuer.key(), &other.issuer);
        certificate.expect("rcgen can sign").pem()
    }

    /// A twin with this one's name, serial, extensions and key identifier, and a key of its own;
    /// signed by `above`, or by itself.
    pub(crate) fn copied(&self, above: Option<&Self>) -> Self {
        let (serial, identifier) = marks_of(self.certificate.der());
        let mut params = self.params.clone();
        params.serial_number = Some(serial);
        params.key_identifier_method = KeyIdMethod::PreSpecified(identifier);
        let key = key();
        let certificate = match above {
            Some(above) => params.signed_by(&key, &above.issuer),
            None => params.self_signed(&key),
        };
        Self::new(params, key, certificate.expect("rcgen can sign"))
    }

    /// A server's chain: its leaf, then these.
    pub(crate) fn chain(&self, host: &str, then: &[String]) -> Chain {
        self.chain_changed(host, then, |_| {})
    }

    /// A leaf alone that says where its issuer's certificate lies (RFC 5280, 4.2.2.1).
    pub(crate) fn chain_pointing_at(&self, host: &str, url: &str) -> Chain {
        const CA_ISSUERS: u8 = 2;
        let above = authority_access(CA_ISSUERS, url);
        self.chain_changed(host, &[], |leaf| leaf.custom_extensions.push(above))
    }

    /// A chain whose leaf, number 7, says where to ask whether it was withdrawn: a list (RFC 5280,
    /// 4.2.1.13) and a responder (RFC 6960, 3.1).
    pub(crate) fn chain_asking_at(&self, host: &str, list: &str, responder: &str) -> Chain {
        const OCSP: u8 = 1;
        self.chain_changed(host, &[self.pem()], |leaf| {
            leaf.serial_number = Some(SerialNumber::from(7));
            leaf.custom_extensions
                .push(authority_access(OCSP, responder));
            leaf.crl_distribution_points = vec![CrlDistributionPoint {
                uris: vec![list.to_owned()],
            }];
        })
    }

    /// The same chain as a genuine one, serial and all, by this authority.
    pub(crate) fn forged(&self, genuine: &Chain, host: &str, then: &[String]) -> Chain {
        let leaf = CertificateDer::from_pem_slice(genuine.certificates.as_bytes());
        let (serial, _) = marks_of(&leaf.expect("the test wrote it"));
        self.chain_changed(host, then, |leaf| leaf.serial_number = Some(serial))
    }

    /// A chain whose leaf has its host's name in its subject only.
    pub(crate) fn chain_without_names(&self, host: &str, then: &[String]) -> Chain {
        self.chain_changed(host, then, |leaf| leaf.subject_alt_names.clear())
    }

    fn chain_changed(
        &self,
        host: &str,
        then: &[String],
        change: impl FnOnce(&mut CertificateParams),
    ) -> Chain {
        let mut params = server(host);
        change(&mut params);
        self.signed(&params, &key(), then)
    }

    /// A server's chain whose leaf has a key of this kind.
    pub(crate) fn chain_with(
        &self,
        host: &str,
        then: &[String],
        kind: &'static SignatureAlgorithm,
    ) -> Chain {
        let key = if kind == &PKCS_ED25519 {
            // The library writes such keys in a form that OpenSSL 3.0 does not read.
            let pem = run(Command::new("openssl").args(["genpkey", "-algorithm", "ed25519"]));
            KeyPair::from_pem(&pem)
        } else {
            KeyPair::generate_for(kind)
        };
        let key = key.expect("the library makes such keys");
        self.signed(&server(host), &key, then)
    }

    fn signed(&self, params: &CertificateParams, key: &KeyPair, then: &[String]) -> Chain {
        let leaf = params.signed_by(key, &self.issuer).expect("rcgen can sign");
        Chain {
            certificates: leaf.pem() + &then.concat(),
            key: key.serialize_pem(),
        }
    }

    /// A list of revoked certificates, empty and fresh; DER.
    pub(crate) fn crl(&self) -> Vec<u8> {
        let list = CertificateRevocationListParams {
            this_update: date_time_ymd(2024, 1, 1),
            next_update: date_time_ymd(2124, 1, 1),
            crl_number: SerialNumber::from(7),
            issuing_distribution_point: None,
            revoked_certs: Vec::new(),
            key_identifier_method: KeyIdMethod::Sha256,
        };
        list.signed_by(&self.issuer)
            .expect("rcgen can sign")
            .der()
            .to_vec()
    }
}

/// One address of this kind (RFC 5280, 4.2.2.1).
fn authority_access(method: u8, url: &str) -> CustomExtension {
    const ID: [u64; 9] = [1, 3, 6, 1, 5, 5, 7, 1, 1];
    let method = [6, 8, 0x2b, 6, 1, 5, 5, 7, 48, method];
    let short = |tag: u8, content: &[u8]| {
        let length = u8::try_from(content.len()).expect("a short element");
        assert!(length < 128, "one byte of length");
        [&[tag, length][..], content].concat()
    };
    let place = [&method[..], &short(0x86, url.as_bytes())].concat();
    CustomExtension::from_oid_content(&ID, short(0x30, &short(0x30, &place)))
}

/// The serial and, where it has one, the subject key identifier of a certificate.
fn marks_of(der: &[u8]) -> (SerialNumber, Vec<u8>) {
    let (_, read) = X509Certificate::from_der(der).expect("rcgen wrote it");
    let mut extensions = read.extensions().iter();
    let identifier = extensions.find_map(|extension| match extension.parsed_extension() {
        ParsedExtension::SubjectKeyIdentifier(id) => Some(id.0.to_vec()),
        _ => None,
    });
    let serial = SerialNumber::from_slice(read.raw_serial());
    (serial, identifier.unwrap_or_default())
}

fn server(host: &str) -> CertificateParams {
    let mut params = CertificateParams::new([host.to_owned()]).expect("the name is ASCII");
    params.distinguished_name = named(host);
    params.key_usages = vec![KeyUsagePurpose::DigitalSignature];
    params.extended_key_usages = vec![ExtendedKeyUsagePurpose::ServerAuth];
    params.use_authority_key_identifier_extension = true;
    params
}

fn authority(name: &str) -> CertificateParams {
    let mut params = CertificateParams::default();
    params.distinguished_name = named(name);
    params.is_ca = IsCa::Ca(BasicConstraints::Unconstrained);
    params.key_usages = vec![KeyUsagePurpose::KeyCertSign, KeyUsagePurpose::CrlSign];
    params.use_authority_key_identifier_extension = true;
    params
}

fn named(name: &str) -> DistinguishedName {
    let mut subject = DistinguishedName::new();
    subject.push(DnType::OrganizationName, "Outer tier");
    subject.push(DnType::CommonName, name);
    subject
}

fn key() -> KeyPair {
    KeyPair::generate().expect("there is randomness")
}

/// The authorities of a world.
pub(crate) struct Pki {
    /// The operator's root: the one key that the data file expects.
    pub(crate) root: Authority,
    /// What signs the operator's servers.
    pub(crate) issuing: Authority,
    /// A company's own authority, as an inspecting proxy has it.
    pub(crate) corporate: Authority,
}

impl Pki {
    pub(crate) fn new() -> Self {
        let root = Authority::root("Operator Root G2");
        Self {
            issuing: root.intermediate("Operator Issuing CA 01"),
            root,
            corporate: Authority::root("Contoso Inspection CA"),
        }
    }

    /// What the operator's servers send: leaf and intermediate.
    pub(crate) fn genuine(&self, host: &str) -> Chain {
        self.issuing.chain(host, &[self.issuing.pem()])
    }

    /// What an inspecting proxy sends in their place.
    pub(crate) fn intercepted(&self, host: &str) -> Chain {
        self.corporate.chain(host, &[self.corporate.pem()])
    }
}

/// A small cabinet, as Windows Update has them.
pub(crate) fn cabinet() -> Vec<u8> {
    let mut builder = cab::CabinetBuilder::new();
    builder
        .add_folder(cab::CompressionType::None)
        .add_file("authroot.stl");
    let mut writer = builder
        .build(Cursor::new(Vec::new()))
        .expect("memory takes all");
    while let Some(mut file) = writer.next_file().expect("memory takes all") {
        file.write_all(b"a list of roots")
            .expect("memory takes all");
    }
    writer.finish().expect("memory takes all").into_inner()
}

/// An OCSP answer without a signature: `unauthorized`, as a responder gives it for a certificate it
/// does not know (RFC 6960, 4.2.1).
pub(crate) fn ocsp_unauthorized() -> Vec<u8> {
    vec![0x30, 0x03, 0x0a, 0x01, 0x06]
}

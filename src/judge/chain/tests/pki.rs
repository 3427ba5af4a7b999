//! A small world of authorities: whatever a chain can be made of.

use rcgen::{
    BasicConstraints, CertificateParams, DnType, IsCa, Issuer, KeyPair, KeyUsagePurpose,
    SignatureAlgorithm, date_time_ymd,
};

use crate::catalogue::{Catalogue, Endpoint, Inspection, Issuer as Set, Key, Scheme, Status};
use crate::evidence::{Attempt, Control, Ended, Evidence, Handshake, Response, Step};
use crate::finding::{Code, Finding};
use crate::judge::chain::ChainReader;
use crate::judge::chain::certificate::Certificate;
use crate::judge::{Case, Policy, Statements};
use crate::plan::Probe;
use crate::route::Route;
use crate::signature::Signatures;
use crate::text::bytes::{Blob, sha256_hex};

/// 2027-01-15: every certificate here is in time then, unless it says otherwise.
pub(super) const NOW: i64 = 1_800_000_000;
pub(super) const HOST: &str = "login.example.com";

/// Somebody who signs.
pub(super) struct Authority {
    pub(super) params: CertificateParams,
    pub(super) key: KeyPair,
    pub(super) der: Blob,
}

pub(super) fn params(name: &str) -> CertificateParams {
    let mut params = CertificateParams::default();
    params.distinguished_name = rcgen::DistinguishedName::new();
    params
        .distinguished_name
        .push(DnType::OrganizationName, "Example");
    params.distinguished_name.push(DnType::CommonName, name);
    params.not_before = date_time_ymd(2026, 1, 1);
    params.not_after = date_time_ymd(2030, 1, 1);
    params.use_authority_key_identifier_extension = true;
    params
}

pub(super) fn ca(name: &str) -> CertificateParams {
    let mut params = params(name);
    params.is_ca = IsCa::Ca(BasicConstraints::Unconstrained);
    params.key_usages = vec![KeyUsagePurpose::KeyCertSign, KeyUsagePurpose::CrlSign];
    params
}

pub(super) fn server(host: &str) -> CertificateParams {
    let named = CertificateParams::new([host.to_owned()]).unwrap();
    let mut params = params("a server");
    params.subject_alt_names = named.subject_alt_names;
    params
}

pub(super) fn key_for(algorithm: &'static SignatureAlgorithm) -> KeyPair {
    KeyPair::generate_for(algorithm).unwrap()
}

fn key() -> KeyPair {
    KeyPair::generate().unwrap()
}

pub(super) fn root(name: &str) -> Authority {
    root_with(name, key())
}

pub(super) fn root_with(name: &str, key: KeyPair) -> Authority {
    let params = ca(name);
    let der = blob(&params.self_signed(&key).unwrap());
    Authority { params, key, der }
}

fn blob(certificate: &rcgen::Certificate) -> Blob {
    Blob::from(&**certificate.der())
}

impl Authority {
    fn issuer(&self) -> Issuer<'_, &KeyPair> {
        Issuer::from_params(&self.params, &self.key)
    }

    /// A CA under this one.
    pub(super) fn ca(&self, name: &str) -> Self {
        self.sign_ca(ca(name), key())
    }

    pub(super) fn sign_ca(&self, params: CertificateParams, key: KeyPair) -> Self {
        let der = self.sign(&params, &key);
        Self { params, key, der }
    }

    /// This CA certifies the other one's name and key: a cross-sign.
    pub(super) fn cross(&self, other: &Self) -> Blob {
        self.sign(&other.params, &other.key)
    }

    pub(super) fn sign(&self, params: &CertificateParams, key: &KeyPair) -> Blob {
        blob(&params.signed_by(key, &self.issuer()).unwrap())
    }

    /// A leaf for [`HOST`].
    pub(super) fn leaf(&self) -> Blob {
        self.sign(&server(HOST), &key())
    }

    pub(super) fn leaf_of(&self, change: impl FnOnce(&mut CertificateParams)) -> Blob {
        let mut params = server(HOST);
        change(&mut params);
        self.sign(&params, &key())
    }

    /// Its entry in an issuer set, by hash alone.
    pub(super) fn hash_only(&self, name: &str) -> Key {
        hash_only(&self.der, name)
    }

    /// Its entry with the key itself.
    pub(super) fn whole(&self, name: &str) -> Key {
        whole(&self.der, name)
    }
}

pub(super) fn hash_only(der: &[u8], name: &str) -> Key {
    Key {
        name: name.to_owned(),
        spki_sha256: sha256_hex(Certificate::read(der).unwrap().key()),
        status: Status::Accepted,
        public_key: None,
        subject: None,
        root: false,
    }
}

pub(super) fn whole(der: &[u8], name: &str) -> Key {
    Key {
        public_key: Some(Blob::from(Certificate::read(der).unwrap().key())),
        ..hash_only(der, name)
    }
}

pub(super) fn legacy(key: Key) -> Key {
    Key {
        status: Status::Legacy,
        ..key
    }
}

/// One DER element.
pub(super) fn tlv(tag: u8, parts: &[&[u8]]) -> Vec<u8> {
    let content = parts.concat();
    let length = u16::try_from(content.len()).unwrap().to_be_bytes();
    let head = match length {
        [0, short] if short < 128 => vec![tag, short],
        [0, short] => vec![tag, 0x81, short],
        [high, low] => vec![tag, 0x82, high, low],
    };
    [head, content].concat()
}

/// A certificate of `tests/certs/`.
macro_rules! pem {
    ($name:literal) => {
        crate::judge::chain::tests::pki::der(include_str!(concat!(
            env!("CARGO_MANIFEST_DIR"),
            "/tests/certs/",
            $name,
            ".pem"
        )))
    };
}
pub(super) use pem;

pub(super) fn der(pem: &str) -> Blob {
    let body: String = pem.lines().filter(|line| !line.starts_with('-')).collect();
    Blob::from_base64(&body).unwrap()
}

/// A data file, a machine, and a probe that saw chains.
pub(super) struct World {
    catalogue: Catalogue,
    probe: Probe,
    pub(super) evidence: Evidence,
    roots: Vec<Blob>,
}

impl World {
    /// Where these keys are expected.
    pub(super) fn expecting(keys: Vec<Key>) -> Self {
        let rows: Vec<Endpoint> = vec![endpoint()];
        let own = Set {
            id: "own".to_owned(),
            name: "The service".to_owned(),
            keys,
        };
        Self {
            catalogue: Catalogue {
                dated: "2026-11-22".to_owned(),
                product: "test".to_owned(),
                rows,
                issuers: vec![own],
                ..Catalogue::default()
            },
            probe: probe(),
            evidence: Evidence {
                started_unix: NOW,
                ..Evidence::default()
            },
            roots: Vec::new(),
        }
    }

    pub(super) fn elsewhere(mut self, keys: Vec<Key>) -> Self {
        self.catalogue.issuers.push(Set {
            id: "other".to_owned(),
            name: "Another service".to_owned(),
            keys,
        });
        self
    }

    pub(super) fn trusting(mut self, root: &Blob) -> Self {
        self.roots.push(root.clone());
        self
    }

    pub(super) fn tolerating(mut self) -> Self {
        self.catalogue.rows[0].inspection = Inspection::Tolerated;
        self
    }

    pub(super) fn asking(mut self, host: &str) -> Self {
        self.probe.host = host.to_owned();
        self
    }

    pub(super) fn speaking(mut self, scheme: Scheme) -> Self {
        self.probe.scheme = scheme;
        self
    }

    pub(super) fn at(mut self, now: i64) -> Self {
        self.evidence.started_unix = now;
        self
    }

    /// Shown these certificates, at one more address.
    pub(super) fn shown(mut self, chain: &[&Blob]) -> Self {
        let next = self.evidence.attempts.len() + 1;
        let mut attempt = Attempt::new(format!("192.0.2.{next}:443").parse().unwrap());
        attempt.handshake = Some(step(Handshake {
            chain: chain.iter().map(|&der| der.clone()).collect(),
            ..Handshake::default()
        }));
        self.evidence.attempts.push(attempt);
        self
    }

    /// With whatever else came at the last address.
    pub(super) fn answered(mut self, change: impl FnOnce(&mut Attempt)) -> Self {
        change(self.evidence.attempts.last_mut().unwrap());
        self
    }

    /// Where this body was fetched from an address that a certificate names.
    pub(super) fn fetched(mut self, url: &str, body: &Blob) -> Self {
        let mut attempt = Attempt::new("20.190.128.80:80".parse().unwrap());
        attempt.fetch = Some(step(Response {
            status: Some(200),
            whole: true,
            body: Some(body.clone()),
            ..Response::default()
        }));
        self.evidence.controls.push(Control::Issuer {
            url: url.to_owned(),
            route: Route::default(),
            resolve: None,
            attempts: vec![attempt],
        });
        self
    }

    /// With a date told by the server of the last address.
    pub(super) fn dated(mut self, date: &str) -> Self {
        let last = self.evidence.attempts.last_mut().unwrap();
        last.fetch = Some(step(Response {
            headers: vec![("Date".to_owned(), date.to_owned())],
            ..Response::default()
        }));
        self
    }

    pub(super) fn ask<T>(&self, ask: impl FnOnce(&ChainReader<'_>) -> T) -> T {
        let (route, statements) = (Route::default(), Statements::default());
        let signatures = Signatures::default();
        let case = Case {
            probe: &self.probe,
            endpoint: &self.catalogue.rows[0],
            route: &route,
            evidence: &self.evidence,
        };
        let policy = Policy {
            catalogue: &self.catalogue,
            local_roots: &self.roots,
            statements: &statements,
            signatures: &signatures,
        };
        ask(&ChainReader::new(case, &policy))
    }

    pub(super) fn findings(&self) -> Vec<Finding> {
        self.ask(|chains| super::super::judge(chains).0)
    }

    pub(super) fn codes(&self) -> Vec<Code> {
        self.findings().iter().map(Finding::code).collect()
    }

    pub(super) fn is_genuine(&self) -> bool {
        self.ask(|chains| chains.is_genuine(&chains.case.evidence.attempts[0]))
    }

    /// The only finding.
    pub(super) fn finding(&self) -> Finding {
        let mut all = self.findings();
        assert_eq!(all.len(), 1, "{all:#?}");
        all.remove(0)
    }
}

fn step<T>(seen: T) -> Step<T> {
    Step {
        at_ms: 0,
        took_ms: 1,
        seen,
        ended: Ended::Completed,
    }
}

fn endpoint() -> Endpoint {
    serde_json::from_value(serde_json::json!({
        "id": "login", "host": HOST, "port": 443, "scheme": "https", "clouds": ["public"],
        "purpose": "test", "issuers": ["own"], "source": "test"
    }))
    .unwrap()
}

fn probe() -> Probe {
    serde_json::from_value(serde_json::json!({
        "host": HOST, "port": 443, "scheme": "https", "path": "/"
    }))
    .unwrap()
}

//! Whose keys a verifier expects. Keys that a bundle carries are no part of this.

use super::fault::{Fault, PemFault};
use x509_parser::pem::Pem;

use super::document::Probe;
use crate::catalogue::{Catalogue, Endpoint, Inspection, Issuer, Key, Need, PrivateLink, Scheme};

/// What a proof is held against.
#[derive(Debug, Clone)]
pub enum Expected {
    /// The issuer sets of a data file: those of the row with the probe's id, host and port.
    File(Box<Catalogue>),
    /// These keys alone, for every probe.
    Roots(Box<Catalogue>),
}

/// The id of the only issuer set of [`Expected::Roots`].
const ROOTS: &str = "roots";

impl Expected {
    /// The keys of all certificates of a PEM text, or of one in DER.
    ///
    /// # Errors
    /// It holds none, or one that is damaged; which.
    pub fn of_pem(pem: &[u8]) -> Result<Self, Fault> {
        let mut keys: Vec<Key> = Vec::new();
        let pem = crate::text::file::pem(pem);
        for (number, block) in Pem::iter_from_buffer(&pem).enumerate() {
            let place = |why: PemFault| Fault::Pem {
                number: number + 1,
                why,
            };
            let block = block.map_err(|why| place(PemFault::Syntax(why.to_string())))?;
            if block.label != "CERTIFICATE" {
                let label = crate::text::escape::escape(&block.label);
                return Err(place(PemFault::Label(label)));
            }
            let key = Key::of_certificate(&block.contents);
            let key = key.map_err(|why| place(PemFault::Certificate(why)))?;
            if keys
                .iter()
                .all(|known| known.spki_sha256 != key.spki_sha256)
            {
                keys.push(key);
            }
        }
        if keys.is_empty() {
            return Err(Fault::NoRoots);
        }
        let mut catalogue = Catalogue::built_in();
        catalogue.rows.clear();
        catalogue.issuers = vec![Issuer {
            id: ROOTS.to_owned(),
            name: "the keys that were given".to_owned(),
            keys,
        }];
        Ok(Self::Roots(Box::new(catalogue)))
    }

    /// Who is expected, in words.
    #[must_use]
    pub fn words(&self) -> String {
        match self {
            Self::File(file) => format!(
                "the keys of the data file dated {}, sha256 {:.12}",
                file.dated, file.sha256
            ),
            Self::Roots(file) => {
                let keys = file.issuers.iter().map(|set| set.keys.len());
                format!(
                    "the {} keys that were given, and no others",
                    keys.sum::<usize>()
                )
            }
        }
    }

    pub(super) fn catalogue(&self) -> &Catalogue {
        match self {
            Self::File(file) | Self::Roots(file) => file,
        }
    }

    /// The row that a probe is judged by; why there is none.
    pub(super) fn endpoint(&self, probe: &Probe) -> Result<Endpoint, Fault> {
        match self {
            Self::File(file) => of_file(file, probe),
            Self::Roots(_) => of_roots(probe),
        }
    }

    /// How much depends on a probe: by the prober's file, and by the verifier's where that has the
    /// row, whichever is stricter.
    pub(super) fn need(&self, probe: &Probe) -> Need {
        let row = self.catalogue().endpoint(&probe.endpoint);
        row.map_or(probe.need, |row| row.need.min(probe.need))
    }

    /// The required endpoints of the file over TLS that no probe is about.
    pub(super) fn absent(&self, probes: &[Probe]) -> Vec<String> {
        let Self::File(file) = self else {
            return Vec::new();
        };
        let wanted = file.rows.iter();
        let wanted = wanted.filter(|row| row.need == Need::Required && row.scheme != Scheme::Http);
        let absent = wanted.filter(|row| probes.iter().all(|probe| probe.endpoint != row.id));
        absent.map(|row| row.id.clone()).collect()
    }
}

fn of_file(file: &Catalogue, probe: &Probe) -> Result<Endpoint, Fault> {
    let row = file.endpoint(&probe.endpoint);
    let row = row.filter(|row| row.host.covers(&probe.host) && row.port == probe.port);
    let row = row.filter(|row| row.scheme != Scheme::Http).cloned();
    let row = row.ok_or(Fault::NoEndpoint)?;
    Ok(Endpoint {
        inspection: Inspection::Forbidden,
        ..row
    })
}

fn of_roots(probe: &Probe) -> Result<Endpoint, Fault> {
    let host = probe.host.parse();
    Ok(Endpoint {
        id: probe.endpoint.clone(),
        host: host.map_err(|_| Fault::HostName)?,
        port: probe.port,
        scheme: Scheme::Tls,
        need: probe.need,
        products: Vec::new(),
        private_link: PrivateLink::Refused,
        clouds: Vec::new(),
        phase: None,
        purpose: String::new(),
        issuers: vec![ROOTS.to_owned()],
        inspection: Inspection::Forbidden,
        ranges: Vec::new(),
        source: String::new(),
        samples: Vec::new(),
    })
}

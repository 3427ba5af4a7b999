//! In whose name foreign certificates were issued, for devices that sign with another key for each host.
//! A name is what its maker likes: it says that two chains are of one device, never that they are one's.

use super::names::{Name, marked};
use super::presented::Chain;
use super::walk::Walk;
use crate::finding::cause::chain::presented::{Confidence, Recognised};
use crate::judge::interceptor::{Attribute, attribution};

/// A name that several hosts may have in common.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct IssuerName {
    /// What is the same wherever this device made the certificates.
    pub same: String,
    /// For people: the whole name, with `…` in the place of the host's.
    pub text: String,
    /// For people: its common name, or its whole name where it has none.
    pub label: String,
    /// What was compared.
    pub recognised: Recognised,
}

/// The names behind a foreign chain, the nearest to the leaf first. A leaf that names itself as its issuer
/// has none of them but a known product's.
pub(super) fn issuers(host: &str, chain: &Chain<'_>, walk: &Walk<'_>) -> Vec<IssuerName> {
    let links = walk.longest.iter().map(|&at| &chain.certificates[at]);
    let issued = links.filter(|one| !one.is_self_issued());
    let mut all: Vec<IssuerName> = issued
        .filter_map(|one| IssuerName::of(&one.issuer, host))
        .collect();
    all.extend(product(chain));
    all
}

impl IssuerName {
    /// Of an issuer. One that differs by host has to say something beside the host.
    fn of(issuer: &Name, host: &str) -> Option<Self> {
        let host = host.to_ascii_lowercase();
        if issuer.folded.is_empty() {
            return None;
        }
        if !issuer.folded.contains(&host) {
            return Some(Self {
                same: issuer.folded.clone(),
                text: issuer.text.clone(),
                label: issuer.label.clone(),
                recognised: Recognised::Name,
            });
        }
        let owned = issuer.folded.split([',', '+']).any(|part| {
            let is_owner = part.starts_with("o=") || part.starts_with("ou=");
            is_owner
                && !part.contains(&host)
                && part.split_once('=').is_some_and(|(_, own)| !own.is_empty())
        });
        let text = without(&issuer.text, &host);
        owned.then(|| Self {
            same: issuer.folded.replace(&host, "\0"),
            label: text.clone(),
            text,
            recognised: Recognised::NameButHost,
        })
    }
}

/// The text with `…` for each host name in it.
fn without(text: &str, host: &str) -> String {
    let lower = text.to_ascii_lowercase();
    let mut kept = String::new();
    let mut from = 0;
    for (at, found) in lower.match_indices(host) {
        kept += &text[from..at];
        kept.push('…');
        from = at + found.len();
    }
    kept + &text[from..]
}

/// The common name that the leaf was issued in, where it is surely a known product's: other parts of the
/// name may differ by host, such as a number.
fn product(chain: &Chain<'_>) -> Option<IssuerName> {
    let leaf = chain.leaf();
    let found = attribution(&[marked(leaf.x509.issuer(), true)])?;
    let mut marks = found.marks.iter();
    let mark = marks.find(|mark| mark.attribute == Attribute::CommonName.word())?;
    (found.confidence >= Confidence::Medium).then(|| IssuerName {
        same: format!("{}\0{}", found.product, mark.value.quoted()),
        text: leaf.issuer.text.clone(),
        label: leaf.issuer.label.clone(),
        recognised: Recognised::Mark {
            product: found.product.clone(),
        },
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    fn name(folded: &str) -> Option<IssuerName> {
        use rcgen::{DistinguishedName, DnType};
        let mut params = rcgen::CertificateParams::default();
        let mut subject = DistinguishedName::new();
        for part in folded.split(", ") {
            let (kind, value) = part.split_once('=').unwrap();
            let kind = match kind {
                "CN" => DnType::CommonName,
                "O" => DnType::OrganizationName,
                _ => DnType::OrganizationalUnitName,
            };
            subject.push(kind, value);
        }
        params.distinguished_name = subject;
        let key = rcgen::KeyPair::generate().unwrap();
        let made = params.self_signed(&key).unwrap();
        let chain = [crate::text::bytes::Blob::from(&made.der()[..])];
        let read = x509_parser::parse_x509_certificate(&chain[0]).unwrap().1;
        IssuerName::of(&Name::of(read.issuer()), "a.example")
    }

    #[test]
    fn a_whole_name_is_the_same_whatever_its_case_and_spaces() {
        let (one, other) = (
            name("O=Fabrikam, CN=Box  CA").unwrap(),
            name("O=fabrikam, CN=box ca").unwrap(),
        );
        assert_eq!(one.same, other.same);
        assert_eq!((one.recognised, &*one.label), (Recognised::Name, "Box  CA"));
        assert_ne!(other.same, name("O=Fabrikam, CN=Box CA 2").unwrap().same);
    }

    #[test]
    fn a_name_with_the_host_in_it_has_to_say_whose_it_is_beside_that() {
        let own = name("O=Fabrikam, CN=A.example proxy").unwrap();
        assert_eq!(
            (own.recognised, &*own.label),
            (Recognised::NameButHost, "CN=… proxy,O=Fabrikam")
        );
        for nothing in [
            "CN=a.example",
            "CN=CA of a.example",
            "O=a.example, CN=a.example",
        ] {
            assert_eq!(name(nothing), None, "{nothing}");
        }
    }
}

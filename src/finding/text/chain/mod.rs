//! Certificate chains, in words.

mod dates;
mod fitness;
mod untrusted_here;
mod inspection;
mod presented;
mod sometimes;

use self::inspection::expected;
pub use self::inspection::inspector;
use self::presented::timestamps;
use super::{Words, list, moment};
use crate::finding::cause::chain::{
    Authority, Incomplete, Legacy, Revoked, Statement, UnexpectedIssuer, Weak, Weakness, WrongName,
};
use crate::finding::{Place, Untrusted};

impl Words for UnexpectedIssuer {
    fn conclusion(&self, at: &Place<'_>) -> String {
        format!(
            "The certificate of {}{} comes from an unexpected CA: {}",
            at.subject(),
            at.through(),
            self.issuer.quoted()
        )
    }

    fn evidence(&self, _at: &Place<'_>) -> Vec<String> {
        let end = match &self.leads_to {
            Authority::PublicRoot { name } => format!("the public root {}", name.quoted()),
            Authority::IssuerSet { set, name } => {
                format!("the key of {} in issuer set `{set}`", name.quoted())
            }
        };
        let path = format!(
            "Signatures lead to {end}, and not to {}",
            expected(&self.expected_sets)
        );
        let early = self
            .search_ended_early
            .then(|| "More certificates were presented than are looked at".to_owned());
        let matrix = self
            .only_in_matrix
            .then(|| "It was seen in some handshakes of the inspection matrix only".to_owned());
        let all = [
            Some(path),
            Some(timestamps(&self.timestamps)),
            early,
            matrix,
        ];
        all.into_iter().flatten().collect()
    }

    fn remedy(&self, at: &Place<'_>) -> String {
        format!(
            "compare the CA with those that the service of {} publishes, and add its key to the data \
             file if it is one of them",
            at.host()
        )
    }
}

impl Words for Revoked {
    fn conclusion(&self, at: &Place<'_>) -> String {
        format!(
            "A certificate of {}{} is revoked",
            at.subject(),
            at.through()
        )
    }

    fn evidence(&self, _at: &Place<'_>) -> Vec<String> {
        let reason = self.reason.as_ref();
        let reason = reason.map_or_else(String::new, |reason| format!(", reason `{reason}`"));
        let source = match self.source {
            Statement::StapledOcsp => "the OCSP response in the handshake",
            Statement::Ocsp => "an OCSP response",
            Statement::Crl => "a revocation list",
        };
        let (subject, when) = (self.subject.quoted(), moment(self.revoked_unix));
        vec![
            format!("{subject} was revoked {when}{reason}"),
            format!("Its issuer says so in {source}, which it signed"),
        ]
    }

    fn remedy(&self, at: &Place<'_>) -> String {
        format!("replace the revoked certificate of {}", at.subject())
    }
}

impl Words for Incomplete {
    fn conclusion(&self, at: &Place<'_>) -> String {
        format!(
            "A certificate that clients need is missing from the chain of {}{}: {}",
            at.subject(),
            at.through(),
            self.missing.quoted()
        )
    }

    fn evidence(&self, _at: &Place<'_>) -> Vec<String> {
        vec![match &self.fetched_from {
            Some(url) => format!(
                "It was fetched from {}, which the certificate that it signed names",
                url.quoted()
            ),
            None => "Its key is in the data file, so the chain could be checked".to_owned(),
        }]
    }

    fn remedy(&self, at: &Place<'_>) -> String {
        format!(
            "let {} send the intermediate certificate {} along with its own",
            at.subject(),
            self.missing.quoted()
        )
    }
}

impl Words for Legacy {
    fn conclusion(&self, at: &Place<'_>) -> String {
        format!(
            "The certificates of {}{} lead only to a legacy key: {}",
            at.subject(),
            at.through(),
            self.key.quoted()
        )
    }

    fn evidence(&self, _at: &Place<'_>) -> Vec<String> {
        Vec::new()
    }

    fn remedy(&self, at: &Place<'_>) -> String {
        format!(
            "move {} to a CA that clients will continue to trust",
            at.subject()
        )
    }
}

fn weakness(weakness: &Weakness) -> String {
    match weakness {
        Weakness::Sha1Signature { subject } => {
            format!("The signature on {} uses SHA-1 or older", subject.quoted())
        }
        Weakness::ShortKey { subject, bits } => {
            format!("{} has an RSA key of {bits} bits", subject.quoted())
        }
    }
}

impl Words for Weak {
    fn conclusion(&self, at: &Place<'_>) -> String {
        let subject = format!("{}{}", at.subject(), at.through());
        format!("The certificates of {subject} are too weak for current clients")
    }

    fn evidence(&self, _at: &Place<'_>) -> Vec<String> {
        self.weaknesses.iter().map(weakness).collect()
    }

    fn remedy(&self, at: &Place<'_>) -> String {
        format!(
            "replace the certificate of {} by one with a SHA-256 signature and at least a 2048-bit RSA key",
            at.subject()
        )
    }
}

impl Words for WrongName {
    fn conclusion(&self, at: &Place<'_>) -> String {
        let subject = format!("{}{}", at.subject(), at.through());
        format!("The certificate of {subject} is for other names")
    }

    fn evidence(&self, _at: &Place<'_>) -> Vec<String> {
        let names: Vec<String> = self.names.iter().map(Untrusted::quoted).collect();
        let more = match self.more_names {
            0 => String::new(),
            more => format!(" and {more} more"),
        };
        vec![match names.as_slice() {
            [] => format!(
                "The certificate of {} holds no host name",
                self.subject.quoted()
            ),
            some => format!("It is for {}{more}", list(some, some.len())),
        }]
    }

    fn remedy(&self, at: &Place<'_>) -> String {
        let name = if at.is_many() {
            "the name of each host".to_owned()
        } else {
            at.host()
        };
        format!(
            "install a certificate for {name} on the server of {}, or correct the DNS record that \
             leads there",
            at.subject()
        )
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::finding::Many;
    use crate::finding::cause::chain::inspection::SelfSigned;
    use crate::finding::cause::chain::presented::Presented;

    /// A group of findings speaks of several hosts in the same words as of one.
    #[test]
    fn sentences_about_several_hosts_agree_with_them() {
        let at = Place {
            many: Many::Hosts(3),
            ..Place::default()
        };
        let alone = SelfSigned {
            sha256: "00".to_owned(),
            presented: Presented {
                leaf: Some("CN=box".into()),
                ..Presented::default()
            },
        };
        let incomplete = Incomplete {
            missing: "CN=issuer".into(),
            fetched_from: None,
        };
        let wrong = WrongName {
            subject: "CN=x".into(),
            names: Vec::new(),
            more_names: 0,
        };
        let said = [
            alone.conclusion(&at),
            incomplete.conclusion(&at),
            wrong.conclusion(&at),
            wrong.remedy(&at),
        ];
        assert_eq!(
            said,
            [
                "The certificate of 3 hosts is self-signed: `CN=box`",
                "A certificate that clients need is missing from the chain of 3 hosts: `CN=issuer`",
                "The certificate of 3 hosts is for other names",
                "install a certificate for the name of each host on the server of 3 hosts, or \
                 correct the DNS record that leads there"
            ]
        );
    }
}

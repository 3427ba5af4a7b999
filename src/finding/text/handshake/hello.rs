//! Handshakes that pass or fail by what the client hello says, in words.

use crate::catalogue::TlsVersion;
use crate::finding::Place;
use crate::finding::cause::handshake::{
    BlockedHello, LargeHello, NameFiltered, Sometimes, VersionBlocked,
};
use crate::finding::text::pattern::when;
use crate::finding::text::{Words, counted, names};

use super::terms::failure;

impl Words for NameFiltered {
    fn conclusion(&self, at: &Place<'_>) -> String {
        match &self.made_up_name {
            None => format!(
                "TLS to {} is filtered by the server name: another name works at the same address",
                at.subject()
            ),
            Some(_) => format!(
                "TLS to {} works, but other names under `{}` are filtered",
                at.subject(),
                self.wildcard.as_deref().unwrap_or_default()
            ),
        }
    }

    fn evidence(&self, _at: &Place<'_>) -> Vec<String> {
        let how = failure(&self.failure);
        let failed = match &self.made_up_name {
            None => format!("With the host's own name the handshake failed twice: {how}"),
            Some(name) => format!("With the made-up name `{name}` it failed twice: {how}"),
        };
        let named: Vec<&str> = self.answered.iter().flatten().map(String::as_str).collect();
        let named = (!named.is_empty()).then(|| names(&named, 3));
        let nameless = self.answered.contains(&None);
        let nameless = nameless.then(|| "no server name".to_owned());
        let worked: Vec<String> = named.into_iter().chain(nameless).collect();
        let worked = format!("The handshake succeeded with {}", worked.join(" and with "));
        vec![failed, worked]
    }

    fn remedy(&self, at: &Place<'_>) -> String {
        let port = at
            .port()
            .map_or_else(String::new, |port| format!(" on port {port}"));
        match &self.wildcard {
            Some(wildcard) => {
                format!("allow every server name under `{wildcard}`{port} in the name filter")
            }
            None => format!(
                "allow the server name {}{port} in the name filter",
                at.host()
            ),
        }
    }
}

impl Words for VersionBlocked {
    fn conclusion(&self, at: &Place<'_>) -> String {
        let subject = at.subject();
        match self.blocked {
            BlockedHello::Only { version, .. } => {
                format!("Handshakes that offer only TLS {version} to {subject} are blocked")
            }
            BlockedHello::OffersNewer => format!(
                "Handshakes that offer TLS 1.3 to {subject} are blocked, those with TLS 1.2 alone pass"
            ),
        }
    }

    fn evidence(&self, _at: &Place<'_>) -> Vec<String> {
        let first = failure(&self.failure);
        match self.blocked {
            BlockedHello::Only { version, works } => {
                let again = match &self.again {
                    Some(again) => format!(", and again alone: {}", failure(again)),
                    None => "; there was no time to repeat it alone".to_owned(),
                };
                let mut all = vec![
                    format!("A handshake that offered only TLS {version} failed: {first}{again}"),
                    format!(
                        "At the same address, one that offered several versions agreed on TLS {works}"
                    ),
                ];
                if version == TlsVersion::Tls12 {
                    all.push(
                        "Windows Server 2016 and 2019 speak TLS 1.2 and no newer version"
                            .to_owned(),
                    );
                }
                if self.may_lack_suites() {
                    all.push(
                        "The server may have only cipher suites that clearway does not offer"
                            .to_owned(),
                    );
                }
                all
            }
            BlockedHello::OffersNewer => vec![
                format!("A handshake that offered TLS 1.3 and 1.2 failed: {first}"),
                "At the same address, one that offered only TLS 1.2 was completed".to_owned(),
            ],
        }
    }

    fn remedy(&self, at: &Place<'_>) -> String {
        let versions = match self.blocked {
            BlockedHello::Only { version, .. } => format!("offer only TLS {version}"),
            BlockedHello::OffersNewer => "offer TLS 1.3".to_owned(),
        };
        format!(
            "let TLS handshakes to {} pass that {versions}; no device on the route may select by version",
            at.subject()
        )
    }
}

impl Words for LargeHello {
    fn conclusion(&self, at: &Place<'_>) -> String {
        format!(
            "TLS to {}{} fails when the client hello is larger than one packet",
            at.subject(),
            at.through()
        )
    }

    fn evidence(&self, _at: &Place<'_>) -> Vec<String> {
        let how = failure(&self.failure);
        vec![
            format!(
                "With a post-quantum key share, some 1,500 bytes in two packets, {} of {} failed: {how}",
                self.failed,
                counted(self.large, "handshake", "handshakes")
            ),
            "Without it, in one packet, none failed".to_owned(),
        ]
    }

    fn remedy(&self, at: &Place<'_>) -> String {
        format!(
            "update the device that reads the TLS client hello, or exclude {} from it",
            at.endpoint()
        )
    }
}

impl Words for Sometimes {
    fn conclusion(&self, at: &Place<'_>) -> String {
        format!(
            "{} of {} with {}{} got no certificate: {}",
            self.failed,
            counted(self.handshakes, "TLS handshake", "TLS handshakes"),
            at.subject(),
            at.through(),
            when(&self.when)
        )
    }

    fn evidence(&self, _at: &Place<'_>) -> Vec<String> {
        let how = failure(&self.failure);
        vec![format!("Of the first of these: {how}")]
    }

    fn remedy(&self, at: &Place<'_>) -> String {
        format!(
            "let TLS handshakes to {} pass whatever their version, size and address family",
            at.endpoint()
        )
    }
}

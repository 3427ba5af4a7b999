//! The TLS handshake, in words.

use super::alert::alert_name;
use super::{Words, counted, duration, list, names};
use crate::catalogue::TlsVersion;
use crate::finding::Place;
use crate::finding::cause::handshake::{
    Alert, BlockedHello, Came, Cut, Failure, LargeHello, NameFiltered, NotTls, ProofInvalid,
    Silent, SmallPackets, TooOld, Unproven, VersionBlocked,
};

/// What to allow.
fn allow(at: &Place<'_>) -> String {
    let endpoint = at.endpoint();
    match at.proxy() {
        None => format!("allow TLS from this machine to {endpoint}"),
        Some(proxy) => {
            format!("allow TLS in the tunnel to {endpoint}, at {proxy} and between it and the host")
        }
    }
}

impl Words for Cut {
    fn conclusion(&self, at: &Place<'_>) -> String {
        let how = if self.reset { "reset" } else { "closed" };
        let when = if self.received_bytes == 0 {
            "as soon as TLS began"
        } else {
            "in the middle of the TLS handshake"
        };
        format!(
            "The connection to {}{} was {how} {when}",
            at.subject(),
            at.through()
        )
    }

    fn evidence(&self, _at: &Place<'_>) -> Vec<String> {
        let received = match self.received_bytes {
            0 => "No byte came after the client hello".to_owned(),
            bytes => format!("{bytes} bytes came after the client hello"),
        };
        vec![received]
    }

    fn remedy(&self, at: &Place<'_>) -> String {
        allow(at)
    }
}

impl Words for Silent {
    fn conclusion(&self, at: &Place<'_>) -> String {
        let (subject, limit) = (
            format!("{}{}", at.subject(), at.through()),
            duration(self.waited_ms),
        );
        match (&self.small_packets, self.received_bytes) {
            (Some(_), _) => format!(
                "Large packets between this machine and {subject} are lost, so that TLS stalls"
            ),
            (None, 0) => {
                format!("No response from {subject} to the TLS client hello within {limit}")
            }
            (None, _) => format!("The TLS handshake with {subject} did not finish within {limit}"),
        }
    }

    fn evidence(&self, _at: &Place<'_>) -> Vec<String> {
        let limit = duration(self.waited_ms);
        let received = format!("{} bytes came within {limit}", self.received_bytes);
        let received = (self.received_bytes > 0).then_some(received);
        let small = self.small_packets.as_ref().map(small_packets);
        received.into_iter().chain(small).collect()
    }

    fn remedy(&self, at: &Place<'_>) -> String {
        match &self.small_packets {
            Some(_) => {
                "let ICMP `fragmentation needed` and `packet too big` pass, or clamp the MSS of \
                        TCP to what the narrowest link on the path carries"
                    .to_owned()
            }
            None => format!("{}, and check that full-size packets pass", allow(at)),
        }
    }
}

fn small_packets(small: &SmallPackets) -> String {
    let bytes = |size: Option<u32>| {
        size.map_or_else(
            || "a few hundred bytes".to_owned(),
            |size| format!("{size} bytes"),
        )
    };
    let usual = small.usual_segment_bytes;
    let usual = usual.map_or_else(String::new, |size| {
        format!(", and failed in segments of up to {size} bytes")
    });
    format!(
        "The handshake succeeded in segments of at most {}{usual}",
        bytes(small.segment_bytes)
    )
}

impl Words for Alert {
    fn conclusion(&self, at: &Place<'_>) -> String {
        format!(
            "{}{} ended TLS with the alert `{}`",
            at.subject(),
            at.through(),
            alert_name(self.alert)
        )
    }

    fn evidence(&self, _at: &Place<'_>) -> Vec<String> {
        Vec::new()
    }

    fn remedy(&self, at: &Place<'_>) -> String {
        format!(
            "look for the connection to {} in the log of the device that inspects TLS, and exclude this \
             host from TLS inspection",
            at.endpoint()
        )
    }
}

impl Words for NotTls {
    fn conclusion(&self, at: &Place<'_>) -> String {
        let subject = format!("{}{}", at.subject(), at.through());
        match &self.came {
            Came::OtherProtocol { .. } => format!("The response from {subject} is not TLS"),
            Came::BrokenTls { .. } => format!("The TLS response from {subject} is broken"),
        }
    }

    fn evidence(&self, _at: &Place<'_>) -> Vec<String> {
        match &self.came {
            Came::OtherProtocol { begins } => {
                let begins = begins.as_ref();
                let begins = begins.map(|begins| format!("It begins with {}", begins.quoted()));
                begins.into_iter().collect()
            }
            Came::BrokenTls { detail } => vec![format!("Reading it failed: {}", detail.quoted())],
        }
    }

    fn remedy(&self, at: &Place<'_>) -> String {
        let allow = allow(at);
        format!("{allow}, without a page or another response in place of the host's own")
    }
}

impl Words for TooOld {
    fn conclusion(&self, at: &Place<'_>) -> String {
        format!(
            "{}{} speaks no TLS version that this program offers",
            at.subject(),
            at.through()
        )
    }

    fn evidence(&self, _at: &Place<'_>) -> Vec<String> {
        let versions = list(&self.offered_versions, self.offered_versions.len());
        vec![format!("TLS versions offered: {versions}")]
    }

    fn remedy(&self, at: &Place<'_>) -> String {
        let endpoint = at.endpoint();
        format!(
            "exclude {endpoint} from TLS inspection, or let the inspecting device speak TLS 1.2 or newer"
        )
    }
}

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

/// How a handshake failed, in few words.
fn failure(failure: &Failure) -> String {
    match failure {
        Failure::Reset => "the connection was reset".to_owned(),
        Failure::Closed => "the connection was closed".to_owned(),
        Failure::Silent => "no response".to_owned(),
        Failure::Alert { alert } => format!("the alert `{}`", alert_name(*alert)),
        Failure::NotTls => "the response was not TLS".to_owned(),
        Failure::TooOld => "no common TLS version".to_owned(),
        Failure::ProofInvalid => "the signature did not fit the certificate".to_owned(),
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

impl Words for ProofInvalid {
    fn conclusion(&self, at: &Place<'_>) -> String {
        let subject = format!("{}{}", at.subject(), at.through());
        match self.why {
            Unproven::OtherKey | Unproven::NotSigned => {
                format!("{subject} shows a certificate without proving that it holds its key")
            }
            Unproven::NoCertificate => format!("{subject} completes TLS without a certificate"),
        }
    }

    fn evidence(&self, _at: &Place<'_>) -> Vec<String> {
        let why = match self.why {
            Unproven::OtherKey => "The handshake is signed with another key than the certificate's",
            Unproven::NotSigned => "The handshake is not signed",
            Unproven::NoCertificate => "No certificate came in the handshake",
        };
        vec![why.to_owned()]
    }

    fn remedy(&self, at: &Place<'_>) -> String {
        format!("exclude {} from TLS inspection", at.endpoint())
    }
}

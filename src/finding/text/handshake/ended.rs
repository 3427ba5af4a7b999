//! Handshakes that were not completed, or that prove nothing, in words.

use crate::finding::Place;
use crate::finding::cause::handshake::{
    Alert, Came, Cut, NotTls, ProofInvalid, Silent, SmallPackets, TooOld, Unproven,
};
use crate::finding::text::alert::alert_name;
use crate::finding::text::{Words, duration, list};

use super::terms::allow;

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

//! Content that is not what was asked for, in words.

use super::terms::{asked, request};
use crate::finding::Place;
use crate::finding::cause::answer::Wanted;
use crate::finding::cause::fetch::{CutShort, Forged, Forgery, Problem, Stale, WrongContent};
use crate::finding::text::answer::{received, responder, wanted};
use crate::finding::text::{Words, duration, moment};

impl Words for WrongContent {
    fn conclusion(&self, at: &Place<'_>) -> String {
        let (subject, through) = (at.subject(), at.through());
        match &self.problem {
            Problem::OtherKind { status, .. } => format!(
                "The response from {subject}{through} is not {}: status {status}",
                wanted(self.wanted)
            ),
            Problem::BrokenCoding { coding, .. } => format!(
                "The response from {subject}{through} claims the coding {} and cannot be decoded",
                coding.quoted()
            ),
            Problem::NotHttp { .. } => {
                format!("The response from {subject}{through} is not HTTP/1.1")
            }
        }
    }

    fn evidence(&self, _at: &Place<'_>) -> Vec<String> {
        let got = match &self.problem {
            Problem::OtherKind { received: got, .. } => format!("Received: {}", received(got)),
            Problem::BrokenCoding { bytes, detail, .. } => {
                format!("Decoding its {bytes} bytes failed: {}", detail.quoted())
            }
            Problem::NotHttp { detail } => format!("Reading it failed: {}", detail.quoted()),
        };
        let said = responder(&self.responder);
        [asked(&self.request), got]
            .into_iter()
            .chain(said)
            .collect()
    }

    fn remedy(&self, at: &Place<'_>) -> String {
        let asked = request(&self.request, at);
        format!("let the responses to {asked} through unchanged")
    }
}

impl Words for CutShort {
    fn conclusion(&self, at: &Place<'_>) -> String {
        let what = if self.stalled_ms.is_some() {
            "stalled before its end"
        } else {
            "was cut short"
        };
        format!("The response from {}{} {what}", at.subject(), at.through())
    }

    fn evidence(&self, _at: &Place<'_>) -> Vec<String> {
        let received = self.received_bytes;
        let size = match self.promised_bytes {
            Some(promised) => format!("{received} of {promised} bytes came"),
            None => format!("{received} bytes came, and no end"),
        };
        let stalled = self
            .stalled_ms
            .map(|ms| format!(" within {}", duration(ms)));
        vec![asked(&self.request), size + &stalled.unwrap_or_default()]
    }

    fn remedy(&self, at: &Place<'_>) -> String {
        let asked = request(&self.request, at);
        format!("let the responses to {asked} through whole, without a size limit or scanning")
    }
}

impl Words for Forged {
    fn conclusion(&self, at: &Place<'_>) -> String {
        let what = match self.why {
            Forgery::ListSignature { .. } => "CRL",
            Forgery::ResponseSignature
            | Forgery::ResponderCertificate { .. }
            | Forgery::NoCertificate => "OCSP response",
        };
        format!(
            "The {what} from {}{} was not signed by the CA that it names",
            at.subject(),
            at.through()
        )
    }

    fn evidence(&self, _at: &Place<'_>) -> Vec<String> {
        let why = match &self.why {
            Forgery::ListSignature { issuer } => format!(
                "It names the issuer {}, whose key does not verify its signature",
                issuer.quoted()
            ),
            Forgery::ResponseSignature => {
                "The key of the CA that it names does not verify its signature".to_owned()
            }
            Forgery::ResponderCertificate { subject, issuer } => format!(
                "It is signed by {}, whose certificate names the issuer {}, whose key does not verify \
                 that certificate",
                subject.quoted(),
                issuer.quoted()
            ),
            Forgery::NoCertificate => {
                "No certificate that came with it verifies its signature".to_owned()
            }
        };
        vec![asked(&self.request), why]
    }

    fn remedy(&self, at: &Place<'_>) -> String {
        let asked = request(&self.request, at);
        format!("let the responses to {asked} through unchanged, and empty caches on the path")
    }
}

impl Words for Stale {
    fn conclusion(&self, at: &Place<'_>) -> String {
        let what = match self.kind {
            Wanted::Ocsp => "OCSP response",
            Wanted::Crl | Wanted::Any | Wanted::Cab | Wanted::Certificate => "CRL",
        };
        format!(
            "The {what} from {}{} is out of date",
            at.subject(),
            at.through()
        )
    }

    fn evidence(&self, _at: &Place<'_>) -> Vec<String> {
        let dates = format!(
            "The next one was due {}; this machine's clock says {}",
            moment(self.next_update_unix),
            moment(self.now_unix)
        );
        vec![asked(&self.request), dates]
    }

    fn remedy(&self, at: &Place<'_>) -> String {
        let asked = request(&self.request, at);
        format!(
            "remove the responses to {asked} from caches on the path, and let caches keep to the times \
             that the server gives"
        )
    }
}

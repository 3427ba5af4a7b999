//! HTTP responses, in words.

use super::answer::{answer, received, responder, wanted};
use super::{Words, duration, moment};
use crate::finding::cause::answer::{Kind, Received, Wanted};
use crate::finding::cause::fetch::{
    BlockPage, Cut, CutShort, Forged, Forgery, Portal, Problem, Refused, Silent, Stale, Status,
    WrongContent,
};
use crate::finding::{Place, Untrusted};

/// The request for a remedy: itself, or requests to several hosts.
fn request(request: &Untrusted, at: &Place<'_>) -> String {
    if at.is_many() {
        format!("the HTTP requests to {}", at.host())
    } else {
        request.quoted()
    }
}

fn asked(asked: &Untrusted) -> String {
    format!("The request was {}", asked.quoted())
}

fn title(received: &Received) -> String {
    match &received.kind {
        Kind::Page { title: Some(title) } => format!(", page title {}", title.quoted()),
        Kind::Page { title: None }
        | Kind::Empty
        | Kind::Unknown { .. }
        | Kind::Crl { .. }
        | Kind::Ocsp
        | Kind::Cab
        | Kind::Certificate { .. } => String::new(),
    }
}

impl Words for BlockPage {
    fn conclusion(&self, at: &Place<'_>) -> String {
        format!(
            "A block page came instead of {} from {}{}: status {}{}",
            wanted(self.wanted),
            at.subject(),
            at.through(),
            self.status,
            title(&self.received)
        )
    }

    fn evidence(&self, _at: &Place<'_>) -> Vec<String> {
        let got = format!("Received: {}", received(&self.received));
        let said = responder(&self.responder);
        [asked(&self.request), got]
            .into_iter()
            .chain(said)
            .collect()
    }

    fn remedy(&self, at: &Place<'_>) -> String {
        format!(
            "allow {} and let the response through unchanged",
            request(&self.request, at)
        )
    }
}

impl Words for Portal {
    fn conclusion(&self, at: &Place<'_>) -> String {
        let (subject, through, status) = (at.subject(), at.through(), self.status);
        match &self.location {
            Some(location) => format!(
                "The response from {subject}{through} redirects to the unrelated host {}: status \
                 {status}",
                location.quoted()
            ),
            None => format!(
                "The network requires a login before {subject} can be reached{through}: status \
                 {status}"
            ),
        }
    }

    fn evidence(&self, _at: &Place<'_>) -> Vec<String> {
        let said = responder(&self.responder);
        std::iter::once(asked(&self.request)).chain(said).collect()
    }

    fn remedy(&self, at: &Place<'_>) -> String {
        let asked = request(&self.request, at);
        format!(
            "exclude this machine from the portal or login page, so that {asked} gets its own response"
        )
    }
}

impl Words for WrongContent {
    fn conclusion(&self, at: &Place<'_>) -> String {
        let (subject, through) = (at.subject(), at.through());
        match &self.problem {
            Problem::OtherKind { status, .. } => format!(
                "The response from {subject}{through} is not {}: status {status}",
                wanted(self.wanted)
            ),
            Problem::NotHttp { .. } => {
                format!("The response from {subject}{through} is not HTTP/1.1")
            }
        }
    }

    fn evidence(&self, _at: &Place<'_>) -> Vec<String> {
        let got = match &self.problem {
            Problem::OtherKind { received: got, .. } => format!("Received: {}", received(got)),
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

impl Words for Refused {
    fn conclusion(&self, at: &Place<'_>) -> String {
        let proxy = at.proxy().unwrap_or_else(|| "the proxy".to_owned());
        format!(
            "{} refused the HTTP request to {}: {}",
            super::sentence(&proxy),
            at.endpoint(),
            answer(&self.answer)
        )
    }

    fn evidence(&self, _at: &Place<'_>) -> Vec<String> {
        let said = responder(&self.responder);
        std::iter::once(asked(&self.request)).chain(said).collect()
    }

    fn remedy(&self, at: &Place<'_>) -> String {
        format!("allow {}", request(&self.request, at))
    }
}

impl Words for Status {
    fn conclusion(&self, at: &Place<'_>) -> String {
        format!(
            "Status {} came instead of {} from {}{}",
            self.status,
            wanted(self.wanted),
            at.subject(),
            at.through()
        )
    }

    fn evidence(&self, _at: &Place<'_>) -> Vec<String> {
        let got = format!("Received: {}", received(&self.received));
        vec![asked(&self.request), got]
    }

    fn remedy(&self, at: &Place<'_>) -> String {
        format!(
            "check that {} still has the content, and correct the sample in the data file if it has \
             moved",
            at.host()
        )
    }
}

impl Words for Cut {
    fn conclusion(&self, at: &Place<'_>) -> String {
        let when = if self.status.is_some() {
            "in the middle of the response"
        } else {
            "without an HTTP response"
        };
        format!(
            "The connection to {}{} was closed {when}",
            at.subject(),
            at.through()
        )
    }

    fn evidence(&self, _at: &Place<'_>) -> Vec<String> {
        let bytes = self.received_bytes;
        let head = self.status;
        let head = head.map(|status| format!("Status {status} and {bytes} bytes had come"));
        let detail = format!("Reading failed: {}", self.detail.quoted());
        [Some(asked(&self.request)), head, Some(detail)]
            .into_iter()
            .flatten()
            .collect()
    }

    fn remedy(&self, at: &Place<'_>) -> String {
        open(&self.request, at)
    }
}

/// Behind a proxy it is the proxy that has to let the request through; else a firewall.
fn open(asked: &Untrusted, at: &Place<'_>) -> String {
    let asked = request(asked, at);
    if at.is_direct() {
        format!(
            "allow {asked} from this machine, by name and not by port alone, and the responses to it"
        )
    } else {
        format!("let {asked} and the responses to it through to the end")
    }
}

impl Words for Silent {
    fn conclusion(&self, at: &Place<'_>) -> String {
        let limit = duration(self.waited_ms);
        let what = match self.status {
            None => "No response",
            Some(_) => "Only the head of a response, and no content,",
        };
        let came = if self.status.is_some() { " came" } else { "" };
        format!(
            "{what}{came} from {}{} within {limit}",
            at.subject(),
            at.through()
        )
    }

    fn evidence(&self, _at: &Place<'_>) -> Vec<String> {
        let head = self.status.map(|status| format!("The status was {status}"));
        std::iter::once(asked(&self.request)).chain(head).collect()
    }

    fn remedy(&self, at: &Place<'_>) -> String {
        open(&self.request, at)
    }
}

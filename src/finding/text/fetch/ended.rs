//! Requests that were refused, cut or not answered, in words.

use super::speaker::signs;
use super::terms::{asked, open, request};
use crate::finding::Place;
use crate::finding::cause::fetch::{Cut, Refused, Silent, Status};
use crate::finding::text::answer::{answer, received, responder, wanted};
use crate::finding::text::tunnel::limit::alone;
use crate::finding::text::{Words, duration, sentence};

impl Words for Refused {
    fn conclusion(&self, at: &Place<'_>) -> String {
        let proxy = at.proxy().unwrap_or_else(|| "the proxy".to_owned());
        format!(
            "{} refused the HTTP request to {}: {}",
            sentence(&proxy),
            at.endpoint(),
            answer(&self.answer)
        )
    }

    fn evidence(&self, _at: &Place<'_>) -> Vec<String> {
        let said = responder(&self.responder);
        let again = alone(self.alone.as_ref());
        let all = std::iter::once(asked(&self.request)).chain(said);
        all.chain(again).collect()
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

    fn evidence(&self, at: &Place<'_>) -> Vec<String> {
        let got = format!("Received: {}", received(&self.received));
        let mut all = vec![asked(&self.request), got];
        all.extend(responder(&self.responder));
        all.extend(signs(&self.speaker, at));
        all.extend(alone(self.alone.as_ref()));
        all
    }

    fn remedy(&self, at: &Place<'_>) -> String {
        if !self.is_of_server(at) {
            let asked = request(&self.request, at);
            return format!("let {asked} through to the server, and its response back unchanged");
        }
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

//! Pages that stand in place of the content, in words.

use super::terms::{asked, request, title};
use crate::finding::Place;
use crate::finding::cause::fetch::{BlockPage, Portal};
use crate::finding::text::Words;
use crate::finding::text::answer::{received, responder, wanted};

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

    fn evidence(&self, at: &Place<'_>) -> Vec<String> {
        let first = if at.is_many() {
            "All of them lead there, as to the sign-in of a transparent proxy or a captive portal"
                .to_owned()
        } else {
            asked(&self.request)
        };
        let said = responder(&self.responder);
        std::iter::once(first).chain(said).collect()
    }

    fn remedy(&self, at: &Place<'_>) -> String {
        let asked = request(&self.request, at);
        let own = if at.is_many() {
            "get their own responses"
        } else {
            "gets its own response"
        };
        format!("exclude this machine from the portal or login page, so that {asked} {own}")
    }
}

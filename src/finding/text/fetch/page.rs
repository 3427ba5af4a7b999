//! Pages that stand in place of the content, in words.

use super::speaker::signs;
use super::terms::{asked, request, title};
use crate::finding::cause::answer::Responder;
use crate::finding::cause::fetch::{BlockPage, Portal, Trick};
use crate::finding::text::answer::{MOST_SAID, received, responder, wanted};
use crate::finding::text::{Words, sentence};
use crate::finding::{Place, Untrusted};

impl Words for BlockPage {
    fn conclusion(&self, at: &Place<'_>) -> String {
        let (wanted, subject, through) = (wanted(self.wanted), at.subject(), at.through());
        let status = self.status;
        match &self.trick {
            Some(Trick::Upgrade { location }) => format!(
                "A redirect to https, {}, came instead of {wanted} from {subject}{through}: status {status}",
                location.quoted()
            ),
            Some(Trick::HostConflict) => {
                let proxy = at
                    .proxy()
                    .unwrap_or_else(|| "a proxy on the path".to_owned());
                format!(
                    "{} refused the request to {subject}: status {status}, as its DNS gives other addresses \
                     for the host",
                    sentence(&proxy)
                )
            }
            None => format!(
                "A block page came instead of {wanted} from {subject}{through}: status {status}{}",
                self.words()
            ),
        }
    }

    fn evidence(&self, at: &Place<'_>) -> Vec<String> {
        let got = format!("Received: {}", received(&self.received));
        let mut all = vec![asked(&self.request), got];
        all.extend(responder(&self.besides()));
        all.extend(signs(&self.speaker, at));
        if self.trick == Some(Trick::HostConflict) {
            all.push(
                "A server of files never says this status to GET (RFC 9110, 15.5.10)".to_owned(),
            );
        }
        if self.cuts_tls {
            all.push("TLS connections to the same hosts are cut as well".to_owned());
        }
        all
    }

    fn remedy(&self, at: &Place<'_>) -> String {
        let asked = request(&self.request, at);
        match &self.trick {
            Some(Trick::HostConflict) => format!(
                "have the proxy and this machine ask the same name servers for {}, so that both get the \
                 same addresses, and let {asked} through",
                at.host()
            ),
            Some(Trick::Upgrade { .. }) => {
                format!("let {asked} through over plain HTTP, without a redirect to https")
            }
            None if self.cuts_tls => format!(
                "allow HTTP on port 80 and TLS on port 443 from this machine to {}, and let the responses \
                 through unchanged",
                at.host()
            ),
            None => format!(
                "allow {asked} and let the response through unchanged{}",
                self.reference()
            ),
        }
    }
}

impl BlockPage {
    /// What the team that made the page finds the case by.
    fn reference(&self) -> String {
        let reference = self.responder.reference.as_ref();
        reference.map_or_else(String::new, |it| format!(" (reference {})", it.quoted()))
    }

    /// The title of the page, or else its first words.
    fn words(&self) -> String {
        let title = title(&self.received);
        let says = self.responder.says.as_ref().filter(|_| title.is_empty());
        says.map_or(title, |says| format!(", {}", says.quoted()))
    }

    /// What the conclusion does not say already.
    fn besides(&self) -> Responder {
        let says = self.responder.says.clone();
        let shown = |says: &Untrusted| {
            self.trick.is_none() && self.words().contains(&says.quoted_within(MOST_SAID))
        };
        Responder {
            says: says.filter(|says| !shown(says)),
            ..self.responder.clone()
        }
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

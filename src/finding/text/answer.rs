//! What an HTTP peer answered, in words.

use super::list;
use crate::finding::Untrusted;
use crate::finding::cause::answer::{Answer, Kind, Received, Responder, Wanted};

/// The most of a page's words that is quoted, in characters.
pub(super) const MOST_SAID: usize = 300;

/// The other side's own words, for the end of a sentence: "403 `Not on list`
/// (`ERR_ACCESS_DENIED 0`), page title `Access denied`".
pub(super) fn answer(answer: &Answer) -> String {
    let status = answer.status;
    let status = status.map_or_else(|| "no status".to_owned(), |status| status.to_string());
    let part = |text: &Option<Untrusted>, lead: &str, end: &str| {
        let text = text.as_ref();
        text.map_or_else(String::new, |text| format!("{lead}{}{end}", text.quoted()))
    };
    let page = part(&answer.title, ", page title ", "") + &part(&answer.body, ", content ", "");
    let reason = part(&answer.reason, " ", "");
    let error = part(&answer.error, " (", ")");
    let location = part(&answer.location, ", redirected to ", "");
    format!("{status}{reason}{error}{location}{page}")
}

/// What was wanted, with its article.
pub(super) fn wanted(wanted: Wanted) -> &'static str {
    match wanted {
        Wanted::Any => "a response",
        Wanted::Crl => "a CRL",
        Wanted::Ocsp => "an OCSP response",
        Wanted::Cab => "a cabinet file",
        Wanted::Certificate => "a certificate",
    }
}

/// What came, in its own values.
pub(super) fn received(received: &Received) -> String {
    let bytes = received.bytes;
    let what = match &received.kind {
        Kind::Empty => "an empty body".to_owned(),
        Kind::Unknown { begins } => {
            format!("{bytes} bytes that begin with {}", begins.quoted())
        }
        Kind::Page { title: Some(title) } => {
            format!("a page of {bytes} bytes with the title {}", title.quoted())
        }
        Kind::Page { title: None } => format!("a page of {bytes} bytes without a title"),
        Kind::Crl { issuer } => format!("a CRL of {}", issuer.quoted()),
        Kind::Ocsp => "an OCSP response".to_owned(),
        Kind::Cab => "a cabinet file".to_owned(),
        Kind::Certificate { subject } => format!("the certificate of {}", subject.quoted()),
    };
    match &received.content_type {
        Some(kind) => format!("{what} ({})", kind.quoted()),
        None => what,
    }
}

/// What the responder says of itself, a sentence each.
pub(super) fn responder(responder: &Responder) -> Vec<String> {
    let headers: Vec<String> = responder.headers.iter().map(Untrusted::quoted).collect();
    let most = headers.len();
    let headers = (most > 0).then(|| {
        let said = list(&headers, most);
        format!("The responder identifies itself as {said}")
    });
    let says = responder.says.as_ref();
    let says = says.map(|it| format!("The response says {}", it.quoted_within(MOST_SAID)));
    let category = responder.category.as_ref();
    let category = category.map(|it| format!("The page names the category {}", it.quoted()));
    let reference = responder.reference.as_ref();
    let reference = reference.map(|it| format!("Its reference is {}", it.quoted()));
    let contact = responder.contact.as_ref();
    let contact = contact.map(|it| format!("The contact that it names is {}", it.quoted()));
    let products = (!responder.products.is_empty())
        .then(|| format!("The page names {}", super::names(&responder.products, 3)));
    [headers, says, category, reference, contact, products]
        .into_iter()
        .flatten()
        .collect()
}

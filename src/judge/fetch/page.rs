//! What came in place of the content, in its own values and words.

use super::words::Said;
use crate::catalogue::Content;
use crate::evidence::{Response, Shape};
use crate::finding::Untrusted;
use crate::finding::cause::answer::{Kind, Received, Responder, Wanted};
use crate::judge::Case;
use crate::judge::interceptor::{is_of_a_proxy, products_named};

/// No more of anything than this is repeated.
const MOST: usize = 3;

/// The request as people name it: method and URL.
pub(super) fn request(case: &Case<'_>) -> Untrusted {
    let probe = case.probe;
    let (method, scheme) = (probe.method, probe.scheme);
    Untrusted::new(format!("{method} {scheme}://{}{}", probe.host, probe.path))
}

/// The kind of content that was wanted.
pub(super) fn wanted_content(content: Content) -> Wanted {
    match content {
        Content::Any => Wanted::Any,
        Content::Crl => Wanted::Crl,
        Content::Ocsp => Wanted::Ocsp,
        Content::Cab => Wanted::Cab,
        Content::Certificate => Wanted::Certificate,
    }
}

/// What came, in its own values.
pub(super) fn received(seen: &Response) -> Received {
    Received {
        content_type: seen.header("content-type").map(Untrusted::from),
        kind: kind(seen),
        bytes: seen.length,
    }
}

fn kind(seen: &Response) -> Kind {
    match &seen.shape {
        Shape::Empty => Kind::Empty,
        Shape::Unknown => Kind::Unknown {
            begins: Untrusted::from_bytes(&seen.head, 24),
        },
        Shape::Html { title } => Kind::Page {
            title: title.as_deref().map(Untrusted::from),
        },
        Shape::Crl { issuer, .. } => Kind::Crl {
            issuer: issuer.as_str().into(),
        },
        Shape::Ocsp { .. } => Kind::Ocsp,
        Shape::Cab { .. } => Kind::Cab,
        Shape::Certificate { subject, .. } => Kind::Certificate {
            subject: subject.as_str().into(),
        },
    }
}

/// What a page says of who made it, and why: headers of proxies, a category, the names of products.
/// These are words and no proof; the verdict does not rest on them.
pub(super) fn responder(seen: &Response) -> Responder {
    let own = |name: &str| {
        is_of_a_proxy(&name.to_ascii_lowercase()) || name.eq_ignore_ascii_case("server")
    };
    let headers = seen.headers.iter().filter(|(name, _)| own(name));
    let headers = headers.take(MOST);
    let said = Said::new(seen);
    Responder {
        headers: headers
            .map(|(name, value)| Untrusted::new(format!("{name}: {value}")))
            .collect(),
        says: said.beginning(),
        category: said.category(),
        reference: said.reference(),
        contact: said.contact(),
        products: products_named(&said.text())
            .take(MOST)
            .map(str::to_owned)
            .collect(),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn page(text: &str) -> Response {
        Response {
            headers: vec![("Server".to_owned(), "Gate/1".to_owned())],
            head: text.as_bytes().into(),
            shape: Shape::Html { title: None },
            ..Response::default()
        }
    }

    #[test]
    fn a_filters_page_says_why_and_whose_it_is() {
        let page = page(
            "<html><style>.Category: x</style><b>Web Page Blocked!</b><td>Category</td> \
             <p>Category:&nbsp;Information Technology</p><i>Powered by FortiGuard, Zscaler</i>",
        );
        let expected = Responder {
            headers: vec!["Server: Gate/1".into()],
            says: Some(
                "Web Page Blocked! / Category / Category: Information Technology / Powered by FortiGuard, \
                 Zscaler"
                    .into(),
            ),
            category: Some("Information Technology".into()),
            products: vec!["Zscaler".to_owned()],
            ..Responder::default()
        };
        assert_eq!(responder(&page), expected);
    }

    #[test]
    fn a_response_that_names_nothing_is_not_made_to() {
        assert_eq!(responder(&Response::default()), Responder::default());
        let plain = Response {
            headers: Vec::new(),
            ..page("<p>A categorical no: 12</p><p>Zscalers</p>")
        };
        let words = Responder {
            says: Some("A categorical no: 12 / Zscalers".into()),
            ..Responder::default()
        };
        assert_eq!(responder(&plain), words);
    }
}

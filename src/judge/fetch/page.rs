//! What came in place of the content, in its own values and words.

use std::sync::LazyLock;

use regex::Regex;

use crate::catalogue::Content;
use crate::evidence::{Response, Shape};
use crate::judge::interceptor::{is_of_a_proxy, products_named};
use crate::judge::{list, printable, shortened};

/// No more of anything than this is repeated.
const MOST: usize = 3;

/// How pages of filters say why: "Category: Gambling" and its like.
static CATEGORY: LazyLock<Regex> = LazyLock::new(|| {
    Regex::new(r"(?i)\bcategor(?:y|ies)\b[^:=\n]{0,24}[:=]\s*([^\n|;<]{2,60})")
        .expect("it is constant")
});
/// Markup, as far as a look at a page's words goes.
static TAG: LazyLock<Regex> = LazyLock::new(|| {
    Regex::new("(?is)<(?:script|style)\\b.*?</|<[^>]*>|&nbsp;").expect("it is constant")
});

/// A kind of content, for a sentence.
pub(super) fn kind_name(content: Content) -> &'static str {
    match content {
        Content::Any => "an answer",
        Content::Crl => "a CRL",
        Content::Ocsp => "an OCSP answer",
        Content::Cab => "a cabinet",
        Content::Certificate => "a certificate",
    }
}

/// What came, in its own values.
pub(super) fn described(seen: &Response) -> String {
    let kind = seen
        .header("content-type")
        .map(|kind| format!("`{}`, ", shortened(kind)));
    let what = match &seen.shape {
        Shape::Empty => "an empty body".to_owned(),
        Shape::Unknown => format!(
            "{} bytes beginning `{}`",
            seen.length,
            printable(&seen.head, 24)
        ),
        Shape::Html { title: Some(title) } => {
            format!(
                "a page of {} bytes titled `{}`",
                seen.length,
                shortened(title)
            )
        }
        Shape::Html { title: None } => format!("a page of {} bytes without a title", seen.length),
        Shape::Crl { issuer, .. } => format!("a CRL of `{}`", shortened(issuer)),
        Shape::Ocsp { .. } => "an OCSP answer".to_owned(),
        Shape::Cab { .. } => "a cabinet".to_owned(),
        Shape::Certificate { subject, .. } => {
            format!("the certificate of `{}`", shortened(subject))
        }
    };
    format!("{}{what}", kind.unwrap_or_default())
}

/// What a page says of who made it, and why: headers of boxes, a category, the names of products.
/// These are words and no proof; the verdict does not rest on them.
pub(super) fn speaks(seen: &Response) -> Option<String> {
    let own = |name: &str| {
        is_of_a_proxy(&name.to_ascii_lowercase()) || name.eq_ignore_ascii_case("server")
    };
    let headers = seen.headers.iter().filter(|(name, _)| own(name));
    let mut said: Vec<String> = headers
        .take(MOST)
        .map(|(name, value)| format!("`{name}: {}`", shortened(value)))
        .collect();
    let page = text(seen);
    if let Some(found) = CATEGORY.captures(&page) {
        said.push(format!(
            "the category `{}`",
            shortened(found[1].trim().trim_end_matches('.'))
        ));
    }
    let products: Vec<String> = products_named(&page)
        .take(MOST)
        .map(|name| format!("`{name}`"))
        .collect();
    if !products.is_empty() {
        said.push(format!("the name of {}", list(&products, MOST)));
    }
    (!said.is_empty()).then(|| format!("what answers says {}", said.join(", ")))
}

/// The words of a page, as far as its head was kept.
fn text(seen: &Response) -> String {
    if !matches!(seen.shape, Shape::Html { .. }) {
        return String::new();
    }
    let page = String::from_utf8_lossy(&seen.head);
    TAG.replace_all(&page, "\n").into_owned()
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
        assert_eq!(
            speaks(&page).unwrap(),
            "what answers says `Server: Gate/1`, the category `Information Technology`, the name of \
             `Zscaler`"
        );
    }

    #[test]
    fn who_says_nothing_is_not_made_to() {
        assert_eq!(speaks(&Response::default()), None);
        let plain = Response {
            headers: Vec::new(),
            ..page("<p>A categorical no: 12</p><p>Zscalers</p>")
        };
        assert_eq!(speaks(&plain), None);
    }
}

//! HTTP/1.1 as every exchange speaks it: patient with odd answers, bounded in what it takes, and
//! without what may be a secret in what it keeps.

use hyper::body::Incoming;
use hyper::client::conn::http1;
use hyper::ext::ReasonPhrase;
use hyper::header::{self, HeaderMap, HeaderName};

/// The most that an answer's head may take.
const HEAD_LIMIT: usize = 64 * 1024;

/// The most that may come before an answer's head is whole, interim answers with it.
pub(super) const BEFORE_BODY: usize = 2 * HEAD_LIMIT;

/// Headers that hold an address to go to.
const POINTERS: [HeaderName; 3] = [header::LOCATION, header::CONTENT_LOCATION, header::REFRESH];

/// Headers that an answer may have.
const MOST_HEADERS: usize = 1000;

/// Headers kept, and bytes of each.
const HEADERS: usize = 64;

const HEADER_BYTES: usize = 1024;

/// A reader of HTTP/1.1 that is patient with odd answers and bounded in what it takes. Names of fields are
/// written as they stand in the RFCs, as most clients do: there are proxies that know no other case.
pub(super) fn http1_client() -> http1::Builder {
    let mut client = http1::Builder::new();
    client
        .title_case_headers(true)
        .preserve_header_case(true)
        .allow_spaces_after_header_name_in_responses(true)
        .allow_obsolete_multiline_headers_in_responses(true)
        .ignore_invalid_headers_in_responses(true)
        .max_headers(MOST_HEADERS)
        .max_buf_size(HEAD_LIMIT);
    client
}

/// Drives a connection while something is done over it.
pub(super) async fn alongside<T, Done>(
    connection: impl Future<Output = Done>,
    exchange: impl Future<Output = T>,
) -> T {
    tokio::pin!(connection);
    tokio::pin!(exchange);
    tokio::select! {
        biased;
        done = &mut exchange => done,
        // The connection is done; what the exchange still has to say is in its hands.
        _ = &mut connection => exchange.await,
    }
}

/// The words behind a status, where they are the server's own. The parser gives none that are not
/// ASCII.
pub(super) fn reason(response: &hyper::Response<Incoming>) -> Option<String> {
    let phrase = response.extensions().get::<ReasonPhrase>()?;
    let bytes = phrase.as_bytes();
    if bytes.is_empty() {
        return None;
    }
    Some(String::from_utf8_lossy(&bytes[..bytes.len().min(HEADER_BYTES)]).into_owned())
}

pub(super) fn kept_headers(headers: &HeaderMap) -> Vec<(String, String)> {
    let public = headers
        .iter()
        .filter(|(name, _)| *name != header::SET_COOKIE);
    let texts = public.map(|(name, value)| {
        let bytes = value.as_bytes();
        let text = String::from_utf8_lossy(&bytes[..bytes.len().min(HEADER_BYTES)]).into_owned();
        (
            name.to_string(),
            if POINTERS.contains(name) {
                without_query(&text)
            } else {
                text
            },
        )
    });
    texts.take(HEADERS).collect()
}

/// A redirect's address without what may be a secret: query, fragment and credentials.
fn without_query(location: &str) -> String {
    let end = location.find(['?', '#']).unwrap_or(location.len());
    let bare = &location[..end];
    let Some((scheme, rest)) = bare.split_once("//") else {
        return bare.to_owned();
    };
    let (host, path) = rest.split_at(rest.find('/').unwrap_or(rest.len()));
    let host = host.rsplit_once('@').map_or(host, |(_, host)| host);
    format!("{scheme}//{host}{path}")
}

#[cfg(test)]
mod tests {
    use hyper::header::HeaderValue;

    use super::*;

    #[test]
    fn every_header_that_points_elsewhere_loses_what_may_be_a_secret() {
        let mut headers = HeaderMap::new();
        let mut add = |name, value| headers.insert(name, HeaderValue::from_static(value));
        add(header::LOCATION, "http://u:p@portal.corp/login?token=1#x");
        add(header::REFRESH, "0; url=http://portal.corp/?token=1");
        add(header::CONTENT_LOCATION, "/page?token=1");
        let mut kept: Vec<String> = kept_headers(&headers)
            .into_iter()
            .map(|(_, value)| value)
            .collect();
        kept.sort();
        let wanted = [
            "/page",
            "0; url=http://portal.corp/",
            "http://portal.corp/login",
        ];
        assert_eq!(kept, wanted);
    }
}

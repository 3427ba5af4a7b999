//! Addresses that a certificate refers to, as far as they may be fetched at all: whoever wrote the
//! certificate chose them.

use std::net::IpAddr;

/// No longer address than this is fetched.
const LONGEST: usize = 2048;

/// An address of plain HTTP on port 80, by name.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct FetchableUrl {
    /// As it stands in the certificate.
    pub url: String,
    /// The host: a name, lower case, without a last dot.
    pub host: String,
    /// The path with its query.
    pub path: String,
}

impl FetchableUrl {
    /// From the text of a certificate; none where it may not be fetched. No user, no other port, no
    /// address in place of a name, and no name that only a local network could know (RFC 6761, 6;
    /// RFC 6762, 3; a single label).
    #[must_use]
    pub fn parse(url: &str) -> Option<Self> {
        let plain = |text: &str| text.bytes().all(|byte| byte.is_ascii_graphic());
        let (scheme, rest) = url.split_once("://")?;
        if url.len() > LONGEST || !plain(url) || !scheme.eq_ignore_ascii_case("http") {
            return None;
        }
        let rest = rest.split('#').next()?;
        let (authority, path) = rest.split_at(rest.find(['/', '?']).unwrap_or(rest.len()));
        let host = public_name(authority.strip_suffix(":80").unwrap_or(authority))?;
        let slash = if path.starts_with('/') { "" } else { "/" };
        Some(Self {
            url: url.to_owned(),
            host,
            path: format!("{slash}{path}"),
        })
    }
}

/// A name of more than one label, letters, digits and hyphens only (RFC 1123, 2.1), whose last label
/// is not a number: such a name is taken for an address by some (RFC 3986, 3.2.2).
fn public_name(host: &str) -> Option<String> {
    const LOCAL: [&str; 6] = ["local", "localhost", "internal", "arpa", "invalid", "onion"];
    let name = host.strip_suffix('.').unwrap_or(host).to_ascii_lowercase();
    let fits = |label: &str| {
        let inner = |c: char| c.is_ascii_alphanumeric() || c == '-' || c == '_';
        (1..=63).contains(&label.len()) && label.chars().all(inner)
    };
    let (_, last) = name.rsplit_once('.')?;
    let named = last.starts_with(|c: char| c.is_ascii_alphabetic()) && !LOCAL.contains(&last);
    let whole = name.len() <= 253 && name.split('.').all(fits);
    (named && whole && name.parse::<IpAddr>().is_err()).then_some(name)
}

#[cfg(test)]
mod tests {
    use crate::judge::fetchable_url::*;

    #[test]
    fn plain_http_by_name_may_be_fetched() {
        for (url, host, path) in [
            ("http://ca.example.com/a.crt", "ca.example.com", "/a.crt"),
            (
                "HTTP://CA.Example.com.:80/A?b=1#c",
                "ca.example.com",
                "/A?b=1",
            ),
            ("http://ca.example.com", "ca.example.com", "/"),
            ("http://ca.example.com?x", "ca.example.com", "/?x"),
        ] {
            let found = FetchableUrl::parse(url).unwrap();
            assert_eq!((&*found.host, &*found.path), (host, path));
            assert_eq!(found.url, url);
        }
    }

    #[test]
    fn nothing_else_is_fetched() {
        for url in [
            "https://ca.example.com/",
            "ldap://ca.example.com/",
            "ftp://ca.example.com/",
            "file:///etc/passwd",
            "http://ca.example.com:8080/",
            "http://ca.example.com:080/",
            "http://user@ca.example.com/",
            "http://a:b@ca.example.com/",
            "http://127.0.0.1/",
            "http://[::1]/",
            "http://169.254.169.254/latest/meta-data/",
            "http://2130706433/",
            "http://0x7f.1/",
            "http://1.2.3.4./",
            "http://localhost/",
            "http://intranet/a.crt",
            "http://printer.local/",
            "http://metadata.google.internal/",
            "http://ca..example.com/",
            "http://ca.example.com\\@evil.com/",
            "http://ca.example.com/a\r\nHost: b",
            "http://ca.example.com/a b",
            "http://ca.exämple.com/",
            "http:///a",
            "http://",
            "//ca.example.com/",
            "",
        ] {
            assert_eq!(FetchableUrl::parse(url), None, "{url}");
        }
        let long = format!("http://ca.example.com/{}", "a".repeat(LONGEST));
        assert_eq!(FetchableUrl::parse(&long), None);
    }
}

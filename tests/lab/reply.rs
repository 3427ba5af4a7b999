//! What a server or proxy says to which plain request: by the host and the path that are asked for.

use std::io::Write as _;

use flate2::Compression;
use flate2::write::{GzEncoder, ZlibEncoder};
use serde::Deserialize;

use super::content;

/// One answer; the first that fits is given.
#[derive(Debug, Clone, Default, Deserialize)]
#[serde(deny_unknown_fields, rename_all = "kebab-case", default)]
pub(crate) struct Reply {
    /// Only to requests for this host, or for none but these where it begins with `but `.
    host: Option<String>,
    /// Only to requests for this path.
    path: Option<String>,
    /// 200 where it is left out.
    status: Option<u16>,
    /// A body of [`content`].
    gives: Option<String>,
    /// A body word for word; `{host}` and `{path}` stand for what was asked.
    says: Option<String>,
    /// What it calls that; HTML where it is left out.
    kind: Option<String>,
    /// Lines of its head.
    headers: Vec<String>,
    /// The coding of the body: `gzip`, `deflate`, or what is wrong with it: `broken`, `bomb`.
    coding: Option<String>,
}

/// A request, as far as answers depend on it.
pub(crate) struct Asked {
    host: String,
    path: String,
    /// Is a tunnel wanted, and no answer?
    tunnel: bool,
}

impl Asked {
    pub(crate) fn read(head: &str) -> Self {
        let mut words = head.split(' ');
        let method = words.next().unwrap_or_default();
        let target = words.next().unwrap_or_default();
        let path = match target.strip_prefix("http://") {
            Some(rest) => rest.find('/').map_or("/", |at| &rest[at..]),
            None => target,
        };
        let mut lines = head.lines();
        let host = lines.find_map(|line| {
            let (name, value) = line.split_once(": ")?;
            name.eq_ignore_ascii_case("host").then_some(value)
        });
        Self {
            host: host.unwrap_or_default().to_owned(),
            path: path.to_owned(),
            tunnel: method == "CONNECT",
        }
    }
}

impl Reply {
    fn fits(&self, asked: &Asked) -> bool {
        let host = self.host.as_deref().is_none_or(|host| {
            let others = host.strip_prefix("but ");
            others.map_or(host == asked.host, |all| {
                !all.split(' ').any(|one| one == asked.host)
            })
        });
        let path = self.path.as_deref();
        host && path.is_none_or(|path| path == asked.path) && !asked.tunnel
    }

    fn bytes(&self, asked: &Asked) -> Vec<u8> {
        let filled = |text: &str| {
            text.replace("{host}", &asked.host)
                .replace("{path}", &asked.path)
        };
        let given = self.gives.as_deref().map(|kind| {
            let body = content::body(kind);
            body.unwrap_or_else(|| panic!("no server of the lab gives `{kind}`"))
        });
        let (kind, body) = given.unwrap_or_else(|| {
            let said = self.says.as_deref().unwrap_or_default();
            ("text/html", filled(said).into_bytes())
        });
        let kind = self.kind.as_deref().unwrap_or(kind);
        let (coding, body) = self.coded(body);
        let status = self.status.unwrap_or(200);
        let headers = self.headers.iter().map(|line| filled(line) + "\r\n");
        let headers: String = headers.collect();
        let length = body.len();
        let head = format!(
            "HTTP/1.1 {status} Said so\r\n{headers}{coding}Content-Type: {kind}\r\n\
             Content-Length: {length}\r\nConnection: close\r\n\r\n"
        );
        [head.into_bytes(), body].concat()
    }

    fn coded(&self, body: Vec<u8>) -> (&'static str, Vec<u8>) {
        const GZIP: &str = "Content-Encoding: gzip\r\n";
        match self.coding.as_deref() {
            None => ("", body),
            Some("gzip") => (GZIP, gzip(&body)),
            Some("broken") => (GZIP, body),
            Some("bomb") => (GZIP, gzip(&vec![0; 48 * 1024 * 1024])),
            Some("deflate") => {
                let mut encoder = ZlibEncoder::new(Vec::new(), Compression::default());
                encoder.write_all(&body).expect("memory can be written");
                let body = encoder.finish().expect("memory can be written");
                ("Content-Encoding: deflate\r\n", body)
            }
            Some(other) => panic!("no server of the lab knows the coding `{other}`"),
        }
    }
}

fn gzip(body: &[u8]) -> Vec<u8> {
    let mut encoder = GzEncoder::new(Vec::new(), Compression::default());
    encoder.write_all(body).expect("memory can be written");
    encoder.finish().expect("memory can be written")
}

/// The answer to this request, if one fits.
pub(crate) fn to(head: &str, replies: &[Reply]) -> Option<Vec<u8>> {
    let asked = Asked::read(head);
    let reply = replies.iter().find(|reply| reply.fits(&asked))?;
    Some(reply.bytes(&asked))
}

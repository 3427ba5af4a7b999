//! Codings of bodies (RFC 9110, 8.4.1), undone within a bound: what a few bytes can grow to is not up
//! to who sends them.

use std::io::Read;

use flate2::read::{DeflateDecoder, MultiGzDecoder, ZlibDecoder};

/// A coding that can be undone here.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Coding {
    /// RFC 1952.
    Gzip,
    /// RFC 1950, or the bare RFC 1951 that some senders mean by it.
    Deflate,
}

/// What was in a body.
#[derive(Debug, Default, PartialEq, Eq)]
pub struct Decoded {
    /// What came out of it, at most as much as was allowed.
    pub bytes: Vec<u8>,
    /// Did it end, within the bound?
    pub whole: bool,
    /// Why it could not be decoded to its end: the library's words.
    pub fault: Option<String>,
}

impl Coding {
    /// By the value of `Content-Encoding`. A list of several codings is none that is known here.
    #[must_use]
    pub fn from_name(name: &str) -> Option<Self> {
        match name.trim().to_ascii_lowercase().as_str() {
            "gzip" | "x-gzip" => Some(Self::Gzip),
            "deflate" => Some(Self::Deflate),
            _ => None,
        }
    }

    /// Its name in evidence.
    #[must_use]
    pub fn name(self) -> &'static str {
        match self {
            Self::Gzip => "gzip",
            Self::Deflate => "deflate",
        }
    }

    /// What is in this body, as far as the bound allows.
    #[must_use]
    pub fn decode(self, body: &[u8], limit: usize) -> Decoded {
        match self {
            Self::Gzip => read(MultiGzDecoder::new(body), limit),
            Self::Deflate => {
                let decoded = read(ZlibDecoder::new(body), limit);
                // Some senders leave the wrapping of zlib out (RFC 9110, 8.4.1.2).
                if decoded.fault.is_some() && decoded.bytes.is_empty() {
                    read(DeflateDecoder::new(body), limit)
                } else {
                    decoded
                }
            }
        }
    }
}

fn read(decoder: impl Read, limit: usize) -> Decoded {
    let mut bytes = Vec::new();
    let most = limit as u64 + 1;
    let ended = decoder.take(most).read_to_end(&mut bytes);
    let is_over = bytes.len() > limit;
    bytes.truncate(limit);
    Decoded {
        bytes,
        whole: ended.is_ok() && !is_over,
        fault: ended.err().map(|error| error.to_string()),
    }
}

#[cfg(test)]
mod tests {
    use std::io::Write;

    use flate2::Compression;
    use flate2::write::{DeflateEncoder, GzEncoder, ZlibEncoder};

    use super::*;

    fn gzip(plain: &[u8]) -> Vec<u8> {
        let mut encoder = GzEncoder::new(Vec::new(), Compression::default());
        encoder.write_all(plain).unwrap();
        encoder.finish().unwrap()
    }

    fn whole(bytes: &[u8]) -> Decoded {
        Decoded {
            bytes: bytes.to_vec(),
            whole: true,
            fault: None,
        }
    }

    #[test]
    fn what_was_coded_comes_back_in_every_form_that_senders_use() {
        let mut zlib = ZlibEncoder::new(Vec::new(), Compression::default());
        zlib.write_all(b"a list").unwrap();
        let mut raw = DeflateEncoder::new(Vec::new(), Compression::default());
        raw.write_all(b"a list").unwrap();
        let two = [gzip(b"a "), gzip(b"list")].concat();
        for (name, body) in [
            ("gzip", gzip(b"a list")),
            ("X-GZIP ", two),
            ("deflate", zlib.finish().unwrap()),
            ("Deflate", raw.finish().unwrap()),
        ] {
            let coding = Coding::from_name(name).unwrap();
            assert_eq!(coding.decode(&body, 100), whole(b"a list"), "{name}");
        }
    }

    #[test]
    fn a_bomb_is_read_as_far_as_the_bound() {
        let bomb = gzip(&vec![0; 4 * 1024 * 1024]);
        assert!(bomb.len() < 5000);
        let decoded = Coding::Gzip.decode(&bomb, 1000);
        assert_eq!((decoded.bytes.len(), decoded.whole), (1000, false));
        assert_eq!(decoded.fault, None);
    }

    #[test]
    fn what_fills_the_bound_exactly_is_whole() {
        assert_eq!(Coding::Gzip.decode(&gzip(b"1234"), 4), whole(b"1234"));
    }

    #[test]
    fn what_is_broken_says_why_and_keeps_what_came_before() {
        let body = gzip(&b"words ".repeat(2000));
        for broken in [&body[..body.len() / 2], b"no gzip", b"\x1f\x8b"] {
            let decoded = Coding::Gzip.decode(broken, 1 << 20);
            assert!(decoded.fault.is_some() && !decoded.whole, "{decoded:?}");
        }
        let decoded = Coding::Deflate.decode(b"\xff\xff\xff", 100);
        assert!(decoded.fault.is_some());
    }

    #[test]
    fn codings_that_are_not_known_are_left_alone() {
        for name in ["br", "zstd", "identity", "gzip, gzip", ""] {
            assert_eq!(Coding::from_name(name), None, "{name}");
        }
    }
}

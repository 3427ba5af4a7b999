//! Names as text: distinguished names for people and for comparing, host names against a leaf.

use x509_parser::prelude::FromDer;
use x509_parser::x509::{AttributeTypeAndValue, X509Name};

use crate::judge::interceptor::{Attribute, Named};
use crate::text::bytes::hex;

/// No more characters of a certificate's text than this are shown in one place.
const MOST_SHOWN: usize = 300;
/// No more names of a certificate than this are shown.
pub(super) const MOST_NAMES: usize = 10;

/// A distinguished name.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Name {
    /// For people: RFC 4514, cut to a bound.
    pub(super) text: String,
    /// For comparing: the whole of it with case and spacing folded (RFC 5280, 7.1). Encodings fall
    /// together, as they do for those who follow the name.
    pub(super) folded: String,
    /// Folded in the order of the encoding, which some tools print.
    forward: String,
    called: Option<String>,
    /// Its common name, or the whole of it where it has none; cut to a bound.
    pub(super) label: String,
}

impl Name {
    /// Of a parsed name.
    pub(super) fn of(name: &X509Name<'_>) -> Self {
        let mut folded: Vec<String> = name.iter().map(folded_relative).collect();
        let forward = fold(&folded.join(","));
        folded.reverse();
        let mut parts: Vec<String> = name.iter().map(relative).collect();
        parts.reverse();
        let whole = parts.join(",");
        let text = if whole.is_empty() {
            "an empty name".to_owned()
        } else {
            bounded(&whole)
        };
        let common = name.iter_common_name().last().map(value);
        Self {
            label: common.map_or_else(|| text.clone(), |common| bounded(&common)),
            text,
            folded: fold(&folded.join(",")),
            forward,
            called: name.iter_common_name().last().map(|cn| fold(&value(cn))),
        }
    }

    /// Of a name in DER.
    pub(super) fn of_der(der: &[u8]) -> Option<Self> {
        let (_, name) = X509Name::from_der(der).ok()?;
        Some(Self::of(&name))
    }

    /// Is this folded text its common name, or its whole subject?
    pub(super) fn is_called(&self, folded: &str) -> bool {
        self.called.as_deref() == Some(folded) || self.folded == folded || self.forward == folded
    }
}

/// The values of a name that can carry marks of a product.
pub(super) fn marked(name: &X509Name<'_>, by_leaf: bool) -> Named {
    let values = name.iter_attributes().filter_map(|attribute| {
        let kind = match attribute.attr_type().to_id_string().as_str() {
            "2.5.4.3" => Attribute::CommonName,
            "2.5.4.10" => Attribute::Organisation,
            "2.5.4.11" => Attribute::Unit,
            _ => return None,
        };
        Some((kind, value(attribute)))
    });
    Named {
        by_leaf,
        values: values.take(MOST_NAMES).collect(),
    }
}

/// Text with case and spacing folded, and no space around the signs that join a name.
pub(super) fn fold(text: &str) -> String {
    let words: Vec<_> = text.split_whitespace().collect();
    let mut folded = words.join(" ").to_lowercase();
    for sign in [",", "=", "+"] {
        let parts: Vec<_> = folded.split(sign).map(str::trim).collect();
        folded = parts.join(sign);
    }
    folded
}

/// Text of a stranger, cut to a bound.
pub(super) fn bounded(text: &str) -> String {
    match text.char_indices().nth(MOST_SHOWN) {
        Some((end, _)) => format!("{}…", &text[..end]),
        None => text.to_owned(),
    }
}

/// Folded before it is escaped: spaces at the edges do not count (RFC 5280, 7.1; RFC 4518, 2.6.1).
fn folded_relative(part: &x509_parser::x509::RelativeDistinguishedName<'_>) -> String {
    let all = part.iter().map(|attribute| {
        let kind = attribute.attr_type().to_id_string();
        let words = value(attribute);
        let words: Vec<_> = words.split_whitespace().collect();
        format!("{}={}", short(&kind), escaped(&words.join(" ")))
    });
    all.collect::<Vec<_>>().join("+")
}

fn relative(part: &x509_parser::x509::RelativeDistinguishedName<'_>) -> String {
    let all = part.iter().map(|attribute| {
        let kind = attribute.attr_type().to_id_string();
        format!("{}={}", short(&kind), escaped(&value(attribute)))
    });
    all.collect::<Vec<_>>().join("+")
}

/// The short names of RFC 4514, 3, and the three that CAs use beside them.
fn short(kind: &str) -> &str {
    match kind {
        "2.5.4.3" => "CN",
        "2.5.4.6" => "C",
        "2.5.4.7" => "L",
        "2.5.4.8" => "ST",
        "2.5.4.9" => "STREET",
        "2.5.4.10" => "O",
        "2.5.4.11" => "OU",
        "0.9.2342.19200300.100.1.1" => "UID",
        "0.9.2342.19200300.100.1.25" => "DC",
        "2.5.4.5" => "serialNumber",
        "2.5.4.97" => "organizationIdentifier",
        "1.2.840.113549.1.9.1" => "emailAddress",
        other => other,
    }
}

fn value(attribute: &AttributeTypeAndValue<'_>) -> String {
    const T61_STRING: u32 = 20;
    const BMP_STRING: u32 = 30;
    let bytes = attribute.as_slice();
    match (attribute.as_str(), attribute.attr_value().tag().0) {
        (Ok(text), _) => text.to_owned(),
        // What CAs put there is Latin-1, whatever the standard says.
        (_, T61_STRING) => bytes.iter().copied().map(char::from).collect(),
        (_, BMP_STRING) => {
            let units = bytes
                .chunks_exact(2)
                .map(|b| u16::from_be_bytes([b[0], b[1]]));
            char::decode_utf16(units)
                .map(|c| c.unwrap_or(char::REPLACEMENT_CHARACTER))
                .collect()
        }
        _ => format!("#{}", hex(bytes)),
    }
}

/// Escapes as in RFC 4514, 2.4.
fn escaped(value: &str) -> String {
    let mut text = String::with_capacity(value.len());
    for (at, c) in value.char_indices() {
        let edge = c == ' ' && (at == 0 || at + 1 == value.len());
        if edge || matches!(c, ',' | '+' | '"' | '\\' | '<' | '>' | ';') {
            text.push('\\');
        }
        text.push(c);
    }
    text
}

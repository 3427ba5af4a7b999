//! Microsoft's two address files, read: the weekly `ServiceTags_*.json` and the answer of the
//! Microsoft 365 endpoints web service. What in them is of no use here is passed over.

use std::fs::File;
use std::io::Read as _;
use std::net::IpAddr;
use std::path::Path;

use ipnet::IpNet;
use serde::de::{DeserializeOwned, Error as _};
use serde::{Deserialize, Deserializer};

use super::addresses::{AddressFile, Kind, Listed};
use super::nearest::{aggregated, closeness};
use crate::catalogue::HostPattern;
use crate::text::bytes::sha256_hex;
use crate::text::escape::escape;
use crate::text::file::{NotText, text};

/// The most bytes an address file may have: fifteen times what the public cloud's has.
pub const MOST_BYTES: usize = 64 << 20;

/// How much of a library's message is shown; it may quote the text it stumbled over.
const MOST_OF_A_MESSAGE: usize = 300;

/// Why a file is not the address file it is given as.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum AddressFileError {
    /// The system does not give it.
    #[error("cannot be read: {0}")]
    Unreadable(String),
    /// It is over [`MOST_BYTES`].
    #[error("is larger than 64 MiB; no address file is")]
    TooLong,
    /// It is not UTF-8.
    #[error("byte {0}: is not UTF-8 from here on")]
    NotText(usize),
    /// It is not the UTF-16 that it seems to be.
    #[error("{0}")]
    Marked(NotText),
    /// It is not JSON, ends early, or holds something else.
    #[error("line {line}, column {column}: not {kind}: {what}")]
    Content {
        /// What it was given as.
        kind: &'static str,
        /// Counted from one.
        line: usize,
        /// Counted from one.
        column: usize,
        /// What was expected and what was found: safe to show.
        what: String,
    },
    /// It is the other kind of JSON: a list, or an object.
    #[error("it does not begin with `{begins}`, so it is not {kind}")]
    OtherKind {
        /// What it was given as.
        kind: &'static str,
        /// What that begins with.
        begins: char,
    },
    /// It has the form, and nothing in it.
    #[error("{0}")]
    Nothing(&'static str),
}

/// The bytes of an address file on disk.
pub(super) fn from_disk(file: &Path) -> Result<Vec<u8>, AddressFileError> {
    let unreadable = |why: std::io::Error| AddressFileError::Unreadable(why.to_string());
    let mut bytes = Vec::new();
    // One byte more than is read tells that there is more.
    let most = u64::try_from(MOST_BYTES).unwrap_or(u64::MAX);
    let file = File::open(file).map_err(unreadable)?;
    file.take(most + 1)
        .read_to_end(&mut bytes)
        .map_err(unreadable)?;
    Ok(bytes)
}

/// A file of service tags.
pub(super) struct ServiceTags {
    pub(super) about: AddressFile,
    tags: Vec<Tag>,
}

impl ServiceTags {
    /// The networks of a tag; none where the file does not have it.
    pub(super) fn networks(&self, tag: &str) -> Vec<IpNet> {
        let own = self
            .tags
            .iter()
            .filter(|known| known.name.eq_ignore_ascii_case(tag));
        let all = own.flat_map(|known| &known.properties.prefixes);
        all.map(|network| network.0).collect()
    }
}

/// The list of Microsoft 365.
pub(super) struct Microsoft365 {
    pub(super) about: AddressFile,
    sets: Vec<Set>,
}

impl Microsoft365 {
    /// What the list has for a host and port. The sets that name the host most closely speak; where
    /// one of them has no addresses, none can be expected.
    pub(super) fn listed(&self, host: &HostPattern, port: u16) -> Option<Listed> {
        let open = self.sets.iter().filter(|set| set.is_about(port));
        let close = open.filter_map(|set| Some((set.closeness(host)?, set)));
        let close: Vec<_> = close.collect();
        let closest = close.iter().map(|(closeness, _)| *closeness).max()?;
        let closest = close.iter().filter(|(closeness, _)| *closeness == closest);
        let mut listed = Listed::default();
        for (_, set) in closest {
            if set.ips.is_empty() {
                return None;
            }
            listed.sets.push(set.id);
            listed
                .networks
                .extend(set.ips.iter().map(|network| network.0));
        }
        listed.networks = aggregated(&listed.networks);
        Some(listed)
    }
}

pub(super) fn service_tags(bytes: &[u8]) -> Result<ServiceTags, AddressFileError> {
    let file: TagsFile = parsed(bytes, TAGS)?;
    if file.values.is_empty() {
        return Err(AddressFileError::Nothing("it holds no service tag"));
    }
    Ok(ServiceTags {
        about: AddressFile {
            kind: Kind::ServiceTags,
            cloud: Some(file.cloud),
            change_number: Some(file.change_number),
            sha256: sha256_hex(bytes),
        },
        tags: file.values,
    })
}

pub(super) fn m365(bytes: &[u8]) -> Result<Microsoft365, AddressFileError> {
    let sets: Vec<Set> = parsed(bytes, M365)?;
    if sets.is_empty() {
        return Err(AddressFileError::Nothing("it holds no endpoint set"));
    }
    Ok(Microsoft365 {
        about: AddressFile {
            kind: Kind::Microsoft365,
            cloud: None,
            change_number: None,
            sha256: sha256_hex(bytes),
        },
        sets,
    })
}

/// What a kind of file is called, and what it begins with.
type Form = (&'static str, char);

const TAGS: Form = ("a file of service tags", '{');
const M365: Form = ("the list of Microsoft 365 endpoints", '[');

fn parsed<T: DeserializeOwned>(bytes: &[u8], form: Form) -> Result<T, AddressFileError> {
    if bytes.len() > MOST_BYTES {
        return Err(AddressFileError::TooLong);
    }
    let text = text(bytes).map_err(|why| match why {
        NotText::NotUtf8 { at } => AddressFileError::NotText(at),
        other => AddressFileError::Marked(other),
    })?;
    let (kind, begins) = form;
    // A list would pass for an object whose fields are left unnamed.
    if text
        .trim_start()
        .chars()
        .next()
        .is_some_and(|first| first != begins)
    {
        return Err(AddressFileError::OtherKind { kind, begins });
    }
    serde_json::from_str(&text).map_err(|error| AddressFileError::Content {
        kind,
        line: error.line(),
        column: error.column(),
        what: message(&error),
    })
}

/// The parser's words without the place, which is told apart.
fn message(error: &serde_json::Error) -> String {
    let whole = error.to_string();
    let place = format!(" at line {} column {}", error.line(), error.column());
    let text = escape(whole.strip_suffix(&place).unwrap_or(&whole));
    let mut short: String = text.chars().take(MOST_OF_A_MESSAGE).collect();
    if short.len() < text.len() {
        short.push_str(" and so on");
    }
    short
}

#[derive(Deserialize)]
#[serde(
    rename_all = "camelCase",
    expecting = "an object with `changeNumber`, `cloud` and `values`"
)]
struct TagsFile {
    change_number: u64,
    cloud: String,
    values: Vec<Tag>,
}

#[derive(Deserialize)]
#[serde(expecting = "an object with `name` and `properties`")]
struct Tag {
    name: String,
    properties: Properties,
}

#[derive(Deserialize)]
#[serde(expecting = "an object with `addressPrefixes`")]
struct Properties {
    #[serde(rename = "addressPrefixes")]
    prefixes: Vec<Network>,
}

#[derive(Deserialize)]
#[serde(rename_all = "camelCase", expecting = "an object with `id`")]
struct Set {
    id: u64,
    #[serde(default)]
    urls: Vec<String>,
    #[serde(default)]
    ips: Vec<Network>,
    tcp_ports: Option<String>,
}

impl Set {
    /// `tcpPorts` is a list such as `80,443`; a set for UDP alone has none.
    fn is_about(&self, port: u16) -> bool {
        let ports = self.tcp_ports.as_deref().unwrap_or_default();
        ports.split(',').any(|one| one.trim().parse() == Ok(port))
    }

    /// Patterns that are none of ours, such as `*cdn.example.com`, name no row.
    fn closeness(&self, host: &HostPattern) -> Option<usize> {
        let patterns = self.urls.iter().filter_map(|url| url.parse().ok());
        patterns
            .filter_map(|listed: HostPattern| closeness(&listed, host))
            .max()
    }
}

/// A network; an address alone is one of one.
struct Network(IpNet);

impl<'de> Deserialize<'de> for Network {
    fn deserialize<D: Deserializer<'de>>(from: D) -> Result<Self, D::Error> {
        let text = String::deserialize(from)?;
        let network = text.parse::<IpNet>().map(|network| network.trunc());
        let network = network.or_else(|_| text.parse::<IpAddr>().map(IpNet::from));
        let wrong = |_| D::Error::custom(format!("`{text}` is no network such as `10.0.0.0/8`"));
        network.map(Self).map_err(wrong)
    }
}

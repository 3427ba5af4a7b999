//! What must be reachable: `endpoints.toml`, parsed and checked, or an error with its line.

mod host;
mod parse;
mod ranges;
mod untrusted;

use std::fmt;
use std::str::FromStr;

use serde::{Deserialize, Serialize};

use crate::text::bytes::Blob;

pub use host::{NameError, PatternError};
pub use parse::{CatalogueError, CertificateError, MOST_BYTES, Reader};
pub use ranges::{
    AddressFile, AddressFileError, Addresses, Expected, Kind, Listed, MOST_ADDRESS_BYTES,
};

/// Stands in a sample's host for the tenant's GUID.
pub const TENANT: &str = "<tenant>";

/// The whole data file.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Catalogue {
    /// When its facts were last reviewed, `YYYY-MM-DD`.
    pub dated: String,
    /// SHA-256 of the file's bytes, hex.
    pub sha256: String,
    /// What the endpoints belong to.
    pub product: String,
    /// The account its services run as, where firewalls may tell accounts apart.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub account: Option<String>,
    /// The endpoints, in the order of the file.
    pub rows: Vec<Endpoint>,
    /// The issuer sets, in the order of the file.
    pub issuers: Vec<Issuer>,
    /// What address files say of the rows, where some were given beside the file.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub addresses: Option<Addresses>,
}

/// A set of keys. A genuine chain passes through one of them.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Issuer {
    /// Its id.
    pub id: String,
    /// What it is, for people.
    pub name: String,
    /// Its keys.
    #[serde(rename = "key")]
    pub keys: Vec<Key>,
}

/// A certificate authority's key.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Key {
    /// The CA's common name, or its whole subject (RFC 4514).
    pub name: String,
    /// SHA-256 of its `SubjectPublicKeyInfo`, 64 lower-case hex digits.
    pub spki_sha256: String,
    /// Is it still what the service uses?
    #[serde(default)]
    pub status: Status,
    /// The key itself (`SubjectPublicKeyInfo`, DER), where the file brings it: it completes a chain
    /// whose server leaves this link out.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub public_key: Option<Blob>,
    /// Its subject, DER, where the file brings its certificate.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub subject: Option<Blob>,
    /// Is that certificate a root, which no server need send?
    #[serde(default)]
    pub root: bool,
}

/// What must be reachable, and how it is told from something else.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Endpoint {
    /// Its id.
    pub id: String,
    /// A name, or every name under one.
    pub host: HostPattern,
    /// The TCP port.
    pub port: u16,
    /// What is spoken there.
    pub scheme: Scheme,
    /// How much depends on it.
    #[serde(default)]
    pub need: Need,
    /// The clouds it belongs to.
    pub clouds: Vec<Cloud>,
    /// When it is needed.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub phase: Option<Phase>,
    /// What it is for.
    pub purpose: String,
    /// The ids of its issuer sets; none for `http`.
    #[serde(default)]
    pub issuers: Vec<String>,
    /// May TLS be opened on the way?
    #[serde(default)]
    pub inspection: Inspection,
    /// Service tags and CIDR ranges its addresses should lie in.
    #[serde(default)]
    pub ranges: Vec<String>,
    /// Where this row comes from.
    pub source: String,
    /// What is really asked.
    #[serde(default, rename = "sample")]
    pub samples: Vec<Sample>,
}

/// One concrete thing to ask an endpoint for.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Sample {
    /// The host under a wildcard; may hold `<tenant>`. Absent on a plain host.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub host: Option<String>,
    /// The path, with its query.
    pub path: String,
    /// The method.
    #[serde(default)]
    pub method: Method,
    /// What a genuine answer holds.
    #[serde(default)]
    pub content: Content,
    /// The OCSP request to send, DER; one is built where it is absent.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub request: Option<Blob>,
    /// How sure we are that the name still exists.
    #[serde(default)]
    pub sure: Sure,
}

impl Default for Sample {
    fn default() -> Self {
        Self {
            host: None,
            path: "/".to_owned(),
            method: Method::default(),
            content: Content::default(),
            request: None,
            sure: Sure::default(),
        }
    }
}

/// A host name, or one leading `*.` and a suffix. Always lower case, without a last dot.
#[derive(Debug, Clone, PartialEq, Eq, Hash, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(into = "String", try_from = "String")]
pub struct HostPattern {
    suffix: String,
    wildcard: bool,
}

macro_rules! words {
    ($(#[$doc:meta])* $name:ident { $($(#[$variant_doc:meta])* $variant:ident $word:literal,)* }) => {
        $(#[$doc])*
        #[derive(Debug, Clone, Copy, Default, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize,
            Deserialize)]
        pub enum $name { $($(#[$variant_doc])* #[serde(rename = $word)] $variant,)* }

        impl $name {
            /// Every value.
            pub const ALL: &[Self] = &[$(Self::$variant,)*];

            /// The word in the file and in reports.
            #[must_use]
            pub fn word(self) -> &'static str {
                match self { $(Self::$variant => $word,)* }
            }
        }

        impl fmt::Display for $name {
            fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
                f.pad(self.word())
            }
        }

        impl FromStr for $name {
            type Err = String;

            fn from_str(text: &str) -> Result<Self, Self::Err> {
                let known = Self::ALL.iter().find(|value| value.word() == text);
                known.copied().ok_or_else(|| {
                    let words: Vec<_> = Self::ALL.iter().map(|value| value.word()).collect();
                    format!("expected {}", parse::one_of(&words))
                })
            }
        }
    };
}

words! {
    /// What is spoken on a port.
    Scheme {
        /// TLS, then HTTP.
        #[default] Https "https",
        /// HTTP.
        Http "http",
        /// TLS alone.
        Tls "tls",
    }
}
words! {
    /// How much depends on an endpoint.
    Need {
        /// Nothing works without it.
        #[default] Required "required",
        /// Something works worse without it: failures are warnings.
        Advised "advised",
        /// Nothing that matters depends on it: failures are notes.
        Optional "optional",
    }
}
words! {
    /// Which Microsoft cloud.
    Cloud {
        /// The worldwide one.
        #[default] Public "public",
        /// US Government.
        Usgov "usgov",
        /// Operated by 21Vianet.
        China "china",
    }
}
words! {
    /// When an endpoint is needed.
    Phase {
        /// While the agent works.
        #[default] Runtime "runtime",
        /// While it is installed and registered.
        Registration "registration",
        /// While certificates are checked.
        Revocation "revocation",
        /// While it updates itself.
        Update "update",
    }
}
words! {
    /// May TLS be opened on the way?
    Inspection {
        /// Interception is a failure.
        #[default] Forbidden "forbidden",
        /// Interception is a warning.
        Tolerated "tolerated",
    }
}
words! {
    /// Is a key still what the service uses?
    Status {
        /// Yes.
        #[default] Accepted "accepted",
        /// Genuine, and on its way out.
        Legacy "legacy",
    }
}
words! {
    /// The method of a request.
    Method {
        /// GET.
        #[default] Get "GET",
        /// POST.
        Post "POST",
        /// HEAD.
        Head "HEAD",
    }
}
words! {
    /// What a genuine answer holds.
    Content {
        /// Anything the genuine server says.
        #[default] Any "any",
        /// A certificate revocation list.
        Crl "crl",
        /// An OCSP answer, an error answer too.
        Ocsp "ocsp",
        /// A Windows cabinet.
        Cab "cab",
        /// A certificate.
        Certificate "certificate",
    }
}
words! {
    /// How sure we are that a name still exists.
    Sure {
        /// Documented, or seen by two independent sources.
        #[default] High "high",
        /// One source.
        Medium "medium",
        /// Old, or inferred.
        Low "low",
    }
}

impl Catalogue {
    /// The keys that a genuine chain of this endpoint may pass through.
    pub fn keys_of<'a>(&'a self, endpoint: &'a Endpoint) -> impl Iterator<Item = &'a Key> {
        let own = self
            .issuers
            .iter()
            .filter(|set| endpoint.issuers.contains(&set.id));
        own.flat_map(|set| &set.keys)
    }

    /// The row with this id.
    #[must_use]
    pub fn endpoint(&self, id: &str) -> Option<&Endpoint> {
        self.rows.iter().find(|row| row.id == id)
    }
}

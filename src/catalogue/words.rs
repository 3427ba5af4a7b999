//! The words of the data file: each with its one spelling, in the file and in reports.

use std::fmt::{self, Write as _};
use std::str::FromStr;

use serde::{Deserialize, Serialize};

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
                    format!("expected {}", one_of(&words))
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
        /// HTTP without TLS, the content is judged.
        Http "http",
        /// TLS alone; nothing is asked inside it.
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
    /// Whether TLS inspection is allowed on the route.
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
        /// A chain to this key is genuine without remark.
        #[default] Accepted "accepted",
        /// Genuine; the service is replacing it.
        Legacy "legacy",
    }
}
words! {
    /// The method of a request.
    Method {
        /// RFC 9110, 9.3.1.
        #[default] Get "GET",
        /// RFC 9110, 9.3.3; carries the request of the sample.
        Post "POST",
        /// RFC 9110, 9.3.2: the head without the content.
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
        /// An X.509 certificate, DER or PEM.
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
words! {
    /// A version of TLS.
    TlsVersion {
        /// RFC 5246: all that Windows Server 2016 and 2019 speak.
        #[default] Tls12 "1.2",
        /// RFC 8446.
        Tls13 "1.3",
    }
}
words! {
    /// What a connection is asked to become.
    Upgrade {
        /// RFC 6455, 4.1.
        #[default] WebSocket "websocket",
    }
}
words! {
    /// How the product can log in to a proxy.
    ProxyLogin {
        /// With the credentials that it is given.
        #[default] Supported "supported",
        /// Only by Negotiate or NTLM, as the account that its service runs as.
        Integrated "integrated",
        /// Not at all.
        Unsupported "unsupported",
    }
}

words! {
    /// What private answers for a public name mean.
    PrivateLink {
        /// They are told: the service is not there.
        #[default] Refused "refused",
        /// They are meant: those in the row's ranges, or all where it has none.
        Allowed "allowed",
    }
}
words! {
    /// On which route revocation data is fetched.
    Revocation {
        /// On the route of everything else.
        #[default] Route "route",
        /// On the operating system's own settings, by the system itself.
        System "system",
    }
}

/// `a`, `b` or `c`, in backticks.
pub(super) fn one_of(words: &[&str]) -> String {
    let last = words.len().saturating_sub(1);
    words
        .iter()
        .enumerate()
        .fold(String::new(), |mut text, (at, word)| {
            let before = match at {
                0 => "",
                at if at == last => " or ",
                _ => ", ",
            };
            // Writing to a string cannot fail.
            let _ = write!(text, "{before}`{word}`");
            text
        })
}

//! A user and a password for one hop; the password is shown nowhere.

use std::fmt;

/// A user and a secret for one hop.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Credentials {
    /// The user's name.
    pub user: String,
    /// The password, never shown.
    pub secret: Secret,
}

impl Credentials {
    /// Reads `USER[:PASSWORD]`, percent-encoded where needed (RFC 3986, 3.2.1). None where it is, when
    /// decoded, not UTF-8 or holds a control character, which curl refuses too.
    pub(super) fn from_userinfo(text: &str) -> Option<Self> {
        let (user, secret) = text.split_once(':').unwrap_or((text, ""));
        Some(Self {
            user: decoded(user)?,
            secret: Secret::new(decoded(secret)?),
        })
    }
}

/// A secret. It cannot be serialized, and is shown as dots.
#[derive(Clone, PartialEq, Eq)]
pub struct Secret(String);

impl Secret {
    /// Keeps a secret.
    #[must_use]
    pub fn new(text: String) -> Self {
        Self(text)
    }

    /// The secret itself, for the one place that sends it.
    #[must_use]
    pub(crate) fn reveal(&self) -> &str {
        &self.0
    }
}

impl fmt::Debug for Secret {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("•••")
    }
}

fn decoded(text: &str) -> Option<String> {
    let text = percent_encoding::percent_decode_str(text);
    let text = text.decode_utf8().ok()?;
    (!text.contains(char::is_control)).then(|| text.into_owned())
}

//! User and password as HTTP carries them (RFC 7617).

use hyper::header::HeaderValue;

use super::failure::unsendable;
use crate::evidence::Failure;
use crate::route::Credentials;
use crate::text::bytes::Blob;

/// User and password as they are sent, before base64.
pub(super) fn pair(credentials: &Credentials) -> String {
    format!("{}:{}", credentials.user, credentials.secret.reveal())
}

/// Credentials as RFC 7617 wants them, marked so that no log shows them.
pub(super) fn basic(credentials: &Credentials) -> Result<HeaderValue, Failure> {
    let text = format!(
        "Basic {}",
        Blob::from(pair(credentials).into_bytes()).to_base64()
    );
    let mut value = HeaderValue::from_str(&text).map_err(|error| unsendable(&error))?;
    value.set_sensitive(true);
    Ok(value)
}

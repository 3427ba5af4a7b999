//! Moments as RFC 3339 writes them.

use time::OffsetDateTime;
use time::format_description::well_known::Rfc3339;

/// A moment, seconds since 1970, as RFC 3339 writes it.
#[must_use]
pub fn rfc3339(unix: i64) -> String {
    let moment = OffsetDateTime::from_unix_timestamp(unix).ok();
    moment
        .and_then(|moment| moment.format(&Rfc3339).ok())
        .unwrap_or_default()
}

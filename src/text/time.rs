//! Moments as RFC 3339 writes them.

use time::OffsetDateTime;
use time::format_description::well_known::Rfc3339;

/// A moment, seconds since 1970, as RFC 3339 writes it; none where no calendar has it.
#[must_use]
pub fn rfc3339(unix: i64) -> Option<String> {
    let moment = OffsetDateTime::from_unix_timestamp(unix).ok()?;
    moment.format(&Rfc3339).ok()
}

/// The moment that a text of RFC 3339 stands for, in seconds since 1970.
#[must_use]
pub fn from_rfc3339(text: &str) -> Option<i64> {
    let moment = OffsetDateTime::parse(text, &Rfc3339).ok()?;
    Some(moment.unix_timestamp())
}

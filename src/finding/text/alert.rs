//! The names of TLS alerts (RFC 8446, 6).

use crate::text::iana;

/// The name of an alert (RFC 8446, 6; RFC 5246, 7.2) with its number.
pub(super) fn alert_name(alert: u8) -> String {
    let Some(name) = iana::alert(alert) else {
        return format!("alert {alert}");
    };
    format!("{name} ({alert})")
}

//! Is it in time: dates of a path, our clock, and the server's.

use time::OffsetDateTime;
use time::format_description::well_known::Rfc2822;

use super::certificate::Certificate;
use super::names::bounded;
use crate::finding::cause::chain::{Dates, Expired, NotYetValid, OutOfTime};
use crate::finding::{Cause, Finding, Severity};

/// What of these certificates is outside of its dates at this moment (RFC 5280, 4.1.2.5).
pub(super) fn outside<'a>(
    certificates: impl Iterator<Item = &'a Certificate<'a>>,
    now: i64,
) -> Vec<Dates> {
    let all = certificates.map(dates);
    all.filter(|dates| !hold(dates, now)).collect()
}

/// The dates of a certificate.
pub(super) fn dates(certificate: &Certificate<'_>) -> Dates {
    Dates {
        subject: certificate.subject.text.as_str().into(),
        from_unix: certificate.x509.validity().not_before.timestamp(),
        until_unix: certificate.x509.validity().not_after.timestamp(),
    }
}

fn hold(dates: &Dates, moment: i64) -> bool {
    (dates.from_unix..=dates.until_unix).contains(&moment)
}

/// `chain.expired` and `chain.not-yet-valid`, with whose clock is whose: `date` is the `Date` header
/// (RFC 9110, 6.6.1) that the server sent over this connection. A warning where a newer certificate of every
/// one of them can be had.
pub(super) fn findings(dates: &[(Dates, bool)], now: i64, date: Option<&str>) -> Vec<Finding> {
    let outside = dates.iter().filter(|(dates, _)| !hold(dates, now));
    let renewable = outside.clone().all(|(_, renewable)| *renewable);
    let (early, late): (Vec<Dates>, Vec<Dates>) = outside
        .map(|(dates, _)| dates.clone())
        .partition(|dates| now < dates.from_unix);
    let late = (!late.is_empty()).then(|| {
        let dates = out_of_time(late, now, date);
        Cause::from(Expired { dates })
    });
    let early = (!early.is_empty()).then(|| {
        let dates = out_of_time(early, now, date);
        Cause::from(NotYetValid { dates })
    });
    let found = late.into_iter().chain(early).map(Finding::new);
    found
        .map(|finding| {
            if renewable {
                finding.weighing(Severity::Warn)
            } else {
                finding
            }
        })
        .collect()
}

fn out_of_time(certificates: Vec<Dates>, now_unix: i64, date: Option<&str>) -> OutOfTime {
    let server = date.and_then(|date| OffsetDateTime::parse(date, &Rfc2822).ok());
    let valid = |moment: OffsetDateTime| {
        let moment = moment.unix_timestamp();
        certificates.iter().all(|dates| hold(dates, moment))
    };
    OutOfTime {
        valid_by_server: server.map(valid),
        certificates,
        now_unix,
        server_date: date.map(|date| bounded(date).into()),
    }
}

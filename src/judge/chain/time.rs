//! Is it in time: dates of a path, our clock, and the server's.

use time::OffsetDateTime;
use time::format_description::well_known::{Rfc2822, Rfc3339};

use super::certificate::Certificate;
use super::names::bounded;
use crate::finding::{Code, Finding, Owner};

/// A certificate outside of its dates (RFC 5280, 4.1.2.5).
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Outside {
    who: String,
    from: i64,
    until: i64,
}

impl Outside {
    /// What of these certificates is outside of its dates at this moment.
    pub(super) fn of<'a>(
        certificates: impl Iterator<Item = &'a Certificate<'a>>,
        now: i64,
    ) -> Vec<Self> {
        let all = certificates.map(|certificate| Self {
            who: certificate.subject.text.clone(),
            from: certificate.x509.validity().not_before.timestamp(),
            until: certificate.x509.validity().not_after.timestamp(),
        });
        all.filter(|dates| !dates.hold(now)).collect()
    }

    fn hold(&self, moment: i64) -> bool {
        (self.from..=self.until).contains(&moment)
    }

    fn words(&self) -> String {
        let (from, until) = (moment(self.from), moment(self.until));
        format!("`{}` is valid from {from} to {until}", self.who)
    }
}

/// `chain.expired` and `chain.not-yet-valid`, with whose clock is whose: `date` is the `Date` header
/// (RFC 9110, 6.6.1) that the server sent over this connection.
pub(super) fn findings(outside: &[Outside], now: i64, date: Option<&str>) -> Vec<Finding> {
    let (early, late): (Vec<_>, Vec<_>) = outside.iter().partition(|dates| now < dates.from);
    let both = [(Code::ChainExpired, late), (Code::ChainNotYetValid, early)];
    let all = both.into_iter().filter(|(_, dates)| !dates.is_empty());
    all.map(|(code, dates)| finding(code, &dates, now, date))
        .collect()
}

fn finding(code: Code, dates: &[&Outside], now: i64, date: Option<&str>) -> Finding {
    let words: Vec<_> = dates.iter().map(|dates| dates.words()).collect();
    let server = match date {
        Some(date) => format!("the server's `Date` says `{}`", bounded(date)),
        None => "the server told no date".to_owned(),
    };
    let cause = format!(
        "{}; our clock says {}, {server}",
        words.join(", "),
        moment(now)
    );
    let finding = Finding::new(code, cause);
    match date.and_then(|date| OffsetDateTime::parse(date, &Rfc2822).ok()) {
        Some(told) => blamed(finding, dates.iter().all(|d| d.hold(told.unix_timestamp()))),
        None => finding,
    }
}

/// Whose fault it is, by the one mark there is: the server's own clock.
fn blamed(finding: Finding, in_time_by_server: bool) -> Finding {
    if in_time_by_server {
        let remedy =
            "set the clock of this host: by the server's clock the certificates are in time";
        finding.mended_by(Owner::Host, remedy)
    } else {
        let remedy =
            "put certificates in place that are in time: both clocks say that these are not";
        finding.mended_by(Owner::Service, remedy)
    }
}

/// A moment as people and machines read it (RFC 3339).
pub(super) fn moment(unix: i64) -> String {
    let moment = OffsetDateTime::from_unix_timestamp(unix).ok();
    let text = moment.and_then(|moment| moment.format(&Rfc3339).ok());
    text.unwrap_or_else(|| format!("{unix} s since 1970"))
}

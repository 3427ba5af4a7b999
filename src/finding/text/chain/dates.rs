//! Certificates outside of their dates, in words.

use crate::finding::Place;
use crate::finding::cause::chain::{Dates, Expired, NotYetValid, OutOfTime};
use crate::finding::text::{Words, counted, moment};

/// The certificates and both clocks, a sentence each.
fn clocks(of: &OutOfTime) -> Vec<String> {
    let dates = |dates: &Dates| {
        let (from, until) = (moment(dates.from_unix), moment(dates.until_unix));
        format!("{} is valid from {from} to {until}", dates.subject.quoted())
    };
    let server = match &of.server_date {
        Some(date) => format!("the server's `Date` says {}", date.quoted()),
        None => "the server sent no date".to_owned(),
    };
    let clocks = format!(
        "This machine's clock says {}; {server}",
        moment(of.now_unix)
    );
    of.certificates.iter().map(dates).chain([clocks]).collect()
}

fn clock_remedy(of: &OutOfTime, at: &Place<'_>, replace: &str) -> String {
    match of.valid_by_server {
        Some(true) => {
            "set the clock of this machine: by the server's clock the certificates are valid"
                .to_owned()
        }
        Some(false) | None => format!("{replace} of {}", at.subject()),
    }
}

impl Words for Expired {
    fn conclusion(&self, at: &Place<'_>) -> String {
        let number = self.dates.certificates.len();
        format!(
            "{} of {}{} expired by this machine's clock",
            counted(number, "certificate", "certificates"),
            at.subject(),
            at.through()
        )
    }

    fn evidence(&self, _at: &Place<'_>) -> Vec<String> {
        clocks(&self.dates)
    }

    fn remedy(&self, at: &Place<'_>) -> String {
        clock_remedy(&self.dates, at, "renew the expired certificate")
    }
}

impl Words for NotYetValid {
    fn conclusion(&self, at: &Place<'_>) -> String {
        let number = self.dates.certificates.len();
        let verb = if number == 1 { "is" } else { "are" };
        format!(
            "{} of {}{} {verb} not valid yet by this machine's clock",
            counted(number, "certificate", "certificates"),
            at.subject(),
            at.through()
        )
    }

    fn evidence(&self, _at: &Place<'_>) -> Vec<String> {
        clocks(&self.dates)
    }

    fn remedy(&self, at: &Place<'_>) -> String {
        match self.dates.valid_by_server {
            None => "check the clock of this machine against a time server".to_owned(),
            Some(_) => clock_remedy(&self.dates, at, "replace the not yet valid certificate"),
        }
    }
}

//! The answer to the one question, in one sentence.

use super::style::counted;
use super::{EndpointReport, Report};
use crate::catalogue::Need;
use crate::finding::Verdict;

/// How many required endpoints are as required, and what else is worth a look.
pub(super) fn sentence(report: &Report) -> String {
    let needed = Tally::of(report, |need| need == Need::Required);
    let others = Tally::of(report, |need| need != Need::Required);
    let mut said = vec![needed.main()];
    if needed.fail > 0 && needed.unproven > 0 {
        said.push(format!("{} could not be proven", needed.unproven));
    }
    if needed.warn > 0 {
        said.push(format!("{} with warnings", needed.warn));
    }
    let troubled = others.all - others.pass;
    if troubled > 0 {
        let noun = if troubled == 1 {
            "endpoint"
        } else {
            "endpoints"
        };
        said.push(format!("{troubled} other {noun} with warnings"));
    }
    said.join(", ")
}

/// How many endpoints came to what.
#[derive(Default)]
struct Tally {
    all: usize,
    pass: usize,
    warn: usize,
    unproven: usize,
    fail: usize,
}

impl Tally {
    fn of(report: &Report, wanted: impl Fn(Need) -> bool) -> Self {
        let mut tally = Self::default();
        for endpoint in report.endpoints.iter().filter(|e| wanted(e.need)) {
            tally.add(endpoint);
        }
        tally
    }

    fn add(&mut self, endpoint: &EndpointReport) {
        self.all += 1;
        match endpoint.verdict {
            Verdict::Pass => self.pass += 1,
            Verdict::Warn => self.warn += 1,
            Verdict::Unproven => self.unproven += 1,
            Verdict::Fail => self.fail += 1,
        }
    }

    fn main(&self) -> String {
        let required = counted(self.all, "required endpoint", "required endpoints");
        let (number, said) = match (self.fail, self.unproven) {
            (0, 0) => return self.good(&required),
            (0, 1) => (1, "could not be proven"),
            (0, unproven) => (unproven, "could not be proven"),
            (1, _) => (1, "is not as required"),
            (fail, _) => (fail, "are not as required"),
        };
        format!("{number} of {required} {said}")
    }

    fn good(&self, required: &str) -> String {
        match self.all {
            0 => "no required endpoint was checked".to_owned(),
            1 => "the one required endpoint is as required".to_owned(),
            _ => format!("all {required} are as required"),
        }
    }
}

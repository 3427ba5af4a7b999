//! The answer to the one question, in one sentence.

use crate::catalogue::Need;
use crate::finding::Verdict;
use crate::report::amounts::counted;
use crate::report::model::{EndpointReport, Report};

/// Are the required endpoints as required?
pub(super) fn sentence(report: &Report) -> String {
    VerdictTally::new(report, |need| need == Need::Required).main()
}

/// What else the endpoints came to, as further lines; none where all of them pass.
pub(super) fn details(report: &Report) -> Vec<String> {
    let needed = VerdictTally::new(report, |need| need == Need::Required);
    let others = VerdictTally::new(report, |need| need != Need::Required);
    let lines = [needed.besides(), others.troubled()];
    lines.into_iter().flatten().collect()
}

/// How many endpoints came to what.
#[derive(Default)]
struct VerdictTally {
    all: usize,
    pass: usize,
    warn: usize,
    unproven: usize,
    fail: usize,
}

impl VerdictTally {
    fn new(report: &Report, wanted: impl Fn(Need) -> bool) -> Self {
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

    /// What the first sentence did not say, where not all is good.
    fn besides(&self) -> Option<String> {
        let unproven = if self.fail > 0 { self.unproven } else { 0 };
        let said = [
            (unproven, format!("{unproven} could not be proven")),
            (self.warn, format!("{} with warnings", self.warn)),
            (self.pass, format!("{} as required", self.pass)),
        ];
        let said = said.into_iter().filter(|(number, _)| *number > 0);
        let said: Vec<_> = said.map(|(_, text)| text).collect();
        (self.fail + self.unproven > 0 && !said.is_empty()).then(|| said.join(", "))
    }

    /// Of endpoints that are not required.
    fn troubled(&self) -> Option<String> {
        let number = self.all - self.pass;
        let has = if number == 1 { "has" } else { "have" };
        let all = counted(self.all, "other endpoint", "other endpoints");
        (number > 0).then(|| format!("{number} of {all} {has} warnings"))
    }

    fn good(&self, required: &str) -> String {
        let said = match self.all {
            0 => return "no required endpoint was checked".to_owned(),
            1 => "the one required endpoint is as required".to_owned(),
            _ => format!("all {required} are as required"),
        };
        match self.warn {
            0 => said,
            warn => format!("{said}, {warn} with warnings"),
        }
    }
}

//! How many endpoints came to which verdict, in words.

use crate::catalogue::Need;
use crate::finding::Verdict;
use crate::report::amounts::counted;
use crate::report::model::Report;

/// How many endpoints came to what.
#[derive(Debug, Default)]
pub(super) struct VerdictTally {
    all: usize,
    pass: usize,
    warn: usize,
    unproven: usize,
    fail: usize,
}

impl VerdictTally {
    /// Of the endpoints of some needs.
    pub(super) fn new(report: &Report, wanted: impl Fn(Need) -> bool) -> Self {
        let mut tally = Self::default();
        for endpoint in report.endpoints.iter().filter(|one| wanted(one.need)) {
            tally.all += 1;
            match endpoint.verdict {
                Verdict::Pass => tally.pass += 1,
                Verdict::Warn => tally.warn += 1,
                Verdict::Unproven => tally.unproven += 1,
                Verdict::Fail => tally.fail += 1,
            }
        }
        tally
    }

    /// Where none fails and none is unproven: "4 of 4 required endpoints pass, 1 with warnings".
    pub(super) fn passing(&self) -> String {
        if self.all == 0 {
            return "no required endpoint was checked".to_owned();
        }
        let number = self.pass + self.warn;
        let passing = format!("{number} of {}", self.required());
        match self.warn {
            0 => passing,
            warn => format!("{passing} {}, {warn} with warnings", self.pass_verb()),
        }
    }

    /// Where some fail or are unproven: "1 of 4 required endpoints failed, 1 unproven, 2 pass".
    pub(super) fn troubled(&self) -> String {
        let passing = self.pass + self.warn;
        let named = [
            (self.fail, "failed"),
            (self.unproven, "unproven"),
            (passing, "pass"),
        ];
        let mut parts = named.into_iter().filter(|(number, _)| *number > 0);
        let Some((number, word)) = parts.next() else {
            return self.passing();
        };
        let first = format!("{number} of {} {word}", self.required());
        parts.fold(first, |text, (number, word)| {
            format!("{text}, {number} {word}")
        })
    }

    /// Of endpoints that are not required; nothing where all of them pass.
    pub(super) fn others(&self) -> Option<String> {
        let number = self.all - self.pass;
        let others = counted(self.all, "other endpoint", "other endpoints");
        (number > 0).then(|| format!("{number} of {others} with warnings"))
    }

    fn pass_verb(&self) -> &'static str {
        if self.all == 1 { "passes" } else { "pass" }
    }

    fn required(&self) -> String {
        counted(self.all, "required endpoint", "required endpoints")
    }
}

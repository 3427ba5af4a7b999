//! Every finding of a report, and which of them speaks for which: the one that explains it, or itself.

use std::collections::HashMap;
use std::net::SocketAddr;

use super::spot::{PlacedFinding, Spot};
use crate::finding::{Code, Finding};
use crate::report::model::{EndpointReport, ProbeReport, Report};

/// Every finding, in the order of the report.
pub(super) fn collect(report: &Report) -> AllFindings<'_> {
    let mut all = AllFindings::default();
    all.add(&report.findings, Spot::RUN, [RUN; 3]);
    for endpoint in &report.endpoints {
        let own = all.next_list();
        let spot = Spot {
            endpoint: Some(endpoint),
            probe: None,
        };
        all.add(&endpoint.findings, spot, [own, own, RUN]);
        for probe in &endpoint.probes {
            all.add_probe(probe, Some(endpoint), own);
        }
    }
    for probe in &report.revocation {
        all.add_probe(probe, None, RUN);
    }
    all
}

/// The list of findings about the whole run.
const RUN: usize = 0;

/// Every finding, and where to look one up that explains others.
#[derive(Default)]
pub(super) struct AllFindings<'a> {
    pub(super) seen: Vec<PlacedFinding<'a>>,
    lists: usize,
    /// The first of a list with this code, for one address and for any (`None`).
    first: HashMap<(usize, Code, Option<SocketAddr>), usize>,
}

impl<'a> AllFindings<'a> {
    fn next_list(&mut self) -> usize {
        self.lists += 1;
        self.lists
    }

    fn add_probe(
        &mut self,
        probe: &'a ProbeReport,
        endpoint: Option<&'a EndpointReport>,
        above: usize,
    ) {
        let own = self.next_list();
        let spot = Spot {
            endpoint,
            probe: Some(probe),
        };
        self.add(&probe.findings, spot, [own, above, RUN]);
    }

    fn add(&mut self, findings: &'a [Finding], spot: Spot<'a>, within: [usize; 3]) {
        for finding in findings {
            let at = self.seen.len();
            for address in [None, finding.address] {
                let place = (within[0], finding.code(), address);
                self.first.entry(place).or_insert(at);
            }
            self.seen.push(PlacedFinding {
                finding,
                spot,
                within,
            });
        }
    }

    /// The finding that speaks for this one; itself where nothing explains it, or where what is
    /// said to explain it is not in the report: nothing is lost.
    pub(super) fn root(&self, at: usize) -> usize {
        let mut current = at;
        for _ in 0..Code::ALL.len() {
            match self.explaining(current) {
                Some(next) => current = next,
                None => return current,
            }
        }
        at // a circle
    }

    fn explaining(&self, at: usize) -> Option<usize> {
        let seen = &self.seen[at];
        let code = seen.finding.explained_by?;
        let look = |&list: &usize| {
            let same = |address| self.first.get(&(list, code, address)).copied();
            same(seen.finding.address).or_else(|| same(None))
        };
        // The cause of all may have the same code as what it explains, which is not its own cause.
        seen.within.iter().filter_map(look).find(|&by| by != at)
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::finding::cause::chain::Weak;
    use crate::finding::cause::handshake::Cut;

    fn weak() -> Finding {
        Finding::new(Weak {
            weaknesses: Vec::new(),
        })
    }

    fn cut() -> Finding {
        Finding::new(Cut {
            reset: true,
            received_bytes: 0,
        })
    }

    fn roots(findings: &[Finding]) -> Vec<usize> {
        let mut all = AllFindings::default();
        all.add(findings, Spot::RUN, [RUN; 3]);
        (0..findings.len()).map(|at| all.root(at)).collect()
    }

    #[test]
    fn a_circle_of_explanations_ends_at_the_finding_itself() {
        let one = cut().explained_by(Code::ChainWeak);
        let two = weak().explained_by(Code::HandshakeCut);
        assert_eq!(roots(&[one, two]), [0, 1]);
    }

    #[test]
    fn a_cause_of_all_may_have_the_code_of_what_it_explains() {
        let cause = [weak()];
        let effects = [weak().explained_by(Code::ChainWeak)];
        let mut all = AllFindings::default();
        all.add(&cause, Spot::RUN, [RUN; 3]);
        all.add(&effects, Spot::RUN, [1, 2, RUN]);
        assert_eq!([all.root(0), all.root(1)], [0, 0]);
    }

    #[test]
    fn an_explanation_that_is_not_in_the_report_leaves_the_finding_standing() {
        let finding = weak().explained_by(Code::RouteConflict);
        assert_eq!(roots(&[finding]), [0]);
    }

    #[test]
    fn a_finding_goes_with_the_one_at_its_own_address() {
        let [one, two] = ["10.0.0.1:443", "10.0.0.2:443"].map(|text| text.parse().unwrap());
        let after = weak().at(two);
        let after = after.explained_by(Code::HandshakeCut);
        assert_eq!(roots(&[cut().at(one), cut().at(two), after]), [0, 1, 1]);
    }
}

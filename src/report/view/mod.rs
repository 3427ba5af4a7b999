//! What every reader of a report needs, worked out once: formats only lay it out. Texts hold untrusted
//! words, which each format escapes in its own way. Nothing here judges.

pub(in crate::report) mod account; // whom the product runs as, where that was not who measured
pub(in crate::report) mod certificate; // what a certificate says of itself
pub(in crate::report) mod data_file; // the data file and the address files, in words
pub(in crate::report) mod groups; // findings that are alike, as one
mod conclusion; // the first two lines
pub(in crate::report) mod inspection; // who may inspect TLS, and who does
mod hold; // what became of idle connections
mod unseen; // what the run did not see
mod name_servers; // what is odd about name servers
mod origin; // the machine, the user, the addresses
pub(in crate::report) mod routes; // which routes were taken, and who chose them
pub(in crate::report) mod samples; // how many samples of an endpoint pass, and how long they took
mod summary; // a report in sentences
mod tally; // how many endpoints came to which verdict
pub(in crate::report) mod tickets; // what to ask of whom
pub(in crate::report) mod times; // when each step began, and how long it took
pub(in crate::report) mod verdict; // a verdict as a word and as a mark
mod wildcards; // what a rule for a wildcard has to cover

use super::model::Report;
use conclusion::headline;
use groups::{Group, groups};
use tickets::{Tickets, tickets};

pub use data_file::old_data;
pub use origin::Origin;
pub use summary::Summary;

/// A report as formats take it.
#[derive(Debug)]
pub(in crate::report) struct View<'a> {
    pub(in crate::report) report: &'a Report,
    pub(in crate::report) summary: Summary,
    pub(in crate::report) origin: Origin,
    /// The group whose conclusion the summary's first line is; none where everything passes.
    pub(in crate::report) headline: Option<usize>,
    pub(in crate::report) groups: Vec<Group<'a>>,
    pub(in crate::report) tickets: Tickets<'a>,
}

impl Summary {
    /// The summary of a report.
    #[must_use]
    pub fn new(report: &Report) -> Self {
        View::new(report).summary
    }
}

impl<'a> View<'a> {
    pub(in crate::report) fn new(report: &'a Report) -> Self {
        let groups = groups(report);
        let tickets = tickets(report, &groups);
        let headline = headline(report, &groups);
        let first = headline.map(|at| &groups[at]);
        Self {
            report,
            summary: Summary::from_parts(report, first, &tickets),
            origin: Origin::new(report),
            headline,
            tickets,
            groups,
        }
    }
}

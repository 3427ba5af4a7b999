//! A report in sentences. Every format holds each of them; `tests/report/view.rs` looks for them.

use serde::Serialize;

use super::groups::Group;
use super::tickets::Tickets;
use super::{
    account, conclusion, data_file, hold, inspection, name_servers, routes, unseen, wildcards,
};
use crate::report::model::Report;

/// What the report comes to, in sentences without a full stop. They hold untrusted words.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Summary {
    /// What the verdict rests on: its cause, or how many endpoints pass and what was seen of TLS.
    pub conclusion: String,
    /// Which teams are asked, how many endpoints came to what, how many were checked, on which route, as
    /// whom and where. Beside [`conclusion`](Self::conclusion) nothing else is needed to know whom to call.
    pub scope: Vec<String>,
    /// What kept the run from seeing everything: the user, or its time limit. Empty where nothing did.
    pub early_end: Vec<String>,
    /// By what the endpoints were chosen of those in the data file.
    pub selection: String,
    /// A warning that the data file was reviewed long ago, and where newer ones come from; absent where it
    /// is recent.
    pub old_data: Option<String>,
    /// What was left out of the report (`--redact`); absent where nothing was.
    pub redacted: Option<String>,
    /// Samples that were not asked, each reason once.
    pub left_out: Vec<String>,
    /// What the product needs and no run measures, by the data file.
    pub not_measured: Vec<String>,
    /// On how many hosts TLS is inspected and by whom, or on how many it was seen not to be; then which
    /// endpoints and hosts these are. Empty where no endpoint speaks TLS.
    pub inspection: Vec<String>,
    /// What the handshakes of the inspection matrix came to; absent where there was none.
    pub matrix: Option<String>,
    /// Each route that was taken, how often, and the setting that chose it.
    pub routes: Vec<String>,
    /// What the direct route came to beside the one that counts; absent where it was not measured.
    pub direct_route: Option<String>,
    /// On which route the operating system itself fetches revocation data; absent where that was not
    /// measured.
    pub system_route: Option<String>,
    /// What became of the connections that were left idle; absent where none was.
    pub held: Option<String>,
    /// Whom the product runs as, where that was not who measured, and how to measure as it.
    pub account: Option<String>,
    /// What is odd about name servers, and why the system's settings could not be used.
    pub name_servers: Vec<String>,
    /// What a rule for a wildcard has to cover; absent where no endpoint is one.
    pub wildcards: Option<String>,
}

impl Summary {
    /// From what is worked out already of findings and tickets.
    pub(super) fn from_parts(
        report: &Report,
        headline: Option<&Group<'_>>,
        tickets: &Tickets<'_>,
    ) -> Self {
        Self {
            conclusion: conclusion::sentence(report, headline),
            scope: conclusion::scope(report, tickets),
            early_end: unseen::early_end(report),
            selection: unseen::selection(report),
            old_data: data_file::old_data(&report.endpoints_file, &report.run.started),
            redacted: unseen::redacted(report),
            left_out: unseen::left_out(report),
            not_measured: report.endpoints_file.not_measured.clone(),
            inspection: inspection::lines(report),
            matrix: inspection::matrix(report),
            routes: routes::lines(report),
            direct_route: routes::direct(report),
            system_route: routes::system(report),
            held: hold::line(report),
            account: account::hint(report),
            name_servers: name_servers::remarks(report),
            wildcards: wildcards::line(report),
        }
    }
}

//! A report in sentences. Every format holds each of them; `tests/report/view.rs` looks for them.

use serde::Serialize;

use super::{account, answer, inspection, name_servers, routes, unseen, wildcards};
use crate::report::model::Report;

/// What the report comes to, in sentences without a full stop. They hold untrusted words.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Summary {
    /// Are the required endpoints as required?
    pub answer: String,
    /// What else the endpoints came to; empty where all of them pass.
    pub details: Vec<String>,
    /// What kept the run from seeing everything: the user, or its time limit. Empty where nothing did.
    pub early_end: Vec<String>,
    /// How many endpoints of the data file were checked, and by what they were chosen.
    pub selection: String,
    /// Samples that were not asked, each reason once.
    pub left_out: Vec<String>,
    /// What the product needs and no run measures, by the data file.
    pub not_measured: Vec<String>,
    /// On which endpoints TLS inspection was seen, on how many it was not, and which are not proven;
    /// empty where no endpoint speaks TLS.
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
    /// Whom the product runs as, where that was not who measured, and how to measure as it.
    pub account: Option<String>,
    /// What is odd about name servers, and why the system's settings could not be used.
    pub name_servers: Vec<String>,
    /// What a rule for a wildcard has to cover; absent where no endpoint is one.
    pub wildcards: Option<String>,
}

impl Summary {
    /// The summary of a report.
    #[must_use]
    pub fn new(report: &Report) -> Self {
        Self {
            answer: answer::sentence(report),
            details: answer::details(report),
            early_end: unseen::early_end(report),
            selection: unseen::selection(report),
            left_out: unseen::left_out(report),
            not_measured: report.endpoints_file.not_measured.clone(),
            inspection: inspection::lines(report),
            matrix: inspection::matrix(report),
            routes: routes::lines(report),
            direct_route: routes::direct(report),
            system_route: routes::system(report),
            account: account::hint(report),
            name_servers: name_servers::remarks(report),
            wildcards: wildcards::line(report),
        }
    }
}

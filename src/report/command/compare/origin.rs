//! Where and when a report was made, on which route, and what it came to. Texts in it are foreign.

use std::collections::BTreeSet;

use serde::Serialize;

use crate::finding::Verdict;
use crate::report::model::Report;
use crate::report::view::Summary;

/// Where and when a report was made, and what it came to.
#[derive(Debug, Clone, Serialize)]
pub(super) struct ReportOrigin {
    pub(super) started: String,
    /// What the machine calls itself.
    pub(super) host: Option<String>,
    /// Who ran it.
    pub(super) user: Option<String>,
    pub(super) source_addresses: Vec<String>,
    pub(super) route: RouteKind,
    /// The proxies on the routes that were taken, each once.
    pub(super) proxies: BTreeSet<String>,
    pub(super) verdict: Verdict,
    /// The sentence that follows the verdict.
    pub(super) conclusion: String,
    pub(super) interrupted: bool,
    pub(super) endpoints_dated: String,
    pub(super) endpoints_sha256: String,
    pub(super) change_numbers: Vec<u64>,
}

/// The routes that a run took.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize)]
#[serde(rename_all = "kebab-case")]
pub(super) enum RouteKind {
    /// None: nothing was asked, or no setting could be used.
    None,
    /// Straight to every target.
    Direct,
    /// Every target through a proxy.
    Proxy,
    /// Several of these.
    Mixed,
}

impl ReportOrigin {
    pub(super) fn new(report: &Report) -> Self {
        let addresses = report.endpoints_file.addresses.as_ref();
        let files = addresses.into_iter().flat_map(|addresses| &addresses.files);
        let host = &report.run.host;
        let probes = report.endpoints.iter().flat_map(|one| &one.probes);
        let proxies = probes.filter_map(|probe| probe.route.via.clone());
        Self {
            started: report.run.started.clone(),
            host: host.name.clone(),
            user: host.user.as_ref().map(|user| user.name.clone()),
            source_addresses: host
                .source_addresses
                .iter()
                .map(ToString::to_string)
                .collect(),
            route: RouteKind::new(report),
            proxies: proxies.collect(),
            verdict: report.verdict,
            conclusion: Summary::new(report).conclusion,
            interrupted: report.run.interrupted,
            endpoints_dated: report.endpoints_file.dated.clone(),
            endpoints_sha256: report.endpoints_file.sha256.clone(),
            change_numbers: files.filter_map(|file| file.change_number).collect(),
        }
    }

    /// A warning passes.
    pub(super) fn passes(&self) -> bool {
        matches!(self.verdict, Verdict::Pass | Verdict::Warn)
    }

    /// Where and when, in few words.
    pub(super) fn sentence(&self) -> String {
        let user = self.user.as_ref().map(|user| format!("as {user}"));
        let host = self.host.clone().into_iter();
        let addresses = self.source_addresses.iter().take(2).cloned();
        let from: Vec<_> = host.chain(user).chain(addresses).collect();
        format!("{}  {}", self.started, from.join(", "))
    }

    /// The route, with the proxies by name.
    pub(super) fn route(&self) -> String {
        let proxies: Vec<_> = self.proxies.iter().map(String::as_str).collect();
        let proxies = proxies.join(", ");
        match self.route {
            RouteKind::Proxy => format!("via {proxies}"),
            RouteKind::Mixed if !proxies.is_empty() => format!("mixed, via {proxies}"),
            kind => kind.word().to_owned(),
        }
    }
}

impl RouteKind {
    fn new(report: &Report) -> Self {
        let probes = report.endpoints.iter().flat_map(|one| &one.probes);
        let kinds = probes.map(|probe| match &probe.route.via {
            Some(_) => Self::Proxy,
            None if probe.route.is_direct() => Self::Direct,
            None => Self::None,
        });
        let both = |one: Self, other| if one == other { one } else { Self::Mixed };
        kinds.reduce(both).unwrap_or(Self::None)
    }

    pub(super) fn word(self) -> &'static str {
        match self {
            Self::None => "no route",
            Self::Direct => "direct",
            Self::Proxy => "via proxy",
            Self::Mixed => "mixed",
        }
    }
}

//! What can be wrong: the one table of codes, the facts of each, and the words for them.

mod across; // the hosts that a finding about the whole run speaks of
pub mod cause; // what was found, as facts
mod change; // what several codes ask for alike
mod code_text; // codes as text
mod codes; // the table of codes
mod facts; // what every kind of facts can say of itself
pub mod meaning; // what a code means in general
mod owner; // who can fix it
mod place; // where it was found
mod record; // as JSON
pub mod facts_schema; // its shape as JSON
mod shape; // the JSON schema of single types
mod stage; // the steps of a walk
pub mod text; // facts in words
mod title; // a code in a few words
mod untrusted; // text from outside
mod weight; // severities and verdicts

use std::net::SocketAddr;

use serde::{Deserialize, Serialize};

use crate::catalogue::Need;

pub use across::{Across, Scope};
pub use cause::Cause;
pub use change::Change;
pub use code_text::UnknownCode;
pub use codes::Code;
pub use facts::Facts;
pub use owner::Owner;
pub use place::{Many, Place, Target};
pub use stage::Stage;
pub use untrusted::Untrusted;
pub use weight::{Inspected, Severity, Verdict};

/// What was measured on the direct route, beside the route that counts. It changes no verdict.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Directly {
    /// Does the target itself answer there?
    pub open: bool,
    /// What the verdict would be there.
    pub verdict: Verdict,
    /// What was found there.
    pub findings: Vec<Finding>,
}

/// One thing that was found: its facts, its weight and its place. Conclusion, evidence, remedy and
/// owner follow from these.
#[derive(Debug, Clone, PartialEq)]
pub struct Finding {
    /// What was found.
    pub cause: Cause,
    /// How much it weighs here.
    pub severity: Severity,
    /// How much it would weigh at a required endpoint, where the need of this one lowered it.
    pub lowered_from: Option<Severity>,
    /// The host that was asked; none where it is about the whole run.
    pub target: Option<Target>,
    /// The address it is about, where it is about one.
    pub address: Option<SocketAddr>,
    /// The DNS name it is about, where it is about one link of a chain.
    pub name: Option<String>,
    /// The hosts that meet the same, where it is about the whole run.
    pub across: Option<Across>,
    /// The finding that explains this one.
    pub explained_by: Option<Code>,
}

impl Finding {
    /// A finding with the weight of its facts.
    #[must_use]
    pub fn new(cause: impl Into<Cause>) -> Self {
        let cause = cause.into();
        Self {
            severity: cause.severity(),
            lowered_from: None,
            cause,
            target: None,
            address: None,
            name: None,
            across: None,
            explained_by: None,
        }
    }

    /// About this address.
    #[must_use]
    pub fn at(mut self, address: SocketAddr) -> Self {
        self.address = Some(address);
        self
    }

    /// About this DNS name.
    #[must_use]
    pub fn named(mut self, name: impl Into<String>) -> Self {
        self.name = Some(name.into());
        self
    }

    /// About this host and port.
    #[must_use]
    pub fn on(mut self, target: Target) -> Self {
        self.target = Some(target);
        self
    }

    /// About several hosts of the run.
    #[must_use]
    pub fn across(mut self, across: Across) -> Self {
        self.across = Some(across);
        self
    }

    /// With another weight than its facts have by themselves.
    #[must_use]
    pub fn weighing(mut self, severity: Severity) -> Self {
        self.severity = severity;
        self.lowered_from = None;
        self
    }

    /// At an endpoint of this need: what is not required weighs less.
    #[must_use]
    pub fn needed(mut self, need: Need) -> Self {
        let before = self.severity;
        self.severity = before.lowered(need);
        if self.severity != before {
            self.lowered_from.get_or_insert(before);
        }
        self
    }

    /// Weighs this at most, whatever the need.
    pub fn limit(&mut self, most: Severity) {
        self.severity = self.severity.min(most);
        self.lowered_from = None;
    }

    /// How much it weighs, the endpoint's need aside.
    #[must_use]
    pub fn own_weight(&self) -> Severity {
        self.lowered_from.unwrap_or(self.severity)
    }

    /// Explained by another finding.
    #[must_use]
    pub fn explained_by(mut self, code: Code) -> Self {
        self.explained_by = Some(code);
        self
    }

    /// The code.
    #[must_use]
    pub fn code(&self) -> Code {
        self.cause.code()
    }

    /// Where it was found, as its sentences name it.
    #[must_use]
    pub fn place(&self) -> Place<'_> {
        Place {
            target: self.target.as_ref(),
            address: self.address,
            name: self.name.as_deref(),
            many: self.across.as_ref().map_or(Many::One, Many::Across),
        }
    }

    /// The conclusion: one sentence, safe to show, without a full stop.
    #[must_use]
    pub fn conclusion(&self) -> String {
        self.cause.conclusion(&self.place())
    }

    /// The evidence for it: a sentence each, safe to show, without a full stop.
    #[must_use]
    pub fn evidence(&self) -> Vec<String> {
        let mut all = self.cause.evidence(&self.place());
        all.extend(self.across.iter().flat_map(text::across));
        all
    }

    /// Conclusion and evidence in one line.
    #[must_use]
    pub fn in_words(&self) -> String {
        let whole = std::iter::once(self.conclusion()).chain(self.evidence());
        whole.collect::<Vec<_>>().join(". ")
    }

    /// What the owner has to change: an instruction, safe to show, without a full stop.
    #[must_use]
    pub fn remedy(&self) -> String {
        self.cause.remedy(&self.place())
    }

    /// The team that can fix it.
    #[must_use]
    pub fn owner(&self) -> Owner {
        self.cause.owner(&self.place())
    }
}

#[cfg(test)]
mod tests {
    use super::cause::chain::inspection::{Intercepted, Signer};
    use super::cause::chain::presented::{Attribution, Confidence, Kind, Presented};
    use super::cause::fetch::Portal;
    use super::cause::resolve::ServerSaid;
    use super::*;

    fn target(via: Option<&str>) -> Target {
        Target {
            host: "a.example".to_owned(),
            port: 443,
            via: via.map(str::to_owned),
        }
    }

    #[test]
    fn a_name_server_on_this_machine_is_its_owner_s_and_any_other_the_dns_team_s() {
        let owner = |server: &str| {
            let refused = ServerSaid {
                server: server.parse().unwrap(),
                record: cause::resolve::Record::A,
                rcode: 5,
                grounds: cause::resolve::Grounds::default(),
                upstreams: Vec::new(),
                others: Vec::new(),
            };
            Finding::new(refused).owner()
        };
        assert_eq!(owner("127.0.0.1:53"), Owner::Host);
        assert_eq!(owner("127.0.0.53:53"), Owner::Host);
        assert_eq!(owner("[::1]:53"), Owner::Host);
        assert_eq!(owner("10.0.0.53:53"), Owner::Dns);
    }

    #[test]
    fn a_portal_is_the_firewall_team_s_on_a_direct_route_and_else_the_proxy_team_s() {
        let portal = Finding::new(Portal {
            request: "GET http://a.example/".into(),
            status: 511,
            location: None,
            responder: cause::answer::Responder::default(),
        });
        assert_eq!(portal.clone().on(target(None)).owner(), Owner::Firewall);
        let behind = portal.on(target(Some("http://proxy.corp:3128")));
        assert_eq!(behind.owner(), Owner::Proxy);
    }

    #[test]
    fn a_program_that_inspects_on_this_machine_is_its_owner_s() {
        let owner = |kind| {
            let attribution = Attribution {
                product: "Some product".to_owned(),
                kind,
                confidence: Confidence::High,
                in_issuer: true,
                marks: Vec::new(),
            };
            let intercepted = Intercepted {
                signer: Signer::NotSent,
                presented: Presented {
                    attribution: Some(attribution),
                    ..Presented::default()
                },
                shared_key: None,
                shared_issuer: None,
            };
            Finding::new(intercepted).owner()
        };
        assert_eq!(owner(Kind::Endpoint), Owner::Host);
        let others = [Kind::Cloud, Kind::Gateway, Kind::Debug, Kind::Test];
        assert!(others.into_iter().all(|kind| owner(kind) == Owner::Proxy));
    }
}

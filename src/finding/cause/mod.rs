//! What can be found, as facts: for each code one type with named fields. Texts, owners, groups and
//! tickets are made from them; nothing is ever read back out of a sentence.

pub mod answer;
pub mod chain;
pub mod connect;
pub mod fetch;
pub mod handshake;
pub mod hold;
pub mod host;
pub mod pattern;
pub mod resolve;
pub mod route;
pub mod run;
pub mod tunnel;

use super::facts::Facts;
use super::meaning::{Explained, Meaning};
use super::shape::schema_of;
use super::text::Words;
use super::{Change, Code, Owner, Place, Severity};

macro_rules! causes {
    ($($name:ident($facts:ty),)*) => {
        /// What was found: the facts of one code.
        #[derive(Debug, Clone, PartialEq)]
        pub enum Cause {
            $(#[doc = concat!("`", stringify!($facts), "`.")] $name($facts),)*
        }

        $(impl From<$facts> for Cause {
            fn from(facts: $facts) -> Self {
                Self::$name(facts)
            }
        })*

        impl Code {
            /// What it means, its usual causes and what to do about it.
            fn general(self) -> Meaning {
                match self {
                    $(Self::$name => <$facts as Explained>::MEANING,)*
                }
            }
        }

        impl Cause {
            /// The code.
            #[must_use]
            pub fn code(&self) -> Code {
                match self {
                    $(Self::$name(_) => <$facts as Facts>::CODE,)*
                }
            }

            /// The weight before the endpoint's need or a rule of the verdict lowers it.
            #[must_use]
            pub fn severity(&self) -> Severity {
                match self {
                    $(Self::$name(facts) => facts.severity(),)*
                }
            }

            /// The team that can fix it.
            #[must_use]
            pub fn owner(&self, at: &Place<'_>) -> Owner {
                match self {
                    $(Self::$name(facts) => facts.owner(at),)*
                }
            }

            /// The facts without what differs from one host to the next while the cause is the same.
            #[must_use]
            pub fn common(&self) -> Self {
                match self {
                    $(Self::$name(facts) => Self::$name(facts.common()),)*
                }
            }

            /// The kind of change that the usual owner is asked for.
            #[must_use]
            pub fn kind_of_change(&self) -> Change {
                match self {
                    $(Self::$name(facts) => facts.kind_of_change(),)*
                }
            }

            /// The facts that decide what has to be changed.
            #[must_use]
            pub fn change(&self) -> Self {
                match self {
                    $(Self::$name(facts) => Self::$name(facts.change()),)*
                }
            }

            /// The conclusion, one sentence without a full stop.
            #[must_use]
            pub fn conclusion(&self, at: &Place<'_>) -> String {
                match self {
                    $(Self::$name(facts) => facts.conclusion(at),)*
                }
            }

            /// The evidence for it, a sentence each without a full stop.
            #[must_use]
            pub fn evidence(&self, at: &Place<'_>) -> Vec<String> {
                match self {
                    $(Self::$name(facts) => facts.evidence(at),)*
                }
            }

            /// What the owner has to change, as an instruction without a full stop.
            #[must_use]
            pub fn remedy(&self, at: &Place<'_>) -> String {
                match self {
                    $(Self::$name(facts) => facts.remedy(at),)*
                }
            }

            /// The facts as JSON.
            pub(super) fn to_json(&self) -> serde_json::Result<serde_json::Value> {
                match self {
                    $(Self::$name(facts) => serde_json::to_value(facts),)*
                }
            }

            /// The facts as a text that is equal for equal facts.
            #[must_use]
            pub fn to_key(&self) -> String {
                let facts = self.to_json().map(|facts| facts.to_string());
                format!("{} {}", self.code(), facts.unwrap_or_default())
            }

            /// The JSON schema of the facts of every code.
            pub(super) fn schemas() -> Vec<(Code, serde_json::Value)> {
                vec![$((<$facts as Facts>::CODE, schema_of::<$facts>()),)*]
            }

            /// The facts of a code out of JSON.
            pub(super) fn from_json(code: Code, facts: serde_json::Value) -> serde_json::Result<Self> {
                match code {
                    $(Code::$name => serde_json::from_value(facts).map(Self::$name),)*
                }
            }
        }
    };
}

causes! {
    // route
    RouteConflict(route::Conflict),
    RouteUnusable(route::Unusable),
    RouteRiskyBypass(route::RiskyBypass),
    RouteFellBack(route::FellBack),
    RoutePacFailed(route::PacFailed),
    RoutePacDialect(route::PacDialect),
    RouteDirectOpen(route::DirectOpen),
    RouteDirectClosed(route::DirectClosed),
    RouteRevocationDiffers(route::RevocationDiffers),
    RouteWpad(route::WpadDetection),

    // host
    HostClockOff(host::ClockOff),
    HostMadeUpAddress(host::MadeUpAddress),

    // resolve
    ResolveNothingExternal(resolve::NothingExternal),
    ResolveUdpBlocked(resolve::UdpBlocked),
    ResolveSystemFails(resolve::SystemFails),
    ResolveUnusableServer(resolve::UnusableServer),
    ResolveNoSuchName(resolve::NoSuchName),
    ResolveLinkBlocked(resolve::LinkBlocked),
    ResolveAliasLoop(resolve::AliasLoop),
    ResolveNoAddress(resolve::NoAddress),
    ResolveServerSaid(resolve::ServerSaid),
    ResolveSilent(resolve::Silent),
    ResolveTruncated(resolve::Truncated),
    ResolveFiltered(resolve::Filtered),
    ResolvePrivateAnswer(resolve::PrivateAnswer),
    ResolveRewritten(resolve::Rewritten),
    ResolveTranslated(resolve::Translated),
    ResolveOutsideRange(resolve::OutsideRange),
    ResolveServersDisagree(resolve::ServersDisagree),
    ResolveSystemDiffers(resolve::SystemDiffers),

    // connect
    ConnectRefused(connect::Refused),
    ConnectReset(connect::Reset),
    ConnectSilent(connect::Silent),
    ConnectUnreachable(connect::Unreachable),
    ConnectProhibited(connect::Prohibited),
    ConnectSomeAddresses(connect::SomeAddresses),
    ConnectUnderLoad(connect::UnderLoad),
    ConnectAnsweredForAll(connect::AnsweredForAll),
    ConnectSometimes(connect::Sometimes),

    // tunnel
    TunnelUnreachable(tunnel::Unreachable),
    TunnelSilent(tunnel::Silent),
    TunnelNotAProxy(tunnel::NotAProxy),
    TunnelAuthRequired(tunnel::AuthRequired),
    TunnelAuthFailed(tunnel::AuthFailed),
    TunnelLoginUnsupported(tunnel::LoginUnsupported),
    TunnelRefused(tunnel::Refused),
    TunnelUpstream(tunnel::Upstream),
    TunnelClosed(tunnel::Closed),
    TunnelHopUntrusted(tunnel::HopUntrusted),
    TunnelSuffixNotAllowed(tunnel::SuffixNotAllowed),
    TunnelSampleGone(tunnel::SampleGone),
    TunnelConnectionLimit(tunnel::ConnectionLimit),
    TunnelPortRefused(tunnel::PortRefused),
    TunnelOldHttp(tunnel::OldHttp),

    // handshake
    HandshakeCut(handshake::Cut),
    HandshakeSilent(handshake::Silent),
    HandshakeAlert(handshake::Alert),
    HandshakeNotTls(handshake::NotTls),
    HandshakeTooOld(handshake::TooOld),
    HandshakeNameFiltered(handshake::NameFiltered),
    HandshakeVersionBlocked(handshake::VersionBlocked),
    HandshakeClientCertificate(handshake::ClientCertificate),
    HandshakeLargeHello(handshake::LargeHello),
    HandshakeSometimes(handshake::Sometimes),
    HandshakeProofInvalid(handshake::ProofInvalid),

    // chain
    ChainIntercepted(chain::inspection::Intercepted),
    ChainInterceptedSometimes(chain::sometimes::InterceptedSometimes),
    ChainImpostor(chain::inspection::Impostor),
    ChainUnexpectedIssuer(chain::UnexpectedIssuer),
    ChainSelfSigned(chain::inspection::SelfSigned),
    ChainUnfit(chain::Unfit),
    ChainUnchecked(chain::Unchecked),
    ChainUntrustedHere(chain::UntrustedHere),
    ChainRevoked(chain::Revoked),
    ChainIncomplete(chain::Incomplete),
    ChainLegacy(chain::Legacy),
    ChainWeak(chain::Weak),
    ChainWrongName(chain::WrongName),
    ChainExpired(chain::Expired),
    ChainNotYetValid(chain::NotYetValid),

    // fetch
    FetchBlockPage(fetch::BlockPage),
    FetchPortal(fetch::Portal),
    FetchWrongContent(fetch::WrongContent),
    FetchCutShort(fetch::CutShort),
    FetchForged(fetch::Forged),
    FetchStale(fetch::Stale),
    FetchRefused(fetch::Refused),
    FetchStatus(fetch::Status),
    FetchCut(fetch::Cut),
    FetchSilent(fetch::Silent),
    FetchNewerHttpCut(fetch::Http2Cut),

    // hold
    HoldDropped(hold::Dropped),
    // run
    RunGaveUp(run::GaveUp),
    RunInterrupted(run::Interrupted),
    RunCrashed(run::Crashed),
}

impl Code {
    /// What it means, in one sentence.
    #[must_use]
    pub fn meaning(self) -> &'static str {
        self.general().meaning
    }

    /// What usually causes it.
    #[must_use]
    pub fn causes(self) -> &'static str {
        self.general().causes
    }

    /// What to do, for the one who can.
    #[must_use]
    pub fn remedy(self) -> &'static str {
        self.general().remedy
    }
}

impl Cause {
    /// Marks a limit of this program as one of the comparison on the direct route.
    pub fn set_on_direct_route(&mut self) {
        match self {
            Self::RunGaveUp(facts) => facts.on_direct_route = true,
            Self::RunInterrupted(facts) => facts.on_direct_route = true,
            Self::RunCrashed(facts) => facts.on_direct_route = true,
            _ => {}
        }
    }
}

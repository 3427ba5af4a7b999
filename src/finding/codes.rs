//! The one table of finding codes. An id is never renamed and never used again.

use super::{Owner, Severity, Stage};

macro_rules! codes {
    ($($name:ident $id:literal $stage:ident $severity:ident $owner:ident
        means $meaning:literal
        causes $causes:literal
        remedy $remedy:literal;)*) => {
        /// What can be wrong, as `stage.condition`.
        #[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
        pub enum Code {
            $(#[doc = $meaning] $name,)*
        }

        impl Code {
            /// Every code, in the order of the walk.
            pub const ALL: &[Self] = &[$(Self::$name,)*];

            /// Its name outside, as in `chain.intercepted`.
            #[must_use]
            pub fn id(self) -> &'static str {
                match self { $(Self::$name => $id,)* }
            }

            /// The step it belongs to.
            #[must_use]
            pub fn stage(self) -> Stage {
                match self { $(Self::$name => Stage::$stage,)* }
            }

            /// Its weight, before the endpoint's need or a rule of the verdict lowers it.
            #[must_use]
            pub fn severity(self) -> Severity {
                match self { $(Self::$name => Severity::$severity,)* }
            }

            /// Who can usually mend it.
            #[must_use]
            pub fn owner(self) -> Owner {
                match self { $(Self::$name => Owner::$owner,)* }
            }

            /// What it means, in one sentence.
            #[must_use]
            pub fn meaning(self) -> &'static str {
                match self { $(Self::$name => $meaning,)* }
            }

            /// What usually causes it.
            #[must_use]
            pub fn causes(self) -> &'static str {
                match self { $(Self::$name => $causes,)* }
            }

            /// What to do, for the one who can.
            #[must_use]
            pub fn remedy(self) -> &'static str {
                match self { $(Self::$name => $remedy,)* }
            }
        }
    };
}

codes! {
    RouteConflict "route.conflict" Route Note Host
        means "."
        causes "."
        remedy ".";
    RouteUnusable "route.unusable" Route Warn Host
        means "."
        causes "."
        remedy ".";
    RoutePacFailed "route.pac-failed" Route Fail Host
        means "."
        causes "."
        remedy ".";
    ResolveNoSuchName "resolve.no-such-name" Resolve Fail Dns
        means "."
        causes "."
        remedy ".";
    ResolveLinkBlocked "resolve.link-blocked" Resolve Fail Dns
        means "."
        causes "."
        remedy ".";
    ResolveAliasLoop "resolve.alias-loop" Resolve Fail Dns
        means "."
        causes "."
        remedy ".";
    ResolveNoAddress "resolve.no-address" Resolve Fail Dns
        means "."
        causes "."
        remedy ".";
    ResolveServerSaid "resolve.server-said" Resolve Fail Dns
        means "."
        causes "."
        remedy ".";
    ResolveSilent "resolve.silent" Resolve Fail Dns
        means "."
        causes "."
        remedy ".";
    ResolveTruncated "resolve.truncated" Resolve Fail Dns
        means "."
        causes "."
        remedy ".";
    ResolvePrivateAnswer "resolve.private-answer" Resolve Fail Dns
        means "."
        causes "."
        remedy ".";
    ResolveRewritten "resolve.rewritten" Resolve Fail Dns
        means "."
        causes "."
        remedy ".";
    ResolveOutsideRange "resolve.outside-range" Resolve Warn Dns
        means "."
        causes "."
        remedy ".";
    ResolveServersDisagree "resolve.servers-disagree" Resolve Warn Dns
        means "."
        causes "."
        remedy ".";
    ResolveSystemDiffers "resolve.system-differs" Resolve Warn Dns
        means "."
        causes "."
        remedy ".";
    ConnectRefused "connect.refused" Connect Fail Firewall
        means "."
        causes "."
        remedy ".";
    ConnectReset "connect.reset" Connect Fail Firewall
        means "."
        causes "."
        remedy ".";
    ConnectSilent "connect.silent" Connect Fail Firewall
        means "."
        causes "."
        remedy ".";
    ConnectUnreachable "connect.unreachable" Connect Fail Firewall
        means "."
        causes "."
        remedy ".";
    ConnectProhibited "connect.prohibited" Connect Fail Firewall
        means "."
        causes "."
        remedy ".";
    ConnectSomeAddresses "connect.some-addresses" Connect Fail Firewall
        means "."
        causes "."
        remedy ".";
    ConnectUnderLoad "connect.under-load" Connect Warn Firewall
        means "."
        causes "."
        remedy ".";
    ConnectAnsweredForAll "connect.answered-for-all" Connect Fail Firewall
        means "."
        causes "."
        remedy ".";
    TunnelUnreachable "tunnel.unreachable" Tunnel Fail Proxy
        means "."
        causes "."
        remedy ".";
    TunnelSilent "tunnel.silent" Tunnel Fail Proxy
        means "."
        causes "."
        remedy ".";
    TunnelNotAProxy "tunnel.not-a-proxy" Tunnel Fail Proxy
        means "."
        causes "."
        remedy ".";
    TunnelAuthRequired "tunnel.auth-required" Tunnel Fail Proxy
        means "."
        causes "."
        remedy ".";
    TunnelAuthFailed "tunnel.auth-failed" Tunnel Fail Proxy
        means "."
        causes "."
        remedy ".";
    TunnelRefused "tunnel.refused" Tunnel Fail Proxy
        means "."
        causes "."
        remedy ".";
    TunnelUpstream "tunnel.upstream" Tunnel Fail Proxy
        means "."
        causes "."
        remedy ".";
    TunnelClosed "tunnel.closed" Tunnel Fail Proxy
        means "."
        causes "."
        remedy ".";
    TunnelHopUntrusted "tunnel.hop-untrusted" Tunnel Fail Proxy
        means "."
        causes "."
        remedy ".";
    TunnelSuffixNotAllowed "tunnel.suffix-not-allowed" Tunnel Fail Proxy
        means "."
        causes "."
        remedy ".";
    HandshakeCut "handshake.cut" Handshake Fail Firewall
        means "."
        causes "."
        remedy ".";
    HandshakeSilent "handshake.silent" Handshake Fail Firewall
        means "."
        causes "."
        remedy ".";
    HandshakeAlert "handshake.alert" Handshake Fail Firewall
        means "."
        causes "."
        remedy ".";
    HandshakeNotTls "handshake.not-tls" Handshake Fail Firewall
        means "."
        causes "."
        remedy ".";
    HandshakeTooOld "handshake.too-old" Handshake Fail Firewall
        means "."
        causes "."
        remedy ".";
    HandshakeNameFiltered "handshake.name-filtered" Handshake Fail Firewall
        means "."
        causes "."
        remedy ".";
    HandshakeProofInvalid "handshake.proof-invalid" Handshake Fail Firewall
        means "."
        causes "."
        remedy ".";
    ChainIntercepted "chain.intercepted" Chain Fail Proxy
        means "."
        causes "."
        remedy ".";
    ChainImpostor "chain.impostor" Chain Fail Proxy
        means "."
        causes "."
        remedy ".";
    ChainUnexpectedIssuer "chain.unexpected-issuer" Chain Warn Proxy
        means "."
        causes "."
        remedy ".";
    ChainSelfSigned "chain.self-signed" Chain Fail Proxy
        means "."
        causes "."
        remedy ".";
    ChainRevoked "chain.revoked" Chain Fail Proxy
        means "."
        causes "."
        remedy ".";
    ChainIncomplete "chain.incomplete" Chain Warn Proxy
        means "."
        causes "."
        remedy ".";
    ChainLegacy "chain.legacy" Chain Warn Proxy
        means "."
        causes "."
        remedy ".";
    ChainWeak "chain.weak" Chain Fail Proxy
        means "."
        causes "."
        remedy ".";
    ChainWrongName "chain.wrong-name" Chain Fail Proxy
        means "."
        causes "."
        remedy ".";
    ChainExpired "chain.expired" Chain Fail Proxy
        means "."
        causes "."
        remedy ".";
    ChainNotYetValid "chain.not-yet-valid" Chain Fail Proxy
        means "."
        causes "."
        remedy ".";
    FetchBlockPage "fetch.block-page" Fetch Fail Proxy
        means "."
        causes "."
        remedy ".";
    FetchPortal "fetch.portal" Fetch Fail Proxy
        means "."
        causes "."
        remedy ".";
    FetchWrongContent "fetch.wrong-content" Fetch Fail Proxy
        means "."
        causes "."
        remedy ".";
    FetchCutShort "fetch.cut-short" Fetch Fail Proxy
        means "."
        causes "."
        remedy ".";
    FetchForged "fetch.forged" Fetch Fail Proxy
        means "."
        causes "."
        remedy ".";
    FetchStale "fetch.stale" Fetch Warn Proxy
        means "."
        causes "."
        remedy ".";
    FetchRefused "fetch.refused" Fetch Fail Proxy
        means "."
        causes "."
        remedy ".";
    FetchStatus "fetch.status" Fetch Fail Proxy
        means "."
        causes "."
        remedy ".";
    FetchCut "fetch.cut" Fetch Fail Proxy
        means "."
        causes "."
        remedy ".";
    FetchSilent "fetch.silent" Fetch Fail Proxy
        means "."
        causes "."
        remedy ".";
    HoldDropped "hold.dropped" Hold Warn Firewall
        means "."
        causes "."
        remedy ".";
    RunGaveUp "run.gave-up" Run Unproven Tester
        means "."
        causes "."
        remedy ".";
    RunInterrupted "run.interrupted" Run Unproven Tester
        means "."
        causes "."
        remedy ".";
    RunCrashed "run.crashed" Run Unproven Tester
        means "."
        causes "."
        remedy ".";
}

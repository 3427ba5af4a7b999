//! The one table of finding codes. An id is never renamed and never used again.

use super::stage::Stage;
use super::{Change, Owner, Severity};

macro_rules! codes {
    ($($name:ident $id:literal $stage:ident $severity:ident $owner:ident $change:ident;)*) => {
        /// What can be wrong, as `stage.condition`.
        #[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
        pub enum Code {
            $(#[doc = concat!("`", $id, "`.")] $name,)*
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

            /// Its usual weight: that of facts that say no other.
            #[must_use]
            pub fn severity(self) -> Severity {
                match self { $(Self::$name => Severity::$severity,)* }
            }

            /// Who can usually fix it: the owner of facts that say no other.
            #[must_use]
            pub fn owner(self) -> Owner {
                match self { $(Self::$name => Owner::$owner,)* }
            }

            /// The kind of change that the usual owner is asked for.
            #[must_use]
            pub fn change(self) -> Change {
                match self { $(Self::$name => Change::$change,)* }
            }
        }
    };
}

codes! {
    RouteConflict "route.conflict" Route Note Host Own;
    RouteUnusable "route.unusable" Route Warn Host Own;
    RouteRiskyBypass "route.risky-bypass" Route Warn Host Own;
    RouteFellBack "route.fell-back" Route Warn Proxy Own;
    RoutePacFailed "route.pac-failed" Route Fail Proxy Own;
    RoutePacDialect "route.pac-dialect" Route Warn Proxy Own;
    RouteDirectOpen "route.direct-open" Route Fail Firewall Own;
    RouteDirectClosed "route.direct-closed" Route Fail Firewall Own;
    RouteRevocationDiffers "route.revocation-differs" Route Warn Host Own;
    RouteWpad "route.wpad" Route Note Host Own;
    HostClockOff "host.clock-off" Host Warn Host Own;
    HostMadeUpAddress "host.made-up-address" Host Fail Host Own;
    ResolveNothingExternal "resolve.nothing-external" Resolve Fail Dns Own;
    ResolveUdpBlocked "resolve.udp-blocked" Resolve Fail Firewall OpenDns;
    ResolveSystemFails "resolve.system-fails" Resolve Fail Host Own;
    ResolveUnusableServer "resolve.unusable-server" Resolve Warn Host Own;
    ResolveNoSuchName "resolve.no-such-name" Resolve Fail Dns Resolve;
    ResolveLinkBlocked "resolve.link-blocked" Resolve Fail Dns Resolve;
    ResolveAliasLoop "resolve.alias-loop" Resolve Fail Dns Own;
    ResolveNoAddress "resolve.no-address" Resolve Fail Dns Own;
    ResolveServerSaid "resolve.server-said" Resolve Fail Dns Own;
    ResolveSilent "resolve.silent" Resolve Fail Firewall OpenDns;
    ResolveTruncated "resolve.truncated" Resolve Fail Firewall OpenDns;
    ResolveFiltered "resolve.filtered" Resolve Fail Dns Resolve;
    ResolvePrivateAnswer "resolve.private-answer" Resolve Fail Dns Own;
    ResolveRewritten "resolve.rewritten" Resolve Fail Dns Own;
    ResolveTranslated "resolve.translated" Resolve Note Dns Own;
    ResolveOutsideRange "resolve.outside-range" Resolve Warn Dns Own;
    ResolveServersDisagree "resolve.servers-disagree" Resolve Warn Dns Own;
    ResolveSystemDiffers "resolve.system-differs" Resolve Warn Host Own;
    ConnectRefused "connect.refused" Connect Fail Firewall OpenPort;
    ConnectReset "connect.reset" Connect Fail Firewall Own;
    ConnectSilent "connect.silent" Connect Fail Firewall OpenPort;
    ConnectUnreachable "connect.unreachable" Connect Fail Firewall Own;
    ConnectProhibited "connect.prohibited" Connect Fail Firewall OpenPort;
    ConnectSomeAddresses "connect.some-addresses" Connect Fail Firewall OpenPort;
    ConnectUnderLoad "connect.under-load" Connect Warn Firewall Own;
    ConnectAnsweredForAll "connect.answered-for-all" Connect Fail Firewall Own;
    ConnectSometimes "connect.sometimes" Connect Fail Firewall Own;
    TunnelUnreachable "tunnel.unreachable" Tunnel Fail Proxy Own;
    TunnelSilent "tunnel.silent" Tunnel Fail Proxy Own;
    TunnelNotAProxy "tunnel.not-a-proxy" Tunnel Fail Host Own;
    TunnelAuthRequired "tunnel.auth-required" Tunnel Fail Proxy Own;
    TunnelAuthFailed "tunnel.auth-failed" Tunnel Fail Tester Own;
    TunnelLoginUnsupported "tunnel.login-unsupported" Tunnel Fail Proxy Own;
    TunnelRefused "tunnel.refused" Tunnel Fail Proxy Permit;
    TunnelUpstream "tunnel.upstream" Tunnel Fail Proxy Own;
    TunnelClosed "tunnel.closed" Tunnel Fail Proxy Own;
    TunnelHopUntrusted "tunnel.hop-untrusted" Tunnel Fail Proxy Own;
    TunnelSuffixNotAllowed "tunnel.suffix-not-allowed" Tunnel Fail Proxy Permit;
    TunnelSampleGone "tunnel.sample-gone" Tunnel Note Tester Own;
    TunnelConnectionLimit "tunnel.connection-limit" Tunnel Warn Proxy Own;
    TunnelPortRefused "tunnel.port-refused" Tunnel Note Proxy Own;
    TunnelOldHttp "tunnel.old-http" Tunnel Warn Proxy Own;
    HandshakeCut "handshake.cut" Handshake Fail Firewall OpenName;
    HandshakeSilent "handshake.silent" Handshake Fail Firewall OpenName;
    HandshakeAlert "handshake.alert" Handshake Fail Proxy Own;
    HandshakeNotTls "handshake.not-tls" Handshake Fail Proxy Own;
    HandshakeTooOld "handshake.too-old" Handshake Fail Proxy Own;
    HandshakeNameFiltered "handshake.name-filtered" Handshake Fail Firewall OpenName;
    HandshakeVersionBlocked "handshake.version-blocked" Handshake Fail Firewall Own;
    HandshakeClientCertificate "handshake.client-certificate" Handshake Note Service Own;
    HandshakeLargeHello "handshake.large-hello" Handshake Warn Firewall Own;
    HandshakeSometimes "handshake.sometimes" Handshake Warn Firewall Own;
    HandshakeProofInvalid "handshake.proof-invalid" Handshake Fail Proxy Exempt;
    ChainIntercepted "chain.intercepted" Chain Fail Proxy Exempt;
    ChainInterceptedSometimes "chain.intercepted-sometimes" Chain Fail Proxy Exempt;
    ChainImpostor "chain.impostor" Chain Fail Proxy Exempt;
    ChainUnexpectedIssuer "chain.unexpected-issuer" Chain Warn Tester Own;
    ChainSelfSigned "chain.self-signed" Chain Fail Proxy Own;
    ChainUnfit "chain.unfit" Chain Fail Service Own;
    ChainUnchecked "chain.unchecked" Chain Unproven Tester Own;
    ChainUntrustedHere "chain.untrusted-here" Chain Note Host Own;
    ChainRevoked "chain.revoked" Chain Fail Service Own;
    ChainIncomplete "chain.incomplete" Chain Warn Service Own;
    ChainLegacy "chain.legacy" Chain Warn Service Own;
    ChainWeak "chain.weak" Chain Fail Service Own;
    ChainWrongName "chain.wrong-name" Chain Fail Service Own;
    ChainExpired "chain.expired" Chain Fail Service Own;
    ChainNotYetValid "chain.not-yet-valid" Chain Fail Host Own;
    FetchBlockPage "fetch.block-page" Fetch Fail Proxy Unchanged;
    FetchPortal "fetch.portal" Fetch Fail Proxy Unchanged;
    FetchWrongContent "fetch.wrong-content" Fetch Fail Proxy Unchanged;
    FetchCutShort "fetch.cut-short" Fetch Fail Proxy Own;
    FetchForged "fetch.forged" Fetch Fail Proxy Own;
    FetchStale "fetch.stale" Fetch Warn Proxy Own;
    FetchRefused "fetch.refused" Fetch Fail Proxy Unchanged;
    FetchStatus "fetch.status" Fetch Fail Service Own;
    FetchCut "fetch.cut" Fetch Fail Firewall Own;
    FetchSilent "fetch.silent" Fetch Fail Firewall Own;
    FetchNewerHttpCut "fetch.newer-http-cut" Fetch Warn Firewall Own;
    HoldDropped "hold.dropped" Hold Warn Firewall Own;
    RunGaveUp "run.gave-up" Run Unproven Tester Own;
    RunInterrupted "run.interrupted" Run Unproven Tester Own;
    RunCrashed "run.crashed" Run Unproven Tester Own;
}

#[cfg(test)]
mod tests {
    use std::collections::BTreeSet;

    use super::*;

    /// Begins like a sentence, ends like one, and is neither cut nor doubled.
    fn is_whole(text: &str) -> bool {
        let begins = text.starts_with(|c: char| c.is_uppercase() || c == '`');
        begins && text.ends_with('.') && text.len() > 20 && !text.contains("..")
    }

    #[test]
    fn ids_are_unique_and_made_of_words() {
        let ids: BTreeSet<_> = Code::ALL.iter().map(|code| code.id()).collect();
        assert_eq!(ids.len(), Code::ALL.len());
        let fits = |c: char| c.is_ascii_lowercase() || c == '-' || c == '.';
        assert!(ids.iter().all(|id| id.chars().all(fits)));
    }

    #[test]
    fn the_prefix_of_an_id_is_its_stage() {
        for code in Code::ALL {
            let (stage, condition) = code.id().split_once('.').expect("an id has two parts");
            assert_eq!(stage, code.stage().id());
            assert!(!condition.is_empty(), "{code}");
        }
    }

    #[test]
    fn the_table_is_in_the_order_of_the_walk() {
        let stages: Vec<_> = Code::ALL.iter().map(|code| code.stage()).collect();
        assert!(stages.is_sorted(), "{stages:?}");
        assert!(Code::ALL.is_sorted());
    }

    #[test]
    fn codes_of_one_change_have_one_team() {
        for code in Code::ALL {
            for other in Code::ALL {
                if code.change() != Change::Own && code.change() == other.change() {
                    assert_eq!(code.owner(), other.owner(), "{code} and {other}");
                }
            }
        }
    }

    #[test]
    fn meanings_are_one_whole_sentence() {
        for code in Code::ALL {
            let text = code.meaning();
            assert!(is_whole(text) && !text.contains(". "), "{code}: {text}");
        }
    }

    #[test]
    fn causes_are_one_to_three_whole_sentences() {
        for code in Code::ALL {
            let text = code.causes();
            assert!(is_whole(text), "{code}: {text}");
            assert!(text.matches(". ").count() < 3, "{code}: {text}");
        }
    }

    /// They follow the owner and a colon: `firewall team: allow …`.
    #[test]
    fn remedies_are_one_order_without_a_full_stop() {
        for code in Code::ALL {
            let text = code.remedy();
            assert!(text.starts_with(|c: char| c.is_ascii_lowercase()), "{code}");
            assert!(!text.contains(". ") && !text.ends_with('.'), "{code}");
        }
    }

    #[test]
    fn only_the_tools_own_bounds_are_unproven() {
        for code in Code::ALL {
            let own = code.stage() == Stage::Run || *code == Code::ChainUnchecked;
            assert_eq!(own, code.severity() == Severity::Unproven, "{code}");
        }
    }

    #[test]
    fn json_holds_the_id_and_gives_the_code_back() {
        for &code in Code::ALL {
            let text = serde_json::to_string(&code).unwrap();
            assert_eq!(text, format!("\"{}\"", code.id()));
            assert_eq!(serde_json::from_str::<Code>(&text).unwrap(), code);
        }
    }

    #[test]
    fn a_text_that_is_no_code_is_named() {
        let error = "chain.unknown".parse::<Code>().unwrap_err();
        assert!(error.to_string().contains("`chain.unknown`"));
    }
}

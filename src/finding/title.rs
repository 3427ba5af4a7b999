//! Each code in a few words, for a column beside it. What one finding says is in [`super::text`].

use super::Code;

macro_rules! titles {
    ($($name:ident $title:literal;)*) => {
        impl Code {
            /// What was found, in at most 40 characters: no sentence, no full stop.
            #[must_use]
            pub fn title(self) -> &'static str {
                match self { $(Self::$name => $title,)* }
            }
        }
    };
}

titles! {
    RouteConflict "two settings name different routes";
    RouteUnusable "a proxy setting cannot be used";
    RouteRiskyBypass "a proxy exception fits too many hosts";
    RouteFellBack "the first proxy cannot be reached";
    RoutePacFailed "the PAC script failed";
    RoutePacDialect "the PAC script fails on Windows";
    RouteDirectOpen "open without the proxy";
    RouteDirectClosed "closed without the proxy";
    RouteRevocationDiffers "revocation data blocked for Windows";
    RouteWpad "the agent looks for a proxy by WPAD";
    HostClockOff "the clock of this machine is wrong";
    HostMadeUpAddress "address made up by a client program";
    ResolveNothingExternal "no name of the internet resolves";
    ResolveUdpBlocked "no DNS over UDP";
    ResolveSystemFails "the system's own resolver fails";
    ResolveUnusableServer "a name server cannot be used";
    ResolveNoSuchName "the name does not exist";
    ResolveLinkBlocked "an alias does not resolve";
    ResolveAliasLoop "the aliases lead back to themselves";
    ResolveNoAddress "the name has no address";
    ResolveServerSaid "the name server returned an error";
    ResolveSilent "no response from a name server";
    ResolveTruncated "the DNS response is cut short";
    ResolveFiltered "answered by a DNS filter";
    ResolvePrivateAnswer "resolves to a private address";
    ResolveRewritten "names that cannot exist resolve";
    ResolveTranslated "IPv6 addresses for a translator";
    ResolveOutsideRange "address outside the expected ranges";
    ResolveServersDisagree "the name servers disagree";
    ResolveSystemDiffers "the system resolves it differently";
    ConnectRefused "connection refused";
    ConnectReset "connection reset";
    ConnectSilent "no response to the connection";
    ConnectUnreachable "no route to the address";
    ConnectProhibited "connection prohibited on the path";
    ConnectSomeAddresses "some addresses cannot be reached";
    ConnectUnderLoad "reached alone, but not under load";
    ConnectAnsweredForAll "any address accepts connections";
    ConnectSometimes "connections fail now and then";
    TunnelUnreachable "the proxy cannot be reached";
    TunnelSilent "no response from the proxy";
    TunnelNotAProxy "what responds is not a proxy";
    TunnelAuthRequired "the proxy requires authentication";
    TunnelAuthFailed "the proxy rejects the authentication";
    TunnelLoginUnsupported "a login that the agent cannot give";
    TunnelRefused "refused by the proxy";
    TunnelUpstream "the proxy cannot reach the host";
    TunnelClosed "the proxy closed the connection";
    TunnelHopUntrusted "the proxy's certificate is not trusted";
    TunnelSuffixNotAllowed "the wildcard is not allowed as a whole";
    TunnelSampleGone "the sample host no longer exists";
    TunnelConnectionLimit "the proxy limits connections";
    TunnelPortRefused "no tunnel to port 80";
    TunnelOldHttp "the proxy speaks HTTP/1.0";
    HandshakeCut "connection cut as TLS begins";
    HandshakeSilent "no response once TLS begins";
    HandshakeAlert "TLS ended with an alert";
    HandshakeNotTls "the response is not TLS";
    HandshakeTooOld "no TLS version in common";
    HandshakeNameFiltered "the server name is filtered";
    HandshakeVersionBlocked "a TLS version is blocked";
    HandshakeClientCertificate "a client certificate is asked for";
    HandshakeLargeHello "large client hellos are lost";
    HandshakeSometimes "some handshakes get no certificate";
    HandshakeProofInvalid "invalid signature over the handshake";
    ChainIntercepted "TLS is inspected";
    ChainInterceptedSometimes "TLS is inspected in some handshakes";
    ChainImpostor "a known CA's name without its key";
    ChainUnexpectedIssuer "issued by an unexpected CA";
    ChainSelfSigned "self-signed certificate";
    ChainUnfit "certificates that clients refuse";
    ChainUnchecked "a signature that cannot be checked";
    ChainUntrustedHere "this machine lacks the root";
    ChainRevoked "certificate revoked";
    ChainIncomplete "an intermediate CA is not sent";
    ChainLegacy "a key that is being retired";
    ChainWeak "weak signature or key";
    ChainWrongName "certificate for another name";
    ChainExpired "certificate expired";
    ChainNotYetValid "certificate not valid yet";
    FetchBlockPage "block page instead of the content";
    FetchPortal "redirected to an unrelated host";
    FetchWrongContent "unexpected content";
    FetchCutShort "the content is cut short";
    FetchForged "a signature that does not verify";
    FetchStale "revocation data out of date";
    FetchRefused "request refused by the proxy";
    FetchStatus "the content is not there";
    FetchCut "closed without a response";
    FetchSilent "no response to the request";
    FetchNewerHttpCut "HTTP/2 is cut";
    HoldDropped "idle connections are dropped";
    RunGaveUp "the time limit came first";
    RunInterrupted "the run was interrupted";
    RunCrashed "this program failed";
}

#[cfg(test)]
mod tests {
    use std::collections::BTreeSet;

    use super::*;

    #[test]
    fn titles_are_short_and_each_is_its_own() {
        let titles: BTreeSet<_> = Code::ALL.iter().map(|code| code.title()).collect();
        assert_eq!(titles.len(), Code::ALL.len());
        for title in titles {
            assert!(title.chars().count() <= 40, "{title}");
            assert!(!title.ends_with('.') && !title.contains('`'), "{title}");
        }
    }
}

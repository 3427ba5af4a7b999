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
        means "Two sources name different ways out for the same host, and only one of them can win."
        causes "A proxy variable left over from another job beside the system's setting, or an agent configuration that was written before the proxy moved."
        remedy "make every source name the same proxy, or remove those that the agent does not read";
    RouteUnusable "route.unusable" Route Warn Host
        means "A proxy setting cannot be used, because its scheme or its spelling is not one that can be spoken."
        causes "A missing `http://`, a scheme such as `ftp://`, words such as `Direct access` pasted where an address belongs, or XML that is not closed."
        remedy "write the setting as `http://host:port`, or remove it";
    RouteRiskyBypass "route.risky-bypass" Route Warn Host
        means "An exception takes this host off its proxy by a pattern that fits more than its writer can have meant."
        causes "The agent's bypass entries are regular expressions that are found anywhere in the address, in any case, so that a bare word fits every host that holds it."
        remedy "anchor the entry, as in `\\.contoso\\.com$`, or remove it";
    RouteFellBack "route.fell-back" Route Warn Proxy
        means "A way that the script or setting names could not be reached, so that another one of its list counts."
        causes "A proxy of the list is out of service, or a firewall stops the way to it. Every connection waits for it first."
        remedy "bring this proxy back, open the way to it, or take it off the list";
    RoutePacFailed "route.pac-failed" Route Fail Proxy
        means "The proxy auto-configuration script could not be fetched, did not answer in time, or broke off with an error."
        causes "The script's server cannot be reached from this network, the script uses a function that only browsers have, or it waits for a name that does not resolve here."
        remedy "make the script reachable from this machine and let it return a way out for this URL";
    RouteDirectOpen "route.direct-open" Route Fail Firewall
        means "The host answers without the proxy, although `--direct must-fail` says that nothing may."
        causes "The firewall lets this machine out itself, so that whatever ignores the proxy's setting goes around the proxy and its log."
        remedy "close the direct way from this machine to the internet, and leave only the one to the proxy";
    RouteDirectClosed "route.direct-closed" Route Fail Firewall
        means "The host cannot be used without the proxy, although `--direct must-pass` says that it has to be."
        causes "The firewall has no rule for this host yet, or a box on the direct way answers in its place."
        remedy "open the direct way from this machine to this host, without inspection";
    ResolveNoSuchName "resolve.no-such-name" Resolve Fail Dns
        means "The name server says that this name does not exist."
        causes "The name servers are internal and do not forward public names, a filter answers `NXDOMAIN` for the whole domain, or the service has retired the name."
        remedy "let the name servers resolve this name, by forwarding or recursion, and take it off any block list";
    ResolveLinkBlocked "resolve.link-blocked" Resolve Fail Dns
        means "The name is an alias, and one of the names it stands for does not resolve."
        causes "A block list holds the alias's domain but not the first name, or a private zone of the same domain hides the public one. An allow-list of first names alone has the same effect."
        remedy "allow the named alias and the domain it lies in, as well as the first name";
    ResolveAliasLoop "resolve.alias-loop" Resolve Fail Dns
        means "The aliases of this name lead back to one of themselves, so that no address is ever reached."
        causes "A rewriting rule or a private zone on the name servers points an alias back at a name that stands for it."
        remedy "remove the local record or rewriting rule that closes the loop";
    ResolveNoAddress "resolve.no-address" Resolve Fail Dns
        means "The name exists, but there is neither an IPv4 nor an IPv6 address at the end of its aliases."
        causes "A filter removes the addresses from the answer, or a private zone holds the name with other records only."
        remedy "let the answer through with its addresses, or add the missing A record to the private zone";
    ResolveServerSaid "resolve.server-said" Resolve Fail Dns
        means "The name server answered with an error in place of an answer."
        causes "`REFUSED` means that this machine may not ask that server. `SERVFAIL` usually means that the server cannot reach its forwarder, or that a signature on the way does not verify."
        remedy "allow this machine to ask, and look into the server's log for why it cannot answer this name";
    ResolveSilent "resolve.silent" Resolve Fail Firewall
        means "No name server answered in time, neither over UDP nor over TCP."
        causes "Port 53 is closed between this machine and the name servers, the configured servers no longer exist, or a filter drops questions for this name."
        remedy "allow UDP and TCP port 53 from this machine to its name servers";
    ResolveTruncated "resolve.truncated" Resolve Fail Firewall
        means "The answer was too long for UDP, and the whole of it could not be had over TCP."
        causes "Port 53 is open for UDP only, or a box on the way drops large or fragmented answers."
        remedy "allow TCP port 53 from this machine to its name servers, beside UDP";
    ResolvePrivateAnswer "resolve.private-answer" Resolve Fail Dns
        means "A public name is answered with a private, loopback or unroutable address."
        causes "A filter sends blocked names to a sinkhole, a private zone carries a stale record, or a private link was set up on purpose."
        remedy "answer with the public addresses, or confirm that a private endpoint of this service is meant";
    ResolveRewritten "resolve.rewritten" Resolve Fail Dns
        means "A name that cannot exist is answered with an address, so answers here cannot be taken at their word."
        causes "A provider or a filter redirects unknown names to a search page or a block page, or a wildcard record covers the search domain."
        remedy "switch off the redirection of names that do not exist";
    ResolveOutsideRange "resolve.outside-range" Resolve Warn Dns
        means "An address lies outside the ranges that are expected for this endpoint."
        causes "The service has moved and the ranges are out of date, a transparent proxy answers with its own address, or the name is answered from an old record."
        remedy "compare the address with the service's published ranges, and correct the record if it is a local one";
    ResolveServersDisagree "resolve.servers-disagree" Resolve Warn Dns
        means "One name server resolves this name and another one does not."
        causes "Only some of the servers forward public names, or a block list or a zone has not reached all of them."
        remedy "give all name servers of this machine the same zones, forwarders and block lists";
    ResolveSystemDiffers "resolve.system-differs" Resolve Warn Host
        means "The operating system resolves this name to something other than what its name servers answer."
        causes "An entry in the hosts file, a resolver on this machine such as a VPN or filter client, or a rule that sends this domain to other servers."
        remedy "remove the hosts entry or resolver rule for this name, or make it agree with the name servers";
    ConnectRefused "connect.refused" Connect Fail Firewall
        means "The connection was refused at once, with a reset in answer to the first packet."
        causes "A firewall that rejects in place of dropping, a filter client on this machine, or an address at which nothing listens."
        remedy "allow TCP from this machine to this address and port";
    ConnectReset "connect.reset" Connect Fail Firewall
        means "The connection was reset after its first packet, before any data was exchanged."
        causes "A firewall or intrusion prevention system that lets a connection begin and then ends it, or a connection table that is full."
        remedy "find the rule or the device that resets this connection, and exempt this address and port";
    ConnectSilent "connect.silent" Connect Fail Firewall
        means "Nothing answered the attempt to connect before the time limit."
        causes "A firewall drops the packets without a word, or there is no way back for the answers. A server that is switched off looks the same."
        remedy "allow TCP from this machine to this address and port, and check that the answers find their way back";
    ConnectUnreachable "connect.unreachable" Connect Fail Firewall
        means "There is no way to this address: this machine or a router on the way says so."
        causes "A missing default route, a VPN that carries only some networks, or a firewall that rejects with `host unreachable`."
        remedy "give this machine's network a route to this address, or allow it where a router rejects it";
    ConnectProhibited "connect.prohibited" Connect Fail Firewall
        means "A router or firewall on the way says that this connection is administratively prohibited."
        causes "A firewall rule that rejects and says so, on the way or on this machine itself."
        remedy "allow TCP from this machine to this address and port";
    ConnectSomeAddresses "connect.some-addresses" Connect Fail Firewall
        means "Some addresses of this host can be reached and others cannot, so that connections fail now and then."
        causes "A rule lists the addresses of some past day while the name has others now, or covers IPv4 and not IPv6."
        remedy "allow by name or by the service's published ranges, and for every address that the name resolves to";
    ConnectUnderLoad "connect.under-load" Connect Warn Firewall
        means "The address could be reached alone, but not while other connections were being made."
        causes "A limit on new connections for one source, a full connection or translation table, or flood protection."
        remedy "raise the limit on new connections for this machine";
    ConnectAnsweredForAll "connect.answered-for-all" Connect Fail Firewall
        means "An address that cannot exist accepts connections, so that an open port proves nothing here."
        causes "A transparent proxy, an access client on this machine or flood protection on the firewall accepts every connection before it knows whether the target can be reached."
        remedy "exempt this machine's connections to the required endpoints from the device that answers in their place";
    ConnectSometimes "connect.sometimes" Connect Fail Firewall
        means "Of several attempts at one address some get through and others fail."
        causes "A cluster of devices of which one has other rules, a limit on connections, or a link that is overloaded."
        remedy "find the device on the way that treats one connection unlike the next, and give all of them the same rules";
    TunnelUnreachable "tunnel.unreachable" Tunnel Fail Proxy
        means "The proxy itself cannot be reached."
        causes "Its name does not resolve here, its address or port has changed, or a firewall lies between this machine and the proxy."
        remedy "confirm the proxy's name and port, and have this machine allowed to connect to it";
    TunnelSilent "tunnel.silent" Tunnel Fail Proxy
        means "The proxy accepted the connection and then sent nothing, or too little, before the time limit."
        causes "The proxy waits for a target that its own firewall drops, is overloaded, or expects TLS or another protocol on this port."
        remedy "look into the proxy's log for this request, and check that the proxy itself can reach the target";
    TunnelNotAProxy "tunnel.not-a-proxy" Tunnel Fail Host
        means "What answers at the proxy's address does not speak the proxy protocol."
        causes "The setting names a web server or another port, or `http://`, `https://` and `socks5://` were mixed up."
        remedy "correct the proxy's scheme, host and port in the setting";
    TunnelAuthRequired "tunnel.auth-required" Tunnel Fail Proxy
        means "The proxy asks for a user and a password before it opens the way."
        causes "The proxy authenticates every client, and the agent runs as a service account that has no way to answer."
        remedy "let this machine reach the required endpoints without authentication: the connector cannot authenticate";
    TunnelAuthFailed "tunnel.auth-failed" Tunnel Fail Tester
        means "The proxy refused the user and password that it was given."
        causes "A mistyped or expired password, a locked account, or a user who has to be written with its domain."
        remedy "check the user and password with the proxy team and run again";
    TunnelRefused "tunnel.refused" Tunnel Fail Proxy
        means "The proxy's policy forbids this host or port."
        causes "The host is missing from the proxy's allow-list or falls into a blocked category, or the proxy opens tunnels to port 443 only."
        remedy "allow this host and port for this machine";
    TunnelUpstream "tunnel.upstream" Tunnel Fail Proxy
        means "The proxy was willing, but could not reach the host itself."
        causes "The proxy cannot resolve the name, or a firewall behind the proxy stops it. A failing parent proxy has the same effect."
        remedy "check from the proxy itself that the name resolves and that the port is open";
    TunnelClosed "tunnel.closed" Tunnel Fail Proxy
        means "The proxy closed the connection in place of an answer, or right after it."
        causes "A policy that ends connections without saying so, a limit on connections, or a proxy that expects another protocol."
        remedy "look into the proxy's log for why it closed this connection, and allow it";
    TunnelHopUntrusted "tunnel.hop-untrusted" Tunnel Fail Proxy
        means "The certificate of the HTTPS proxy itself does not verify."
        causes "It was issued by an internal authority that this machine does not know, it does not hold the name in the setting, or it has expired."
        remedy "give the proxy a certificate for its configured name, from an authority that this machine trusts";
    TunnelSuffixNotAllowed "tunnel.suffix-not-allowed" Tunnel Fail Proxy
        means "The proxy lets the sample through and refuses any other name under the same wildcard."
        causes "The allow-list holds single names, while the service hands out new names under this domain as it runs."
        remedy "allow the whole domain as a wildcard, not single names under it";
    HandshakeCut "handshake.cut" Handshake Fail Firewall
        means "The connection was closed or reset as soon as TLS began."
        causes "A firewall reads the server name in the first message and ends what it does not allow."
        remedy "allow TLS from this machine to this server name";
    HandshakeSilent "handshake.silent" Handshake Fail Firewall
        means "The connection is open, but nothing or too little came back once TLS began."
        causes "A filter drops what it does not allow after reading the server name, or large packets are lost on the way because of their size."
        remedy "allow TLS from this machine to this server name, and check that full-size packets pass";
    HandshakeAlert "handshake.alert" Handshake Fail Proxy
        means "The other side ended TLS with an alert."
        causes "An inspecting box that could not agree with the server, or a policy that answers with an alert. Seldom it is the server itself, which does not know this name."
        remedy "look for this connection in the log of the inspecting device, and exempt this server name";
    HandshakeNotTls "handshake.not-tls" Handshake Fail Proxy
        means "What answered on the TLS port is not TLS."
        causes "A block page or portal sent in plain HTTP, a proxy on a port where a server was meant, or another service on this port."
        remedy "let TLS to this server name through, and do not answer in its place";
    HandshakeTooOld "handshake.too-old" Handshake Fail Proxy
        means "There is no TLS version that both sides speak, because the other side offers only versions older than 1.2."
        causes "An old inspecting device that ends TLS itself."
        remedy "exempt this host from inspection, or let the device speak TLS 1.2 or newer";
    HandshakeNameFiltered "handshake.name-filtered" Handshake Fail Firewall
        means "TLS fails for this server name and succeeds for another one at the same address, so the name is filtered."
        causes "A firewall or filter that decides by the server name in the first message of TLS."
        remedy "allow this server name, and for a wildcard the whole domain, in the name filter";
    HandshakeLargeHello "handshake.large-hello" Handshake Warn Firewall
        means "TLS fails when its first message is large, as it is with post-quantum keys, and succeeds when it is small."
        causes "A firewall or an inspecting device that expects the first message of TLS in one packet, and drops or ends what comes in two."
        remedy "update the device that reads the first message of TLS, or exempt this host from it";
    HandshakeProofInvalid "handshake.proof-invalid" Handshake Fail Proxy
        means "The signature over the handshake does not fit the key of the certificate that was shown."
        causes "A device shows a genuine certificate without holding its key, or changes the handshake on the way."
        remedy "exempt this host from TLS inspection";
    ChainIntercepted "chain.intercepted" Chain Fail Proxy
        means "TLS is opened on the way: the certificates lead neither to an expected key nor to any public authority."
        causes "A proxy, a firewall or a virus scanner with TLS inspection signs certificates of its own."
        remedy "exempt this host from TLS inspection";
    ChainInterceptedSometimes "chain.intercepted-sometimes" Chain Fail Proxy
        means "TLS is opened on the way in some handshakes and not in others."
        causes "An inspecting device that only knows one version of TLS, stands on one way only or exempts by name, or a cluster of which one member inspects. Some devices open the first connection to learn what is behind an address."
        remedy "exempt this host from TLS inspection on every device and for every kind of connection";
    ChainImpostor "chain.impostor" Chain Fail Proxy
        means "The certificates carry the name of a known authority, but were not signed with its key."
        causes "A device with TLS inspection that copies the names of the genuine certificates, or somebody who does not want to be noticed."
        remedy "find the device that signs in this authority's name, and exempt this host from TLS inspection";
    ChainUnexpectedIssuer "chain.unexpected-issuer" Chain Warn Tester
        means "The certificates are valid and lead to a public authority, or to an authority of another endpoint, that is not expected here."
        causes "The service has changed its authority, or the name leads to another server. It is seldom interception."
        remedy "compare the authority with those the service publishes, and add its key to the endpoints file if it is one of them";
    ChainSelfSigned "chain.self-signed" Chain Fail Proxy
        means "The server showed a single certificate that it signed itself."
        causes "A portal or an inspecting device that was never given a certificate, or a wrong address."
        remedy "find the device that answers at this address, and let the connection reach the service";
    ChainRevoked "chain.revoked" Chain Fail Service
        means "A certificate in use has been withdrawn by the authority that issued it."
        causes "The key was lost or the certificate was replaced, and this server still shows the old one."
        remedy "replace the withdrawn certificate on the server at this address";
    ChainIncomplete "chain.incomplete" Chain Warn Service
        means "The server left out the certificate that links its own to the authority, and it had to be supplied."
        causes "The server was set up without its intermediate certificate. Clients that know it from elsewhere work and others fail."
        remedy "send the intermediate certificate along with the server's own";
    ChainLegacy "chain.legacy" Chain Warn Service
        means "The certificates are genuine, but rest on an authority that is being given up."
        causes "The server has not been moved to the newer authority yet."
        remedy "move the server to an authority that clients will go on trusting";
    ChainWeak "chain.weak" Chain Fail Service
        means "A certificate in use is too weak: a SHA-1 signature, or an RSA key under 2048 bits."
        causes "An old server, or an inspecting device with an old authority of its own."
        remedy "replace the certificate by one with a SHA-256 signature and at least a 2048-bit key";
    ChainWrongName "chain.wrong-name" Chain Fail Service
        means "The certificates are issued for other names than the one that was asked for."
        causes "A local DNS record leads to another server, the server name was lost on the way, or the server holds no certificate for this name."
        remedy "let the server at this address show a certificate that holds the name asked for";
    ChainExpired "chain.expired" Chain Fail Service
        means "A certificate in use has expired."
        causes "The server's certificate was not renewed, or this machine's clock runs ahead."
        remedy "renew the expired certificate on the server";
    ChainNotYetValid "chain.not-yet-valid" Chain Fail Host
        means "A certificate in use is not valid yet."
        causes "This machine's clock runs behind, or the certificate was put to use too early."
        remedy "set this machine's clock by a time server";
    FetchBlockPage "fetch.block-page" Fetch Fail Proxy
        means "A page that says the request was blocked came in place of the content."
        causes "The proxy's or firewall's policy does not allow this URL or its category."
        remedy "allow this URL for this machine";
    FetchPortal "fetch.portal" Fetch Fail Proxy
        means "The request was redirected to a host that nobody asked for."
        causes "A captive portal, a proxy that wants a user to log in, or a filter that sends users to a page of its own."
        remedy "exempt this machine from the portal or login page";
    FetchWrongContent "fetch.wrong-content" Fetch Fail Proxy
        means "Something came, but it is not the kind of content that belongs here."
        causes "A block page with a friendly status, a proxy that converts or scans files, or an old address that now shows a web page."
        remedy "let this URL through unchanged";
    FetchCutShort "fetch.cut-short" Fetch Fail Proxy
        means "Less content came than was promised."
        causes "A scanner or a size limit on the way, or a proxy that gave up on the server."
        remedy "let this URL through whole, without a size limit or scanning";
    FetchForged "fetch.forged" Fetch Fail Proxy
        means "A revocation list or answer came whose signature does not verify."
        causes "Something on the way made or changed it, for example a device that issues revocation data of its own."
        remedy "let this URL through unchanged, and empty the proxy's cache";
    FetchStale "fetch.stale" Fetch Warn Proxy
        means "A revocation list or answer came that should have been replaced by a newer one already."
        causes "A cache on the way holds it for too long, or this machine's clock runs ahead."
        remedy "empty the cache for this URL, and let it keep to the times the server gives";
    FetchRefused "fetch.refused" Fetch Fail Proxy
        means "The proxy forbids this request."
        causes "The URL is missing from the proxy's allow-list, or port 80 is not allowed because only port 443 was thought of."
        remedy "allow plain HTTP to this host on port 80";
    FetchStatus "fetch.status" Fetch Fail Service
        means "The answer's status says that the content is not there."
        causes "The file has moved or the service is in trouble, or a proxy answers with a status of its own."
        remedy "check that this address still holds the content, and correct the sample in the endpoints file if it has moved";
    FetchCut "fetch.cut" Fetch Fail Firewall
        means "The connection was closed midway, or without any answer to the request."
        causes "A filter reads the request and ends what it does not allow, or a proxy loses its own connection to the server."
        remedy "allow HTTP from this machine to this host, by name and not by port alone";
    FetchSilent "fetch.silent" Fetch Fail Firewall
        means "Nothing came in answer to the request before the time limit."
        causes "A filter drops the request after reading it, or a scanner holds the answer back for too long."
        remedy "allow HTTP from this machine to this host, by name and not by port alone";
    HoldDropped "hold.dropped" Hold Warn Firewall
        means "A connection that carried nothing for a while was cut."
        causes "A time limit for idle connections on a firewall, a proxy or an address translator, often 60, 120 or 300 seconds."
        remedy "raise the time limit for idle connections to this host above the one that was measured";
    RunGaveUp "run.gave-up" Run Unproven Tester
        means "The run's own time limit came before this could be seen."
        causes "Many silent addresses at once, or a time limit that is too short for this network."
        remedy "run again with a longer `--deadline`, or with fewer endpoints by `--only`";
    RunInterrupted "run.interrupted" Run Unproven Tester
        means "The run was stopped before this could be seen."
        causes "Somebody pressed Ctrl-C, or the system stopped the program."
        remedy "run again and let it finish";
    RunCrashed "run.crashed" Run Unproven Tester
        means "This program broke while it looked, and what it had seen is lost."
        causes "A mistake in this program."
        remedy "report this as a bug, with the saved report";
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
            let own = code.stage() == Stage::Run;
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

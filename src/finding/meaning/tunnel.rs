//! The proxy and its answers, explained.

use super::explained;
use crate::finding::cause::tunnel::{
    AuthFailed, AuthRequired, Closed, ConnectionLimit, HopUntrusted, LoginUnsupported, NotAProxy,
    OldHttp, PortRefused, Refused, SampleGone, Silent, SuffixNotAllowed, Unreachable, Upstream,
};

explained! {
    Unreachable:
        "The proxy itself cannot be reached."
        "Its name does not resolve here, its address or port has changed, or a firewall stands between this machine and the proxy."
        "confirm the proxy's name and port, and allow connections from this machine to it";
    Silent:
        "The proxy accepted the connection and then sent nothing, or too little, within the time limit."
        "The proxy waits for a target that its own firewall drops, is overloaded, or expects TLS or another protocol on this port."
        "look for this request in the proxy's log, and check that the proxy itself can reach the target";
    NotAProxy:
        "What answers at the proxy's address does not speak the proxy protocol."
        "The setting names a web server or another port, or `http://`, `https://` and `socks5://` were mixed up."
        "correct the proxy's scheme, host and port in the setting";
    AuthRequired:
        "The proxy requires a login for this host."
        "The proxy authenticates every client, or redirects users to a page to sign in, and the agent runs as a service account that cannot answer."
        "let this machine reach the required endpoints without authentication: the connector cannot log in, the provisioning agent only as the account of its service";
    AuthFailed:
        "The proxy rejected the user name and password that it was given."
        "The password is mistyped or expired, the account is locked, or the user name needs its domain."
        "check user name and password with the proxy team and run again";
    LoginUnsupported:
        "The proxy lets this host pass only with a login that the agent cannot give."
        "The run was given a user name and a password. The connector cannot log in to a proxy at all, the provisioning agent only by Negotiate or NTLM as the account of its service."
        "exempt the required endpoints from authentication for this machine";
    Refused:
        "The proxy's policy forbids this host or port."
        "The host is missing from the proxy's allow-list or falls into a blocked category, or the proxy allows tunnels to port 443 only. A SOCKS proxy may say the same where a login is missing."
        "allow this host and port for this machine";
    Upstream:
        "The proxy accepted the request but could not reach the host."
        "The proxy cannot resolve the name, or a firewall behind the proxy blocks it. A failing parent proxy has the same effect."
        "check on the proxy itself that the name resolves and that the port is open";
    Closed:
        "The proxy closed the connection without a response that can be read, or right after it."
        "A policy that ends connections silently, a limit on connections, or a proxy that expects another protocol."
        "find in the proxy's log why it closed this connection, and allow it";
    HopUntrusted:
        "The certificate of the HTTPS proxy itself does not verify."
        "It was issued by an internal CA that this machine does not know, does not contain the name in the setting, or has expired."
        "give the proxy a certificate for its configured name, from a CA that this machine trusts";
    SuffixNotAllowed:
        "The proxy allows one name of a wildcard and refuses another."
        "The allow-list contains single names, while the service uses new names under this domain at any time. Where only a made-up name is refused, the rule may be about addresses instead, and a name without an address meets it."
        "allow the whole domain as a wildcard, not single names under it";
    SampleGone:
        "A sample of a wildcard no longer exists, and the proxy that resolves names says so in its own way."
        "Names under a wildcard come and go. The proxy treats the sample like a made-up name, and local name servers or its other answers show that it is gone rather than refused."
        "nothing on the network; the data file can name another sample";
    ConnectionLimit:
        "The proxy refused this host or left it unanswered beside other connections, and let it through when asked alone."
        "A limit on connections or requests for one client, or for all clients together. Proxies answer it with 403, 429 or 503, close the connection, or let it wait."
        "raise the limit on connections or requests of one client for this machine";
    PortRefused:
        "The proxy fetches pages from port 80 itself and opens no tunnel to that port."
        "The proxy's rule for CONNECT lists port 443 only. Microsoft requires ports 443 and 80."
        "allow CONNECT to port 80 of the required endpoints as well";
    OldHttp:
        "The proxy answers requests for tunnels with HTTP/1.0."
        "An old or very small proxy, or one that is set to HTTP/1.0. Microsoft requires HTTP/1.1 and chunked transfer coding."
        "enable HTTP/1.1 on the proxy, or use one that supports it";
}

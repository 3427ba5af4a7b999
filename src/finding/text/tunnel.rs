//! The proxy and its answers, in words.

use super::answer::answer;
use super::connect::not_connected;
use super::{Words, duration, list, sentence};
use crate::finding::cause::tunnel::{
    AuthFailed, AuthRequired, Awaited, Closed, Demand, HopUntrusted, Lacking, NotAProxy, Refused,
    Rejection, Reply, Silent, SuffixNotAllowed, Unreachable, Upstream,
};
use crate::finding::{Place, Untrusted};

/// The proxy at the beginning of a sentence: "Proxy `http://proxy.corp:3128`".
fn proxy(at: &Place<'_>) -> String {
    at.proxy()
        .map_or_else(|| "The proxy".to_owned(), |proxy| sentence(&proxy))
}

/// The proxy, named within a sentence.
fn the_proxy(at: &Place<'_>) -> String {
    at.proxy().unwrap_or_else(|| "the proxy".to_owned())
}

fn request(request: &Untrusted, at: &Place<'_>) -> String {
    if at.is_many() {
        format!("requests to {}", at.host())
    } else {
        request.quoted()
    }
}

/// The proxy's own words, for the end of a sentence.
fn reply(reply: &Reply) -> String {
    match reply {
        Reply::Http { answer: said } => answer(said),
        Reply::Socks { version, reply } => {
            format!(
                "SOCKS {version} reply {reply}, {}",
                meaning(*version, *reply)
            )
        }
    }
}

/// What the number of a SOCKS reply means.
fn meaning(version: u8, reply: u8) -> &'static str {
    match (version, reply) {
        (4, 90) | (5, 0) => "granted",
        (4, 91) => "rejected or failed",
        (4, 92) => "no identd on this machine",
        (4, 93) => "identd names another user",
        (5, 1) => "general failure",
        (5, 2) => "not allowed by its rules",
        (5, 3) => "network unreachable",
        (5, 4) => "host unreachable",
        (5, 5) => "connection refused",
        (5, 6) => "time to live expired",
        (5, 7) => "command not supported",
        (5, 8) => "address type not supported",
        _ => "which this version of SOCKS does not define",
    }
}

impl Words for Unreachable {
    fn conclusion(&self, at: &Place<'_>) -> String {
        let proxy = proxy(at);
        match &self.unresolved {
            Some(name) => format!("{proxy} cannot be reached: `{name}` does not resolve here"),
            None => format!("{proxy} cannot be reached"),
        }
    }

    fn evidence(&self, _at: &Place<'_>) -> Vec<String> {
        self.failed.iter().map(not_connected).collect()
    }

    fn remedy(&self, at: &Place<'_>) -> String {
        let proxy = the_proxy(at);
        match &self.unresolved {
            Some(name) => format!(
                "correct the name of {proxy} in this machine's settings, or let `{name}` resolve here"
            ),
            None => format!(
                "confirm host and port of {proxy}, and allow connections from this machine to it"
            ),
        }
    }
}

impl Words for Silent {
    fn conclusion(&self, at: &Place<'_>) -> String {
        let (proxy, limit) = (proxy(at), duration(self.waited_ms));
        match self.awaited {
            Awaited::TlsHandshake => {
                format!("{proxy} accepted the connection, but no TLS handshake within {limit}")
            }
            Awaited::Response => format!(
                "{proxy} sent no complete response to the request for {} within {limit}",
                at.endpoint()
            ),
        }
    }

    fn evidence(&self, _at: &Place<'_>) -> Vec<String> {
        Vec::new()
    }

    fn remedy(&self, at: &Place<'_>) -> String {
        match self.awaited {
            Awaited::TlsHandshake => format!(
                "check that {} speaks TLS on this port, and correct the setting if it does not",
                the_proxy(at)
            ),
            Awaited::Response => format!(
                "look for the request for {} in the log of {}, and check that the proxy can reach it",
                at.endpoint(),
                the_proxy(at)
            ),
        }
    }
}

impl Words for NotAProxy {
    fn conclusion(&self, at: &Place<'_>) -> String {
        let proxy = proxy(at);
        match &self.lacks {
            Lacking::Tls { .. } => format!("{proxy} does not speak TLS"),
            Lacking::Http { .. } => format!("{proxy} does not speak HTTP"),
            Lacking::Socks { version, .. } => format!("{proxy} does not speak SOCKS {version}"),
            Lacking::Request { reply: said } => {
                let what = match said {
                    Reply::Http { .. } => "CONNECT",
                    Reply::Socks { .. } => "the SOCKS request",
                };
                format!("{proxy} does not support {what}: {}", reply(said))
            }
        }
    }

    fn evidence(&self, _at: &Place<'_>) -> Vec<String> {
        let (detail, begins) = match &self.lacks {
            Lacking::Tls { detail, begins } | Lacking::Socks { detail, begins, .. } => {
                (Some(detail), begins.as_ref())
            }
            Lacking::Http { detail } => (Some(detail), None),
            Lacking::Request { .. } => (None, None),
        };
        let detail = detail.map(|detail| format!("Reading its answer failed: {}", detail.quoted()));
        let begins = begins.map(|begins| format!("Its answer begins with {}", begins.quoted()));
        detail.into_iter().chain(begins).collect()
    }

    fn remedy(&self, at: &Place<'_>) -> String {
        format!(
            "correct scheme, host and port of {} in this machine's settings",
            the_proxy(at)
        )
    }
}

impl Words for Closed {
    fn conclusion(&self, at: &Place<'_>) -> String {
        let (proxy, endpoint) = (proxy(at), at.endpoint());
        match (self.awaited, self.after_reply) {
            (Awaited::TlsHandshake, _) => {
                format!("{proxy} closed the connection when TLS began")
            }
            (Awaited::Response, Some(reply)) => {
                format!("{proxy} answered {reply} for {endpoint} and closed the tunnel at once")
            }
            (Awaited::Response, None) => format!(
                "{proxy} closed the connection without a response to the request for {endpoint}"
            ),
        }
    }

    fn evidence(&self, _at: &Place<'_>) -> Vec<String> {
        vec![format!("Reading failed: {}", self.detail.quoted())]
    }

    fn remedy(&self, at: &Place<'_>) -> String {
        format!(
            "look in the log of {} for why it closed the connection for {}, and allow it",
            the_proxy(at),
            at.endpoint()
        )
    }
}

/// The schemes that are offered, for the end of a sentence.
fn offered(schemes: &[Untrusted]) -> String {
    let schemes: Vec<String> = schemes.iter().map(Untrusted::quoted).collect();
    match schemes.as_slice() {
        [] => "it offers no scheme".to_owned(),
        some => format!("it offers {}", list(some, some.len())),
    }
}

impl Words for AuthRequired {
    fn conclusion(&self, at: &Place<'_>) -> String {
        let what = match &self.demand {
            Demand::Http { schemes, .. } => offered(schemes),
            Demand::SocksMethod { method: 1, .. } => "it wants GSSAPI (SOCKS method 1)".to_owned(),
            Demand::SocksMethod {
                method: 2,
                login_offered: false,
            } => "it wants a user name and a password (SOCKS method 2)".to_owned(),
            Demand::SocksMethod { method: 255, .. } => {
                "it accepts none of the offered methods (SOCKS method 255)".to_owned()
            }
            Demand::SocksMethod { method, .. } => {
                format!("it wants a method that was not offered (SOCKS method {method})")
            }
            Demand::Identd { reply } => format!("SOCKS 4 reply {reply}, {}", meaning(4, *reply)),
        };
        let (proxy, endpoint) = (proxy(at), at.endpoint());
        format!("{proxy} requires authentication for {endpoint}; {what}")
    }

    fn evidence(&self, _at: &Place<'_>) -> Vec<String> {
        match &self.demand {
            Demand::Http { answer: said, .. } => vec![format!("Its response: {}", answer(said))],
            Demand::SocksMethod { .. } | Demand::Identd { .. } => Vec::new(),
        }
    }

    fn remedy(&self, at: &Place<'_>) -> String {
        let asked = request(&self.request, at);
        format!("exempt {asked} from authentication: the connector cannot authenticate")
    }
}

impl Words for AuthFailed {
    fn conclusion(&self, at: &Place<'_>) -> String {
        let (proxy, endpoint) = (proxy(at), at.endpoint());
        let what = match &self.rejection {
            Rejection::Http { schemes, .. } => format!("; {}", offered(schemes)),
            Rejection::SocksLogin { status } => format!(": SOCKS 5 login status {status}"),
            Rejection::Identd { reply } => {
                format!(": SOCKS 4 reply {reply}, {}", meaning(4, *reply))
            }
        };
        format!("{proxy} rejected the given user name and password for {endpoint}{what}")
    }

    fn evidence(&self, _at: &Place<'_>) -> Vec<String> {
        match &self.rejection {
            Rejection::Http { answer: said, .. } => {
                vec![format!("Its response: {}", answer(said))]
            }
            Rejection::SocksLogin { .. } | Rejection::Identd { .. } => Vec::new(),
        }
    }

    fn remedy(&self, at: &Place<'_>) -> String {
        format!(
            "check user name and password with the proxy team and run again; the connector cannot \
             authenticate, so it needs {} exempt from authentication",
            request(&self.request, at)
        )
    }
}

impl Words for Refused {
    fn conclusion(&self, at: &Place<'_>) -> String {
        let (proxy, endpoint) = (proxy(at), at.endpoint());
        format!("{proxy} refused {endpoint}: {}", reply(&self.reply))
    }

    fn evidence(&self, at: &Place<'_>) -> Vec<String> {
        let asked = format!("The request was {}", self.request.quoted());
        (!at.is_many()).then_some(asked).into_iter().collect()
    }

    fn remedy(&self, at: &Place<'_>) -> String {
        format!("allow {}", request(&self.request, at))
    }
}

impl Words for Upstream {
    fn conclusion(&self, at: &Place<'_>) -> String {
        let (proxy, endpoint) = (proxy(at), at.endpoint());
        format!("{proxy} could not reach {endpoint}: {}", reply(&self.reply))
    }

    fn evidence(&self, _at: &Place<'_>) -> Vec<String> {
        Vec::new()
    }

    fn remedy(&self, at: &Place<'_>) -> String {
        let (proxy, endpoint) = (the_proxy(at), at.endpoint());
        format!(
            "check on {proxy} itself whether it can resolve and connect to {endpoint}, and allow that on \
             firewalls behind the proxy"
        )
    }
}

impl Words for HopUntrusted {
    fn conclusion(&self, at: &Place<'_>) -> String {
        format!("The certificate of {} is not trusted", the_proxy(at))
    }

    fn evidence(&self, _at: &Place<'_>) -> Vec<String> {
        let why = format!("Verification failed: {}", self.detail.quoted());
        let whose = self.subject.as_ref().zip(self.issuer.as_ref());
        let whose = whose.map(|(subject, issuer)| {
            let (subject, issuer) = (subject.quoted(), issuer.quoted());
            format!("The certificate is for {subject}, issued by {issuer}")
        });
        std::iter::once(why).chain(whose).collect()
    }

    fn remedy(&self, at: &Place<'_>) -> String {
        format!(
            "give {} a certificate for its configured name, from a CA that this machine trusts",
            the_proxy(at)
        )
    }
}

impl Words for SuffixNotAllowed {
    fn conclusion(&self, at: &Place<'_>) -> String {
        let (proxy, endpoint, wildcard) = (proxy(at), at.endpoint(), &self.wildcard);
        format!("{proxy} allows {endpoint} and refuses other names under `{wildcard}`")
    }

    fn evidence(&self, _at: &Place<'_>) -> Vec<String> {
        let (name, said) = (&self.refused_name, reply(&self.reply));
        vec![format!("For `{name}`, a made-up name, it answered {said}")]
    }

    fn remedy(&self, at: &Place<'_>) -> String {
        let port = at
            .port()
            .map_or_else(String::new, |port| format!(" on port {port}"));
        format!(
            "allow `{}`{port} as a whole: the service uses new names under it at any time, and a list \
             of single names breaks them",
            self.wildcard
        )
    }
}

//! Proxies that cannot be reached, trusted or understood, in words.

use super::limit::alone;
use super::terms::{login_sentence, proxy, reply, the_proxy};
use crate::finding::Place;
use crate::finding::cause::tunnel::{
    Awaited, Closed, HopUntrusted, Lacking, NotAProxy, Reply, Silent, Unreachable,
};
use crate::finding::text::connect::{self, not_connected};
use crate::finding::text::{Words, duration};

impl Words for Unreachable {
    fn conclusion(&self, at: &Place<'_>) -> String {
        let proxy = proxy(at);
        match &self.unresolved {
            Some(name) => format!("{proxy} cannot be reached: `{name}` does not resolve here"),
            None => format!("{proxy} cannot be reached"),
        }
    }

    fn evidence(&self, _at: &Place<'_>) -> Vec<String> {
        let again = self.failed.iter().filter_map(|one| one.failure.alone);
        let again = again.map(connect::alone);
        let failed = self.failed.iter().map(not_connected);
        failed.chain(again).collect()
    }

    fn remedy(&self, at: &Place<'_>) -> String {
        let proxy = the_proxy(at);
        match &self.unresolved {
            Some(name) => format!(
                "correct the name of {proxy} in this machine's settings, or let `{name}` resolve here"
            ),
            None if at.proxy_is_here() => format!(
                "name a proxy that serves services in place of {proxy}: that program of this machine does not \
                 listen, and clients that carry the connections of users carry none of services"
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
        alone(self.alone.as_ref()).into_iter().collect()
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
            Lacking::Ipv6 => format!(
                "{proxy} cannot be asked for {}: SOCKS 4 has room for IPv4 addresses only, and this machine \
                 finds none",
                at.host()
            ),
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
            Lacking::Ipv6 | Lacking::Request { .. } => (None, None),
        };
        let detail = detail.map(|detail| format!("Reading its answer failed: {}", detail.quoted()));
        let begins = begins.map(|begins| format!("Its answer begins with {}", begins.quoted()));
        let again = alone(self.alone.as_ref());
        detail.into_iter().chain(begins).chain(again).collect()
    }

    fn remedy(&self, at: &Place<'_>) -> String {
        if matches!(self.lacks, Lacking::Ipv6) {
            return format!(
                "name {} as `socks4a://` or `socks5h://` in this machine's settings, where it speaks that, or \
                 let {} resolve to an IPv4 address here",
                the_proxy(at),
                at.host()
            );
        }
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
            (Awaited::TlsHandshake, _) if self.unreadable => {
                format!("{proxy} broke the TLS handshake, though others succeed")
            }
            (Awaited::Response, _) if self.unreadable => format!(
                "{proxy} sent a response to the request for {endpoint} that cannot be read, though it \
                 answers others as a proxy"
            ),
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
        let failed = format!("Reading failed: {}", self.detail.quoted());
        let begins = self.begins.as_ref();
        let begins = begins.map(|it| format!("Its answer begins with {}", it.quoted()));
        let login = self.login.map(login_sentence);
        let again = alone(self.alone.as_ref());
        let all = [Some(failed), begins, login].into_iter().flatten();
        all.chain(again).collect()
    }

    fn remedy(&self, at: &Place<'_>) -> String {
        format!(
            "look in the log of {} for why it closed the connection for {}, and allow it",
            the_proxy(at),
            at.endpoint()
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

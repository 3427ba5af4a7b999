//! What a proxy does not let through, in words.

use super::terms::{login_of, proxy, reply, request, the_proxy};
use crate::finding::Place;
use crate::finding::cause::tunnel::{Refused, Reply, SocksLogin, SuffixNotAllowed, Upstream};
use crate::finding::text::Words;

/// What the proxy must not ask for, as far as the reply may mean that it does.
fn unasked(reply: &Reply) -> &'static str {
    match reply {
        Reply::Http { answer } if answer.location.is_some() => {
            " without a redirect to another page"
        }
        Reply::Socks {
            login: Some(SocksLogin::NotGiven | SocksLogin::UserOnly),
            ..
        } => " without a login",
        Reply::Http { .. } | Reply::Socks { .. } => "",
    }
}

impl Words for Refused {
    fn conclusion(&self, at: &Place<'_>) -> String {
        let (proxy, endpoint) = (proxy(at), at.endpoint());
        format!("{proxy} refused {endpoint}: {}", reply(&self.reply))
    }

    fn evidence(&self, at: &Place<'_>) -> Vec<String> {
        let asked = format!("The request was {}", self.request.quoted());
        let asked = (!at.is_many()).then_some(asked);
        asked.into_iter().chain(login_of(&self.reply)).collect()
    }

    fn remedy(&self, at: &Place<'_>) -> String {
        format!(
            "allow {}{}",
            request(&self.request, at),
            unasked(&self.reply)
        )
    }
}

impl Words for Upstream {
    fn conclusion(&self, at: &Place<'_>) -> String {
        let (proxy, endpoint) = (proxy(at), at.endpoint());
        format!("{proxy} could not reach {endpoint}: {}", reply(&self.reply))
    }

    fn evidence(&self, _at: &Place<'_>) -> Vec<String> {
        login_of(&self.reply).into_iter().collect()
    }

    fn remedy(&self, at: &Place<'_>) -> String {
        let (proxy, endpoint) = (the_proxy(at), at.endpoint());
        let also = match unasked(&self.reply) {
            "" => String::new(),
            unasked => format!("; if its rules refuse it, allow it{unasked}"),
        };
        format!(
            "check on {proxy} itself whether it can resolve and connect to {endpoint}, and allow that on \
             firewalls behind the proxy{also}"
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

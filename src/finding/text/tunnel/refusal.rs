//! What a proxy does not let through, in words.

use super::limit::alone;
use super::terms::{login_of, outcome, proxy, reply, request, the_proxy};
use crate::finding::Place;
use crate::finding::cause::tunnel::{
    Refused, Reply, SampleGone, ShownBy, SocksLogin, SuffixNotAllowed, Upstream,
};
use crate::finding::text::resolve::server as name_server;
use crate::finding::text::{Words, sentence};

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
        let asked = asked.into_iter().chain(login_of(&self.reply));
        asked.chain(alone(self.alone.as_ref())).collect()
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
        let login = login_of(&self.reply).into_iter();
        login.chain(alone(self.alone.as_ref())).collect()
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
        let (proxy, wildcard) = (proxy(at), &self.wildcard);
        if self.made_up {
            format!("{proxy} refuses a made-up name under `{wildcard}`")
        } else {
            format!("{proxy} allows single names under `{wildcard}`, not the whole domain")
        }
    }

    fn evidence(&self, _at: &Place<'_>) -> Vec<String> {
        let (name, said) = (&self.refused_name, reply(&self.reply));
        let made_up = if self.made_up {
            ", a made-up name,"
        } else {
            ""
        };
        let mut all = vec![
            format!("`{}` passes", self.allowed),
            format!("For `{name}`{made_up} it answered {said}"),
        ];
        if self.made_up {
            let doubt = "A list of single names would do so, and so would a rule about addresses";
            all.push(doubt.to_owned());
        }
        all
    }

    fn remedy(&self, at: &Place<'_>) -> String {
        let port = at
            .port()
            .map_or_else(String::new, |port| format!(" on port {port}"));
        let condition = if self.made_up {
            "if the rule lists names, "
        } else {
            ""
        };
        format!(
            "{condition}allow `{}`{port} as a whole: the service uses new names under it at any time, \
             and a list of single names breaks them",
            self.wildcard
        )
    }
}

impl Words for SampleGone {
    fn conclusion(&self, at: &Place<'_>) -> String {
        format!("{} no longer exists", at.subject())
    }

    fn evidence(&self, at: &Place<'_>) -> Vec<String> {
        let (proxy, made_up) = (proxy(at), &self.made_up);
        let did = outcome(&self.outcome);
        let shown = match &self.shown_by {
            ShownBy::LocalDns { server, known } => format!(
                "{} says that there is no such name, and resolves `{known}`",
                sentence(&name_server(*server))
            ),
            ShownBy::UnlikeRefusals {
                refused,
                outcome: other,
            } => {
                format!("For `{refused}`, which it refuses, it {}", outcome(other))
            }
        };
        vec![
            format!("{proxy} treats it like `{made_up}`, a made-up name: it {did}"),
            shown,
        ]
    }

    fn remedy(&self, _at: &Place<'_>) -> String {
        "nothing on the network; the data file can name another sample".to_owned()
    }
}

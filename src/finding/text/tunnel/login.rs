//! Authentication that a proxy asks for, in words.

use super::limit::alone;
use super::terms::{meaning, proxy, request};
use crate::finding::cause::tunnel::{
    AuthFailed, AuthRequired, Demand, LoginUnsupported, PossibleLogin, Rejection,
};
use crate::finding::text::answer::answer;
use crate::finding::text::{Words, list, sentence};
use crate::finding::{Place, Untrusted};
use crate::text::escape::escape;

/// The schemes that are offered, for the end of a sentence.
fn offered(schemes: &[Untrusted]) -> String {
    let schemes: Vec<String> = schemes.iter().map(Untrusted::quoted).collect();
    match schemes.as_slice() {
        [] => "it offers no scheme".to_owned(),
        some => format!("it offers {}", list(some, some.len())),
    }
}

fn product(name: &str) -> String {
    match name {
        "" => "the product".to_owned(),
        name => format!("`{}`", escape(name)),
    }
}

/// What a product can do, after "can".
fn possible(login: PossibleLogin) -> &'static str {
    match login {
        PossibleLogin::Supported => "log in to a proxy with a user name and a password",
        PossibleLogin::Integrated => {
            "log in to a proxy only by Negotiate or NTLM, as the account of its service"
        }
        PossibleLogin::Unsupported => "not log in to a proxy",
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
            Demand::SignIn { host, .. } => {
                format!(
                    "it redirects to {}, as to a page for users to sign in",
                    host.quoted()
                )
            }
        };
        let (proxy, endpoint) = (proxy(at), at.endpoint());
        format!("{proxy} requires authentication for {endpoint}; {what}")
    }

    fn evidence(&self, _at: &Place<'_>) -> Vec<String> {
        let said = match &self.demand {
            Demand::Http { answer: said, .. }
            | Demand::SignIn {
                in_tunnel: false,
                answer: said,
                ..
            } => Some(format!("Its response: {}", answer(said))),
            Demand::SignIn { answer: said, .. } => Some(format!(
                "It opened a tunnel and answered in it in place of TLS: {}",
                answer(said)
            )),
            Demand::SocksMethod { .. } | Demand::Identd { .. } => None,
        };
        let known = self.products.iter().map(|one| {
            let product = sentence(&product(&one.product));
            format!("{product} can {}, by the data file", possible(one.login))
        });
        said.into_iter().chain(known).collect()
    }

    fn remedy(&self, at: &Place<'_>) -> String {
        let asked = request(&self.request, at);
        match &self.demand {
            Demand::SignIn { host, .. } => format!(
                "exclude this machine (its address or subnet) from user authentication for {asked}: a \
                 service cannot sign in on the page of {}; if that page says that a rule forbids it, \
                 allow it",
                host.quoted()
            ),
            _ => format!("exempt {asked} from authentication for this machine"),
        }
    }
}

impl Words for LoginUnsupported {
    fn conclusion(&self, at: &Place<'_>) -> String {
        format!(
            "{} let {} pass only with the login that this run gave; the agent cannot give it",
            proxy(at),
            at.endpoint()
        )
    }

    fn evidence(&self, _at: &Place<'_>) -> Vec<String> {
        let login = if self.integrated {
            PossibleLogin::Integrated
        } else {
            PossibleLogin::Unsupported
        };
        let (product, how) = (product(&self.product), possible(login));
        let known = format!("The data file says that {product} can {how}");
        let asked = format!(
            "Without a login the proxy asked for one: {}",
            offered(&self.schemes)
        );
        let asked = (!self.schemes.is_empty()).then_some(asked);
        asked.into_iter().chain([known]).collect()
    }

    fn remedy(&self, at: &Place<'_>) -> String {
        let asked = request(&self.request, at);
        format!("exempt {asked} from authentication for this machine")
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
        let said = match &self.rejection {
            Rejection::Http { answer: said, .. } => Some(format!("Its response: {}", answer(said))),
            Rejection::SocksLogin { .. } | Rejection::Identd { .. } => None,
        };
        said.into_iter().chain(alone(self.alone.as_ref())).collect()
    }

    fn remedy(&self, at: &Place<'_>) -> String {
        format!(
            "check user name and password with the proxy team and run again; agents that cannot log in \
             need {} exempt from authentication",
            request(&self.request, at)
        )
    }
}

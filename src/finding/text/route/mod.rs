//! The choice of a route, in words.

mod script;

use super::{Words, list};
use crate::finding::Place;
use crate::finding::cause::route::{
    Conflict, DirectClosed, DirectOpen, FellBack, Part, RevocationDiffers, RiskyBypass, Unusable,
};
use crate::text::escape::escape;

/// No more addresses are named.
const MOST_ADDRESSES: usize = 4;

impl Words for Conflict {
    fn conclusion(&self, at: &Place<'_>) -> String {
        format!(
            "Two settings name different routes to {}: {} is used, {} is not",
            at.host(),
            self.used_setting.quoted(),
            self.other_setting.quoted()
        )
    }

    fn evidence(&self, _at: &Place<'_>) -> Vec<String> {
        vec![
            format!(
                "{} names {}",
                self.used_setting.quoted(),
                self.used.quoted()
            ),
            format!(
                "{} names {}",
                self.other_setting.quoted(),
                self.other.quoted()
            ),
        ]
    }

    fn remedy(&self, _at: &Place<'_>) -> String {
        format!(
            "let {} and {} name the same proxy, or remove the one that the agent does not read",
            self.used_setting.quoted(),
            self.other_setting.quoted()
        )
    }
}

impl Words for Unusable {
    fn conclusion(&self, at: &Place<'_>) -> String {
        let (setting, value) = (self.setting.quoted(), self.value.quoted());
        match self.part {
            None if self.fatal => {
                format!(
                    "Every request of the agent fails because of {setting}: its value is {value}"
                )
            }
            None => {
                let decides = if self.decides {
                    format!("decides the route to {} and ", at.host())
                } else {
                    String::new()
                };
                // A file that cannot be read has none.
                let has_value = !self.value.is_empty();
                let value = has_value.then(|| format!(": its value is {value}"));
                let value = value.unwrap_or_default();
                format!("The proxy setting {setting} {decides}cannot be used{value}")
            }
            Some(Part::Entry) => format!(
                "The entry {value} of the exceptions in {setting} cannot be used and takes no host off the \
                 proxy"
            ),
            Some(Part::Name) => format!(
                "The variable {setting} is not used, because its name is in upper case: it names {value}"
            ),
        }
    }

    fn evidence(&self, _at: &Place<'_>) -> Vec<String> {
        let reason = format!("The reason is {}", self.reason.quoted());
        let unseen = if self.fatal {
            "Nothing was measured: the agent gets no further"
        } else {
            "Nothing was measured: any other route would be a guess"
        };
        let unseen = self.decides.then(|| unseen.to_owned());
        std::iter::once(reason).chain(unseen).collect()
    }

    fn remedy(&self, _at: &Place<'_>) -> String {
        let (setting, value) = (self.setting.quoted(), self.value.quoted());
        match self.part {
            None if self.value.is_empty() => {
                format!("let this program read {setting}, or remove it")
            }
            None if self.fatal => {
                format!("correct {value} in {setting} so that .NET can use it, or remove it")
            }
            None if self.decides => format!(
                "write {setting} as `http://host:port`, or remove it; or name the route with `--proxy`"
            ),
            None => format!("write {setting} as `http://host:port`, or remove it"),
            Some(Part::Entry) => format!("correct the entry {value} in {setting}, or remove it"),
            Some(Part::Name) => format!("write {setting} as `http_proxy`, or remove it"),
        }
    }
}

impl Words for RiskyBypass {
    fn conclusion(&self, at: &Place<'_>) -> String {
        format!(
            "An exception takes {} off the proxy and fits other hosts as well: {}",
            at.host(),
            self.setting.quoted()
        )
    }

    fn evidence(&self, _at: &Place<'_>) -> Vec<String> {
        vec![format!("It also fits {}", self.also.quoted())]
    }

    fn remedy(&self, _at: &Place<'_>) -> String {
        let setting = self.setting.quoted();
        format!("anchor the entry {setting}, as in `\\.contoso\\.com$`, or remove it")
    }
}

impl Words for FellBack {
    fn conclusion(&self, at: &Place<'_>) -> String {
        format!(
            "Proxy {} cannot be reached, so {} is used for {}",
            self.proxy.quoted(),
            self.used.quoted(),
            at.host()
        )
    }

    fn evidence(&self, _at: &Place<'_>) -> Vec<String> {
        let (setting, reason) = (self.setting.quoted(), self.reason.quoted());
        vec![
            format!("It is the earlier one in the list of {setting}"),
            format!("The connection failed: {reason}"),
        ]
    }

    fn remedy(&self, _at: &Place<'_>) -> String {
        format!(
            "bring proxy {} back, allow connections to it from this machine, or remove it from the list \
             of {}",
            self.proxy.quoted(),
            self.setting.quoted()
        )
    }
}

impl Words for DirectOpen {
    fn conclusion(&self, at: &Place<'_>) -> String {
        format!("{} can be reached without the proxy", at.endpoint())
    }

    fn evidence(&self, _at: &Place<'_>) -> Vec<String> {
        let addresses: Vec<String> = self.addresses.iter().map(ToString::to_string).collect();
        let addresses = list(&addresses, MOST_ADDRESSES);
        vec![format!("It responds on the direct route at {addresses}")]
    }

    fn remedy(&self, at: &Place<'_>) -> String {
        format!(
            "block direct connections from this machine to {}, and leave only those to the proxy",
            at.endpoint()
        )
    }
}

impl Words for DirectClosed {
    fn conclusion(&self, at: &Place<'_>) -> String {
        format!("{} cannot be used without the proxy", at.endpoint())
    }

    fn evidence(&self, _at: &Place<'_>) -> Vec<String> {
        let because = self.because;
        let because = because.map(|code| format!("On the direct route `{code}` was found"));
        because.into_iter().collect()
    }

    fn remedy(&self, at: &Place<'_>) -> String {
        format!(
            "allow direct connections from this machine to {}, without TLS inspection",
            at.endpoint()
        )
    }
}

impl Words for RevocationDiffers {
    fn conclusion(&self, at: &Place<'_>) -> String {
        let endpoint = at.endpoint();
        match &self.proxy {
            None => format!(
                "Windows itself fetches revocation data on the direct route, on which it cannot reach \
                 {endpoint}; the route of the agent is open{}",
                at.through()
            ),
            Some(proxy) => format!(
                "Windows itself fetches revocation data through proxy `{}`, through which it cannot reach \
                 {endpoint}; the route of the agent is open",
                escape(proxy)
            ),
        }
    }

    fn evidence(&self, _at: &Place<'_>) -> Vec<String> {
        let found = format!("On that route `{}` was found", self.because);
        let source = if self.assumed {
            Some("Assuming no WinHTTP proxy; give `--system-proxy` where there is one".to_owned())
        } else {
            let setting = self.setting.as_ref();
            setting.map(|setting| format!("That route is set by {}", setting.quoted()))
        };
        std::iter::once(found).chain(source).collect()
    }

    fn remedy(&self, at: &Place<'_>) -> String {
        let endpoint = at.endpoint();
        match (&self.proxy, at.proxy()) {
            (Some(proxy), _) => {
                format!(
                    "let proxy `{}` fetch from {endpoint}, unchanged",
                    escape(proxy)
                )
            }
            (None, Some(own)) => format!(
                "let Windows itself use {own}, too (`netsh winhttp set proxy HOST:PORT`), or have direct \
                 connections from this machine to {endpoint} allowed"
            ),
            (None, None) => format!("allow direct connections from this machine to {endpoint}"),
        }
    }
}

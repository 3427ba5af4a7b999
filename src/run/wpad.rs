//! Looks where an agent with automatic detection would look for a script: by the system's own resolver, at
//! private addresses alone, without redirects. What is found is written down and never followed.

use std::net::{IpAddr, SocketAddr};
use std::time::Duration;

use super::settings::{Environment, Settings};
use crate::address::is_private;
use crate::evidence::{Wpad, WpadAnswer, WpadFile, WpadName};
use crate::net::Deadline;
use crate::route::{Route, fetch_at, wpad_names, wpad_url};
use crate::text::bytes::sha256_hex;

/// No more addresses of a name are kept.
const MOST_ADDRESSES: usize = 16;
/// No more of them are asked.
const MOST_ASKED: usize = 4;

/// What there is; nothing where it is not to be looked for, or none of these routes comes from a source that
/// would look.
pub(super) async fn look<'r>(
    routes: impl IntoIterator<Item = &'r Route>,
    settings: &Settings,
    environment: &Environment,
    by: &Deadline,
) -> Option<Wpad> {
    let mut routes = routes.into_iter();
    if !settings.looks_for_wpad || !routes.any(|route| route.auto_detect.is_some()) {
        return None;
    }
    let domain = settings.proxy_settings.local.domain.as_deref();
    let looker = Looker {
        environment,
        step: settings.limits.step,
        by,
    };
    let mut names = Vec::new();
    for name in wpad_names(domain.unwrap_or_default()) {
        let met = looker.name(name).await;
        let found = met.asked.iter().any(is_script);
        names.push(met);
        if found {
            break;
        }
    }
    Some(Wpad { names })
}

fn is_script(answer: &WpadAnswer) -> bool {
    answer.file.as_ref().is_some_and(|file| file.is_script)
}

struct Looker<'a> {
    environment: &'a Environment,
    step: Duration,
    by: &'a Deadline,
}

impl Looker<'_> {
    async fn name(&self, name: String) -> WpadName {
        let asking = self.environment.dial.system_lookup(&name);
        let mut addresses = match self.by.within(self.step, asking).await {
            Ok(Ok(addresses)) => addresses,
            Ok(Err(_)) | Err(_) => Vec::new(),
        };
        addresses.truncate(MOST_ADDRESSES);
        let mut asked = Vec::new();
        let private = addresses.iter().copied().filter(|own| is_private(*own));
        for address in private.take(MOST_ASKED) {
            let answer = self.address(&name, address).await;
            let found = is_script(&answer);
            asked.push(answer);
            if found {
                break;
            }
        }
        WpadName {
            name,
            addresses,
            asked,
        }
    }

    async fn address(&self, name: &str, address: IpAddr) -> WpadAnswer {
        let to = SocketAddr::new(address, 80);
        let dial = self.environment.dial.as_ref();
        let (file, problem) = match fetch_at(&wpad_url(name), to, dial, self.step, self.by).await {
            Ok(body) => (Some(file(&body)), None),
            Err(why) => (None, Some(why.to_string())),
        };
        WpadAnswer {
            address,
            file,
            problem,
        }
    }
}

fn file(body: &[u8]) -> WpadFile {
    const FUNCTION: &[u8] = b"FindProxyForURL";
    WpadFile {
        bytes: body.len(),
        sha256: sha256_hex(body),
        is_script: body.windows(FUNCTION.len()).any(|part| part == FUNCTION),
    }
}

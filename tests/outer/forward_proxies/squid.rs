//! squid, by access lists. A name that does not exist is 500 to CONNECT and 502 to GET.

use super::{Place, Setting};
use crate::process::Server;
use crate::squid::{Policy, open};

pub(super) fn start(place: &Place<'_>, setting: Setting) -> Option<Vec<Server>> {
    Some(vec![policy(setting)?.start(place.world)])
}

/// What says so to squid.
pub(super) fn policy(setting: Setting) -> Option<Policy> {
    let lines = match setting {
        Setting::Open => return Some(open()),
        Setting::Login => return Some(open().with_basic()),
        Setting::Digest => return Some(open().with_digest()),
        Setting::Denies(name) => {
            format!("acl denied dstdomain {name}\nhttp_access deny denied")
        }
        Setting::Lists(names) => {
            let names = names.join(" ");
            format!("acl listed dstdomain {names}\nhttp_access deny !listed")
        }
        Setting::TunnelsTo443 => "acl tunnels method CONNECT\n\
             acl secured port 443\n\
             http_access deny tunnels !secured"
            .to_owned(),
        Setting::FourConnections => return None,
    };
    Some(open().but(&lines))
}

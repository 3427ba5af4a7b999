//! ncat as a proxy, which knows users and no rules. Whatever it does not reach is 504.

use super::{ADDRESS, PORT, Place, Setting};
use crate::process::Server;
use crate::squid::{PASSWORD, USER};

pub(super) fn start(place: &Place<'_>, setting: Setting) -> Option<Vec<Server>> {
    let login = format!("{USER}:{PASSWORD}");
    let flags = match setting {
        Setting::Open => ["--max-conns", "100"],
        Setting::Login => ["--proxy-auth", &login],
        _ => return None,
    };
    let mut command = place.command("ncat");
    command
        .args(["--listen", ADDRESS, PORT, "--keep-open"])
        .args(["--proxy-type", "http"])
        .args(flags);
    Some(place.start_one(&mut command))
}

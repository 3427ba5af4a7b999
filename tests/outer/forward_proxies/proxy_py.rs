//! proxy.py, by its filter of host names, which answers 418.

use super::{ADDRESS, PORT, PYTHON, Place, Setting};
use crate::process::Server;
use crate::squid::{PASSWORD, USER};

pub(super) fn start(place: &Place<'_>, setting: Setting) -> Option<Vec<Server>> {
    let login = format!("{USER}:{PASSWORD}");
    let flags = match setting {
        Setting::Open => vec![],
        Setting::Login => vec!["--basic-auth", &login],
        Setting::Denies(name) => vec![
            "--plugins",
            "proxy.plugin.FilterByUpstreamHostPlugin",
            "--filtered-upstream-hosts",
            name,
        ],
        Setting::Digest | Setting::Lists(_) | Setting::TunnelsTo443 | Setting::FourConnections => {
            return None;
        }
    };
    let mut command = place.command(&format!("{PYTHON}/proxy"));
    command
        .args(["--hostname", ADDRESS, "--port", PORT])
        // One worker for all would wait for one host that is silent.
        .args(["--threaded", "--num-workers", "1", "--num-acceptors", "1"])
        .args(["--data-dir", &place.path("data")])
        .args(flags);
    Some(place.start_one(&mut command))
}

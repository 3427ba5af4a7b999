//! mitmproxy as a plain proxy: it opens no TLS. It has no rule for CONNECT of its own; a script says no.

use super::{ADDRESS, PORT, Place, Setting};
use crate::process::Server;
use crate::squid::{PASSWORD, USER};

pub(super) fn start(place: &Place<'_>, setting: Setting) -> Option<Vec<Server>> {
    let denied = match setting {
        Setting::Open | Setting::Login => "False".to_owned(),
        Setting::Denies(name) => format!("flow.request.host == {name:?}"),
        Setting::Lists(names) => format!("flow.request.host not in {names:?}"),
        Setting::TunnelsTo443 => {
            "flow.request.method == \"CONNECT\" and flow.request.port != 443".to_owned()
        }
        Setting::Digest | Setting::FourConnections => return None,
    };
    let script = format!(
        "from mitmproxy import http\n\
         def request(flow):\n\
         \x20   if {denied}:\n\
         \x20       flow.response = http.Response.make(403, b\"Not for work.\")\n\
         http_connect = request\n"
    );
    let script = place.write("policy.py", &script);
    let mut command = place.command("mitmdump");
    command
        .args(["--mode", "regular", "--ignore-hosts", ".*"])
        .args(["--listen-host", ADDRESS, "--listen-port", PORT])
        .args(["--scripts", &script]);
    if setting == Setting::Login {
        command.args(["--proxyauth", &format!("{USER}:{PASSWORD}")]);
    }
    Some(place.start_one(&mut command))
}

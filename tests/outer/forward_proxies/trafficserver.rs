//! Apache Traffic Server as a forward proxy, with rules of `header_rewrite`. It answers CONNECT with 200 before it
//! has reached the host, and closes where it does not.

use std::fs;
use std::process::Command;

use super::{ADDRESS, PORT, Place, Setting, any_of};
use crate::process::{Server, run};

/// Folders of its own, by their names in `runroot.yaml`.
const OWN: [&str; 5] = [
    "sysconfdir",
    "localstatedir",
    "runtimedir",
    "logdir",
    "cachedir",
];
/// Folders of the package.
const PACKAGED: [(&str, &str); 10] = [
    ("prefix", "/usr"),
    ("exec_prefix", "/usr"),
    ("bindir", "/usr/bin"),
    ("sbindir", "/usr/bin"),
    ("datadir", "/usr/share/trafficserver"),
    ("includedir", "/usr/include"),
    ("libdir", "/usr/lib/trafficserver"),
    ("libexecdir", "/usr/lib/trafficserver/modules"),
    ("mandir", "/usr/share/man"),
    ("infodir", "/usr/share/info"),
];

pub(super) fn start(place: &Place<'_>, setting: Setting) -> Option<Vec<Server>> {
    let denying = |condition: String| {
        format!("cond %{{READ_REQUEST_HDR_HOOK}} [AND]\n{condition}\n  set-status 403\n")
    };
    let host = |names: &[&str]| {
        let names = any_of(names);
        format!("cond %{{CLIENT-HEADER:Host}} /^{names}(:|$)/")
    };
    let rules = match setting {
        Setting::Open | Setting::TunnelsTo443 => String::new(),
        Setting::Denies(name) => denying(host(&[name])),
        Setting::Lists(names) => denying(host(names) + " [NOT]"),
        Setting::Login | Setting::Digest | Setting::FourConnections => return None,
    };
    let ports = if setting == Setting::TunnelsTo443 {
        "443"
    } else {
        "443 80"
    };
    lay_out(place, ports, &rules);
    let mut command = place.command("traffic_server");
    Some(place.start_one(command.env("TS_RUNROOT", &place.folder)))
}

/// Writes its settings, and gives it its folders.
fn lay_out(place: &Place<'_>, ports: &str, rules: &str) {
    let packaged = PACKAGED.map(|(name, path)| format!("{name}: {path}\n"));
    let own = OWN.map(|name| {
        let folder = place.path(name);
        fs::create_dir(&folder).expect("the world's folder is writable");
        format!("{name}: {folder}\n")
    });
    place.write("runroot.yaml", &(packaged.concat() + &own.concat()));
    place.write("sysconfdir/records.config", &records(ports));
    place.write(
        "sysconfdir/ip_allow.yaml",
        "ip_allow:\n- {apply: in, ip_addrs: 0/0, action: allow, methods: ALL}\n",
    );
    let rules = place.write("sysconfdir/rules", rules);
    let plugin = format!("header_rewrite.so {rules}\n");
    place.write("sysconfdir/plugin.config", &plugin);
    for file in ["remap.config", "storage.config"] {
        place.write(&format!("sysconfdir/{file}"), "");
    }
    let mut chown = Command::new("chown");
    run(chown.args(["-R", "nobody"]).arg(&place.folder));
}

fn records(ports: &str) -> String {
    let record = |(name, value): (&str, &str)| format!("CONFIG proxy.config.{name} {value}\n");
    [
        (
            "http.server_ports",
            &*format!("STRING {PORT}:ip-in={ADDRESS}"),
        ),
        ("http.connect_ports", &*format!("STRING {ports}")),
        ("http.connect_attempts_timeout", "INT 1"),
        ("http.connect_attempts_max_retries", "INT 0"),
        ("http.connect_attempts_rr_retries", "INT 0"),
        ("http.cache.http", "INT 0"),
        ("url_remap.remap_required", "INT 0"),
        ("admin.user_id", "STRING nobody"),
        ("exec_thread.autoconfig", "INT 0"),
        ("exec_thread.limit", "INT 2"),
        ("log.logging_enabled", "INT 0"),
        ("cache.ram_cache.size", "INT 1048576"),
    ]
    .map(record)
    .concat()
}

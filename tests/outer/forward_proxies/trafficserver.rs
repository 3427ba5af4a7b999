//! Apache Traffic Server as a forward proxy, with rules of `header_rewrite`. It answers CONNECT with 200 before it
//! has reached the host, and closes where it does not.

use std::fs;
use std::process::Command;

use super::{ADDRESS, PORT, Place, Product, Setting, any_of};
use crate::interceptor::{PORT as IN_THE_WAY, redirect};
use crate::process::{Server, run};
use crate::world::Running;

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
    let rules = place.write("rules", &rules);
    let listening = format!("{PORT}:ip-in={ADDRESS}");
    let plugin = format!("header_rewrite.so {rules}\n");
    lay_out(place, (&listening, ports), &plugin);
    let mut command = place.command("traffic_server");
    Some(place.start_one(command.env("TS_RUNROOT", &place.folder)))
}

/// In the way of all TLS of the office, with its plugin that makes a certificate for each name and signs it with the
/// company's authority, which it does not send.
pub(crate) fn certifier(world: &Running) -> Server {
    let place = Place::new(world, Product::TrafficServer);
    for file in ["corporate.pem", "corporate.key"] {
        fs::copy(world.folder().join(file), place.path(file)).expect("the world has written them");
    }
    place.write("serial", "4711\n");
    fs::create_dir(place.path("certificates")).expect("the world's folder is writable");
    let path = |file: &str| place.path(file);
    let plugin = format!(
        "certifier.so --store {} --max 100 --sign-cert {} --sign-key {} --sign-serial {}\n",
        path("certificates"),
        path("corporate.pem"),
        path("corporate.key"),
        path("serial")
    );
    lay_out(&place, (&format!("{IN_THE_WAY}:ssl"), "443"), &plugin);
    // What it shows to whoever sends no name.
    let without_name = format!(
        "dest_ip=* ssl_cert_name={} ssl_key_name={}\n",
        path("corporate.pem"),
        path("corporate.key")
    );
    place.write("sysconfdir/ssl_multicert.config", &without_name);
    let mut command = place.command("traffic_server");
    command.env("TS_RUNROOT", &place.folder);
    let server = place.start(&mut command, &format!("{ADDRESS}:{IN_THE_WAY}"));
    redirect(world, "");
    server
}

/// Writes its settings, and gives it its folders.
fn lay_out(place: &Place<'_>, listening: (&str, &str), plugin: &str) {
    let packaged = PACKAGED.map(|(name, path)| format!("{name}: {path}\n"));
    let own = OWN.map(|name| {
        let folder = place.path(name);
        fs::create_dir(&folder).expect("the world's folder is writable");
        format!("{name}: {folder}\n")
    });
    place.write("runroot.yaml", &(packaged.concat() + &own.concat()));
    place.write("sysconfdir/records.config", &records(listening));
    place.write(
        "sysconfdir/ip_allow.yaml",
        "ip_allow:\n- {apply: in, ip_addrs: 0/0, action: allow, methods: ALL}\n",
    );
    place.write("sysconfdir/plugin.config", plugin);
    for file in ["remap.config", "storage.config"] {
        place.write(&format!("sysconfdir/{file}"), "");
    }
    let mut chown = Command::new("chown");
    run(chown.args(["-R", "nobody"]).arg(&place.folder));
}

fn records((listening, ports): (&str, &str)) -> String {
    let record = |(name, value): (&str, &str)| format!("CONFIG proxy.config.{name} {value}\n");
    [
        ("http.server_ports", &*format!("STRING {listening}")),
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

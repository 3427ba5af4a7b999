//! Forward proxies that offices use, as Debian and the Python Package Index ship them, each with its own means to
//! say no. They listen on the internet's side of the link and find names as the office's BIND has them.

mod apache;
mod dante;
mod microsocks;
mod mitmproxy; // as a plain proxy that opens no TLS
mod ncat;
pub(crate) mod nghttpx; // inside TLS, in front of squid
mod node_proxy;
mod pproxy;
mod privoxy;
mod proxy_py;
mod squid;
mod ssh; // a client's dynamic forwarding, and the server behind it
mod tinyproxy;
pub(crate) mod trafficserver;

use std::fs;
use std::net::TcpStream;
use std::os::unix::fs::PermissionsExt as _;
use std::path::PathBuf;
use std::process::Command;

use crate::hops::find_names;
use crate::process::Server;
use crate::squid::{PASSWORD, SQUID};
use crate::world::Running;

/// Where most of them listen.
const ADDRESS: &str = "10.20.0.80";
const PORT: &str = "3131";
const AT: &str = "10.20.0.80:3131";
/// Programs of Python packages, where `tests/packages.sh` installs them.
const PYTHON: &str = "/var/lib/clearway-outer/python/bin";

/// What a proxy does with those who ask.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Setting {
    /// It opens everything.
    Open,
    /// It opens everything to [`crate::squid::USER`], by Basic or by the login of SOCKS.
    Login,
    /// The same by Digest.
    Digest,
    /// It denies this name and opens every other.
    Denies(&'static str),
    /// It opens these names and denies every other.
    Lists(&'static [&'static str]),
    /// It opens tunnels to port 443 and to no other; pages it fetches.
    TunnelsTo443,
    /// It serves four connections at a time.
    FourConnections,
}

/// A proxy.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Product {
    Squid,
    Tinyproxy,
    /// Apache httpd with `mod_proxy_connect`.
    Apache,
    Privoxy,
    /// Apache Traffic Server with rules of its `header_rewrite`.
    TrafficServer,
    /// proxy.py with its filter of host names.
    ProxyPy,
    Pproxy,
    /// The same program as a SOCKS 5 proxy.
    PproxySocks,
    /// `ssh -D`, asked by SOCKS 5, before a server with `PermitOpen`.
    Ssh,
    /// The same, asked by SOCKS 4a.
    SshSocks4,
    /// nghttpx inside TLS, in front of squid.
    Nghttpx,
    /// mitmproxy that opens no TLS.
    Mitmproxy,
    Dante,
    Microsocks,
    /// The package `proxy` of Node.js.
    NodeProxy,
    /// `ncat --proxy-type http`.
    Ncat,
}

/// Every one.
pub(crate) const ALL: [Product; 16] = [
    Product::Squid,
    Product::Tinyproxy,
    Product::Apache,
    Product::Privoxy,
    Product::TrafficServer,
    Product::ProxyPy,
    Product::Pproxy,
    Product::PproxySocks,
    Product::Ssh,
    Product::SshSocks4,
    Product::Nghttpx,
    Product::Mitmproxy,
    Product::Dante,
    Product::Microsocks,
    Product::NodeProxy,
    Product::Ncat,
];

impl Product {
    /// Starts it with this setting; `None` where it has no such setting.
    pub(crate) fn start(self, world: &Running, setting: Setting) -> Option<Vec<Server>> {
        let place = Place::new(world, self);
        match self {
            Self::Squid => squid::start(&place, setting),
            Self::Tinyproxy => tinyproxy::start(&place, setting),
            Self::Apache => apache::start(&place, setting),
            Self::Privoxy => privoxy::start(&place, setting),
            Self::TrafficServer => trafficserver::start(&place, setting),
            Self::ProxyPy => proxy_py::start(&place, setting),
            Self::Pproxy => pproxy::start(&place, "http", setting),
            Self::PproxySocks => pproxy::start(&place, "socks5", setting),
            Self::Ssh | Self::SshSocks4 => ssh::start(&place, setting),
            Self::Nghttpx => nghttpx::start(&place, setting),
            Self::Mitmproxy => mitmproxy::start(&place, setting),
            Self::Dante => dante::start(&place, setting),
            Self::Microsocks => microsocks::start(&place, setting),
            Self::NodeProxy => node_proxy::start(&place, setting),
            Self::Ncat => ncat::start(&place, setting),
        }
    }

    /// What `--proxy` calls it.
    pub(crate) fn url(self) -> String {
        match self {
            Self::Squid => format!("http://{SQUID}"),
            Self::Tinyproxy => format!("http://{}", tinyproxy::AT),
            Self::Nghttpx => format!("https://{}", nghttpx::AT),
            Self::PproxySocks | Self::Ssh => format!("socks5h://{AT}"),
            Self::SshSocks4 => format!("socks4a://{AT}"),
            Self::Dante | Self::Microsocks => format!("socks5h://{ADDRESS}:1080"),
            _ => format!("http://{AT}"),
        }
    }

    /// The password that it knows.
    pub(crate) fn password(self) -> String {
        match self {
            // Their settings know no characters but letters and digits there.
            Self::Tinyproxy | Self::Pproxy | Self::PproxySocks => plain_password(),
            _ => PASSWORD.to_owned(),
        }
    }
}

fn plain_password() -> String {
    PASSWORD.replace(|c: char| !c.is_ascii_alphanumeric(), "")
}

/// A regular expression that matches any of these names.
fn any_of(names: &[&str]) -> String {
    let escaped: Vec<String> = names.iter().map(|name| name.replace('.', r"\.")).collect();
    format!("({})", escaped.join("|"))
}

/// Where one proxy runs: its world, a folder for its files.
struct Place<'a> {
    world: &'a Running,
    folder: PathBuf,
}

impl<'a> Place<'a> {
    fn new(world: &'a Running, product: Product) -> Self {
        find_names(world);
        let folder = world.folder().join(format!("{product:?}"));
        fs::create_dir_all(&folder).expect("the world's folder is writable");
        // Some give root away, and have to find their own files afterwards.
        for folder in [world.folder(), &folder] {
            fs::set_permissions(folder, fs::Permissions::from_mode(0o755))
                .expect("the folder is the test's own");
        }
        Self { world, folder }
    }

    fn path(&self, file: &str) -> String {
        self.folder.join(file).display().to_string()
    }

    /// Writes a file of its folder; its path.
    fn write(&self, file: &str, text: &str) -> String {
        let path = self.path(file);
        fs::write(&path, text).expect("the world's folder is writable");
        path
    }

    /// A command that will run there, in its folder. All that it starts ends with it: with the shell, its namespace
    /// of processes ends. The program itself may give root away, and with it the signal of its parent's death.
    fn command(&self, program: &str) -> Command {
        let mut command = self.world.net.internet.command("unshare");
        command
            .args(["--mount", "--pid", "--fork", "--kill-child"])
            .args(["sh", "-c", "\"$0\" \"$@\" & wait $!", program])
            .current_dir(&self.folder)
            .env("HOME", &self.folder);
        command
    }

    /// Starts a command and waits until its port is open.
    fn start(&self, command: &mut Command, at: &str) -> Server {
        let log = self.folder.join(format!("log-{}", at.replace(':', "-")));
        let mut server = Server::start(command, &log);
        let internet = &self.world.net.internet;
        server.ready(at, || internet.enter(|| is_open(at)));
        server
    }

    /// Starts the only program of a proxy, which listens on [`AT`].
    fn start_one(&self, command: &mut Command) -> Vec<Server> {
        vec![self.start(command, AT)]
    }
}

#[expect(
    clippy::disallowed_methods,
    reason = "the door is the program's, not the test's"
)]
fn is_open(at: &str) -> bool {
    TcpStream::connect(at).is_ok()
}

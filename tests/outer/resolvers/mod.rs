//! Resolvers that offices use, as Debian ships them, each in front of the world's BIND and each with its
//! own means to block a name. The office asks the one that was started last, and no other.

mod bind; // as a forwarder with a policy zone
mod dnsdist;
mod dnsmasq;
mod knot;
pub(crate) mod nscd; // a cache in front of getaddrinfo, without port 53
mod powerdns;
mod resolved; // on the office's own machine
mod samba; // as a domain controller
mod unbound;

use std::fs;
use std::net::TcpStream;
use std::path::PathBuf;
use std::process::Command;

use crate::bind::{POLICY_IN_FORCE, START_OF_AUTHORITY};
use crate::net::{MUTE_RESOLVER, Namespace, RESOLVER};
use crate::process::Server;
use crate::world::Running;

/// Where a resolver of the network listens.
const NETWORK: &str = "10.20.0.54";
/// Where systemd-resolved listens.
const LOOPBACK: &str = "127.0.0.53";
/// The zone of a company that resolves nothing else, and its one host.
const INTERNAL: &str = "corp.example";
pub(crate) const INTERNAL_HOST: &str = "www.corp.example";
pub(crate) const INTERNAL_ADDRESS: &str = "10.20.0.80";
/// The address that blocks a name without an error.
const SINKHOLE: &str = "0.0.0.0";

/// What a resolver does with the names it is asked for.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Policy {
    /// It resolves everything.
    Open,
    /// It denies this name and resolves every other.
    Denies(&'static str),
    /// It answers this name with [`SINKHOLE`] and resolves every other.
    Sinkholes(&'static str),
    /// It asks a server that never answers.
    UpstreamDead,
    /// It knows [`INTERNAL`] and nothing else.
    InternalOnly,
}

impl Policy {
    /// The server it asks.
    fn upstream(self) -> Option<&'static str> {
        match self {
            Self::Open | Self::Denies(_) | Self::Sinkholes(_) => Some(RESOLVER),
            Self::UpstreamDead => Some(MUTE_RESOLVER),
            Self::InternalOnly => None,
        }
    }

    /// A response policy zone (draft-vixie-dnsop-dns-rpz) that says so, in the form that all read.
    fn zone(self) -> String {
        let rule = match self {
            Self::Denies(name) => format!("{name} CNAME ."),
            Self::Sinkholes(name) => format!("{name} A {SINKHOLE}"),
            _ => String::new(),
        };
        format!("$ORIGIN policy.\n{START_OF_AUTHORITY}{rule}\n")
    }
}

/// The company's zone.
fn internal_zone() -> String {
    format!("$ORIGIN {INTERNAL}.\n{START_OF_AUTHORITY}{INTERNAL_HOST}. A {INTERNAL_ADDRESS}\n")
}

/// A resolver, and the means by which it blocks.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Product {
    /// BIND that forwards, with a response policy zone.
    Bind,
    /// unbound with `local-zone`, which looks at the name asked.
    Unbound,
    /// unbound with a response policy zone, which looks at every alias.
    UnboundPolicyZone,
    /// dnsmasq with `address`.
    Dnsmasq,
    /// The PowerDNS recursor with a response policy zone.
    PowerDns,
    /// The Knot resolver with rules of its policy module.
    Knot,
    /// dnsdist with actions on names.
    Dnsdist,
    /// systemd-resolved with its hosts file.
    Resolved,
    /// Samba's domain controller with zones of its own.
    Samba,
}

/// Every one.
pub(crate) const ALL: [Product; 9] = [
    Product::Bind,
    Product::Unbound,
    Product::UnboundPolicyZone,
    Product::Dnsmasq,
    Product::PowerDns,
    Product::Knot,
    Product::Dnsdist,
    Product::Resolved,
    Product::Samba,
];

impl Product {
    /// Starts it and makes it the office's only resolver.
    pub(crate) fn start(self, world: &Running, policy: Policy) -> Server {
        let place = Place::new(world, self);
        let address = place.address;
        world.office_asks(address);
        let mut command = match self {
            Self::Bind => bind::command(&place, policy),
            Self::Unbound => unbound::with_local_zones(&place, policy),
            Self::UnboundPolicyZone => unbound::with_policy_zone(&place, policy),
            Self::Dnsmasq => dnsmasq::command(&place, policy),
            Self::PowerDns => powerdns::command(&place, policy),
            Self::Knot => knot::command(&place, policy),
            Self::Dnsdist => dnsdist::command(&place, policy),
            Self::Resolved => resolved::command(&place, policy),
            Self::Samba => samba::command(&place, policy),
        };
        let mut server = place.start(&mut command);
        match self {
            Self::Bind => server.logs(POLICY_IN_FORCE),
            Self::Samba => samba::apply(&place, policy),
            _ => {}
        }
        server
    }
}

/// dnsdist that asks these servers in turn, as the office's only resolver.
pub(crate) fn take_turns(world: &Running, servers: &[&str]) -> Server {
    let place = Place::new(world, Product::Dnsdist);
    world.office_asks(place.address);
    place.start(&mut dnsdist::taking_turns(&place, servers))
}

impl Running {
    /// Makes this the office's only name server.
    fn office_asks(&self, address: &str) {
        let text = format!("nameserver {address}\n");
        self.net.office.etc("resolv.conf", &text);
    }
}

/// Where one resolver runs: its namespace, its address, a folder for its files.
struct Place<'a> {
    namespace: &'a Namespace,
    address: &'static str,
    folder: PathBuf,
}

impl<'a> Place<'a> {
    fn new(world: &'a Running, product: Product) -> Self {
        let (namespace, address) = if product == Product::Resolved {
            (&world.net.office, LOOPBACK)
        } else {
            let internet = &world.net.internet;
            internet.ip(&format!("addr add {NETWORK}/24 dev eth0\n"));
            (internet, NETWORK)
        };
        let folder = world.folder().join(format!("{product:?}"));
        fs::create_dir(&folder).expect("the world's folder is writable");
        Self {
            namespace,
            address,
            folder,
        }
    }

    /// Writes a file of its folder; its path.
    fn write(&self, file: &str, text: &str) -> String {
        let path = self.folder.join(file);
        fs::write(&path, text).expect("the world's folder is writable");
        path.display().to_string()
    }

    /// A command that will run there, in its folder.
    fn command(&self, program: impl AsRef<std::ffi::OsStr>) -> Command {
        let mut command = self.namespace.command(program);
        command.current_dir(&self.folder);
        command
    }

    /// Starts the resolver, and waits until its port is open: some never answer, as they are told.
    fn start(&self, command: &mut Command) -> Server {
        let mut server = Server::start(command, &self.folder.join("log"));
        server.ready("a resolver", || {
            self.namespace.enter(|| is_open(self.address))
        });
        server
    }
}

#[expect(
    clippy::disallowed_methods,
    reason = "the door is the program's, not the test's"
)]
fn is_open(address: &str) -> bool {
    TcpStream::connect((address, 53)).is_ok()
}

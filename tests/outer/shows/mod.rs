//! The tests, by what they are about.

mod harness; // the world itself: it answers as described, and leaves nothing behind

mod client_certificates; // genuine servers that ask for a certificate of the agent
mod causes; // which of several explanations it is
mod crowd; // limits on connections and descriptors
mod formats; // what CI, dashboards and spreadsheets are given
mod first_lines; // what the first two lines of a report say
mod firewall; // dropped, refused, prohibited; one address, one family
mod hold; // idle connections
mod hop_limits; // proxies that serve only so many at a time
mod inspection; // whose certificates
mod inspectors; // the same of every proxy that opens TLS
mod limits; // time, and Ctrl-C
mod misuse; // what the tool refuses to do
mod names; // every way a name fails
mod opening; // what to open, ranges, what failed again, two points of view
mod pages; // port 80 answered by products in place of the server
mod plain; // port 80
mod proof; // what a third party can check, by two verifiers and by Wireshark
mod proxy; // the way through a proxy
mod readme; // the run that the README shows
mod resolver_settings; // what resolv.conf makes of it
mod resolvers; // name servers of every product, and what each does to a blocked name
mod revocation; // what clients ask while they check a chain
mod right; // nothing is wrong
mod scripts; // PAC scripts as web servers hand them out
mod store; // the machine lacks a root
mod thorough; // TLS in every shape, and boxes that open only some of it
mod unfit; // chains under an expected key that clients refuse
mod upgrade; // rows that ask for a WebSocket
mod vantage; // who measures, from where
mod versions; // TLS versions that a server or a device lacks

use crate::world::World;

/// `link0.chain0.net` → `link1.chain1.net` → … → one address, `links` aliases, each in another zone.
fn long_chain(links: usize) -> String {
    let alias = |n| format!("link{n}.chain{n}.net CNAME link{0}.chain{0}.net\n", n + 1);
    let aliases = (0..links).map(alias).collect::<Vec<_>>().concat();
    aliases + &format!("link{links}.chain{links}.net A 52.112.0.1\n")
}

/// A hundred addresses: too many for one datagram.
fn large_set(name: &str) -> String {
    let line = |n: u8| format!("{name} A 52.113.0.{n}\n");
    (1..=100).map(line).collect::<Vec<_>>().concat()
}

/// An answer that ends long before its promised length.
fn cut_short() -> Vec<u8> {
    let head =
        b"HTTP/1.1 200 OK\r\nContent-Type: application/pkix-crl\r\nContent-Length: 5000\r\n\r\n";
    [head.as_slice(), b"\x30\x82\x13\x84"].concat()
}

/// Hosts behind three aliases each, in zones of their own.
fn hosts(number: usize) -> World {
    let host = |n: usize| format!("host{n}.service{n}.com");
    let names = (0..number).map(|n| {
        format!(
            "{} CNAME a.alias{n}.net\na.alias{n}.net CNAME b.traffic{n}.net\n\
             b.traffic{n}.net CNAME c.edge{n}.net\nc.edge{n}.net A 20.190.132.{n}\n",
            host(n)
        )
    });
    let world = World::new().names(&names.collect::<String>());
    (0..number).fold(world, |world, n| world.https(&host(n)))
}

//! The outer tier: the built program against real servers (BIND and other resolvers, nginx, squid,
//! `openssl ocsp`) on real ports, in network namespaces of each test's own. Needs root and Debian's packages;
//! `tests/run` brings them.
//!
//! ```text
//!   office                         internet
//!   clearway, 10.20.0.5   ──eth0── 10.20.0.1 firewall (nftables), 10.20.0.53 BIND
//!                                  lo: public addresses, nginx on 80 and 443,
//!                                      10.20.0.54, where another resolver listens,
//!                                      and 10.20.0.80, where proxies listen
//! ```
//!
//! Nothing leaves the two namespaces. A test that cannot build its world fails; it never skips.

#![cfg(target_os = "linux")]

mod bind; // the names: zones out of plain lines, one BIND
mod clearway; // runs the program in the office
mod datafile; // its endpoints.toml
mod forward_proxies; // squid, Apache, ssh -D and the rest, each with its own means to say no
mod findings; // what its report says, as short lines
mod hops; // SOCKS, small proxies, TLS in front of them
mod inspectors; // proxies that open TLS
mod interceptor; // a box on the way, as a test wants it
mod net; // two namespaces, a link, a firewall
mod ocsp; // an OCSP responder that signs as it is asked
mod pki; // certificate authorities and what they sign
mod process; // programs of the machine, bounded, ended with their owner
mod products; // mitmproxy, sslsplit
mod proxies; // proxies that are odd, broken or hostile
mod relay; // a link with a delay
mod resolvers; // unbound, dnsmasq and the rest, between the office and BIND
mod squid; // the proxy that most networks have
mod web; // nginx, and a server that breaks off
mod world; // all of it, described and started

mod shows; // the tests

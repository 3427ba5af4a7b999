//! Can a server reach every host that its agent needs, and is TLS on the way free of inspection?
//!
//! One module a line, in the order data flows:
//!
//! ```text
//! endpoints.toml → catalogue → plan → route → observe → judge → report
//! ```

pub mod text; // untrusted bytes and text: base64, digests, escapes, pages, times, names of numbers
pub mod address; // where an address leads: the open internet, or somewhere else

pub mod catalogue; // what must be reachable
pub mod plan; // every wildcard made concrete
pub mod route; // which proxy, or none, and who says so

pub mod net; // the one door to the network
pub mod evidence; // what was seen, as plain data
pub mod machine; // what this machine says of itself; kept in evidence::host, judged by its stage
pub mod observe; // the only folder that connects to anybody

pub mod signature; // one signature, one key: does it fit?
pub mod finding; // what can be wrong: facts, and the words for them
pub mod judge; // evidence → findings; no clock, no network

pub mod proof; // what a third party can check of it, offline
pub mod report; // a report → text

pub mod run; // plan → observe all → judge → report
pub mod cli; // the flags

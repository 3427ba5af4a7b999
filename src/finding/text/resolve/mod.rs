//! Names and their addresses, in words.

mod addresses;
mod chain;
mod filtered;
mod servers;
mod terms;
mod whole;

pub(super) use self::terms::server;

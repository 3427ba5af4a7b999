//! Names and their addresses, in words.

mod addresses;
mod chain;
mod servers;
mod terms;
mod whole;

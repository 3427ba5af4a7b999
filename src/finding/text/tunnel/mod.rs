//! The proxy and its answers, in words.

pub(in crate::finding::text) mod limit;
mod login;
mod protocol;
mod refusal;
mod required;
mod terms;

pub(super) use self::terms::{outcome, proxy, the_proxy};

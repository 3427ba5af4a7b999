//! The proxy and its answers, in words.

mod login;
mod protocol;
mod refusal;
mod required;
mod terms;

pub(super) use self::terms::{outcome, proxy, the_proxy};

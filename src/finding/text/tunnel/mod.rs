//! The proxy and its answers, in words.

mod login;
mod protocol;
mod refusal;
mod required;
mod terms;

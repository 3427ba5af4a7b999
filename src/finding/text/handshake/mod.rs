//! The TLS handshake, in words.

mod client_certificate;
mod ended;
mod hello;
mod terms;

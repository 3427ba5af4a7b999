//! The only folder that meets a target. It writes down what was seen and has no opinions.

mod authority;
mod bounded;
mod clock;
mod connect;
mod destination;
mod controls;
mod credentials;
mod failure;
mod fetch;
mod hold;
mod http;
mod matrix;
mod redact;
mod referred;
mod resolve;
mod retest;
mod shape;
mod tls;
mod tunnel;
mod walk;
mod watch;

pub use clock::ProbeSlot;
pub use destination::Destination;
pub use hold::Hold;
pub use matrix::Greeting;
pub use referred::Fetched;
pub use walk::{Limits, Observer};
pub use watch::{Doing, NoWatch, Watch};

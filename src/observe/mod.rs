//! The only folder that meets a target. It writes down what was seen and has no opinions.

mod activity;
mod authority;
mod bounded;
mod clock;
mod connect;
mod destination;
mod early;
mod controls;
mod credentials;
mod failure;
mod fetch;
mod hold;
mod http1;
mod http2;
mod matrix; // handshakes in every shape: `--thorough`
mod observer;
mod redact;
mod linked_file;
mod resolve;
mod retest;
mod shape;
mod tls;
mod tunnel;
mod walk;

pub use activity::{Activity, NoListener, StepListener};
pub use clock::ProbeSlot;
pub use destination::Destination;
pub use hold::Hold;
pub use linked_file::Fetched;
pub use matrix::Greeting;
pub use observer::{Limits, Observer};

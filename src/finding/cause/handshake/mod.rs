//! Facts of the TLS handshake.

mod client_certificate;
mod ended;
mod failure;
mod hello;

pub use client_certificate::{AfterRequest, ClientCertificate};
pub use ended::{Alert, Came, Cut, NotTls, ProofInvalid, Silent, SmallPackets, TooOld, Unproven};
pub use failure::Failure;
pub use hello::{BlockedHello, LargeHello, NameFiltered, Sometimes, VersionBlocked};

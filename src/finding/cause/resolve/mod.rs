//! Facts of names and their addresses.

mod addresses;
mod chain;
mod question;
mod servers;

pub use addresses::{MadeUp, OutsideRange, PrivateAnswer, Rewritten, SystemAnswer, SystemDiffers};
pub use chain::{AliasLoop, LinkBlocked, NoAddress, NoSuchName};
pub use question::{Record, Stop};
pub use servers::{ServerFailure, ServerSaid, ServersDisagree, Silent, Truncated};

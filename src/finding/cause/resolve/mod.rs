//! Facts of names and their addresses.

mod addresses;
mod chain;
mod filtered;
mod question;
mod servers;
mod whole;

pub use addresses::{
    MadeUp, OutsideRange, PrivateAnswer, Rewritten, SystemAnswer, SystemDiffers, Translated,
};
pub use chain::{AliasLoop, LinkBlocked, NoAddress, NoSuchName};
pub use filtered::{Confidence, Filtered, KnownFilter, Sign};
pub use question::{Grounds, Reason, Record, Stop};
pub use servers::{ServerFailure, ServerSaid, ServersDisagree, Silent, Tried, Truncated};
pub use whole::{
    Listed, NothingExternal, ServerAnswers, SystemFails, UdpBlocked, Unusable, UnusableServer,
};

//! Facts of the proxy and its answers.

mod limit;
mod login;
mod protocol;
mod reply;
mod required;
mod sample;

pub use limit::{Alone, ConnectionLimit, Denial};
pub use login::{
    AuthFailed, AuthRequired, Demand, LoginUnsupported, PossibleLogin, ProductLogin, Rejection,
    SocksLogin,
};
pub use protocol::{Awaited, Closed, HopUntrusted, Lacking, NotAProxy, Silent, Unreachable};
pub use reply::{Refused, Reply, SuffixNotAllowed, Upstream};
pub use required::{OldHttp, PortRefused};
pub use sample::{Outcome, SampleGone, ShownBy};

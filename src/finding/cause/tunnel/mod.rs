//! Facts of the proxy and its answers.

mod limit;
mod login;
mod reply;
mod required;
mod sample;

pub use limit::{Alone, ConnectionLimit, Denial};
pub use login::{
    AuthFailed, AuthRequired, Demand, LoginUnsupported, PossibleLogin, ProductLogin, Rejection,
    SocksLogin,
};
pub use reply::{
    Awaited, Closed, HopUntrusted, Lacking, NotAProxy, Refused, Reply, Silent, SuffixNotAllowed,
    Unreachable, Upstream,
};
pub use required::{OldHttp, PortRefused};
pub use sample::{Outcome, SampleGone, ShownBy};

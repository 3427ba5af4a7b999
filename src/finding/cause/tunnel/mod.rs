//! Facts of the proxy and its answers.

mod login;
mod reply;
mod required;

pub use login::{
    AuthFailed, AuthRequired, Demand, LoginUnsupported, PossibleLogin, ProductLogin, Rejection,
    SocksLogin,
};
pub use reply::{
    Awaited, Closed, HopUntrusted, Lacking, NotAProxy, Refused, Reply, Silent, SuffixNotAllowed,
    Unreachable, Upstream,
};
pub use required::{OldHttp, PortRefused};

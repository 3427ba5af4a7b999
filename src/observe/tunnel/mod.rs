//! A way through a hop: by CONNECT or by SOCKS, inside TLS where the hop is spoken to so. The hop's
//! whole answer is kept, whatever it is.

mod auth;
mod behind;
mod http_connect;
mod reached;
mod request;
mod socks;

use crate::evidence::{Failure, Tunnel};
use crate::net::Stream;
use crate::route::HopScheme;

pub(super) use auth::ProxyRequest;
pub(super) use http_connect::answer_of;
pub(super) use reached::ReachedHop;
pub(super) use request::{PendingRequest, TunnelRequest};

/// Asks for a tunnel. No stream means that the hop answered something else.
pub(super) async fn open(
    stream: Box<dyn Stream>,
    wanted: TunnelRequest<'_>,
    reached: ReachedHop<'_>,
    seen: &mut Tunnel,
) -> Result<Option<Box<dyn Stream>>, Failure> {
    match reached.hop.scheme {
        HopScheme::Http | HopScheme::Https => {
            http_connect::open(stream, wanted.probe, reached, seen).await
        }
        HopScheme::Socks4 | HopScheme::Socks4a | HopScheme::Socks5 | HopScheme::Socks5h => {
            socks::open(stream, wanted, reached.hop, seen).await
        }
    }
}

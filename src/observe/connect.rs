//! One address, one TCP connection; what the system says becomes a [`Failure`].

use std::io;
use std::net::SocketAddr;

use super::failure::io_failure;
use crate::evidence::{Connection, Failure, FailureKind};
use crate::net::{Dial, Refusal, Wire};

/// Opens a connection and notes its own end.
pub(super) async fn connect(
    dial: &dyn Dial,
    to: SocketAddr,
    seen: &mut Connection,
) -> Result<Wire, Failure> {
    noted(dial.tcp(to).await, seen)
}

/// Opens a connection that carries small packets only.
pub(super) async fn connect_in_small_packets(
    dial: &dyn Dial,
    to: SocketAddr,
    seen: &mut Connection,
) -> Result<Wire, Failure> {
    noted(dial.tcp_in_small_packets(to).await, seen)
}

fn noted(opened: Result<Wire, Refusal>, seen: &mut Connection) -> Result<Wire, Failure> {
    let wire = opened.map_err(|refusal| refused(&refusal))?;
    (seen.local, seen.mss) = (wire.local, wire.mss);
    Ok(wire)
}

fn refused(refusal: &Refusal) -> Failure {
    let mut failure = io_failure(&refusal.error);
    if refusal.error.kind() == io::ErrorKind::InvalidInput {
        failure.detail += ", as a route that swallows everything answers";
    }
    match refusal.icmp {
        Some(icmp) => Failure {
            kind: match failure.kind {
                _ if icmp.prohibits() => FailureKind::Prohibited,
                // Somebody on the way said no, whatever the system makes of it.
                FailureKind::Other => FailureKind::Unreachable,
                kind => kind,
            },
            detail: format!(
                "{}; ICMP type {} code {}",
                failure.detail, icmp.kind, icmp.code
            ),
        },
        None => failure,
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::net::Icmp;

    fn kind(errno: i32, icmp: Option<(u8, u8)>) -> FailureKind {
        let icmp = icmp.map(|(kind, code)| Icmp {
            v6: false,
            kind,
            code,
        });
        let error = io::Error::from_raw_os_error(errno);
        refused(&Refusal { error, icmp }).kind
    }

    #[test]
    #[cfg(target_os = "linux")]
    fn an_icmp_message_is_a_word_of_the_network_whatever_the_system_makes_of_it() {
        const NO_SUCH_PROTOCOL_OPTION: i32 = 92;
        let protocol_unreachable = Some((3, 2));
        let told = kind(NO_SUCH_PROTOCOL_OPTION, protocol_unreachable);
        assert_eq!(told, FailureKind::Unreachable);
        assert_eq!(kind(NO_SUCH_PROTOCOL_OPTION, None), FailureKind::Other);
    }

    #[test]
    #[cfg(target_os = "linux")]
    fn a_route_that_swallows_everything_is_no_way() {
        const INVALID_ARGUMENT: i32 = 22;
        assert_eq!(kind(INVALID_ARGUMENT, None), FailureKind::Unreachable);
    }
}

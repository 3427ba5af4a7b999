//! The beginning of HTTP/2 (RFC 9113, 3.4): our preface and SETTINGS, the server's SETTINGS, and each
//! side's acknowledgement. Nothing is asked for.

use tokio::io::{AsyncRead, AsyncReadExt, AsyncWrite, AsyncWriteExt};

use super::failure::tls_io_failure;
use crate::evidence::{Failure, FailureKind, Http2Greeting};

/// What every client begins with.
const PREFACE: &[u8] = b"PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n";
/// The head of a frame: length, type, flags, stream (RFC 9113, 4.1).
const HEAD: usize = 9;
/// The most that a frame may hold, as long as we allow no more (RFC 9113, 4.2).
const MOST_PAYLOAD: usize = 16 * 1024;
/// Frames that are read before the exchange is over; servers send two or three.
const MOST_FRAMES: usize = 16;

const SETTINGS: u8 = 4;
const GOAWAY: u8 = 7;
const ACKNOWLEDGES: u8 = 1;

/// Exchanges SETTINGS with a server.
pub(super) async fn greet(
    mut stream: impl AsyncRead + AsyncWrite + Unpin,
    seen: &mut Http2Greeting,
) -> Result<(), Failure> {
    let first = [PREFACE, &settings(0)].concat();
    send(&mut stream, &first).await?;
    for _ in 0..MOST_FRAMES {
        let (kind, flags) = frame(&mut stream).await?;
        match (kind, flags & ACKNOWLEDGES) {
            (SETTINGS, 0) => {
                seen.settings = true;
                send(&mut stream, &settings(ACKNOWLEDGES)).await?;
            }
            (GOAWAY, _) => return Err(failure(FailureKind::ClosedEarly, "GOAWAY came")),
            _ if !seen.settings => {
                let words = "the first frame is not SETTINGS";
                return Err(failure(FailureKind::Malformed, words));
            }
            (SETTINGS, _) => {
                seen.acknowledged = true;
                return Ok(());
            }
            _ => {}
        }
    }
    let words = format!("no acknowledgement among {MOST_FRAMES} frames");
    Err(failure(FailureKind::TooLarge, &words))
}

/// A SETTINGS frame without parameters.
fn settings(flags: u8) -> [u8; HEAD] {
    [0, 0, 0, SETTINGS, flags, 0, 0, 0, 0]
}

async fn send(stream: &mut (impl AsyncWrite + Unpin), bytes: &[u8]) -> Result<(), Failure> {
    let sending = async {
        stream.write_all(bytes).await?;
        stream.flush().await
    };
    sending.await.map_err(|error| tls_io_failure(&error))
}

/// Reads one frame; its type and flags.
async fn frame(stream: &mut (impl AsyncRead + Unpin)) -> Result<(u8, u8), Failure> {
    let mut head = [0; HEAD];
    let read = stream.read_exact(&mut head).await;
    read.map_err(|error| tls_io_failure(&error))?;
    let length = u32::from_be_bytes([0, head[0], head[1], head[2]]) as usize;
    if length > MOST_PAYLOAD {
        return Err(failure(FailureKind::Malformed, "this is not HTTP/2"));
    }
    let mut payload = vec![0; length];
    let read = stream.read_exact(&mut payload).await;
    read.map_err(|error| tls_io_failure(&error))?;
    Ok((head[3], head[4]))
}

fn failure(kind: FailureKind, detail: &str) -> Failure {
    Failure {
        kind,
        detail: detail.to_owned(),
    }
}

#[cfg(test)]
mod tests {
    use tokio::io::duplex;

    use super::*;

    /// What comes of a server that sends this once it has heard the preface.
    async fn greeted(server: &[u8]) -> (Http2Greeting, Result<(), FailureKind>) {
        let (near, mut far) = duplex(1 << 16);
        let mut heard = [0; PREFACE.len() + HEAD];
        let mut seen = Http2Greeting::default();
        let serving = async {
            let _ = far.read_exact(&mut heard).await;
            let _ = far.write_all(server).await;
            let _ = far.shutdown().await;
        };
        let (met, ()) = tokio::join!(greet(near, &mut seen), serving);
        assert!(heard.starts_with(PREFACE));
        (seen, met.map_err(|failure| failure.kind))
    }

    #[tokio::test]
    async fn settings_and_their_acknowledgement_are_a_whole_beginning() {
        let window = [0, 0, 4, 8, 0, 0, 0, 0, 0, 0, 0, 255, 255];
        let server = [&settings(0)[..], &window, &settings(1)].concat();
        let (seen, met) = greeted(&server).await;
        assert_eq!(met, Ok(()));
        assert!(seen.settings && seen.acknowledged);
    }

    #[tokio::test]
    async fn what_ends_before_is_told() {
        let (seen, met) = greeted(&settings(0)).await;
        assert_eq!((seen.settings, met), (true, Err(FailureKind::ClosedEarly)));
        let (seen, met) = greeted(b"").await;
        assert_eq!((seen.settings, met), (false, Err(FailureKind::ClosedEarly)));
        let goaway = [0, 0, 8, 7, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0];
        assert_eq!(greeted(&goaway).await.1, Err(FailureKind::ClosedEarly));
    }

    #[tokio::test]
    async fn what_is_not_http_2_is_told_and_not_read_for_ever() {
        let (_, met) = greeted(b"HTTP/1.1 400 Bad Request\r\n\r\n").await;
        assert_eq!(met, Err(FailureKind::Malformed));
        let pings = [
            &settings(0)[..],
            &[[0, 0, 0, 6, 0, 0, 0, 0, 0]; 40].concat(),
        ]
        .concat();
        assert_eq!(greeted(&pings).await.1, Err(FailureKind::TooLarge));
        assert_eq!(greeted(&settings(1)).await.1, Err(FailureKind::Malformed));
    }
}

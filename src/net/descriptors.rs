//! How many sockets may be open at once: where the system has no more to give, opening waits.

use std::io;
use std::pin::Pin;
use std::sync::Arc;
use std::task::{Context, Poll};
use std::time::Duration;

use tokio::io::{AsyncRead, AsyncWrite, ReadBuf};
use tokio::sync::{OwnedSemaphorePermit, Semaphore};
use tokio::time::sleep;

/// Descriptors that the program has open beside its sockets: standard streams, the runtime's own,
/// files to save to.
const OWN: usize = 24;
/// Descriptors that one question to the system's resolver may need.
const FOR_A_LOOKUP: usize = 3;
/// Of this many parts of what is there, one is for the system's resolver.
const PARTS: usize = 3;
/// How long to wait for a descriptor that another task holds.
const A_WHILE: Duration = Duration::from_millis(20);

/// A right to open sockets; given back when dropped.
pub(super) type Place = OwnedSemaphorePermit;

/// What may be open at once.
#[derive(Debug, Clone)]
pub(super) struct Room {
    sockets: Arc<Semaphore>,
    lookups: Arc<Semaphore>,
}

impl Room {
    /// Room under a limit of descriptors.
    pub(super) fn under(limit: Option<u64>) -> Self {
        let most = Semaphore::MAX_PERMITS;
        let limit = limit.map_or(most, |limit| usize::try_from(limit).unwrap_or(most));
        let free = limit.min(most).saturating_sub(OWN);
        let lookups = (free / PARTS / FOR_A_LOOKUP).max(1);
        let sockets = free.saturating_sub(lookups * FOR_A_LOOKUP).max(2);
        Self {
            sockets: Arc::new(Semaphore::new(sockets)),
            lookups: Arc::new(Semaphore::new(lookups)),
        }
    }

    /// Waits for room for a few descriptors.
    pub(super) async fn sockets(&self, number: u32) -> io::Result<Place> {
        let place = Arc::clone(&self.sockets).acquire_many_owned(number).await;
        place.map_err(io::Error::other)
    }

    /// Waits for room for a question to the system's resolver.
    pub(super) async fn lookup(&self) -> io::Result<Place> {
        let place = Arc::clone(&self.lookups).acquire_owned().await;
        place.map_err(io::Error::other)
    }
}

/// Opens something; while the system has no descriptor left, waits for one.
pub(super) async fn patiently<T>(mut open: impl FnMut() -> io::Result<T>) -> io::Result<T> {
    loop {
        match open() {
            Err(error) if is_none_left(&error) => sleep(A_WHILE).await,
            done => return done,
        }
    }
}

/// `EMFILE` and `ENFILE`, which have no kind of their own; Windows has `WSAEMFILE`.
fn is_none_left(error: &io::Error) -> bool {
    let codes: &[i32] = if cfg!(windows) { &[10024] } else { &[23, 24] };
    error
        .raw_os_error()
        .is_some_and(|code| codes.contains(&code))
}

/// A stream with its place.
pub(super) struct Placed<S> {
    pub(super) stream: S,
    pub(super) _place: Place,
}

impl<S: AsyncRead + Unpin> AsyncRead for Placed<S> {
    fn poll_read(
        mut self: Pin<&mut Self>,
        cx: &mut Context<'_>,
        buffer: &mut ReadBuf<'_>,
    ) -> Poll<io::Result<()>> {
        Pin::new(&mut self.stream).poll_read(cx, buffer)
    }
}

impl<S: AsyncWrite + Unpin> AsyncWrite for Placed<S> {
    fn poll_write(
        mut self: Pin<&mut Self>,
        cx: &mut Context<'_>,
        bytes: &[u8],
    ) -> Poll<io::Result<usize>> {
        Pin::new(&mut self.stream).poll_write(cx, bytes)
    }

    fn poll_flush(mut self: Pin<&mut Self>, cx: &mut Context<'_>) -> Poll<io::Result<()>> {
        Pin::new(&mut self.stream).poll_flush(cx)
    }

    fn poll_shutdown(mut self: Pin<&mut Self>, cx: &mut Context<'_>) -> Poll<io::Result<()>> {
        Pin::new(&mut self.stream).poll_shutdown(cx)
    }
}

#[cfg(test)]
mod tests {
    use crate::net::descriptors::*;

    #[test]
    fn a_low_limit_leaves_room_for_sockets_and_for_the_system() {
        for (limit, sockets, lookups) in [(64, 28, 4), (32, 5, 1), (3, 2, 1)] {
            let room = Room::under(Some(limit));
            assert_eq!(room.sockets.available_permits(), sockets, "{limit}");
            assert_eq!(room.lookups.available_permits(), lookups, "{limit}");
        }
        assert!(Room::under(None).sockets.available_permits() > 1 << 20);
    }

    #[tokio::test(start_paused = true)]
    async fn opening_waits_for_a_descriptor_and_for_nothing_else() {
        let mut left = 3;
        let opened = patiently(|| {
            left -= 1;
            match left {
                0 => Ok("open"),
                _ => Err(io::Error::from_raw_os_error(24)),
            }
        });
        assert_eq!(opened.await.unwrap(), "open");
        let refused: io::Result<()> =
            patiently(|| Err(io::ErrorKind::PermissionDenied.into())).await;
        assert_eq!(refused.unwrap_err().kind(), io::ErrorKind::PermissionDenied);
    }
}

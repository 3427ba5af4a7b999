//! Counts what comes in under TLS and keeps its first bytes.

use std::io;
use std::pin::Pin;
use std::sync::{Arc, Mutex, PoisonError};
use std::task::{Context, Poll, ready};

use tokio::io::{AsyncRead, AsyncWrite, ReadBuf};

use crate::blob::Blob;

/// Enough to tell HTTP, SSH or a banner from TLS.
const HEAD: usize = 256;

/// A stream that is listened to.
pub(super) struct Tap<S> {
    stream: S,
    heard: Heard,
}

/// What a tap heard; shared with it.
#[derive(Clone, Default)]
pub(super) struct Heard(Arc<Mutex<(u64, Vec<u8>)>>);

impl<S> Tap<S> {
    pub(super) fn new(stream: S) -> (Self, Heard) {
        let heard = Heard::default();
        (
            Self {
                stream,
                heard: heard.clone(),
            },
            heard,
        )
    }
}

impl Heard {
    /// How many bytes came so far, and the first of them.
    pub(super) fn so_far(&self) -> (u64, Blob) {
        let heard = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        (heard.0, heard.1.as_slice().into())
    }

    fn add(&self, bytes: &[u8]) {
        let mut heard = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        heard.0 += bytes.len() as u64;
        let room = HEAD - heard.1.len();
        heard.1.extend_from_slice(&bytes[..bytes.len().min(room)]);
    }
}

impl<S: AsyncRead + Unpin> AsyncRead for Tap<S> {
    fn poll_read(
        mut self: Pin<&mut Self>,
        cx: &mut Context<'_>,
        buffer: &mut ReadBuf<'_>,
    ) -> Poll<io::Result<()>> {
        let before = buffer.filled().len();
        ready!(Pin::new(&mut self.stream).poll_read(cx, buffer))?;
        self.heard.add(&buffer.filled()[before..]);
        Poll::Ready(Ok(()))
    }
}

impl<S: AsyncWrite + Unpin> AsyncWrite for Tap<S> {
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

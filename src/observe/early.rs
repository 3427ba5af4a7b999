//! A stream that keeps what comes before our request until that is sent: some proxies answer as soon as
//! they accept, and close. An HTTP client would take their answer for a breach of the protocol.

use std::io;
use std::pin::Pin;
use std::task::{Context, Poll, Waker};

use tokio::io::{AsyncRead, AsyncWrite, ReadBuf};

/// The most that is kept of an early answer. The rest stays in the system's own buffer.
const MOST: usize = 64 * 1024;

/// A stream that gives nothing before something was written to it.
pub(super) struct Early<S> {
    stream: S,
    /// What came before our request, and how much of it was given on.
    came: Vec<u8>,
    given: usize,
    /// How reading ended before our request.
    failed: Option<io::Error>,
    is_asked: bool,
    reader: Option<Waker>,
}

impl<S> Early<S> {
    pub(super) fn new(stream: S) -> Self {
        Self {
            stream,
            came: Vec::new(),
            given: 0,
            failed: None,
            is_asked: false,
            reader: None,
        }
    }

    /// The stream, and what came over it and was not read yet.
    pub(super) fn into_parts(self) -> (S, Vec<u8>) {
        let mut unread = self.came;
        unread.drain(..self.given);
        (self.stream, unread)
    }
}

impl<S: AsyncRead + Unpin> Early<S> {
    /// Takes what is there already. A peer that closes may reset the connection once we write, and some
    /// systems throw away then what was not read.
    fn take(&mut self, cx: &mut Context<'_>) {
        let mut piece = [0; 4096];
        while self.came.len() < MOST {
            let mut buf = ReadBuf::new(&mut piece);
            match Pin::new(&mut self.stream).poll_read(cx, &mut buf) {
                Poll::Ready(Ok(())) if !buf.filled().is_empty() => {
                    self.came.extend_from_slice(buf.filled());
                }
                Poll::Ready(Err(error)) => {
                    self.failed = Some(error);
                    return;
                }
                Poll::Ready(Ok(())) | Poll::Pending => return,
            }
        }
    }
}

impl<S: AsyncRead + Unpin> AsyncRead for Early<S> {
    fn poll_read(
        mut self: Pin<&mut Self>,
        cx: &mut Context<'_>,
        buf: &mut ReadBuf<'_>,
    ) -> Poll<io::Result<()>> {
        if !self.is_asked {
            self.reader = Some(cx.waker().clone());
            return Poll::Pending;
        }
        let this = &mut *self;
        let unread = &this.came[this.given..];
        if !unread.is_empty() {
            let length = unread.len().min(buf.remaining());
            buf.put_slice(&unread[..length]);
            this.given += length;
            return Poll::Ready(Ok(()));
        }
        if let Some(error) = self.failed.take().filter(|_| self.came.is_empty()) {
            return Poll::Ready(Err(error));
        }
        match Pin::new(&mut self.stream).poll_read(cx, buf) {
            // Whoever has answered and gone resets the connection that our request comes over.
            Poll::Ready(Err(_)) if !self.came.is_empty() => Poll::Ready(Ok(())),
            read => read,
        }
    }
}

impl<S: AsyncRead + AsyncWrite + Unpin> AsyncWrite for Early<S> {
    fn poll_write(
        mut self: Pin<&mut Self>,
        cx: &mut Context<'_>,
        bytes: &[u8],
    ) -> Poll<io::Result<usize>> {
        if !self.is_asked {
            self.take(cx);
            self.is_asked = true;
            if let Some(reader) = self.reader.take() {
                reader.wake();
            }
        }
        match Pin::new(&mut self.stream).poll_write(cx, bytes) {
            // Whoever has answered and gone is not told any more.
            Poll::Ready(Err(_)) if !self.came.is_empty() => Poll::Ready(Ok(bytes.len())),
            written => written,
        }
    }

    fn poll_flush(mut self: Pin<&mut Self>, cx: &mut Context<'_>) -> Poll<io::Result<()>> {
        match Pin::new(&mut self.stream).poll_flush(cx) {
            Poll::Ready(Err(_)) if !self.came.is_empty() => Poll::Ready(Ok(())),
            flushed => flushed,
        }
    }

    fn poll_shutdown(mut self: Pin<&mut Self>, cx: &mut Context<'_>) -> Poll<io::Result<()>> {
        Pin::new(&mut self.stream).poll_shutdown(cx)
    }
}

#[cfg(test)]
mod tests {
    use std::time::Duration;

    use tokio::io::{AsyncReadExt, AsyncWriteExt, duplex};
    use tokio::time::timeout;

    use super::*;

    #[tokio::test(start_paused = true)]
    async fn what_comes_before_the_request_is_read_after_it() {
        let (near, mut far) = duplex(256);
        let mut near = Early::new(near);
        far.write_all(b"early ").await.unwrap();
        let mut buf = [0; 64];
        let unasked = timeout(Duration::from_secs(1), near.read(&mut buf)).await;
        assert!(unasked.is_err(), "nothing was asked");
        near.write_all(b"?").await.unwrap();
        far.write_all(b"late").await.unwrap();
        drop(far);
        let mut all = String::new();
        near.read_to_string(&mut all).await.unwrap();
        assert_eq!(all, "early late");
    }

    #[tokio::test]
    async fn a_peer_that_answered_and_went_is_read_all_the_same() {
        let (near, mut far) = duplex(256);
        let mut near = Early::new(near);
        far.write_all(b"no").await.unwrap();
        drop(far);
        near.write_all(b"?").await.unwrap();
        near.flush().await.unwrap();
        let mut all = String::new();
        near.read_to_string(&mut all).await.unwrap();
        assert_eq!(all, "no");
    }

    #[tokio::test]
    async fn what_was_not_read_is_handed_back() {
        let (near, mut far) = duplex(256);
        let mut near = Early::new(near);
        far.write_all(b"early").await.unwrap();
        near.write_all(b"?").await.unwrap();
        let mut two = [0; 2];
        near.read_exact(&mut two).await.unwrap();
        let (_, unread) = near.into_parts();
        assert_eq!(unread, b"rly");
    }
}

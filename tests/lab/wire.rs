//! A byte stream in memory that can end as TCP ends: in order, or with a reset; and whose far end
//! can fall silent in the middle of a sentence.

use std::io;
use std::pin::Pin;
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};
use std::task::{Context, Poll, ready};

use tokio::io::{AsyncRead, AsyncWrite, DuplexStream, ReadBuf, duplex};

/// More than any answer of the lab, so that no server waits for a slow reader.
const ROOM: usize = 4 << 20;

/// The client's end.
#[derive(Debug)]
pub(crate) struct Near {
    stream: DuplexStream,
    reset: Arc<AtomicBool>,
}

/// The server's end.
#[derive(Debug)]
pub(crate) struct Far {
    stream: DuplexStream,
    reset: Arc<AtomicBool>,
    /// How many flights of the server still get through; what is over is swallowed.
    flights: usize,
    /// Has the client spoken since the server last did?
    heard: bool,
}

/// Two ends of a connection, of which the server's falls silent after so many flights.
pub(crate) fn pair(silent_after_flights: Option<usize>) -> (Near, Far) {
    let (near, far) = duplex(ROOM);
    let reset = Arc::new(AtomicBool::new(false));
    let near = Near {
        stream: near,
        reset: Arc::clone(&reset),
    };
    let far = Far {
        stream: far,
        reset,
        flights: silent_after_flights.map_or(usize::MAX, |most| most + 1),
        heard: true,
    };
    (near, far)
}

impl Far {
    /// Ends the connection with RST.
    pub(crate) fn reset(self) {
        self.reset.store(true, Ordering::SeqCst);
    }

    /// Ends the connection with RST when this stream is dropped.
    pub(crate) fn resetting(&self) {
        self.reset.store(true, Ordering::SeqCst);
    }
}

impl AsyncRead for Near {
    fn poll_read(
        mut self: Pin<&mut Self>,
        cx: &mut Context<'_>,
        buffer: &mut ReadBuf<'_>,
    ) -> Poll<io::Result<()>> {
        let before = buffer.filled().len();
        ready!(Pin::new(&mut self.stream).poll_read(cx, buffer))?;
        let ended = buffer.filled().len() == before;
        if ended && self.reset.load(Ordering::SeqCst) {
            return Poll::Ready(Err(io::ErrorKind::ConnectionReset.into()));
        }
        Poll::Ready(Ok(()))
    }
}

impl AsyncWrite for Near {
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

impl AsyncRead for Far {
    fn poll_read(
        mut self: Pin<&mut Self>,
        cx: &mut Context<'_>,
        buffer: &mut ReadBuf<'_>,
    ) -> Poll<io::Result<()>> {
        let before = buffer.filled().len();
        ready!(Pin::new(&mut self.stream).poll_read(cx, buffer))?;
        self.heard |= buffer.filled().len() > before;
        Poll::Ready(Ok(()))
    }
}

impl AsyncWrite for Far {
    fn poll_write(
        mut self: Pin<&mut Self>,
        cx: &mut Context<'_>,
        bytes: &[u8],
    ) -> Poll<io::Result<usize>> {
        if self.heard {
            self.heard = false;
            self.flights = self.flights.saturating_sub(1);
        }
        if self.flights == 0 {
            return Poll::Ready(Ok(bytes.len()));
        }
        Pin::new(&mut self.stream).poll_write(cx, bytes)
    }

    fn poll_flush(mut self: Pin<&mut Self>, cx: &mut Context<'_>) -> Poll<io::Result<()>> {
        Pin::new(&mut self.stream).poll_flush(cx)
    }

    fn poll_shutdown(mut self: Pin<&mut Self>, cx: &mut Context<'_>) -> Poll<io::Result<()>> {
        Pin::new(&mut self.stream).poll_shutdown(cx)
    }
}

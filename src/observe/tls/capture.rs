//! Counts what comes in under TLS and keeps its first bytes; where a proof is wanted, all bytes of
//! both sides until the handshake has ended.

use std::io;
use std::pin::Pin;
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};
use std::task::{Context, Poll, ready};

use tokio::io::{AsyncRead, AsyncWrite, ReadBuf};
use tokio::time::Instant;

use crate::evidence::recording::{Piece, Side, Tape};
use crate::text::bytes::Blob;

/// Enough to tell HTTP, SSH or a banner from TLS.
const HEAD: usize = 256;
/// No more bytes of one handshake are recorded: rustls reads 64 KiB of certificates.
const MOST: usize = 256 * 1024;

/// A stream that is listened to.
pub(in crate::observe) struct Tap<S> {
    stream: S,
    heard: Heard,
}

/// What a tap heard; shared with it.
#[derive(Clone, Default)]
pub(in crate::observe) struct Heard(Arc<Mutex<Sound>>);

#[derive(Default)]
struct Sound {
    received: u64,
    head: Vec<u8>,
    reel: Option<Reel>,
}

/// What is recorded, since when.
struct Reel {
    began: Instant,
    pieces: Vec<Piece>,
    room: usize,
    cut: bool,
}

impl<S> Tap<S> {
    pub(in crate::observe) fn new(stream: S) -> (Self, Heard) {
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
    pub(in crate::observe) fn so_far(&self) -> (u64, Blob) {
        let sound = self.sound();
        (sound.received, sound.head.as_slice().into())
    }

    /// Records all bytes from now on.
    pub(in crate::observe) fn record(&self) {
        self.sound().reel = Some(Reel {
            began: Instant::now(),
            pieces: Vec::new(),
            room: MOST,
            cut: false,
        });
    }

    /// Ends the recording, and puts it on the tape.
    pub(in crate::observe) fn end_on(&self, tape: &mut Tape) {
        if let Some(reel) = self.sound().reel.take() {
            tape.pieces = reel.pieces;
            tape.cut = reel.cut;
        }
    }

    fn sound(&self) -> MutexGuard<'_, Sound> {
        self.0.lock().unwrap_or_else(PoisonError::into_inner)
    }

    fn received(&self, bytes: &[u8]) {
        let mut sound = self.sound();
        sound.received += bytes.len() as u64;
        let room = HEAD - sound.head.len();
        sound
            .head
            .extend_from_slice(&bytes[..bytes.len().min(room)]);
        sound.wind(Side::Server, bytes);
    }

    fn sent(&self, bytes: &[u8]) {
        self.sound().wind(Side::Client, bytes);
    }
}

impl Sound {
    fn wind(&mut self, side: Side, bytes: &[u8]) {
        let Some(reel) = self.reel.as_mut().filter(|_| !bytes.is_empty()) else {
            return;
        };
        let kept = bytes.len().min(reel.room);
        reel.room -= kept;
        reel.cut |= kept < bytes.len();
        if kept > 0 {
            reel.pieces.push(Piece {
                side,
                at_us: u64::try_from(reel.began.elapsed().as_micros()).unwrap_or(u64::MAX),
                bytes: bytes[..kept].into(),
            });
        }
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
        self.heard.received(&buffer.filled()[before..]);
        Poll::Ready(Ok(()))
    }
}

impl<S: AsyncWrite + Unpin> AsyncWrite for Tap<S> {
    fn poll_write(
        mut self: Pin<&mut Self>,
        cx: &mut Context<'_>,
        bytes: &[u8],
    ) -> Poll<io::Result<usize>> {
        let written = ready!(Pin::new(&mut self.stream).poll_write(cx, bytes))?;
        self.heard.sent(&bytes[..written.min(bytes.len())]);
        Poll::Ready(Ok(written))
    }

    fn poll_flush(mut self: Pin<&mut Self>, cx: &mut Context<'_>) -> Poll<io::Result<()>> {
        Pin::new(&mut self.stream).poll_flush(cx)
    }

    fn poll_shutdown(mut self: Pin<&mut Self>, cx: &mut Context<'_>) -> Poll<io::Result<()>> {
        Pin::new(&mut self.stream).poll_shutdown(cx)
    }
}

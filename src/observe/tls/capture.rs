//! Counts what comes in under TLS and keeps its first bytes; where a proof is wanted, all bytes of
//! both sides until the handshake has ended.

use std::io;
use std::pin::Pin;
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};
use std::task::{Context, Poll, ready};

use tokio::io::{AsyncRead, AsyncWrite, ReadBuf};
use tokio::time::Instant;

use super::plain::without_secrets;
use crate::evidence::recording::{Piece, Recording, Side};
use crate::text::bytes::Blob;

/// Enough to tell HTTP, SSH or a banner from TLS.
const HEAD: usize = 256;
/// Enough for where an answer in HTTP redirects to.
const HTTP_HEAD: usize = 1024;
/// No more bytes of one handshake are recorded: rustls reads 64 KiB of certificates.
const MOST: usize = 256 * 1024;

/// A stream that is listened to.
pub(in crate::observe) struct CapturedStream<S> {
    stream: S,
    capture: Capture,
}

/// The bytes that a capture has taken down; shared with it.
#[derive(Clone, Default)]
pub(in crate::observe) struct Capture(Arc<Mutex<CaptureState>>);

#[derive(Default)]
struct CaptureState {
    received: u64,
    head: Vec<u8>,
    records: ServerRecords,
    segments: Option<Segments>,
}

/// What the heads of the server's records tell, which are never encrypted (RFC 5246, 6.2.1).
#[derive(Default)]
struct ServerRecords {
    head: Vec<u8>,
    /// Bytes of the current record that are still to come.
    rest: usize,
    /// Has the server changed to encryption, as TLS 1.2 does it?
    encrypts: bool,
    /// Records of handshakes since then: the first is the end of the handshake itself.
    handshakes: u32,
}

impl ServerRecords {
    const HEAD: usize = 5;
    const CHANGE_CIPHER_SPEC: u8 = 20;
    const HANDSHAKE: u8 = 22;

    fn take(&mut self, mut bytes: &[u8]) {
        while !bytes.is_empty() {
            let skipped = self.rest.min(bytes.len());
            self.rest -= skipped;
            bytes = &bytes[skipped..];
            let wanted = (Self::HEAD - self.head.len()).min(bytes.len());
            self.head.extend_from_slice(&bytes[..wanted]);
            bytes = &bytes[wanted..];
            if let [kind, _, _, high, low] = self.head[..] {
                self.rest = usize::from(u16::from_be_bytes([high, low]));
                self.head.clear();
                self.begin(kind);
            }
        }
    }

    fn begin(&mut self, kind: u8) {
        match kind {
            Self::CHANGE_CIPHER_SPEC => self.encrypts = true,
            Self::HANDSHAKE if self.encrypts => self.handshakes = self.handshakes.saturating_add(1),
            _ => {}
        }
    }
}

/// What is recorded, since when.
struct Segments {
    began: Instant,
    pieces: Vec<Piece>,
    room: usize,
    cut: bool,
}

impl<S> CapturedStream<S> {
    pub(in crate::observe) fn new(stream: S) -> (Self, Capture) {
        let capture = Capture::default();
        (
            Self {
                stream,
                capture: capture.clone(),
            },
            capture,
        )
    }
}

impl<S> CapturedStream<S> {
    /// What is taken down of it, for as long as it goes on.
    pub(in crate::observe) fn capture(&self) -> Capture {
        self.capture.clone()
    }
}

impl Capture {
    /// How many bytes came so far, and the first of them.
    pub(in crate::observe) fn so_far(&self) -> (u64, Blob) {
        let state = self.state();
        (state.received, without_secrets(&state.head).into())
    }

    /// Is there no more to keep of what began as no TLS does: all that has room, or a head in HTTP to its end?
    pub(super) fn has_all(&self) -> bool {
        let head = &self.state().head;
        let may_be_http = b"HTTP/".starts_with(&head[..head.len().min(5)]);
        if !may_be_http {
            return head.len() >= HEAD || head.contains(&b'\n');
        }
        let ends = |end: &[u8]| head.windows(end.len()).any(|part| part == end);
        head.len() >= HTTP_HEAD || ends(b"\r\n\r\n") || ends(b"\n\n")
    }

    /// Did the server begin another handshake within the session? Under TLS 1.3 all such messages
    /// look like data, and there is no renegotiation (RFC 8446, 4.1.2).
    pub(in crate::observe) fn renegotiation_requested(&self) -> bool {
        self.state().records.handshakes > 1
    }

    /// Records all bytes from now on.
    pub(in crate::observe) fn record(&self) {
        self.state().segments = Some(Segments {
            began: Instant::now(),
            pieces: Vec::new(),
            room: MOST,
            cut: false,
        });
    }

    /// Ends the recording, and puts it on the tape.
    pub(in crate::observe) fn end_on(&self, recording: &mut Recording) {
        if let Some(segments) = self.state().segments.take() {
            recording.pieces = segments.pieces;
            recording.cut = segments.cut;
        }
    }

    fn state(&self) -> MutexGuard<'_, CaptureState> {
        self.0.lock().unwrap_or_else(PoisonError::into_inner)
    }

    fn received(&self, bytes: &[u8]) {
        let mut state = self.state();
        state.received += bytes.len() as u64;
        state.records.take(bytes);
        let room = HTTP_HEAD - state.head.len();
        let head = &mut state.head;
        head.extend_from_slice(&bytes[..bytes.len().min(room)]);
        if !head.starts_with(b"HTTP/") {
            head.truncate(HEAD);
        }
        state.wind(Side::Server, bytes);
    }

    fn sent(&self, bytes: &[u8]) {
        self.state().wind(Side::Client, bytes);
    }
}

impl CaptureState {
    fn wind(&mut self, side: Side, bytes: &[u8]) {
        let Some(segments) = self.segments.as_mut().filter(|_| !bytes.is_empty()) else {
            return;
        };
        let kept = bytes.len().min(segments.room);
        segments.room -= kept;
        segments.cut |= kept < bytes.len();
        if kept > 0 {
            segments.pieces.push(Piece {
                side,
                at_us: u64::try_from(segments.began.elapsed().as_micros()).unwrap_or(u64::MAX),
                bytes: bytes[..kept].into(),
            });
        }
    }
}

impl<S: AsyncRead + Unpin> AsyncRead for CapturedStream<S> {
    fn poll_read(
        mut self: Pin<&mut Self>,
        cx: &mut Context<'_>,
        buffer: &mut ReadBuf<'_>,
    ) -> Poll<io::Result<()>> {
        let before = buffer.filled().len();
        ready!(Pin::new(&mut self.stream).poll_read(cx, buffer))?;
        self.capture.received(&buffer.filled()[before..]);
        Poll::Ready(Ok(()))
    }
}

impl<S: AsyncWrite + Unpin> AsyncWrite for CapturedStream<S> {
    fn poll_write(
        mut self: Pin<&mut Self>,
        cx: &mut Context<'_>,
        bytes: &[u8],
    ) -> Poll<io::Result<usize>> {
        let written = ready!(Pin::new(&mut self.stream).poll_write(cx, bytes))?;
        self.capture.sent(&bytes[..written.min(bytes.len())]);
        Poll::Ready(Ok(written))
    }

    fn poll_flush(mut self: Pin<&mut Self>, cx: &mut Context<'_>) -> Poll<io::Result<()>> {
        Pin::new(&mut self.stream).poll_flush(cx)
    }

    fn poll_shutdown(mut self: Pin<&mut Self>, cx: &mut Context<'_>) -> Poll<io::Result<()>> {
        Pin::new(&mut self.stream).poll_shutdown(cx)
    }
}

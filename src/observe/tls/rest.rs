//! What came where TLS should begin, to the end of its head.

use std::time::Duration;

use tokio::io::{AsyncRead, AsyncReadExt as _};
use tokio::time::timeout;

use super::capture::CapturedStream;

/// How long the rest of a head may take after what came before it: it is sent in one go, and a network may cut it.
const PAUSE: Duration = Duration::from_millis(200);

/// Reads on after the first bytes were no TLS: one of them is enough to know, and too few to tell what came.
pub(super) async fn read(stream: &mut CapturedStream<impl AsyncRead + Unpin>) {
    let capture = stream.capture();
    let mut piece = [0; 512];
    while !capture.has_all() {
        let Ok(Ok(1..)) = timeout(PAUSE, stream.read(&mut piece)).await else {
            return;
        };
    }
}

#[cfg(test)]
mod tests {
    use tokio::io::{AsyncWriteExt as _, duplex};
    use tokio::time::sleep;

    use super::*;

    /// What is kept of these pieces, each a moment after the other; nobody closes.
    async fn kept_of(pieces: &[&[u8]]) -> Vec<u8> {
        let (near, mut far) = duplex(4096);
        let (mut near, capture) = CapturedStream::new(near);
        let sending = async {
            for piece in pieces {
                far.write_all(piece).await.unwrap();
                sleep(Duration::from_millis(50)).await;
            }
        };
        tokio::join!(read(&mut near), sending);
        capture.so_far().1.to_vec()
    }

    #[tokio::test(start_paused = true)]
    async fn a_head_is_kept_whole_in_however_many_pieces_it_comes() {
        let head = b"HTTP/1.1 302 Found\r\nLocation: https://a.example/\r\n\r\n";
        let pieces: Vec<&[u8]> = head.chunks(1).collect();
        assert_eq!(kept_of(&pieces).await, head);
        assert_eq!(kept_of(&[head]).await, head);
        assert_eq!(
            kept_of(&[b"220 ma", b"il\r\n", b"250"]).await,
            b"220 mail\r\n"
        );
    }

    #[tokio::test(start_paused = true)]
    async fn nobody_is_waited_for_who_says_no_more() {
        let begun = tokio::time::Instant::now();
        assert_eq!(kept_of(&[b"HTTP/1.1 3"]).await, b"HTTP/1.1 3");
        assert!(begun.elapsed() <= PAUSE);
        let endless = [b'x'; 512];
        assert_eq!(kept_of(&[&endless[..]; 9]).await.len(), 256);
    }
}

//! The stream behind a hop's answer.

use std::io::Cursor;
use std::time::Duration;

use tokio::io::{AsyncReadExt, join, split};
use tokio::time::timeout;

use crate::evidence::{Failure, FailureKind};
use crate::net::Stream;

/// The stream behind the answer, with whatever came glued to it.
pub(super) async fn through(
    mut stream: Box<dyn Stream>,
    mut glued: Vec<u8>,
) -> Result<Box<dyn Stream>, Failure> {
    let mut first = [0; 1];
    match timeout(CLOSES_AT_ONCE, stream.read(&mut first)).await {
        Ok(Ok(0) | Err(_)) if glued.is_empty() => {
            return Err(Failure {
                kind: FailureKind::ClosedEarly,
                detail: "closed right behind its answer".to_owned(),
            });
        }
        Ok(Ok(length)) => glued.extend_from_slice(&first[..length]),
        // Nothing comes before our hello, as it should be; or the reader will meet the error.
        Ok(Err(_)) | Err(_) => {}
    }
    let (reader, writer) = split(stream);
    Ok(Box::new(join(Cursor::new(glued).chain(reader), writer)))
}

/// How long a hop that closes together with its answer may take to do so. Nobody sends before our
/// hello, so the wait tells a hop's close from a target's.
const CLOSES_AT_ONCE: Duration = Duration::from_millis(25);

//! The beginning of HTTP/2, as far as it came.

use serde::{Deserialize, Serialize};

/// What a server said at the beginning of HTTP/2 (RFC 9113, 3.4), after our preface and SETTINGS.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Http2Greeting {
    /// Did its SETTINGS come, which have to be its first frame?
    pub settings: bool,
    /// Did it acknowledge ours?
    pub acknowledged: bool,
}

//! Facts of HTTP responses.

mod content;
mod ended;
mod http2;
mod page;
mod speaker;

pub use content::{CutShort, Forged, Forgery, Problem, Stale, WrongContent};
pub use ended::{Cut, Refused, Silent, Status};
pub use http2::{Ending, Http2Cut, Reached};
pub use page::{BlockPage, Portal, Trick};
pub use speaker::{Sign, Speaker, Who};

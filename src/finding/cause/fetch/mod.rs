//! Facts of HTTP responses.

mod content;
mod ended;
mod page;

pub use content::{CutShort, Forged, Forgery, Problem, Stale, WrongContent};
pub use ended::{Cut, Refused, Silent, Status};
pub use page::{BlockPage, Portal};

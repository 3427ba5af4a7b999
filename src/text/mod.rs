//! Bytes, text, pages and times as they are written and shown.

pub mod bytes;
pub mod coding;
pub mod escape;
pub mod html;
pub mod time;

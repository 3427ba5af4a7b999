//! Bytes, text, pages, times and numbers as they are written and shown.

pub mod bytes;
pub mod coding;
pub mod escape;
pub mod file;
pub mod html;
pub mod iana; // names of numbers
pub mod time;

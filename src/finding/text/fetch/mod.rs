//! HTTP responses, in words.

mod content;
mod ended;
mod page;
mod terms;

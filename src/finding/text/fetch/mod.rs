//! HTTP responses, in words.

mod content;
mod ended;
mod http2;
mod page;
mod speaker;
mod terms;

//! Why a script gives no route: it cannot be had, or is not asked.

use std::net::SocketAddr;

/// Why a proxy auto-configuration script gives no route.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum ScriptError {
    /// No URL.
    #[error("it is no URL; write `http://`, `https://` or `file:///` in front of it")]
    NoUrl,
    /// A scheme that scripts are not fetched by.
    #[error("unsupported scheme `{0}`; use http, https or file")]
    Scheme(String),
    /// A URL without a host, or with a port that is none.
    #[error("its URL names no host and port")]
    NoHost,
    /// A host that TLS cannot name.
    #[error("its host is no name")]
    HostName,
    /// A path that HTTP cannot carry.
    #[error("its URL cannot be requested")]
    Path,
    /// A file that cannot be read; the operating system's words.
    #[error("it cannot be read: {0}")]
    File(String),
    /// Nothing in time.
    #[error("it did not come within {0} ms")]
    Late(u128),
    /// The run's end.
    #[error("the run ended before it came")]
    RunOver,
    /// A host that does not resolve.
    #[error("`{host}` does not resolve: {detail}")]
    Unresolved {
        /// The host.
        host: String,
        /// The operating system's words.
        detail: String,
    },
    /// A host that resolves to no address.
    #[error("`{0}` has no address")]
    NoAddress(String),
    /// Addresses that do not open; the last one.
    #[error("{to}: {detail}")]
    NotConnected {
        /// The address.
        to: SocketAddr,
        /// The operating system's words.
        detail: String,
    },
    /// TLS that failed; the library's words.
    #[error("TLS failed: {0}")]
    Tls(String),
    /// No HTTP response; the library's words.
    #[error("no HTTP response: {0}")]
    Http(String),
    /// A status other than 200.
    #[error("status {0} in place of the script")]
    Status(u16),
    /// A body that broke off, or whose coding did; the library's words.
    #[error("the script did not come whole: {0}")]
    Body(String),
    /// A script that is longer than 1 MiB, or grows longer when its coding is undone.
    #[error("the script is longer than 1 MiB")]
    TooLong,
    /// A coding that is not undone here.
    #[error("the script comes in the coding `{0}`; let the server send it plain or with gzip")]
    Coding(String),
    /// What went wrong behind a redirect, and to where that led.
    #[error("redirected to `{0}`: {1}")]
    Redirected(String, Box<Self>),
    /// Redirect upon redirect.
    #[error("redirected more than 5 times")]
    TooManyRedirects,
    /// A redirect without an address.
    #[error("status {0} without an address to go to")]
    RedirectNowhere(u16),
    /// A redirect to what no server may name.
    #[error("a server may redirect to http and https, not to `{0}`")]
    NotFromServer(String),
    /// A share of another machine.
    #[error(
        "it lies on a share of another machine, which only Windows opens by this name; copy the file here, or \
         name it by http"
    )]
    Share,
    /// A `file` URL that names no file.
    #[error("its URL names no file; write `file:///PATH`")]
    FilePath,
    /// A script that nobody fetched.
    #[error("it was not fetched")]
    NotFetched,
    /// The run's end, before it was asked.
    #[error("the run ended before it was asked")]
    NotAsked,
    /// A script whose answers came too late, so often.
    #[error("not asked again: {0} answers came too late")]
    TooSlow(u32),
    /// An error in the script, with its line.
    #[error("{0}")]
    Failed(String),
}

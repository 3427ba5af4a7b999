//! Files that certificates name: what is asked, and what came of it.

use crate::catalogue::{Content, Method, Scheme, Sure};
use crate::judge::FetchableUrl;
use crate::judge::chain::Pointer;
use crate::observe::Fetched;
use crate::plan::Probe;
use crate::route::Route;
use crate::text::bytes::Blob;

/// No more files than this are fetched in one run.
pub(super) const MOST_FETCHED: usize = 64;

/// A file, and which route it is fetched on.
#[derive(Debug, Clone, PartialEq, Eq, Hash)]
pub(super) struct FileKey {
    host: String,
    path: String,
    request: Option<Blob>,
    on: FileRoute,
}

/// Which route a file is fetched on.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub(super) enum FileRoute {
    /// The product's.
    Chosen,
    /// Without a proxy, for comparison.
    Direct,
    /// The operating system's own.
    System,
}

/// What came of one file.
#[derive(Debug, Clone)]
pub(super) struct LinkedFile {
    pub(super) route: Route,
    pub(super) fetched: Fetched,
}

impl FileKey {
    pub(super) fn new(probe: &Probe, on: FileRoute) -> Self {
        Self {
            host: probe.host.clone(),
            path: probe.path.clone(),
            request: probe.request.clone(),
            on,
        }
    }
}

/// What is asked of an address that clients ask while they check a chain.
pub(super) fn of_pointer(pointer: &Pointer) -> Probe {
    Probe {
        method: pointer.method(),
        content: pointer.content,
        request: pointer.request.clone(),
        ..of_issuer(&pointer.at)
    }
}

/// What is asked of an address where an issuer's certificate lies.
pub(super) fn of_issuer(at: &FetchableUrl) -> Probe {
    Probe {
        endpoint: String::new(),
        host: at.host.clone(),
        port: 80,
        scheme: Scheme::Http,
        path: at.path.clone(),
        method: Method::Get,
        content: Content::Certificate,
        request: None,
        upgrade: None,
        sure: Sure::High,
        wildcard: false,
    }
}

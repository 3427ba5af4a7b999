//! Files that certificates name, each fetched once in a run: the links that chains wait for, and what
//! clients ask while they check a chain.

use std::sync::Arc;

use tracing::{Instrument, info_span};

use super::session::Session;
use super::started::Started;
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
    /// Without a proxy, for comparison; else on the chosen route.
    direct: bool,
}

/// What came of one file.
#[derive(Debug, Clone)]
pub(super) struct LinkedFile {
    pub(super) route: Route,
    pub(super) fetched: Fetched,
}

impl FileKey {
    fn new(probe: &Probe, direct: bool) -> Self {
        Self {
            host: probe.host.clone(),
            path: probe.path.clone(),
            request: probe.request.clone(),
            direct,
        }
    }
}

impl Session<'_> {
    /// The file that is asked for like this, fetched on the chosen route. Nothing where the run has
    /// no room for one more file.
    pub(super) fn file(&self, probe: &Probe) -> Option<Started<Option<LinkedFile>>> {
        let key = FileKey::new(probe, false);
        let room = self.files.has(&key) || self.files.len() < MOST_FETCHED;
        room.then(|| self.files.start(key, self.fetching(probe.clone(), false)))
    }

    /// The same file without a proxy, where the chosen route has one and the two are compared.
    pub(super) fn file_directly(&self, probe: &Probe) -> Option<Started<Option<LinkedFile>>> {
        let compares = self.settings.compare_direct || self.settings.direct.is_some();
        let work = || self.fetching(probe.clone(), true);
        compares.then(|| self.direct_files.start(FileKey::new(probe, true), work()))
    }

    /// Only the first hop of a list is tried: nothing of the verdict on the route rests on this.
    fn fetching(
        &self,
        probe: Probe,
        direct: bool,
    ) -> impl Future<Output = Option<LinkedFile>> + Send + 'static {
        let (routes, observer) = (self.route_chooser.clone(), Arc::clone(&self.observer));
        let (width, slot) = (self.width(), self.slot(self.by.clone()));
        let span = info_span!("file", name = probe.host);
        let fetching = async move {
            let (route, hops) = routes.choose(vec![probe.clone()]).await.pop()?;
            let hop = hops.into_iter().next().flatten();
            let (route, hop) = match (direct, hop) {
                (false, hop) => (route, hop),
                (true, Some(_)) => (Route::default(), None),
                (true, None) => return None,
            };
            let _permit = width.acquire().await;
            let fetched = observer.fetch_linked(&probe, hop.as_ref(), &slot).await;
            Some(LinkedFile { route, fetched })
        };
        fetching.instrument(span)
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
        sure: Sure::High,
        wildcard: false,
    }
}

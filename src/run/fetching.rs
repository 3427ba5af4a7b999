//! Files that certificates name, each fetched once in a run, whoever wants it.

use std::sync::Arc;

use tracing::{Instrument, info_span};

use super::linked_file::{FileKey, LinkedFile, MOST_FETCHED};
use super::session::Session;
use super::started::Started;
use crate::plan::Probe;
use crate::route::Route;

impl Session<'_> {
    /// The file that is asked for like this, fetched on the chosen route. Nothing where the run has
    /// no room for one more file.
    pub(super) fn file(&self, probe: &Probe) -> Option<Started<Option<LinkedFile>>> {
        let key = FileKey::new(probe, false);
        let room = self.files.len() < MOST_FETCHED && self.by.is_over().is_none();
        let room = room || self.files.has(&key);
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

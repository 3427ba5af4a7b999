//! Files that certificates name, each fetched once in a run, whoever wants it.

use std::sync::Arc;
use std::time::Duration;

use tracing::{Instrument, info_span};

use super::by_system::{PATIENCE, SystemRouteChooser};
use super::linked_file::{FileKey, FileRoute, LinkedFile, MOST_FETCHED};
use super::routing::RouteChooser;
use super::session::Session;
use super::started::Started;
use crate::observe::Fetched;
use crate::plan::Probe;
use crate::route::{NextHop, Route};

/// Nothing else goes to the hop while one file is asked for alone: no step of that takes longer.
const ALONE: Duration = Duration::from_millis(2500);

impl Session<'_> {
    /// The file that is asked for like this, fetched on the chosen route. Nothing where the run has
    /// no room for one more file.
    pub(super) fn file(&self, probe: &Probe) -> Option<Started<Option<LinkedFile>>> {
        let key = FileKey::new(probe, FileRoute::Chosen);
        let room = self.files.len() < MOST_FETCHED && self.by.is_over().is_none();
        let room = room || self.files.has(&key);
        let work = || self.fetching(probe.clone(), FileRoute::Chosen);
        room.then(|| self.files.start(key, work()))
    }

    /// The same file without a proxy, where the chosen route has one and the two are compared.
    pub(super) fn file_directly(&self, probe: &Probe) -> Option<Started<Option<LinkedFile>>> {
        let compares = self.compares_direct();
        compares.then(|| self.file_beside(probe, FileRoute::Direct))
    }

    /// The same file on the operating system's own route, where that is another one.
    pub(super) fn file_by_system(&self, probe: &Probe) -> Option<Started<Option<LinkedFile>>> {
        self.system_routes.as_ref()?;
        Some(self.file_beside(probe, FileRoute::System))
    }

    fn file_beside(&self, probe: &Probe, on: FileRoute) -> Started<Option<LinkedFile>> {
        let work = self.fetching(probe.clone(), on);
        self.files_beside.start(FileKey::new(probe, on), work)
    }

    fn fetching(
        &self,
        probe: Probe,
        on: FileRoute,
    ) -> impl Future<Output = Option<LinkedFile>> + Send + 'static {
        let routes = FileRoutes {
            chosen: self.route_chooser.clone(),
            system: self.system_routes.clone(),
            compares: self.compares_direct(),
        };
        let (observer, width) = (Arc::clone(&self.observer), self.width());
        let loads = self.hop_loads.clone();
        let slot = self.slot(self.by.clone());
        let span = info_span!("file", name = probe.host);
        let fetching = async move {
            let (route, hops) = routes.choose(&probe, on).await?;
            let Some(hop) = hops.into_iter().next() else {
                let fetched = Fetched::default();
                return Some(LinkedFile { route, fetched });
            };
            let observer = match on {
                FileRoute::Chosen | FileRoute::Direct => observer,
                FileRoute::System => Arc::new(observer.sooner(PATIENCE)),
            };
            let gate = loads.gate(&hop);
            let turn = (width.acquire().await, gate.enter().await);
            let mut fetched = observer.fetch_linked(&probe, hop.as_ref(), &slot).await;
            let denied = turn
                .1
                .was_denied(&fetched.attempts.iter().collect::<Vec<_>>());
            drop(turn);
            if denied {
                let _alone = gate.enter_alone().await;
                let observer = observer.sooner(ALONE);
                let again = observer.fetch_linked(&probe, hop.as_ref(), &slot).await;
                fetched.alone = again.attempts.into_iter().next_back();
            }
            Some(LinkedFile { route, fetched })
        };
        fetching.instrument(span)
    }
}

/// What chooses the route of a file.
struct FileRoutes {
    chosen: RouteChooser,
    system: Option<SystemRouteChooser>,
    /// Is the direct route measured in any case?
    compares: bool,
}

impl FileRoutes {
    /// Nothing where the file is fetched on that route in any case. Only the first hop of a list
    /// is tried: nothing of the verdict on the route rests on this. There is none where the route
    /// cannot be used.
    async fn choose(&self, probe: &Probe, on: FileRoute) -> Option<(Route, Vec<NextHop>)> {
        let (route, hops) = self.chosen.choose(vec![probe.clone()]).await.pop()?;
        match on {
            FileRoute::Chosen => Some((route, hops)),
            FileRoute::Direct if hops.first().is_none_or(Option::is_none) => None,
            FileRoute::Direct => Some((Route::default(), vec![None])),
            FileRoute::System => {
                let system = self.system.as_ref()?;
                let way = system.choose_one(probe).await?;
                let known = way.is_known(&route, self.compares);
                (!known).then_some((way.route, way.hops))
            }
        }
    }
}

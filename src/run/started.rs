//! Work that is started once for each key; whoever asks for it later waits for the same work.

use std::collections::HashMap;
use std::hash::Hash;
use std::sync::{Mutex, MutexGuard, PoisonError};

use futures_util::FutureExt;
use futures_util::future::{BoxFuture, Shared};
use tokio::sync::oneshot;
use tokio::task::JoinSet;
use tracing::Instrument;

/// What comes of work that was started; nothing where it panicked.
pub(super) type Started<Output> = Shared<BoxFuture<'static, Option<Output>>>;

/// The work that was started so far, by its key. What is not done yet ends with this.
pub(super) struct StartedOnce<Key, Output>(Mutex<All<Key, Output>>);

struct All<Key, Output> {
    by_key: HashMap<Key, Started<Output>>,
    tasks: JoinSet<()>,
}

impl<Key, Output> Default for StartedOnce<Key, Output> {
    fn default() -> Self {
        Self(Mutex::new(All {
            by_key: HashMap::new(),
            tasks: JoinSet::new(),
        }))
    }
}

impl<Key: Eq + Hash, Output: Clone + Send + Sync + 'static> StartedOnce<Key, Output> {
    /// Starts this work, unless work of this key was started before. It goes on by itself, also
    /// while nobody waits for it.
    pub(super) fn start(
        &self,
        key: Key,
        work: impl Future<Output = Output> + Send + 'static,
    ) -> Started<Output> {
        let mut all = self.locked();
        if let Some(started) = all.by_key.get(&key) {
            return started.clone();
        }
        let (done, output) = oneshot::channel();
        let task = async move {
            // Nobody waits for it any more where the run breaks off.
            let _ = done.send(work.await);
        };
        all.tasks.spawn(task.in_current_span());
        let started = output.map(Result::ok).boxed().shared();
        all.by_key.insert(key, started.clone());
        started
    }

    /// Was work of this key started?
    pub(super) fn has(&self, key: &Key) -> bool {
        self.locked().by_key.contains_key(key)
    }

    /// The number of works that were started.
    pub(super) fn len(&self) -> usize {
        self.locked().by_key.len()
    }

    fn locked(&self) -> MutexGuard<'_, All<Key, Output>> {
        self.0.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

#[cfg(test)]
mod tests {
    use std::sync::Arc;
    use std::sync::atomic::{AtomicU32, Ordering};

    use super::*;

    #[tokio::test]
    async fn work_of_one_key_is_done_once_and_a_panic_gives_nothing() {
        let (once, made) = (StartedOnce::default(), Arc::new(AtomicU32::new(0)));
        let work = |key: u8| {
            let made = Arc::clone(&made);
            async move {
                assert_ne!(key, 9, "this one breaks");
                made.fetch_add(1, Ordering::Relaxed)
            }
        };
        let results = [7, 7, 9].map(|key| once.start(key, work(key)));
        let results = futures_util::future::join_all(results).await;
        assert_eq!(results, [Some(0), Some(0), None]);
        assert!(once.has(&9) && !once.has(&8));
        assert_eq!((once.len(), made.load(Ordering::Relaxed)), (2, 1));
    }
}

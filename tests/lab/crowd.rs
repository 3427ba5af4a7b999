//! Proxies that serve only so many at a time.

use std::collections::BTreeMap;
use std::net::SocketAddr;
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};

use super::Closed;
use super::web::Open;

/// How many each address serves by now.
#[derive(Debug, Clone, Default)]
pub(crate) struct Crowds(Arc<Mutex<BTreeMap<SocketAddr, usize>>>);

/// One who is served, for as long as this lives.
#[derive(Debug)]
pub(crate) struct Seat {
    crowds: Crowds,
    at: SocketAddr,
}

impl Crowds {
    /// What is met by one who connects now, and the seat that is taken.
    pub(crate) fn admit(
        &self,
        at: SocketAddr,
        mut open: Open,
    ) -> Result<(Open, Option<Seat>), Closed> {
        let Some(limit) = &open.at_most else {
            return Ok((open, None));
        };
        let (most, how) = limit.split_once(' ').expect("a number and an answer");
        let most: usize = most.parse().expect("a number");
        let mut all = self.locked();
        let served = all.entry(at).or_default();
        if *served < most {
            *served += 1;
            let crowds = self.clone();
            return Ok((open, Some(Seat { crowds, at })));
        }
        match how {
            "refused" => return Err(Closed::Refused),
            "reset" => return Err(Closed::Reset),
            _ => {}
        }
        let how = Some(how.to_owned());
        if open.socks.is_some() {
            open.socks = how;
        } else {
            open.proxy = how;
        }
        Ok((open, None))
    }

    fn locked(&self) -> MutexGuard<'_, BTreeMap<SocketAddr, usize>> {
        self.0.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

impl Drop for Seat {
    fn drop(&mut self) {
        let mut all = self.crowds.locked();
        let served = all.entry(self.at).or_default();
        *served = served.saturating_sub(1);
    }
}

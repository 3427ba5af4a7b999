//! One file from an address that a stranger chose: only addresses of the open internet are asked, and
//! the first that answers is enough.

use std::collections::HashSet;
use std::future::pending;
use std::net::{IpAddr, SocketAddr};
use std::time::Duration;

use futures_util::StreamExt;
use futures_util::stream::FuturesUnordered;

use tokio::sync::mpsc::{UnboundedReceiver, unbounded_channel};

use super::clock::{Clock, ProbeSlot};
use super::tunnel::PendingRequest;
use super::{Limits, Observer};
use crate::address::is_global;
use crate::evidence::{Attempt, Resolution, Step};
use crate::plan::Probe;
use crate::route::Hop;

/// How long the addresses before one have for themselves (RFC 8305, 8: the default).
const HEAD_START: Duration = Duration::from_millis(250);
/// No more addresses of one host than this are tried.
const MOST_TRIED: usize = 3;

/// What came of fetching one file.
#[derive(Debug, Clone, Default, PartialEq)]
pub struct Fetched {
    /// The host's name; behind a hop, the hop's.
    pub resolve: Option<Step<Resolution>>,
    /// One walk for each address that was tried.
    pub attempts: Vec<Attempt>,
    /// The walk once more with nothing else of the run at the hop, where the hop denied the first one.
    pub alone: Option<Attempt>,
}

impl Observer {
    /// Fetches a file that a certificate refers to. Redirects are not followed.
    pub async fn fetch_linked(
        &self,
        probe: &Probe,
        hop: Option<&Hop>,
        slot: &ProbeSlot,
    ) -> Fetched {
        let clock = Clock::of(slot, self.limits.step);
        match hop {
            None => self.referred_directly(probe, &clock).await,
            Some(hop) => self.referred_through(hop, probe, &clock).await,
        }
    }

    async fn referred_directly(&self, probe: &Probe, clock: &Clock) -> Fetched {
        let (found, arriving) = unbounded_channel();
        let (resolve, attempts) = tokio::join!(
            self.resolve(&probe.host, clock, found),
            self.first_public(probe, arriving, clock),
        );
        Fetched {
            resolve,
            attempts,
            alone: None,
        }
    }

    /// Asks the addresses of the open internet side by side, each a little after the one before it
    /// (RFC 8305, 5), until one has answered.
    async fn first_public(
        &self,
        probe: &Probe,
        mut arriving: UnboundedReceiver<IpAddr>,
        clock: &Clock,
    ) -> Vec<Attempt> {
        let mut walks = FuturesUnordered::new();
        let (mut tried, mut attempts) = (HashSet::new(), Vec::new());
        loop {
            tokio::select! {
                biased;
                Some(attempt) = walks.next() => {
                    attempts.push(attempt);
                    if attempts.last().is_some_and(has_answer) {
                        break;
                    }
                }
                Some(address) = arriving.recv(), if tried.len() < MOST_TRIED => {
                    if is_global(address) && self.has_route(address) && tried.insert(address) {
                        let head_start = HEAD_START * u32::try_from(walks.len()).unwrap_or(0);
                        let to = SocketAddr::new(address, probe.port);
                        walks.push(async move {
                            let _ = clock.by.within(head_start, pending::<()>()).await;
                            self.attempt(probe, to, clock).await
                        });
                    }
                }
                else => break,
            }
        }
        attempts.sort_by_key(|attempt| attempt.to);
        attempts
    }

    async fn referred_through(&self, hop: &Hop, probe: &Probe, clock: &Clock) -> Fetched {
        let once = Self {
            limits: Limits {
                attempts: 1,
                ..self.limits
            },
            ..self.clone()
        };
        let request = PendingRequest::new(probe, None);
        let (found, arriving) = unbounded_channel();
        let (resolve, attempts) = tokio::join!(
            self.resolve(&hop.host, clock, found),
            // By name, whatever the hop: nothing of a verdict rests on how it came.
            once.walk_through(hop, &request, arriving, clock),
        );
        Fetched {
            resolve,
            attempts,
            alone: None,
        }
    }
}

fn has_answer(attempt: &Attempt) -> bool {
    attempt.fetch.as_ref().is_some_and(Step::completed)
}

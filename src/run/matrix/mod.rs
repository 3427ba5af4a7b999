//! The second half of a thorough run: handshakes in every shape, and who waits for whom. First results
//! are there by then and stay as they are.

mod planner;

use std::collections::{BTreeMap, HashMap};
use std::net::IpAddr;
use std::sync::Arc;

use tokio::sync::Semaphore;

use self::planner::{Planned, Planner};
use super::hop_load::HopLoads;
use super::pending::FOREVER;
use super::session::{Seen, Session};
use super::tasks::in_order;
use tracing::{Instrument, info_span};

use crate::evidence::Matrix;
use crate::evidence::matrix::{Cell, WhyLeftOut};
use crate::net::Over;
use crate::observe::{Greeting, Observer, ProbeSlot};

/// Handshakes at a time with one address: a service must not take this for an attack.
const AT_ONE_ADDRESS: usize = 2;

/// Makes the handshakes of every TLS sample, and keeps what they show with its other evidence.
pub(super) async fn observe(session: &Session<'_>, seen: &mut Seen) {
    let plan = Planner::new(session, seen).plan();
    let greetings = plan.iter().filter(|(_, greeting)| greeting.is_some());
    session
        .environment
        .progress
        .goes_through_shapes(greetings.count());
    let mut matrices: BTreeMap<usize, Matrix> = BTreeMap::new();
    for (place, outcome) in carry_out(plan, session).await {
        let matrix = matrices.entry(place).or_default();
        match outcome {
            Ok(cell) => matrix.add(cell),
            Err(why) => matrix.leave_out(why),
        }
    }
    for (place, matrix) in matrices {
        seen[place].1.matrix = Some(matrix);
    }
}

/// A handshake that was made, or why not.
type CellResult = (usize, Result<Cell, WhyLeftOut>);

/// What all handshakes share.
#[derive(Clone)]
struct Work {
    observer: Arc<Observer>,
    width: Arc<Semaphore>,
    hop_loads: HopLoads,
    slot: ProbeSlot,
}

/// Makes them, two at a time with one address, in their order.
async fn carry_out(plan: Vec<Planned>, session: &Session<'_>) -> Vec<CellResult> {
    let work = Work {
        observer: Arc::clone(&session.observer),
        width: session.width(),
        hop_loads: session.hop_loads.clone(),
        slot: session.slot(session.by.clone()),
    };
    let mut gates: HashMap<IpAddr, Arc<Semaphore>> = HashMap::new();
    let places: Vec<usize> = plan.iter().map(|(place, _)| *place).collect();
    let tasks = plan.into_iter().map(|(_, greeting)| {
        let gate = greeting.as_ref().map(|greeting| {
            let gate = gates.entry(greeting.at.to.ip());
            Arc::clone(gate.or_insert_with(|| Arc::new(Semaphore::new(AT_ONE_ADDRESS))))
        });
        let work = work.clone();
        async move {
            match greeting.zip(gate) {
                Some((greeting, gate)) => work.greet(&greeting, &gate).await,
                None => Err(WhyLeftOut::TooMany),
            }
        }
    });
    let results = in_order(tasks.collect()).await.into_iter();
    let results = results.map(|result| result.unwrap_or(Err(WhyLeftOut::Crashed)));
    places.into_iter().zip(results).collect()
}

impl Work {
    /// One handshake, when its turn comes with its address and in the run.
    async fn greet(&self, greeting: &Greeting, gate: &Semaphore) -> Result<Cell, WhyLeftOut> {
        let by = &self.slot.by;
        let hop = self.hop_loads.gate(&greeting.at.hop);
        let permits = async {
            let turn = (gate.acquire().await, self.width.acquire().await);
            (turn, hop.enter().await)
        };
        let permits = by.within(FOREVER, permits).await;
        if let Some(over) = permits.as_ref().err().copied().or_else(|| by.is_over()) {
            return Err(match over {
                Over::Stopped => WhyLeftOut::Interrupted,
                Over::RunOver | Over::OutOfTime => WhyLeftOut::GaveUp,
            });
        }
        let at = &greeting.at;
        let span = info_span!("handshake", name = at.probe.host, to = %at.to);
        let greet = self.observer.greet(greeting, &self.slot);
        Ok(greet.instrument(span).await)
    }
}

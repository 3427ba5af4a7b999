//! The second half of a thorough run: handshakes in every shape, and who waits for whom. First results
//! are there by then and stay as they are.

mod planner;

use std::collections::{BTreeMap, HashMap};
use std::net::IpAddr;
use std::sync::Arc;

use tokio::sync::Semaphore;
use tokio::task::JoinSet;
use tokio::time::Instant;

use self::planner::{Planned, Planner};
use super::{FOREVER, Seen, Session};
use crate::evidence::Matrix;
use crate::evidence::matrix::{Cell, WhyLeftOut};
use crate::net::Over;
use crate::observe::{Greeting, NoWatch, Observer, ProbeSlot};

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
    slot: ProbeSlot,
}

/// Makes them, two at a time with one address, in their order.
async fn carry_out(plan: Vec<Planned>, session: &Session<'_>) -> Vec<CellResult> {
    let work = Work {
        observer: Arc::clone(&session.observer),
        width: Arc::new(Semaphore::new(session.settings.parallel.max(1))),
        slot: ProbeSlot {
            began: Instant::now(),
            started_unix: session.environment.now_unix,
            by: session.by.clone(),
            watch: Arc::new(NoWatch),
        },
    };
    let mut gates: HashMap<IpAddr, Arc<Semaphore>> = HashMap::new();
    let mut tasks = JoinSet::new();
    let mut outcomes: Vec<CellResult> = Vec::new();
    let mut running = HashMap::new();
    for (place, greeting) in plan {
        let at = outcomes.len();
        let Some(greeting) = greeting else {
            outcomes.push((place, Err(WhyLeftOut::TooMany)));
            continue;
        };
        outcomes.push((place, Err(WhyLeftOut::Crashed)));
        let gate = gates.entry(greeting.to.ip());
        let gate = gate.or_insert_with(|| Arc::new(Semaphore::new(AT_ONE_ADDRESS)));
        let (gate, work) = (Arc::clone(gate), work.clone());
        let task = tasks.spawn(async move { work.greet(&greeting, &gate).await });
        running.insert(task.id(), at);
    }
    while let Some(done) = tasks.join_next_with_id().await {
        // What broke was left out as that beforehand.
        if let Ok((id, outcome)) = done
            && let Some(at) = running.get(&id)
        {
            outcomes[*at].1 = outcome;
        }
    }
    outcomes
}

impl Work {
    /// One handshake, when its turn comes with its address and in the run.
    async fn greet(&self, greeting: &Greeting, gate: &Semaphore) -> Result<Cell, WhyLeftOut> {
        let by = &self.slot.by;
        let permits = async { (gate.acquire().await, self.width.acquire().await) };
        let permits = by.within(FOREVER, permits).await;
        if let Some(over) = permits.as_ref().err().copied().or_else(|| by.is_over()) {
            return Err(match over {
                Over::Stopped => WhyLeftOut::Interrupted,
                Over::RunOver | Over::OutOfTime => WhyLeftOut::GaveUp,
            });
        }
        Ok(self.observer.greet(greeting, &self.slot).await)
    }
}

//! The operating system's own answer, which is the agent's.

use crate::evidence::dns::SystemAnswer;
use crate::evidence::{Ended, Failure, FailureKind};
use crate::net::{Dial, NoAddress};
use crate::observe::clock::Clock;

pub(super) async fn system(dial: &dyn Dial, name: &str, clock: &Clock) -> SystemAnswer {
    let at_ms = clock.now_ms();
    let asked = clock.by.within(clock.limit, dial.system_lookup(name)).await;
    let (addresses, ended) = match asked {
        Ok(Ok(addresses)) => (addresses, Ended::Completed),
        Ok(Err(why)) => (Vec::new(), Ended::Failed(no_address(why))),
        Err(over) => (Vec::new(), over.into()),
    };
    SystemAnswer {
        took_ms: clock.now_ms() - at_ms,
        addresses,
        ended,
    }
}

fn no_address(why: NoAddress) -> Failure {
    let (kind, detail) = match why {
        NoAddress::NoSuchName(detail) => (FailureKind::NoSuchName, detail),
        NoAddress::TryAgain(detail) => (FailureKind::TryAgain, detail),
        NoAddress::Failed(detail) => (FailureKind::Other, detail),
    };
    Failure { kind, detail }
}

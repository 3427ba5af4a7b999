//! Idle connections and this program's own limits, explained.

use super::explained;
use crate::finding::cause::hold::Dropped;
use crate::finding::cause::run::{Crashed, GaveUp, Interrupted};

explained! {
    Dropped:
        "A connection that was idle for a while was dropped."
        "An idle timeout on a firewall, a proxy or an address translator, often 60, 120 or 300 seconds. A proxy, where the connection ends, closes it; a firewall forgets it in silence, and drops or resets what is sent later."
        "raise the idle timeout for connections to this host above the one that was measured";
    GaveUp:
        "The run's own time limit came before this could be measured."
        "Many silent addresses at once, or a time limit that is too short for this network."
        "run again with a longer `--deadline`, or with fewer endpoints by `--only`";
    Interrupted:
        "The run was interrupted before this could be measured."
        "A user pressed Ctrl-C, or the system stopped the program."
        "run again and let it finish";
    Crashed:
        "This program failed while it measured, and that evidence is lost."
        "A mistake in this program."
        "report this as a bug in clearway, with the saved report";
}

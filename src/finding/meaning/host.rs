//! This machine itself, explained.

use super::explained;
use crate::finding::cause::host::{ClockOff, MadeUpAddress};

explained! {
    ClockOff:
        "The clock of this machine is more than two minutes away from the clocks of the servers."
        "No time server is reached, or a virtual machine was paused. Certificates and tokens are then refused, sooner or later."
        "set the clock of this machine and let it follow a time server";
    MadeUpAddress:
        "The name is answered with an address that a client program makes up, and nothing works there."
        "A client of Global Secure Access or of a tunnel answers names on this machine for users, and carries nothing for services. A name server may give such answers out, too."
        "stop this client on the machine of the agent, or exclude these hosts from it";
}

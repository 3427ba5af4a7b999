//! TCP connections, explained.

use super::explained;
use crate::finding::cause::connect::{
    AnsweredForAll, Prohibited, Refused, Reset, Silent, SomeAddresses, Sometimes, UnderLoad,
    Unreachable,
};

explained! {
    Refused:
        "The connection was refused at once, with a reset in answer to the first packet."
        "A firewall rejects it instead of dropping it, a filter client on this machine does so, or nothing listens at this address."
        "allow TCP from this machine to this address and port";
    Reset:
        "The connection was reset after its first packet, before any data was exchanged."
        "A firewall or intrusion prevention system lets a connection begin and then ends it, or a connection table is full."
        "find the rule or the device that resets this connection, and allow this address and port";
    Silent:
        "There was no response to the connection attempt within the time limit."
        "A firewall drops the packets, or there is no route back for the responses. A server that is switched off looks the same."
        "allow TCP from this machine to this address and port, and check that responses find their way back";
    Unreachable:
        "There is no route to this address: this machine or a router says so."
        "A default route is missing, a VPN carries only some networks, or a firewall rejects with `host unreachable`."
        "give this machine's network a route to this address, or allow it where a router rejects it";
    Prohibited:
        "A router or firewall says that this connection is administratively prohibited."
        "A firewall rule rejects the connection and says so, on the path or on this machine itself."
        "allow TCP from this machine to this address and port";
    SomeAddresses:
        "Some addresses of this host can be reached and others cannot, so connections fail now and then."
        "A rule lists addresses that the name had in the past, or covers IPv4 and not IPv6."
        "allow by name or by the service's published ranges, for every address that the name resolves to";
    UnderLoad:
        "The address could be reached alone, but not while other connections were being made."
        "A limit on new connections for one source, a full connection or translation table, or flood protection."
        "raise the limit on new connections for this machine";
    AnsweredForAll:
        "An address that cannot exist accepts connections, so an open port proves nothing here."
        "A transparent proxy, an access client on this machine or flood protection on the firewall accepts every connection before it knows whether the target can be reached."
        "exclude this machine's connections to the required endpoints from the device that answers in their place";
    Sometimes:
        "Of several attempts at one address some succeed and others fail."
        "One device of a cluster has other rules, a limit on connections applies, or a link is overloaded."
        "find the device on the path that treats connections differently, and give all devices the same rules";
}

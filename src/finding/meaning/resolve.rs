//! Names and their addresses, explained.

use super::explained;
use crate::finding::cause::resolve::{
    AliasLoop, Filtered, LinkBlocked, NoAddress, NoSuchName, NothingExternal, OutsideRange,
    PrivateAnswer, Rewritten, ServerSaid, ServersDisagree, Silent, SystemDiffers, SystemFails,
    Translated, Truncated, UdpBlocked, UnusableServer,
};

explained! {
    NothingExternal:
        "The name servers answer, and resolve no name of the internet at all."
        "They are internal servers without a forwarder and without a way to the internet, or they refuse to ask other servers for this machine. A dead forwarder has the same effect."
        "let these name servers resolve names of the internet for this machine, or give it other ones";
    UdpBlocked:
        "A name server answers over TCP, and over UDP never."
        "A firewall allows port 53 for TCP only. Resolvers ask over UDP first, so most programs resolve nothing."
        "allow UDP port 53 from this machine to its name servers, beside TCP";
    SystemFails:
        "The operating system's own resolver resolves nothing, or hardly anything, that the name servers resolve."
        "Its settings name no usable server or no time to wait, or its first server answers that the names do not exist. Programs on this machine use this resolver."
        "correct the resolver settings of this machine until a lookup without clearway works";
    UnusableServer:
        "The system's settings list a name server that cannot be used."
        "The file was written on Windows, the line holds a name in place of an address, or the interface of a link-local address does not exist."
        "correct or remove this name server in the settings of this machine";
    NoSuchName:
        "The name server says that this name does not exist (NXDOMAIN)."
        "The name servers are internal and do not forward public names, a filter answers NXDOMAIN for the whole domain, or the service has retired the name."
        "let the name servers resolve this name, by forwarding or recursion, and remove it from block lists";
    LinkBlocked:
        "The name is an alias (CNAME), and one of the names behind it does not resolve."
        "A block list contains the alias's domain but not the first name, or a private zone of the same domain hides the public one. An allow-list of first names alone has the same effect."
        "allow the named alias and the domain it lies in, as well as the first name";
    AliasLoop:
        "The aliases of this name lead back to one of themselves, so no address is reached."
        "A rewriting rule or a private zone on the name servers points an alias back at a name in front of it."
        "remove the local record or rewriting rule that closes the loop";
    NoAddress:
        "The name exists, but has neither an IPv4 nor an IPv6 address."
        "A filter removes the addresses from the response, or a private zone contains the name with other records only."
        "let the name servers give its addresses, or add the missing A record to the private zone";
    ServerSaid:
        "The name server answered with an error code."
        "`REFUSED` means that this machine may not ask that server. `SERVFAIL` usually means that the server cannot reach its forwarder, or that a DNSSEC signature does not verify."
        "allow this machine to ask, and find in the server's log why it cannot answer for this name";
    Silent:
        "No name server responded in time, neither over UDP nor over TCP."
        "Port 53 is blocked between this machine and the name servers, the configured servers no longer exist, or a filter drops questions for this name."
        "allow UDP and TCP port 53 from this machine to its name servers";
    Truncated:
        "The response is too long for UDP, and the whole of it is not available over TCP."
        "Port 53 is allowed for UDP only, or a device on the path drops large or fragmented responses."
        "allow TCP port 53 from this machine to its name servers, beside UDP";
    Filtered:
        "A DNS filter answers this name with an address of its own, which is not the service's."
        "A filter in the cloud, on the firewall or of the provider has the name or its category on a block list, and answers with its sinkhole or its block page."
        "allow this name and the aliases behind it in the DNS filter; open nothing towards the address that it gives";
    PrivateAnswer:
        "A public name resolves to a private, loopback or unroutable address."
        "A filter sends blocked names to a sinkhole, a private zone has a stale record, or a private link was set up on purpose."
        "answer with the public addresses, or confirm that a private endpoint of this service is meant";
    Rewritten:
        "A name that cannot exist resolves to an address, so other answers cannot be trusted either."
        "A provider or a filter redirects unknown names to a search page or a block page, or a wildcard record covers the search domain."
        "switch off the redirection of names that do not exist";
    Translated:
        "The IPv6 addresses of this name are made of its IPv4 addresses, for a translator to undo."
        "The network speaks IPv6 and reaches IPv4 through NAT64, and its name servers make such addresses (DNS64). Without a translator behind them, connections over IPv6 fail or are late."
        "switch off DNS64 where no NAT64 works; else nothing";
    OutsideRange:
        "An address lies outside the ranges that are expected for this endpoint."
        "The service has moved and the ranges are out of date, a transparent proxy answers with its own address, or the record is an old one."
        "compare the address with the service's published ranges, and correct the record if it is a local one";
    ServersDisagree:
        "One name server resolves this name and another one does not."
        "Only some of the servers forward public names, or a block list or zone has not reached all of them."
        "give all name servers of this machine the same zones, forwarders and block lists";
    SystemDiffers:
        "The operating system resolves this name to something other than its name servers do."
        "An entry in the hosts file, a resolver on this machine such as a VPN or filter client, or a rule that sends this domain to other servers."
        "remove the hosts file entry or resolver rule for this name, or make it agree with the name servers";
}

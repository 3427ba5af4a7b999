//! The choice of a route, explained.

use super::explained;
use crate::finding::cause::route::{
    Conflict, DirectClosed, DirectOpen, FellBack, PacDialect, PacFailed, RevocationDiffers,
    RiskyBypass, Unusable, WpadDetection,
};

explained! {
    Conflict:
        "Two settings name different routes for the same host, and only one of them is used."
        "A proxy variable is left over from another task, or the agent's configuration was written before the proxy moved."
        "let every setting name the same proxy, or remove those that the agent does not read";
    Unusable:
        "A proxy setting, or one entry of its exceptions, cannot be used because of its scheme or its syntax."
        "`http://` is missing, the scheme is one such as `ftp://`, words such as `Direct access` stand where an address belongs, XML is not closed, an exception is written as `10.0.0.0/99` or `192.168.*`, or `HTTP_PROXY` stands in upper case, which curl does not read."
        "write the setting as `http://host:port`, or remove it";
    RiskyBypass:
        "An exception takes this host off its proxy by a pattern that fits more hosts than intended."
        "The agent's bypass entries are regular expressions that match anywhere in the address, in any case, so that a bare word fits every host that contains it."
        "anchor the entry, as in `\\.contoso\\.com$`, or remove it";
    FellBack:
        "A proxy that the script or setting names first cannot be reached, so the next entry of its list is used."
        "A proxy of the list is out of service, or a firewall blocks connections to it. Every new connection waits for it first."
        "bring this proxy back, allow connections to it, or remove it from the list";
    PacFailed:
        "The proxy auto-configuration script could not be fetched, was too slow, or failed with an error."
        "The script's server cannot be reached from this network, the script uses a function that only browsers have, or it waits for a name that does not resolve here."
        "make the script available to this machine and let it return a route for this URL";
    PacDialect:
        "The proxy auto-configuration script uses what Windows' script engine does not know."
        "The script was written for browsers, whose engines know later editions of JavaScript. Windows runs it in JScript, which knows ECMAScript 3 to 5 and nothing later; where it meets syntax that it does not know, it refuses the whole script."
        "rewrite these lines in ECMAScript 3, with `var`, `function`, `indexOf` and string concatenation";
    DirectOpen:
        "The host can be reached without the proxy, although `--direct must-fail` forbids that."
        "The firewall allows direct connections from this machine, so software that ignores the proxy settings goes around the proxy and its log."
        "block direct connections from this machine to the internet, and leave only those to the proxy";
    DirectClosed:
        "The host cannot be used without the proxy, although `--direct must-pass` requires that."
        "The firewall has no rule for this host yet, or a device on the direct route answers in its place."
        "allow direct connections from this machine to this host, without TLS inspection";
    RevocationDiffers:
        "Windows itself fetches revocation data on its own settings, and that route is closed while the agent's is open."
        "The proxy was given to the agent alone, while Windows has no WinHTTP proxy and direct connections are blocked. Certificates then fail their revocation check or are accepted late."
        "set the WinHTTP proxy of this machine, or allow direct connections to the revocation hosts on port 80";
    WpadDetection:
        "The agent detects its proxy automatically: before any other setting it looks for a script by WPAD, which is shown here and never followed."
        "Automatic detection is on by default in the Internet Settings of every account, and for a service account that has none, unless the agent's configuration names a proxy or none."
        "name the proxy, or none, in the agent's configuration, or switch automatic detection off for it";
}

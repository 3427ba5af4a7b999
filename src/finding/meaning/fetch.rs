//! HTTP responses, explained.

use super::explained;
use crate::finding::cause::fetch::{
    BlockPage, Cut, CutShort, Forged, Http2Cut, Portal, Refused, Silent, Stale, Status,
    WrongContent,
};

explained! {
    BlockPage:
        "A block page came instead of the content."
        "The policy of the proxy or firewall does not allow this URL or its category, it sends plain HTTP to https, or a transparent proxy finds other addresses for the host than this machine."
        "allow this URL for this machine";
    Portal:
        "The request was redirected to an unrelated host."
        "A captive portal, a proxy that requires a user to log in, or a filter that sends users to its own page."
        "exclude this machine from the portal or login page";
    WrongContent:
        "The response is not the kind of content that belongs here."
        "A block page with a status of success, a proxy that converts or scans files, or an old address that now shows a web page."
        "let this URL through unchanged";
    CutShort:
        "Less content came than was promised."
        "A scanner or a size limit on the path, or a proxy that gave up on the server."
        "let this URL through whole, without a size limit or scanning";
    Forged:
        "The signature of a revocation list or OCSP response does not verify."
        "A device on the path made or changed it, for example one that issues revocation data of its own."
        "let this URL through unchanged, and empty the proxy's cache";
    Stale:
        "A revocation list or OCSP response is out of date."
        "A cache on the path keeps it for too long, or this machine's clock is ahead."
        "empty the cache for this URL, and let it keep to the times that the server gives";
    Refused:
        "The proxy forbids this request."
        "The URL is missing from the proxy's allow-list, or port 80 is not allowed because only port 443 was considered."
        "allow plain HTTP to this host on port 80";
    Status:
        "The HTTP status says that the content is not there."
        "The file has moved or the service is in trouble, or a firewall or proxy answers in place of the server."
        "check that this address still has the content, and correct the sample in the data file if it has moved";
    Cut:
        "The connection was closed without a response, or in the middle of one."
        "A filter reads the request and ends what it does not allow, or a proxy loses its own connection to the server."
        "allow HTTP from this machine to this host, by name and not by port alone";
    Silent:
        "There was no response to the HTTP request within the time limit."
        "A filter drops the request after reading it, or a scanner holds the response back for too long."
        "allow HTTP from this machine to this host, by name and not by port alone";
    Http2Cut:
        "HTTP/2 ends at its beginning where HTTP/1.1 works."
        "A device on the path knows HTTP/1.1 only and ends or loses connections that agree on HTTP/2."
        "let HTTP/2 to this host through unchanged";
}

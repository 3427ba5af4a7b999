//! Certificate chains, explained.

use super::explained;
use crate::finding::cause::chain::inspection::{Impostor, Intercepted, SelfSigned};
use crate::finding::cause::chain::sometimes::InterceptedSometimes;
use crate::finding::cause::chain::{
    Expired, Incomplete, Legacy, NotYetValid, Revoked, Unchecked, UnexpectedIssuer, Unfit,
    UntrustedHere, Weak, WrongName,
};

explained! {
    Intercepted:
        "TLS is inspected: the certificates lead neither to an expected key nor to a public CA."
        "A proxy, a firewall or a virus scanner with TLS inspection signs certificates of its own."
        "exclude this host from TLS inspection";
    InterceptedSometimes:
        "TLS is inspected in some handshakes and not in others."
        "An inspecting device only knows one version of TLS, covers one route only or excludes by name, or one member of a cluster inspects. Some devices inspect the first connection to learn what an address serves."
        "exclude this host from TLS inspection on every device and for every kind of connection";
    Impostor:
        "The certificates carry the name of a known CA, but were not signed with its key."
        "A device with TLS inspection copies the names of the genuine certificates, or an attacker does."
        "find the device that signs in this CA's name, and exclude this host from TLS inspection";
    UnexpectedIssuer:
        "The certificates are valid and lead to a public CA, or to a CA of another endpoint, that is not expected here."
        "The service has changed its CA, or the name leads to another server. It is rarely TLS inspection."
        "compare the CA with those that the service publishes, and add its key to the data file if it is one of them";
    SelfSigned:
        "The server showed a single certificate that it signed itself."
        "A portal or an inspecting device without a proper certificate, or a wrong address."
        "find the device that answers at this address, and let the connection reach the service";
    Unfit:
        "The chain leads to an expected key over certificates that clients refuse: not for servers, not a CA, too long a path, or outside of name constraints."
        "The service or its CA made a mistake, or a genuine certificate is used where it was not made for."
        "report it to the service operator, with the certificates of this report";
    Unchecked:
        "The only step missing to an expected key is a signature whose algorithm cannot be checked here."
        "The CA uses an algorithm that is rare, or too new for this program."
        "check the chain with another tool, such as `openssl verify`";
    UntrustedHere:
        "Genuine certificates lead to a root that this machine's own store lacks."
        "The machine was set up with few roots, or Windows is kept from adding roots when it needs them."
        "add the root to the trusted roots of this machine, or let Windows update its roots";
    Revoked:
        "A certificate in use was revoked by the CA that issued it."
        "The key was lost or the certificate was replaced, and this server still shows the old one."
        "replace the revoked certificate on the server at this address";
    Incomplete:
        "The server does not send the certificate that links its own to the CA, so it had to be supplied."
        "The server was set up without its intermediate certificate. Clients that know it from elsewhere work and others fail."
        "send the intermediate certificate along with the server's own";
    Legacy:
        "The certificates are genuine, but lead only to a legacy key that is being retired."
        "The server has not been moved to the newer CA yet."
        "move the server to a CA that clients will continue to trust";
    Weak:
        "A certificate in use is too weak: a SHA-1 signature, or an RSA key under 2048 bits."
        "An old server, or an inspecting device with an old CA of its own."
        "replace the certificate by one with a SHA-256 signature and at least a 2048-bit key";
    WrongName:
        "The certificate is issued for other names than the one that was asked for."
        "A local DNS record leads to another server, the server name was lost on the path, or the server has no certificate for this name."
        "let the server at this address show a certificate for the name that was asked for";
    Expired:
        "A certificate in use has expired."
        "The server's certificate was not renewed, or this machine's clock is ahead."
        "renew the expired certificate on the server";
    NotYetValid:
        "A certificate in use is not valid yet."
        "This machine's clock is behind, or the certificate was put to use too early."
        "set this machine's clock by a time server";
}

//! The TLS handshake, explained.

use super::explained;
use crate::finding::cause::handshake::{
    Alert, ClientCertificate, Cut, LargeHello, NameFiltered, NotTls, ProofInvalid, Silent,
    Sometimes, TooOld, VersionBlocked,
};

explained! {
    Cut:
        "The connection was closed or reset as soon as TLS began."
        "A firewall reads the server name in the TLS client hello and ends what it does not allow."
        "allow TLS from this machine to this server name";
    Silent:
        "The connection is open, but there was no complete response once TLS began."
        "A filter drops what it does not allow after reading the server name, or large packets are lost on the path because of their size."
        "allow TLS from this machine to this server name, and check that full-size packets pass";
    Alert:
        "The other side ended TLS with an alert."
        "A device that inspects TLS could not agree with the server, or its policy answers with an alert. Rarely it is the server itself, which does not know this name."
        "look for this connection in the log of the inspecting device, and exclude this server name";
    NotTls:
        "The response on the TLS port is not TLS."
        "A block page or portal sent in plain HTTP, a proxy on a port where a server was meant, or another service on this port."
        "allow TLS to this server name, without another response in place of the host's own";
    TooOld:
        "No TLS version is common to both sides: the other side offers only versions older than 1.2."
        "An old inspecting device that ends TLS itself."
        "exclude this host from TLS inspection, or let the device speak TLS 1.2 or newer";
    NameFiltered:
        "TLS fails for this server name and succeeds for another one at the same address, so the name is filtered."
        "A firewall or filter decides by the server name in the TLS client hello."
        "allow this server name, and for a wildcard the whole domain, in the name filter";
    VersionBlocked:
        "TLS handshakes pass or fail by the versions that they offer."
        "A firewall or inspecting device ends hellos that offer only TLS 1.2, or those that offer TLS 1.3. Windows Server 2016 and 2019 speak TLS 1.2 only, so their agents fail where newer clients work."
        "let handshakes of every version from TLS 1.2 on pass to this host";
    ClientCertificate:
        "The genuine server asks for a certificate of the agent."
        "The service knows its agents by certificates, which this program has not. A device that stops mutual TLS would end the connection with a reset or an alert of its own, too."
        "do nothing where the server ended the connection itself; else look on the route for a device that stops TLS with client certificates";
    Sometimes:
        "Handshakes of some kinds get no certificate, where others come through."
        "A device on the path reads the client hello and ends, or loses, those of a version, a size or an address family."
        "let TLS handshakes to this host pass whatever their version, size and address family";
    LargeHello:
        "TLS fails when the client hello is large, as with post-quantum keys, and succeeds when it is small."
        "A firewall or inspecting device expects the client hello in one packet, and drops or ends what comes in two."
        "update the device that reads the client hello, or exclude this host from it";
    ProofInvalid:
        "The signature over the handshake does not fit the key of the certificate."
        "A device shows a genuine certificate without holding its key, or changes the handshake."
        "exclude this host from TLS inspection";
}

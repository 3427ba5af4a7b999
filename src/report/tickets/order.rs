//! Which findings are mended by the same change, and how the change is asked for.

use super::super::groups::Group;
use crate::finding::Code;

/// A kind of change that many findings ask for.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Order {
    /// TCP to the addresses.
    OpenPort,
    /// TLS to the server names.
    OpenName,
    /// DNS to the name servers.
    OpenDns,
    /// Names with their aliases.
    Resolve,
    /// Through the proxy.
    Permit,
    /// No inspection of TLS.
    Exempt,
    /// Plain HTTP as it is.
    Unchanged,
    /// The finding's own remedy: no other code asks for the same.
    AsRemedied,
}

impl Order {
    /// A finding that somebody else than usual has to mend has a remedy of its own.
    pub(super) fn of(group: &Group<'_>) -> Self {
        if group.owner == group.code.owner() {
            Self::usual(group.code)
        } else {
            Self::AsRemedied
        }
    }

    fn usual(code: Code) -> Self {
        match code {
            Code::ConnectRefused
            | Code::ConnectSilent
            | Code::ConnectProhibited
            | Code::ConnectSomeAddresses => Self::OpenPort,
            Code::HandshakeCut | Code::HandshakeSilent | Code::HandshakeNameFiltered => {
                Self::OpenName
            }
            Code::ResolveSilent | Code::ResolveTruncated => Self::OpenDns,
            Code::ResolveNoSuchName | Code::ResolveLinkBlocked => Self::Resolve,
            Code::TunnelRefused | Code::TunnelSuffixNotAllowed => Self::Permit,
            Code::ChainIntercepted
            | Code::ChainInterceptedSometimes
            | Code::ChainImpostor
            | Code::HandshakeProofInvalid => Self::Exempt,
            Code::FetchBlockPage
            | Code::FetchPortal
            | Code::FetchWrongContent
            | Code::FetchRefused => Self::Unchanged,
            _ => Self::AsRemedied,
        }
    }

    /// What is asked for, for any number of destinations.
    pub(super) fn words(self) -> Option<&'static str> {
        Some(match self {
            Self::OpenPort => {
                "allow TCP to these destinations, at every address that their names have, and let \
                 the answers back"
            }
            Self::OpenName => {
                "allow TLS to these server names, and check that full-size packets pass"
            }
            Self::OpenDns => "allow UDP and TCP port 53 to these name servers",
            Self::Resolve => {
                "resolve these names and every alias they stand for, and take them off any block \
                 list"
            }
            Self::Permit => {
                "let these hosts and ports through the proxy; a wildcard is meant whole"
            }
            Self::Exempt => "exempt these hosts from TLS inspection",
            Self::Unchanged => "let these requests and their answers through unchanged",
            Self::AsRemedied => return None,
        })
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn codes_of_one_order_have_one_team() {
        for &code in Code::ALL {
            for &other in Code::ALL {
                let order = Order::usual(code);
                if order != Order::AsRemedied && order == Order::usual(other) {
                    assert_eq!(code.owner(), other.owner(), "{code} and {other}");
                }
            }
        }
    }
}

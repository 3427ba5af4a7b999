//! Kinds of change that findings of several codes ask for, so that one ticket is enough.

/// What has to be changed.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Change {
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
    /// No TLS inspection.
    Exempt,
    /// Plain HTTP as it is.
    Unchanged,
    /// What the finding's own remedy says: no other code asks for the same.
    Own,
}

impl Change {
    /// What is asked for, for any number of destinations; none where the finding's own remedy says it.
    #[must_use]
    pub fn words(self) -> Option<&'static str> {
        Some(match self {
            Self::OpenPort => {
                "allow TCP to these destinations, at every address that their names resolve to, and \
                 the packets that come back"
            }
            Self::OpenName => {
                "allow TLS to these server names, and check that full-size packets pass"
            }
            Self::OpenDns => "allow UDP and TCP port 53 to these name servers",
            Self::Resolve => {
                "resolve these names and every alias (CNAME) behind them, and remove them from block \
                 lists"
            }
            Self::Permit => {
                "allow these hosts and ports on the proxy; a wildcard stands for every name under it"
            }
            Self::Exempt => "exclude these hosts from TLS inspection",
            Self::Unchanged => "let these requests and their responses through unchanged",
            Self::Own => return None,
        })
    }
}

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
    /// A proxy to be named, before anything is opened.
    NameProxy,
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
            Self::NameProxy => {
                "find out whether this network lets its servers out through a proxy only: no direct \
                 connection gets a response, and no setting names a proxy; if so, run again with \
                 `--proxy URL`"
            }
            Self::Own => return None,
        })
    }

    /// What must not be done in its place; none where nothing suggests itself.
    #[must_use]
    pub fn caution(self) -> Option<&'static str> {
        Some(match self {
            Self::OpenPort => {
                "do not open today's addresses alone: these names change theirs; use the names, or the \
                 networks of the service"
            }
            Self::OpenName => {
                "do not decrypt TLS for this: the client's first message shows the server name"
            }
            Self::OpenDns => "do not redirect these questions to other name servers",
            Self::Resolve => "do not enter fixed addresses for these names: they change",
            Self::Permit => {
                "do not list single names in place of a wildcard, and do not inspect TLS in these tunnels"
            }
            Self::Exempt => {
                "do not install the inspecting CA on this machine instead: the services accept only their \
                 own certificates"
            }
            Self::Unchanged => {
                "do not answer them with a page, a redirect or a login: no person sees it there"
            }
            Self::NameProxy => "do not have the firewall opened before that is known",
            Self::Own => return None,
        })
    }
}

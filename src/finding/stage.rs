//! The steps of a walk, in their order: the prefixes of codes.

/// The step a code belongs to: its prefix, and the file in `judge/` that raises it.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Stage {
    /// The choice of a route.
    Route,
    /// This machine itself.
    Host,
    /// Names and their addresses.
    Resolve,
    /// TCP connections.
    Connect,
    /// The proxy's answer.
    Tunnel,
    /// The TLS handshake.
    Handshake,
    /// Certificate chains.
    Chain,
    /// The HTTP exchange.
    Fetch,
    /// Idle connections.
    Hold,
    /// The tool itself.
    Run,
}

impl Stage {
    /// The prefix of its codes.
    #[must_use]
    pub fn id(self) -> &'static str {
        match self {
            Self::Route => "route",
            Self::Host => "host",
            Self::Resolve => "resolve",
            Self::Connect => "connect",
            Self::Tunnel => "tunnel",
            Self::Handshake => "handshake",
            Self::Chain => "chain",
            Self::Fetch => "fetch",
            Self::Hold => "hold",
            Self::Run => "run",
        }
    }

    /// What it is about, in a few words.
    #[must_use]
    pub fn about(self) -> &'static str {
        match self {
            Self::Route => "which proxy or direct route is used",
            Self::Host => "this machine itself",
            Self::Resolve => "names and their addresses",
            Self::Connect => "TCP connections",
            Self::Tunnel => "the proxy and its answers",
            Self::Handshake => "the TLS handshake",
            Self::Chain => "certificate chains and their issuers",
            Self::Fetch => "HTTP responses",
            Self::Hold => "idle connections",
            Self::Run => "limits of this program and of the run",
        }
    }
}

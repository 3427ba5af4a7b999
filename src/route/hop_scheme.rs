//! How a hop is spoken to, and what follows from that.

/// How a hop is spoken to.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum HopScheme {
    /// HTTP: CONNECT, or a request that the hop fetches itself.
    Http,
    /// HTTP inside TLS to the hop.
    Https,
    /// SOCKS 4, given IPv4 addresses: names are resolved here, as curl does it.
    Socks4,
    /// SOCKS 4a: the hop resolves names.
    Socks4a,
    /// SOCKS 5, given addresses: names are resolved here, as curl does it.
    Socks5,
    /// SOCKS 5, given names.
    Socks5h,
}

impl HopScheme {
    /// Every scheme.
    pub const ALL: [Self; 6] = [
        Self::Http,
        Self::Https,
        Self::Socks4,
        Self::Socks4a,
        Self::Socks5,
        Self::Socks5h,
    ];

    /// Its word in front of `://`.
    #[must_use]
    pub fn word(self) -> &'static str {
        match self {
            Self::Http => "http",
            Self::Https => "https",
            Self::Socks4 => "socks4",
            Self::Socks4a => "socks4a",
            Self::Socks5 => "socks5",
            Self::Socks5h => "socks5h",
        }
    }

    /// Does the hop fetch plain pages itself (RFC 9112, 3.2.2)? The others open a tunnel for all.
    #[must_use]
    pub fn fetches(self) -> bool {
        matches!(self, Self::Http | Self::Https)
    }

    /// Is the hop given names, which it resolves? `socks4` and `socks5` give addresses, as curl's do.
    #[must_use]
    pub fn resolves(self) -> bool {
        !matches!(self, Self::Socks4 | Self::Socks5)
    }

    /// The port of a hop that names none: as of any `http` or `https` address (RFC 9110, 4.2), and
    /// the registered one of SOCKS.
    pub(super) fn usual_port(self) -> u16 {
        match self {
            Self::Http => 80,
            Self::Https => 443,
            Self::Socks4 | Self::Socks4a | Self::Socks5 | Self::Socks5h => 1080,
        }
    }

    /// By its word, or by `socks`, which is curl's other word for SOCKS 4.
    pub(super) fn of(word: &str) -> Option<Self> {
        if word.eq_ignore_ascii_case("socks") {
            return Some(Self::Socks4);
        }
        let mut all = Self::ALL.into_iter();
        all.find(|scheme| scheme.word().eq_ignore_ascii_case(word))
    }
}

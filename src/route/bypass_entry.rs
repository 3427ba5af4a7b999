//! One entry of a list of exceptions: what it fits, and why it can fit nothing.

use std::net::{IpAddr, Ipv4Addr, Ipv6Addr};
use std::ops::Range;

use ipnet::IpNet;

/// A name's length in DNS without its last dot (RFC 1035, 2.3.4).
const MOST_NAME: usize = 253;

/// One entry that can fit something.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Entry {
    text: Box<str>,
    /// Where the name lies in the text.
    name: Range<usize>,
    /// Is it for names below this one only?
    below_only: bool,
    network: Option<IpNet>,
    port: Option<u16>,
}

/// Why an entry can fit nothing, and what to write instead.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum EntryError {
    /// Not the number of bits that its network can have.
    #[error(
        "a network of this address ends in a number from 1 to {most}; write it as `{address}/{such_as}`"
    )]
    Bits {
        /// The network's address.
        address: IpAddr,
        /// The bits of its family.
        most: u8,
        /// The number that was meant, or one such as that.
        such_as: u8,
    },
    /// A `/` behind what is no address.
    #[error(
        "only a network has a `/`; write a network as `10.0.0.0/8`, and a host without scheme and path"
    )]
    Slash,
    /// An address in brackets or with dots around it.
    #[error("an address stands by itself; write `{0}`")]
    Address(IpAddr),
    /// Colons that are neither an address nor a port.
    #[error(
        "it is no IPv6 address; write `HOST:PORT` for one port, `[ADDRESS]:PORT` for an IPv6 address"
    )]
    Colons,
    /// A port that cannot be one.
    #[error("its port is no number from 1 to 65535; write it as `HOST:443`, or leave the port out")]
    Port,
    /// A `*` among others.
    #[error(
        "`*` counts only where it is the whole list; remove the others, or write names or networks"
    )]
    Everything,
    /// A `*` within a name or an address.
    #[error(
        "`*` stands only before a dot at the beginning; write `*.example.com` for names, `192.168.0.0/16` \
         for addresses"
    )]
    Wildcard,
    /// A character that separates nothing and that no name has.
    #[error("no host name has the character `{}`; separate entries with commas", .0.escape_default())]
    Character(char),
    /// A name that is not ASCII.
    #[error("it is not ASCII; write the name in its `xn--` form")]
    NotAscii,
    /// Nothing but a dot or a port.
    #[error("it names no host; write a name, an address or a network")]
    NoHost,
    /// Longer than a name can be.
    #[error("it is longer than the 253 characters of a host name; separate entries with commas")]
    TooLong,
}

impl Entry {
    /// Reads an entry that is not empty.
    pub(super) fn read(text: &str) -> Result<Self, EntryError> {
        if text == "*" {
            return Err(EntryError::Everything);
        }
        if let Some((address, bits)) = text.split_once('/') {
            return Ok(Self::of_network(text, read_network(address, bits)?, None));
        }
        if let Ok(address) = text.parse::<IpAddr>() {
            return Ok(Self::of_network(text, address.into(), None));
        }
        let (host, port) = split_port(text)?;
        match host.parse::<IpAddr>() {
            Ok(address) => Ok(Self::of_network(text, address.into(), port)),
            Err(_) => Self::of_name(text, host, port),
        }
    }

    fn of_network(text: &str, network: IpNet, port: Option<u16>) -> Self {
        Self {
            text: text.into(),
            name: 0..text.len(),
            below_only: false,
            network: Some(network),
            port,
        }
    }

    fn of_name(text: &str, host: &str, port: Option<u16>) -> Result<Self, EntryError> {
        let below = host.strip_prefix("*.");
        // curl takes away one dot at either end.
        let bare = below.or_else(|| host.strip_prefix('.')).unwrap_or(host);
        let start = host.len() - bare.len();
        let bare = bare.strip_suffix('.').unwrap_or(bare);
        check_name(bare)?;
        Ok(Self {
            text: text.into(),
            name: start..start + bare.len(),
            below_only: below.is_some(),
            network: None,
            port,
        })
    }

    /// As it was written.
    pub(super) fn as_str(&self) -> &str {
        &self.text
    }

    pub(super) fn fits_port(&self, port: u16) -> bool {
        self.port.is_none_or(|own| own == port)
    }

    pub(super) fn fits_address(&self, address: IpAddr) -> bool {
        self.network
            .is_some_and(|network| network.contains(&address))
    }

    /// Is it this name, or a name above it?
    pub(super) fn fits_name(&self, host: &str) -> bool {
        let own = &self.text[self.name.clone()];
        let Some(begin) = host.len().checked_sub(own.len()) else {
            return false;
        };
        let (before, tail) = host.as_bytes().split_at(begin);
        let is_there = tail.eq_ignore_ascii_case(own.as_bytes());
        is_there && before.last().map_or(!self.below_only, |last| *last == b'.')
    }
}

fn read_network(address: &str, bits: &str) -> Result<IpNet, EntryError> {
    let address = address.parse::<IpAddr>().map_err(|_| EntryError::Slash)?;
    let (most, usual) = if address.is_ipv4() {
        (32, 8)
    } else {
        (128, 64)
    };
    let number = bits.parse::<u8>().ok().filter(|_| is_number(bits));
    // curl compares the whole address where the number is 0.
    let number = number.map(|bits| if bits == 0 { most } else { bits });
    let net = number.and_then(|bits| IpNet::new(address, bits).ok());
    net.ok_or_else(|| EntryError::Bits {
        address,
        most,
        such_as: bits_of_mask(bits).unwrap_or(usual),
    })
}

/// `255.0.0.0` are 8 bits.
fn bits_of_mask(mask: &str) -> Option<u8> {
    let mask = mask.parse::<Ipv4Addr>().ok()?;
    ipnet::ipv4_mask_to_prefix(mask)
        .ok()
        .filter(|bits| *bits > 0)
}

/// `HOST`, `HOST:PORT` or `[ADDRESS]:PORT`.
fn split_port(text: &str) -> Result<(&str, Option<u16>), EntryError> {
    let (host, port) = if let Some(rest) = text.strip_prefix('[') {
        let (host, rest) = rest.split_once(']').ok_or(EntryError::Colons)?;
        let address = host.parse::<Ipv6Addr>().map_err(|_| EntryError::Colons)?;
        let port = rest.strip_prefix(':');
        (host, port.ok_or(EntryError::Address(address.into()))?)
    } else {
        let Some((host, port)) = text.rsplit_once(':') else {
            return Ok((text, None));
        };
        if host.contains(':') {
            return Err(EntryError::Colons);
        }
        (host, port)
    };
    let number = port.parse().ok().filter(|_| is_number(port));
    number
        .filter(|port| *port != 0)
        .map(|port| (host, Some(port)))
        .ok_or(EntryError::Port)
}

fn is_number(text: &str) -> bool {
    !text.is_empty() && text.bytes().all(|byte| byte.is_ascii_digit())
}

fn check_name(name: &str) -> Result<(), EntryError> {
    let fits = |c: &char| c.is_ascii_alphanumeric() || "-._".contains(*c);
    if name.is_empty() {
        return Err(EntryError::NoHost);
    }
    if let Ok(address) = name.parse::<IpAddr>() {
        return Err(EntryError::Address(address));
    }
    if name.contains('*') {
        return Err(EntryError::Wildcard);
    }
    match name.chars().find(|c| !fits(c)) {
        Some(c) if !c.is_ascii() => Err(EntryError::NotAscii),
        Some(c) => Err(EntryError::Character(c)),
        None if name.len() > MOST_NAME => Err(EntryError::TooLong),
        None => Ok(()),
    }
}

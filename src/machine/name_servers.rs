//! The name servers of the system's settings. On Linux they are read as glibc reads them, which loses none of
//! what it would not ask: lines it does not understand, and servers after its third.

use std::net::{SocketAddr, SocketAddrV6};

#[cfg(target_os = "linux")]
use crate::evidence::host::Unasked;
use crate::evidence::host::UnaskedResolver;

/// The port of DNS.
const DNS: u16 = 53;
/// Servers that glibc and musl ask: `MAXNS` of `resolv.h`.
#[cfg(target_os = "linux")]
const MOST_SERVERS: usize = 3;
/// No more lines of one kind are kept.
#[cfg(target_os = "linux")]
const MOST_LINES: usize = 16;
/// No more characters of one are kept.
#[cfg(target_os = "linux")]
const LONGEST_TEXT: usize = 64;

/// Why the system's settings name no server.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error("{0}")]
pub struct NoNameServers(pub(super) String);

/// What the system's settings say of name servers.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct ResolverSettings {
    /// The servers that are asked, each once, in order.
    pub servers: Vec<SocketAddr>,
    /// Those that are listed and not asked, or that the system itself does not understand.
    pub unasked: Vec<UnaskedResolver>,
    /// Options that change how the system asks, such as `timeout:1`.
    pub options: Vec<String>,
    /// The servers that a resolver on this machine asks itself, where it says so.
    pub upstreams: Vec<SocketAddr>,
}

/// The system's settings.
///
/// # Errors
/// They cannot be read or name no server; the text says which.
#[cfg(target_os = "linux")]
pub fn resolver_settings() -> Result<ResolverSettings, NoNameServers> {
    const FILE: &str = "/etc/resolv.conf";
    /// Where systemd-resolved lists the servers that it asks itself.
    const UPSTREAMS: &str = "/run/systemd/resolve/resolv.conf";
    let read = |file| std::fs::read(file).map(|bytes| String::from_utf8_lossy(&bytes).into_owned());
    let text = read(FILE).map_err(|error| NoNameServers(format!("{FILE}: {error}")))?;
    let mut settings = from_resolv_conf(&text, &scope_of);
    if settings.servers.is_empty() {
        return Err(NoNameServers(format!("{FILE} names no server")));
    }
    if settings
        .servers
        .iter()
        .any(|server| server.ip().is_loopback())
    {
        let upstreams = read(UPSTREAMS).map(|text| from_resolv_conf(&text, &scope_of).servers);
        settings.upstreams = upstreams.unwrap_or_default();
        settings
            .upstreams
            .retain(|server| !server.ip().is_loopback());
    }
    Ok(settings)
}

/// The system's settings.
///
/// # Errors
/// They cannot be read or name no server; the text says which.
#[cfg(not(target_os = "linux"))]
pub fn resolver_settings() -> Result<ResolverSettings, NoNameServers> {
    use hickory_resolver::system_conf::read_system_conf;
    let (settings, _) = read_system_conf().map_err(|error| NoNameServers(error.to_string()))?;
    let mut servers: Vec<SocketAddr> = Vec::new();
    for server in settings.name_servers() {
        let address = SocketAddr::new(server.ip, DNS);
        if !is_placeholder(server.ip) && !servers.contains(&address) {
            servers.push(address);
        }
    }
    Ok(ResolverSettings {
        servers,
        ..ResolverSettings::default()
    })
}

/// The DNS domains in which the system looks for names that have no point; empty where it does not tell.
#[cfg(target_os = "linux")]
#[must_use]
pub fn search_domains() -> Vec<String> {
    let text = std::fs::read("/etc/resolv.conf").unwrap_or_default();
    domains_in(&String::from_utf8_lossy(&text))
}

/// What the keywords `search` and `domain` name (resolv.conf(5)).
#[cfg(target_os = "linux")]
fn domains_in(text: &str) -> Vec<String> {
    let lines = text.lines().map(str::split_whitespace);
    let named = lines.filter_map(|mut words| {
        let keyword = words.next()?;
        matches!(keyword, "search" | "domain").then_some(words)
    });
    named.flatten().map(str::to_owned).collect()
}

/// The DNS domains in which the system looks for names that have no point; empty where it does not tell.
#[cfg(not(target_os = "linux"))]
#[must_use]
pub fn search_domains() -> Vec<String> {
    use hickory_resolver::system_conf::read_system_conf;
    let Ok((settings, _)) = read_system_conf() else {
        return Vec::new();
    };
    let all = settings.domain().into_iter().chain(settings.search());
    all.map(ToString::to_string).collect()
}

/// Windows gives adapters without IPv6 name servers these three site-local ones.
#[cfg(not(target_os = "linux"))]
fn is_placeholder(ip: std::net::IpAddr) -> bool {
    matches!(ip, std::net::IpAddr::V6(v6) if v6.segments()[..4] == [0xfec0, 0, 0, 0xffff])
}

/// An address of a name server, with the zone of a link-local one (RFC 4007, 11): `fe80::1%eth0`.
#[must_use]
pub fn zoned_server(text: &str, port: Option<u16>) -> Option<SocketAddr> {
    zoned(text, port.unwrap_or(DNS), &scope_of)
}

fn zoned(text: &str, port: u16, scope: &dyn Fn(&str) -> Option<u32>) -> Option<SocketAddr> {
    let Some((address, zone)) = text.split_once('%') else {
        return Some(SocketAddr::new(text.parse().ok()?, port));
    };
    let ip = address.parse().ok()?;
    let scope = zone.parse().ok().or_else(|| scope(zone))?;
    Some(SocketAddrV6::new(ip, port, 0, scope).into())
}

/// The number of an interface.
fn scope_of(name: &str) -> Option<u32> {
    let mut interfaces = if_addrs::get_if_addrs().ok()?.into_iter();
    interfaces.find(|one| one.name == name)?.index
}

/// What glibc reads out of the text of `resolv.conf` (resolv.conf(5)): keywords begin a line, and a server's
/// address ends at the next blank.
#[cfg(target_os = "linux")]
fn from_resolv_conf(text: &str, scope: &dyn Fn(&str) -> Option<u32>) -> ResolverSettings {
    let mut settings = ResolverSettings::default();
    let mut understood = 0;
    for line in text.split('\n') {
        let Some((keyword, rest)) = line.split_once([' ', '\t']) else {
            continue;
        };
        let mut words = rest.split([' ', '\t']).filter(|word| !word.is_empty());
        match keyword {
            "nameserver" => {
                let word = words.next().unwrap_or_default();
                let read = read_server(word, understood, scope);
                understood += usize::from(read.1.is_none_or(|why| why == Unasked::BeyondLimit));
                settings.take(word, read);
            }
            "options" => settings.options.extend(words.take(MOST_LINES).map(bounded)),
            _ => {}
        }
    }
    settings.options.truncate(MOST_LINES);
    settings
}

/// The server that is asked, if one is, and what is wrong with the word.
#[cfg(target_os = "linux")]
fn read_server(
    word: &str,
    understood: usize,
    scope: &dyn Fn(&str) -> Option<u32>,
) -> (Option<SocketAddr>, Option<Unasked>) {
    let read = |word: &str| zoned(word, DNS, scope);
    match (read(word), word.strip_suffix('\r').and_then(read)) {
        (Some(_), _) if understood >= MOST_SERVERS => (None, Some(Unasked::BeyondLimit)),
        (Some(server), _) => (Some(server), None),
        (None, Some(server)) => (Some(server), Some(Unasked::CarriageReturn)),
        (None, None) if word.contains('%') => (None, Some(Unasked::UnknownZone)),
        (None, None) => (None, Some(Unasked::NoAddress)),
    }
}

#[cfg(target_os = "linux")]
impl ResolverSettings {
    fn take(&mut self, word: &str, (server, why): (Option<SocketAddr>, Option<Unasked>)) {
        let new = server.filter(|server| !self.servers.contains(server));
        self.servers.extend(new);
        if let Some(why) = why.filter(|_| self.unasked.len() < MOST_LINES) {
            self.unasked.push(UnaskedResolver {
                server: bounded(word),
                why,
            });
        }
    }
}

#[cfg(target_os = "linux")]
fn bounded(text: &str) -> String {
    text.chars().take(LONGEST_TEXT).collect()
}

#[cfg(all(test, target_os = "linux"))]
mod tests {
    use super::*;

    fn read(text: &str) -> ResolverSettings {
        from_resolv_conf(text, &|zone| (zone == "eth0").then_some(7))
    }

    fn servers(text: &str) -> Vec<String> {
        let servers = read(text).servers;
        servers.iter().map(ToString::to_string).collect()
    }

    fn unasked(text: &str) -> Vec<(String, Unasked)> {
        let unasked = read(text).unasked.into_iter();
        unasked.map(|one| (one.server, one.why)).collect()
    }

    #[test]
    fn servers_keep_their_order_and_stand_once() {
        let text =
            "# by hand\nnameserver 10.0.0.2\nnameserver\t10.0.0.1 # old\nnameserver 10.0.0.2\n";
        assert_eq!(servers(text), ["10.0.0.2:53", "10.0.0.1:53"]);
    }

    #[test]
    fn a_line_that_does_not_begin_with_its_keyword_is_none() {
        assert!(
            servers(" nameserver 10.0.0.1\n;nameserver 10.0.0.2\nnameservers 10.0.0.3\n")
                .is_empty()
        );
    }

    #[test]
    fn a_link_local_server_keeps_its_zone() {
        assert_eq!(servers("nameserver fe80::1%eth0\n"), ["[fe80::1%7]:53"]);
        assert_eq!(servers("nameserver fe80::1%3\n"), ["[fe80::1%3]:53"]);
        let gone = unasked("nameserver fe80::1%gone0\n");
        assert_eq!(gone, [("fe80::1%gone0".to_owned(), Unasked::UnknownZone)]);
    }

    #[test]
    fn a_fourth_server_is_not_asked_and_is_kept() {
        let lines: Vec<String> = (1..=5)
            .map(|at| format!("nameserver 10.0.0.{at}"))
            .collect();
        let text = lines.join("\n");
        assert_eq!(servers(&text).len(), 3);
        let beyond = ["10.0.0.4", "10.0.0.5"].map(|ip| (ip.to_owned(), Unasked::BeyondLimit));
        assert_eq!(unasked(&text), beyond);
    }

    #[test]
    fn a_line_that_ends_as_on_windows_is_asked_and_told() {
        let text = "nameserver 10.0.0.1\r\n";
        assert_eq!(servers(text), ["10.0.0.1:53"]);
        assert_eq!(
            unasked(text),
            [("10.0.0.1\r".to_owned(), Unasked::CarriageReturn)]
        );
    }

    #[test]
    fn what_is_no_address_is_told() {
        let text = "nameserver dns.corp.example\nnameserver \n";
        let wrong = ["dns.corp.example", ""].map(|word| (word.to_owned(), Unasked::NoAddress));
        assert_eq!(unasked(text), wrong);
    }

    #[test]
    fn options_are_kept() {
        let options = read("options timeout:0 attempts:0\noptions rotate\n").options;
        assert_eq!(options, ["timeout:0", "attempts:0", "rotate"]);
    }

    #[test]
    fn no_text_is_kept_longer_than_its_bound() {
        let long = format!("nameserver {}\n", "x".repeat(5000)).repeat(100);
        let unasked = unasked(&long);
        assert_eq!(unasked.len(), MOST_LINES);
        assert!(unasked.iter().all(|(word, _)| word.len() <= LONGEST_TEXT));
    }
}

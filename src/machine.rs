//! What this machine says of itself: its name servers, the roots it trusts, its clock. Gathers,
//! decides nothing.

use std::net::{IpAddr, SocketAddr};
use std::time::{SystemTime, UNIX_EPOCH};

use hickory_resolver::system_conf::read_system_conf;

use crate::blob::Blob;

/// The port of DNS.
const DNS: u16 = 53;

/// The name servers of the system's settings, each once, in order.
///
/// # Errors
/// The settings cannot be read or name no server; the text says which.
pub fn name_servers() -> Result<Vec<SocketAddr>, String> {
    let (settings, _) = read_system_conf().map_err(|error| error.to_string())?;
    let mut servers: Vec<SocketAddr> = Vec::new();
    for server in settings.name_servers() {
        let address = SocketAddr::new(server.ip, DNS);
        if !is_placeholder(server.ip) && !servers.contains(&address) {
            servers.push(address);
        }
    }
    Ok(servers)
}

/// Windows gives adapters without IPv6 name servers these three site-local ones.
fn is_placeholder(ip: IpAddr) -> bool {
    matches!(ip, IpAddr::V6(v6) if v6.segments()[..4] == [0xfec0, 0, 0, 0xffff])
}

/// The certificates that this machine trusts, DER. What cannot be read is left out.
#[must_use]
pub fn roots() -> Vec<Blob> {
    let found = rustls_native_certs::load_native_certs();
    found
        .certs
        .iter()
        .map(|certificate| Blob::from(certificate.as_ref()))
        .collect()
}

/// Operating system and architecture.
#[must_use]
pub fn os() -> String {
    format!("{} {}", std::env::consts::OS, std::env::consts::ARCH)
}

/// Seconds since 1970, by this machine's clock.
#[must_use]
#[expect(
    clippy::disallowed_methods,
    reason = "the one place where the clock is read"
)]
pub fn now_unix() -> i64 {
    let since = SystemTime::now()
        .duration_since(UNIX_EPOCH)
        .unwrap_or_default();
    i64::try_from(since.as_secs()).unwrap_or(i64::MAX)
}

/// Lets this process open as many connections as the system allows it at all.
#[cfg(target_os = "linux")]
pub fn raise_descriptor_limit() {
    use nix::sys::resource::{Resource, getrlimit, setrlimit};
    if let Ok((soft, hard)) = getrlimit(Resource::RLIMIT_NOFILE)
        && soft < hard
    {
        // Where it is refused, what cannot be opened is reported as such.
        let _ = setrlimit(Resource::RLIMIT_NOFILE, hard, hard);
    }
}

/// Lets this process open as many connections as the system allows it at all.
#[cfg(not(target_os = "linux"))]
pub fn raise_descriptor_limit() {}

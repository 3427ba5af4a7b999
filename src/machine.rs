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

/// Does this machine's terminal show more than ASCII? POSIX: the first of three variables that says
/// anything names the encoding; where none does, it is ASCII. Windows is told in Unicode.
#[must_use]
#[expect(
    clippy::disallowed_methods,
    reason = "a terminal's encoding has nothing to do with the way out"
)]
pub fn speaks_unicode() -> bool {
    let said = ["LC_ALL", "LC_CTYPE", "LANG"].map(|name| std::env::var(name).unwrap_or_default());
    cfg!(windows) || is_unicode(&said)
}

fn is_unicode(said: &[String; 3]) -> bool {
    let locale = said.iter().find(|locale| !locale.is_empty());
    let encoding = locale
        .and_then(|locale| locale.split_once('.'))
        .map(|(_, rest)| rest);
    let encoding = encoding.map(|rest| rest.split('@').next().unwrap_or(rest).to_lowercase());
    encoding.is_some_and(|encoding| encoding == "utf-8" || encoding == "utf8")
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

#[cfg(test)]
mod tests {
    use super::is_unicode;

    fn of(all: &str, kind: &str, lang: &str) -> bool {
        is_unicode(&[all, kind, lang].map(str::to_owned))
    }

    #[test]
    fn the_first_variable_that_says_anything_names_the_encoding() {
        assert!(
            of("", "", "en_US.UTF-8") && of("", "", "de_DE.utf8@euro") && of("C.UTF-8", "", "C")
        );
        assert!(!of("C", "", "en_US.UTF-8") && !of("", "POSIX", "en_US.UTF-8"));
        assert!(!of("", "", "de_DE.ISO-8859-1") && !of("", "", "de_DE") && !of("", "", ""));
    }
}

//! What this machine says of itself: its names, its interfaces, its name servers, the roots it
//! trusts, its clock, its limits. Gathers, decides nothing; what cannot be had is left out.

mod name_servers;

use std::io;
use std::time::{SystemTime, UNIX_EPOCH};

use time::UtcOffset;

use crate::evidence::Host;
use crate::evidence::host::{Interface, User};
use crate::text::bytes::Blob;

pub use self::name_servers::{
    NoNameServers, ResolverSettings, resolver_settings, search_domains, zoned_server,
};

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

/// The most interfaces that are told of; containers' hosts have thousands.
const MOST_INTERFACES: usize = 256;

/// What is known of this machine before anything is measured. Ask before threads are started: the
/// local time is not told to many at once.
#[must_use]
pub fn host() -> Host {
    let mut interfaces = interfaces().unwrap_or_default();
    interfaces.truncate(MOST_INTERFACES);
    Host {
        os: format!("{} {}", std::env::consts::OS, std::env::consts::ARCH),
        name: whoami::hostname().ok().filter(|name| !name.is_empty()),
        user: Some(user()).filter(|user| !user.name.is_empty()),
        clock_unix: now_unix(),
        utc_offset_s: UtcOffset::current_local_offset()
            .ok()
            .map(UtcOffset::whole_seconds),
        interfaces,
        root_updates_off: root_updates_off(),
        ..Host::default()
    }
}

/// Windows adds a root when it first needs it, unless this policy says otherwise.
#[cfg(windows)]
fn root_updates_off() -> Option<bool> {
    const POLICY: &str = r"SOFTWARE\Policies\Microsoft\SystemCertificates\AuthRoot";
    let policy = windows_registry::LOCAL_MACHINE.open(POLICY);
    let off = policy.and_then(|key| key.get_u32("DisableRootAutoUpdate"));
    Some(off.is_ok_and(|off| off != 0))
}

#[cfg(not(windows))]
fn root_updates_off() -> Option<bool> {
    None
}

/// The network interfaces that have an address.
///
/// # Errors
/// The system does not tell.
pub fn interfaces() -> io::Result<Vec<Interface>> {
    let mut interfaces: Vec<Interface> = Vec::new();
    for found in if_addrs::get_if_addrs()? {
        let address = found.ip();
        match interfaces.iter_mut().find(|known| known.name == found.name) {
            Some(known) => known.addresses.push(address),
            None => interfaces.push(Interface {
                name: found.name,
                addresses: vec![address],
            }),
        }
    }
    Ok(interfaces)
}

#[cfg(target_os = "linux")]
fn user() -> User {
    let id = nix::unistd::geteuid();
    User {
        // An account may have a number and no name, in containers above all.
        name: whoami::username().unwrap_or_else(|_| id.to_string()),
        elevated: Some(id.is_root()),
    }
}

#[cfg(not(target_os = "linux"))]
fn user() -> User {
    User {
        name: whoami::username().unwrap_or_default(),
        elevated: None,
    }
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

/// Lets this process open as many connections as the system allows it at all, and says how many
/// files and sockets that are, where there is a limit.
#[cfg(target_os = "linux")]
#[must_use]
pub fn raise_descriptor_limit() -> Option<u64> {
    use nix::sys::resource::{Resource, getrlimit, setrlimit};
    let (soft, hard) = getrlimit(Resource::RLIMIT_NOFILE).ok()?;
    let raised = soft < hard && setrlimit(Resource::RLIMIT_NOFILE, hard, hard).is_ok();
    Some(if raised { hard } else { soft })
}

/// Elsewhere there is no limit that matters.
#[cfg(not(target_os = "linux"))]
#[must_use]
pub fn raise_descriptor_limit() -> Option<u64> {
    None
}

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

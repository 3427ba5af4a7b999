//! What this machine says about the way out: gathers, decides nothing.
//!
//! On Linux: `/etc/environment`, KDE's `kioslaverc`, and the administrator's dconf key files; a
//! user's own GNOME settings lie in a database that is not read. On Windows: the Internet Settings
//! of this user and of the machine, and those of `WinHTTP`. The agent's service runs under another
//! account, whose own settings only `--agent-config` can stand for.

use std::fs::File;
use std::io::{self, Read};
use std::path::Path;
#[cfg(not(windows))]
use std::path::PathBuf;

use super::text::{MOST_BYTES, decoded, script_text};
use super::{Local, ProxyVariables, Rules, Secret};
#[cfg(not(windows))]
use super::{Source, desktop};

/// The variable that holds the password for `--proxy-user`.
pub const PASSWORD: &str = "CLEARWAY_PROXY_PASSWORD";

/// The environment's variables about proxies.
#[must_use]
#[expect(
    clippy::disallowed_methods,
    reason = "the one place where the environment is read"
)]
pub fn environment() -> ProxyVariables {
    let set = ProxyVariables::NAMES.into_iter().filter_map(|name| {
        let value = std::env::var(name).ok()?;
        Some((name.to_owned(), value))
    });
    ProxyVariables::of(set)
}

/// The password for `--proxy-user`, where the environment has one.
#[must_use]
#[expect(
    clippy::disallowed_methods,
    reason = "the one place where the environment is read"
)]
pub fn password() -> Option<Secret> {
    std::env::var(PASSWORD).ok().map(Secret::new)
}

/// The system's settings, each place by itself, the first to be heeded first.
#[cfg(not(windows))]
#[must_use]
pub fn settings() -> Vec<Rules> {
    let mut all = Vec::new();
    if let Some(text) = text_of(Path::new("/etc/environment")) {
        let set = ProxyVariables::of_file(&text);
        all.push(set.rules(Source::System, "/etc/environment"));
    }
    if let Some((file, text)) = kioslaverc().and_then(|file| Some((file.clone(), text_of(&file)?)))
    {
        all.push(desktop::kde(&text, &file.display().to_string()));
    }
    for file in key_files(Path::new("/etc/dconf/db")) {
        let text = text_of(&file).unwrap_or_default();
        all.push(desktop::gnome(&text, &file.display().to_string()));
    }
    all
}

/// The system's settings, each place by itself, the first to be heeded first.
#[cfg(windows)]
#[must_use]
pub fn settings() -> Vec<Rules> {
    let sets = super::registry::internet_settings().into_iter();
    sets.map(|(place, set)| set.rules(place)).collect()
}

#[cfg(not(windows))]
#[expect(
    clippy::disallowed_methods,
    reason = "the one place where the environment is read"
)]
fn kioslaverc() -> Option<PathBuf> {
    let config = std::env::var("XDG_CONFIG_HOME").ok().map(PathBuf::from);
    let home = || Some(PathBuf::from(std::env::var("HOME").ok()?).join(".config"));
    Some(config.or_else(home)?.join("kioslaverc"))
}

/// The key files of every dconf database, by name.
#[cfg(not(windows))]
fn key_files(databases: &Path) -> Vec<PathBuf> {
    let inside = |folder: &Path| {
        let entries = std::fs::read_dir(folder).into_iter().flatten().flatten();
        let mut paths: Vec<PathBuf> = entries.map(|entry| entry.path()).collect();
        paths.sort();
        paths
    };
    let folders = inside(databases).into_iter();
    let folders = folders.filter(|path| path.extension().is_some_and(|end| end == "d"));
    folders.flat_map(|folder| inside(&folder)).collect()
}

/// What is local here; own addresses are learned from the network.
#[must_use]
pub fn local() -> Local {
    Local {
        domain: domain(),
        ..Local::default()
    }
}

#[cfg(windows)]
fn domain() -> Option<String> {
    super::registry::domain()
}

/// The domain of a host name that is given in full.
#[cfg(not(windows))]
fn domain() -> Option<String> {
    let name = text_of(Path::new("/proc/sys/kernel/hostname"))?;
    let (_, domain) = name.trim().split_once('.')?;
    Some(domain.to_owned())
}

#[cfg(not(windows))]
fn text_of(file: &Path) -> Option<String> {
    read(file).ok()
}

/// A text file of at most 1 MiB.
pub fn read(file: &Path) -> io::Result<String> {
    Ok(decoded(&read_bytes(file)?))
}

/// A script of at most 1 MiB.
pub fn read_script(file: &Path) -> io::Result<String> {
    Ok(script_text(&read_bytes(file)?, None))
}

/// A file of at most 1 MiB.
pub(super) fn read_bytes(file: &Path) -> io::Result<Vec<u8>> {
    let mut bytes = Vec::new();
    // One byte more than is read tells that there is more.
    let most = MOST_BYTES as u64 + 1;
    File::open(file)?.take(most).read_to_end(&mut bytes)?;
    if bytes.len() > MOST_BYTES {
        return Err(io::Error::other("it is longer than 1 MiB"));
    }
    Ok(bytes)
}

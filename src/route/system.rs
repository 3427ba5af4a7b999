//! What this machine says about the way out: gathers, decides nothing.
//!
//! On Linux: `/etc/environment`, KDE's `kioslaverc`, and the administrator's dconf key files; a
//! user's own GNOME settings lie in a database that is not read. On Windows: the Internet Settings
//! of this user and of the machine, and those of `WinHTTP`. The agent's service runs under another
//! account, whose own settings only `--agent-config` can stand for.

use std::fs::File;
use std::io::{self, Read};
use std::path::{Path, PathBuf};

#[cfg(not(windows))]
use super::files;
use super::windows::{MOST_EXPORTED, WindowsSettings};
use super::{ExportError, Exports, Local, ProxyVariables, Rules, Secret};
#[cfg(not(windows))]
use super::{Source, desktop};

/// The variable that holds the password for `--proxy-user`.
pub const PASSWORD: &str = "CLEARWAY_PROXY_PASSWORD";

/// The environment's variables about proxies; what is not UTF-8 in them is shown as such, and told.
#[must_use]
pub fn environment() -> ProxyVariables {
    let set = ProxyVariables::NAMES.into_iter().filter_map(|name| {
        let value = std::env::var_os(name)?;
        Some((name.to_owned(), value.to_string_lossy().into_owned()))
    });
    ProxyVariables::of(set)
}

/// The password for `--proxy-user`, where the environment has one; an error where it is not UTF-8.
pub fn password() -> Result<Option<Secret>, NotUtf8> {
    let value = std::env::var_os(PASSWORD);
    let text = value.map(|value| value.into_string().map_err(|_| NotUtf8));
    Ok(text.transpose()?.map(Secret::new))
}

/// A secret whose bytes are no text.
#[derive(Debug, thiserror::Error)]
#[error("it is not UTF-8")]
pub struct NotUtf8;

/// The system's settings, each place by itself, the first to be heeded first.
#[cfg(not(windows))]
#[must_use]
pub fn settings() -> Vec<Rules> {
    let etc_environment =
        |text: &str, place: &str| ProxyVariables::of_file(text).rules(Source::System, place);
    let mut all: Vec<Rules> = Vec::new();
    all.extend(rules_of(Path::new("/etc/environment"), etc_environment));
    all.extend(kioslaverc().and_then(|file| rules_of(&file, desktop::kde)));
    let key_files = key_files(Path::new("/etc/dconf/db")).into_iter();
    all.extend(key_files.filter_map(|file| rules_of(&file, desktop::gnome)));
    all
}

/// What a file says, where there is one; one that cannot be read is told.
#[cfg(not(windows))]
fn rules_of(file: &Path, rules: impl Fn(&str, &str) -> Rules) -> Option<Rules> {
    let place = file.display().to_string();
    match files::read(file) {
        Ok(text) => Some(rules(&text, &place)),
        Err(why) if why.kind() == io::ErrorKind::NotFound => None,
        Err(why) => Some(Rules::unreadable(place, &why)),
    }
}

/// The system's settings, each place by itself, the first to be heeded first.
#[cfg(windows)]
#[must_use]
pub fn settings() -> Vec<Rules> {
    super::registry::windows_settings().rules()
}

/// What Windows' registry says about proxies, where this is Windows.
#[cfg(windows)]
#[must_use]
pub fn windows_settings() -> Option<WindowsSettings> {
    Some(super::registry::windows_settings())
}

/// What Windows' registry says about proxies, where this is Windows.
#[cfg(not(windows))]
#[must_use]
pub fn windows_settings() -> Option<WindowsSettings> {
    None
}

/// What registry exports say, in place of this system's own settings.
pub fn exported(files: &[PathBuf]) -> Result<WindowsSettings, ExportError> {
    let mut exports = Exports::default();
    for file in files {
        let name = file.display().to_string();
        // One byte more than is read tells that there is more.
        let most = MOST_EXPORTED as u64 + 1;
        let mut bytes = Vec::new();
        let read = File::open(file).and_then(|file| file.take(most).read_to_end(&mut bytes));
        if let Err(why) = read {
            let (file, why) = (name, why.to_string());
            return Err(ExportError::File { file, why });
        }
        exports.add(&name, &bytes)?;
    }
    exports.settings()
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
    let files = folders.flat_map(|folder| inside(&folder));
    files.filter(|path| path.is_file()).collect()
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
    let name = files::read(Path::new("/proc/sys/kernel/hostname")).ok()?;
    let (_, domain) = name.trim().split_once('.')?;
    Some(domain.to_owned())
}

#[cfg(all(test, not(windows)))]
mod tests {
    use super::*;
    use crate::catalogue::Scheme;
    use crate::route::{ProxySettings, Scripts, Target, Why};

    #[test]
    fn a_file_that_cannot_be_read_is_told_and_one_that_is_missing_is_not() {
        let nothing = |_: &str, _: &str| Rules::default();
        assert!(rules_of(Path::new("/nonexistent/environment"), nothing).is_none());
        // Endless, so longer than what is read.
        let unreadable = rules_of(Path::new("/dev/zero"), nothing);
        let settings = ProxySettings {
            system: unreadable.into_iter().collect(),
            ..ProxySettings::default()
        };
        let target = Target {
            host: "a.example",
            port: 443,
            scheme: Scheme::Https,
        };
        let route = settings.choose(&target, &Scripts::default()).0;
        let [other] = &route.passed_over[..] else {
            panic!("{route:?}");
        };
        assert_eq!(other.setting, "/dev/zero");
        let words = "it cannot be read: it is longer than 1 MiB";
        assert_eq!(other.why, Why::Unusable(words.to_owned()));
    }
}

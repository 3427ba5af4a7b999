//! No output is the same file as an input or another output: found before anything is created, emptied or sent.

use std::fs;
use std::io;
use std::path::{Path, PathBuf};

use super::flags::{AddressFlags, Check, Judge, RouteFlags};
use super::given::is_stdin;
use super::named_files;
use super::problem::Problem;
use super::saved::named;

/// So many links follow one another at most, as on Linux (`path_resolution(7)`).
const MOST_LINKS: usize = 40;

/// A file, and what of the command line names it.
struct Given {
    flag: &'static str,
    path: PathBuf,
}

impl Given {
    fn new(flag: &'static str, path: impl Into<PathBuf>) -> Self {
        Self {
            flag,
            path: path.into(),
        }
    }

    fn all(flag: &'static str, paths: &[PathBuf]) -> Vec<Self> {
        paths.iter().map(|path| Self::new(flag, path)).collect()
    }

    fn perhaps(flag: &'static str, path: Option<&PathBuf>) -> Vec<Self> {
        Self::all(flag, path.map_or(&[], std::slice::from_ref))
    }

    fn said(&self) -> String {
        let gap = if self.flag.is_empty() { "" } else { " " };
        format!("`{}{gap}{}`", self.flag, named(&self.path))
    }
}

/// What `check` reads and writes.
pub(super) fn of_check(flags: &Check) -> Result<(), Problem> {
    let mut inputs = of_data_file(flags.what.endpoints.as_ref());
    inputs.extend(Given::perhaps("--from", flags.from.as_ref()));
    inputs.extend(of_addresses(&flags.addresses));
    inputs.extend(of_route(&flags.route));
    let mut outputs = Given::all("--save", &flags.out.save);
    outputs.extend(Given::perhaps("--proof", flags.proof.bundle.as_ref()));
    outputs.extend(Given::perhaps("--pcap", flags.proof.pcap.as_ref()));
    refuse_overwriting(&inputs, &outputs)
}

/// What `judge` reads and writes.
pub(super) fn of_judge(flags: &Judge) -> Result<(), Problem> {
    let mut inputs = vec![Given::new("", &flags.report)];
    inputs.extend(of_data_file(flags.endpoints.as_ref()));
    inputs.extend(of_addresses(&flags.addresses));
    refuse_overwriting(&inputs, &Given::all("--save", &flags.out.save))
}

/// A data file and the certificates that it names.
fn of_data_file(file: Option<&PathBuf>) -> Vec<Given> {
    let mut files = Given::perhaps("--endpoints", file);
    if let Some(file) = file {
        let named = named_files::of_data_file(file);
        files.extend(Given::all("certificate", &named));
    }
    files
}

fn of_addresses(flags: &AddressFlags) -> Vec<Given> {
    let mut files = Given::perhaps("--service-tags", flags.service_tags.as_ref());
    files.extend(Given::perhaps("--m365", flags.m365.as_ref()));
    files
}

fn of_route(flags: &RouteFlags) -> Vec<Given> {
    let mut files = Given::all("--agent-config", &flags.agent_config);
    for file in &flags.agent_config {
        let named = named_files::of_agent_config(file);
        files.extend(Given::all("configSource", &named));
    }
    files.extend(Given::all("--system-settings", &flags.system_settings));
    let password = flags.proxy_password_file.as_ref();
    files.extend(Given::perhaps("--proxy-password-file", password));
    let script = flags.pac.as_deref().map(script_file);
    files.extend(Given::perhaps("--pac", script.as_ref()));
    files
}

/// A script's file. A URL elsewhere is the name of no file here.
fn script_file(said: &str) -> PathBuf {
    let url = url::Url::parse(said).ok();
    let file = url.and_then(|url| url.to_file_path().ok());
    file.unwrap_or_else(|| said.into())
}

fn refuse_overwriting(inputs: &[Given], outputs: &[Given]) -> Result<(), Problem> {
    let read: Vec<_> = inputs
        .iter()
        .map(|one| (one, identity(place(&one.path))))
        .collect();
    let mut written = Vec::new();
    for output in outputs {
        let Some(file) = identity(&output.path) else {
            continue;
        };
        let same = |(_, other): &&(&Given, Option<Identity>)| other.as_ref() == Some(&file);
        if let Some((input, _)) = read.iter().find(same) {
            return Err(Problem::new(format!(
                "{} is the same file as {}, which it would overwrite; name another file",
                output.said(),
                input.said()
            )));
        }
        if let Some((other, _)) = written.iter().find(same) {
            return Err(Problem::new(format!(
                "{} and {} are the same file; give each its own",
                other.said(),
                output.said()
            )));
        }
        written.push((output, Some(file)));
    }
    Ok(())
}

/// Standard input may be a file, too.
fn place(path: &Path) -> &Path {
    if is_stdin(path) && cfg!(unix) {
        Path::new("/dev/stdin")
    } else {
        path
    }
}

/// Which file a path leads to.
#[derive(Debug, PartialEq, Eq)]
enum Identity {
    /// One that is there.
    There(There),
    /// One that will be made: its folder and its name, lowered where names have no case.
    New(PathBuf),
}

/// None for a device, in which nothing can be overwritten, and for what nobody could open.
fn identity(path: &Path) -> Option<Identity> {
    let mut path = path.to_owned();
    for _ in 0..MOST_LINKS {
        match fs::metadata(&path) {
            Ok(about) => return there(&path, &about).map(Identity::There),
            Err(why) if why.kind() == io::ErrorKind::NotFound => {}
            Err(_) => return None,
        }
        // A link to nothing: what it names will be made.
        match fs::read_link(&path) {
            Ok(to) => path = folder(&path).join(to),
            Err(_) => return new(&path).map(Identity::New),
        }
    }
    None
}

fn new(path: &Path) -> Option<PathBuf> {
    let name = path.file_name()?;
    let name = if cfg!(any(windows, target_os = "macos")) {
        name.to_string_lossy().to_lowercase().into()
    } else {
        name.to_owned()
    };
    Some(fs::canonicalize(folder(path)).ok()?.join(name))
}

fn folder(path: &Path) -> &Path {
    let parent = path.parent().unwrap_or(path);
    if parent.as_os_str().is_empty() {
        Path::new(".")
    } else {
        parent
    }
}

/// Device and inode.
#[cfg(unix)]
type There = (u64, u64);

#[cfg(unix)]
fn there(_path: &Path, about: &fs::Metadata) -> Option<There> {
    use std::os::unix::fs::{FileTypeExt as _, MetadataExt as _};
    let kind = about.file_type();
    (!kind.is_char_device() && !kind.is_block_device()).then(|| (about.dev(), about.ino()))
}

/// Volume and index, by the system's own handle.
#[cfg(windows)]
type There = same_file::Handle;

#[cfg(windows)]
fn there(path: &Path, about: &fs::Metadata) -> Option<There> {
    let file = about
        .is_file()
        .then(|| same_file::Handle::from_path(path))?;
    file.ok()
}

/// The path without links.
#[cfg(not(any(unix, windows)))]
type There = PathBuf;

#[cfg(not(any(unix, windows)))]
fn there(path: &Path, _about: &fs::Metadata) -> Option<There> {
    fs::canonicalize(path).ok()
}

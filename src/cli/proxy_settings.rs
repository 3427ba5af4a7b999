//! The flags about the route. What may hold a secret is never repeated in an error.

use std::io;
use std::path::{Path, PathBuf};

use crate::catalogue::Revocation;
use crate::cli::flags::{RouteFlags, SystemRouteFlags};
use crate::cli::named_files::beside;
use crate::cli::problem::Problem;
use crate::cli::proxy_login::credentials;
use crate::cli::recognise::{Kind, instead};
use crate::route::{
    AgentConfig, Bypass, FlagWord, Hop, Local, Location, ProxySettings, Readers, SystemRoute,
    WindowsSettings, files, system,
};
use crate::text::escape::escape;

/// All that the flags say about the route.
pub(super) fn proxy_settings(flags: &RouteFlags) -> Result<ProxySettings, Problem> {
    let known = Known::new(flags)?;
    let system = known.windows.as_ref().map(WindowsSettings::rules);
    Ok(ProxySettings {
        flag: flags.proxy.as_deref().map_or(Ok(FlagWord::Nothing), word)?,
        bypass: flags.no_proxy.as_deref().map(bypass).transpose()?,
        agent_config: agent_config(&flags.agent_config)?,
        windows: system.clone(),
        pac: flags.pac.as_deref().map(pac).transpose()?,
        environment: system::environment(),
        system: system.unwrap_or_else(system::settings),
        local: known.local,
        credentials: credentials(flags)?,
    })
}

/// What each program on the agent's server reads.
pub(super) fn readers(flags: &RouteFlags) -> Result<Readers, Problem> {
    let known = Known::new(flags)?;
    let agent = agent_config(&flags.agent_config)?;
    let updater = updater_config(&flags.agent_config)?;
    Ok(Readers::new(
        agent,
        updater,
        known.windows.as_ref(),
        &known.local,
    ))
}

/// What is known of Windows' settings, by exports or because this is Windows; and what is local.
struct Known {
    windows: Option<WindowsSettings>,
    local: Local,
}

impl Known {
    fn new(flags: &RouteFlags) -> Result<Self, Problem> {
        Ok(match exported(&flags.system_settings)? {
            Some(windows) => Self {
                local: local_of(&windows),
                windows: Some(windows),
            },
            None => Self {
                windows: system::windows_settings(),
                local: system::local(),
            },
        })
    }
}

/// What the exports of `--system-settings` say, where they are given.
fn exported(files: &[PathBuf]) -> Result<Option<WindowsSettings>, Problem> {
    if files.is_empty() {
        return Ok(None);
    }
    let read = system::exported(files);
    let read = read.map_err(|why| {
        let why = Problem::new(format!("`--system-settings`: {why}"));
        unlike_all(files, Kind::RegistryExport, why)
    });
    Ok(Some(read?))
}

fn local_of(windows: &WindowsSettings) -> Local {
    Local {
        domain: windows.domain().map(str::to_owned),
        ..Local::default()
    }
}

/// How the operating system goes out by itself: what the flag says, or where the data file wants to know
/// it, what an export says or what is known here.
pub(super) fn system_route(
    flags: &SystemRouteFlags,
    exports: &[PathBuf],
    revocation: Revocation,
) -> Result<Option<SystemRoute>, Problem> {
    let Some(text) = &flags.system_proxy else {
        if revocation != Revocation::System {
            return Ok(None);
        }
        let own = exported(exports)?.as_ref().map(SystemRoute::of_windows);
        return Ok(Some(own.unwrap_or_else(SystemRoute::own)));
    };
    if text.eq_ignore_ascii_case("direct") {
        return Ok(Some(SystemRoute::given(None)));
    }
    if let word @ ("env" | "system") = text.to_ascii_lowercase().as_str() {
        return Err(Problem::new(format!(
            "`--system-proxy {word}`: not known here; write the proxy's URL, or the word `direct`"
        )));
    }
    let hop = hop("--system-proxy", text, "the word `direct`")?;
    if hop.credentials.is_some() {
        return Err(Problem::new(format!(
            "`--system-proxy {hop}` was given with credentials; Windows logs in to no proxy for this, so \
             leave them out"
        )));
    }
    Ok(Some(SystemRoute::given(Some(hop))))
}

/// A proxy, or one of the words, in any case. A proxy that is called like a word is given as a URL.
fn word(text: &str) -> Result<FlagWord, Problem> {
    match text.to_ascii_lowercase().as_str() {
        "env" => return Ok(FlagWord::Environment),
        "system" => return Ok(FlagWord::System),
        "direct" => return Ok(FlagWord::Direct),
        _ => {}
    }
    let hop = hop(
        "--proxy",
        text,
        "one of the words `direct`, `env` and `system`",
    )?;
    if hop.credentials.is_some() {
        return Err(Problem::new(format!(
            "`--proxy {hop}` was given with credentials, which others can see on a command line; \
             name the user with `--proxy-user` and give the password in `{}` or a file",
            system::PASSWORD,
        )));
    }
    Ok(FlagWord::Hop(hop))
}

fn hop(flag: &str, text: &str, words: &str) -> Result<Hop, Problem> {
    if text.eq_ignore_ascii_case("none") {
        return Err(Problem::new(format!(
            "`{flag} none`: for no proxy write `direct`; a proxy of this name is given as a URL"
        )));
    }
    text.parse::<Hop>().map_err(|why| {
        let said = why.said();
        Problem::new(format!("`{flag} {said}`: {why}; or {words}"))
    })
}

/// Every entry has to be one that can fit something.
fn bypass(list: &str) -> Result<Bypass, Problem> {
    let bypass = Bypass::of(list);
    match bypass.unusable().first() {
        None => Ok(bypass),
        Some(one) => Err(Problem::new(format!(
            "`--no-proxy`: the entry `{}`: {}",
            escape(&one.entry),
            one.error
        ))),
    }
}

/// The agent's own file as it lies there.
pub(super) fn agent_file(files: &[PathBuf]) -> Result<Option<(String, Vec<u8>)>, Problem> {
    let own = files.iter().find(|file| !is_updaters(file)).cloned();
    Ok(agent_files(own.as_slice())?.into_iter().next())
}

/// Files as they lie there.
fn agent_files(files: &[PathBuf]) -> Result<Vec<(String, Vec<u8>)>, Problem> {
    let read = |file: &PathBuf| {
        let bytes = files::read_bytes(file).map_err(|why| unread("--agent-config", file, &why))?;
        Ok((file.display().to_string(), bytes))
    };
    files.iter().map(read).collect()
}

/// Is it the file of the agent's updater? It is a program of its own, beside the agent.
fn is_updaters(file: &Path) -> bool {
    let name = file.file_name().unwrap_or_default().to_string_lossy();
    name.to_ascii_lowercase().contains("updater")
}

fn agent_config(files: &[PathBuf]) -> Result<Option<AgentConfig>, Problem> {
    let own: Vec<PathBuf> = files
        .iter()
        .filter(|file| !is_updaters(file))
        .cloned()
        .collect();
    match (files.first(), own.as_slice()) {
        (None, _) => Ok(None),
        (Some(updaters), []) => Err(Problem::new(format!(
            "`--agent-config {}`: this is the file of the agent's updater; give the agent's own `.exe.config` \
             as well",
            updaters.display()
        ))),
        (_, own) => config_of(own).map(Some),
    }
}

/// The updater's own file, and what is no program's own: machine.config.
fn updater_config(files: &[PathBuf]) -> Result<Option<AgentConfig>, Problem> {
    let Some(updaters) = files.iter().find(|file| is_updaters(file)) else {
        return Ok(None);
    };
    let of_machine = |file: &&PathBuf| {
        let name = file.file_name().unwrap_or_default();
        name.eq_ignore_ascii_case("machine.config")
    };
    let below = files.iter().filter(of_machine);
    let own: Vec<PathBuf> = std::iter::once(updaters).chain(below).cloned().collect();
    config_of(&own).map(Some)
}

/// The application's own file first.
fn config_of(files: &[PathBuf]) -> Result<AgentConfig, Problem> {
    let beside = |of: &str, name: &str| files::read_bytes(&beside(Path::new(of), name)?).ok();
    let read = AgentConfig::read_bytes(&agent_files(files)?, &beside);
    read.map_err(|why| unlike_all(files, Kind::AgentConfig, Problem::new(why.to_string())))
}

/// The message about the file that is of another kind, where one of them is.
fn unlike_all(files: &[PathBuf], own: Kind, why: Problem) -> Problem {
    files.iter().fold(why, |why, file| instead(file, own, why))
}

/// A script's file is read now, a URL when the run begins.
fn pac(said: &str) -> Result<Location, Problem> {
    if !Location::is_url(said) {
        let text = files::read_script(Path::new(said));
        let text = text.map_err(|why| unread("--pac", Path::new(said), &why))?;
        return Ok(Location::Text(said.to_owned(), text.into()));
    }
    let location = Location::Url(said.to_owned());
    if location.has_credentials() {
        return Err(Problem::new(format!(
            "`--pac {location}` was given with credentials, which others can see on a command line"
        )));
    }
    Ok(location)
}

fn unread(flag: &str, file: &Path, why: &io::Error) -> Problem {
    let file = file.display();
    Problem::new(format!("`{flag} {file}`: cannot be read: {why}"))
}

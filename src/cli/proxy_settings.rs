//! The flags about the route. What may hold a secret is never repeated in an error.

use std::io::{self, IsTerminal, stdin};
use std::path::{Path, PathBuf};

use crate::catalogue::Revocation;
use crate::cli::flags::{RouteFlags, SystemRouteFlags};
use crate::cli::problem::Problem;
use crate::route::{
    AgentConfig, Bypass, Credentials, FlagWord, Hop, Location, ProxySettings, Secret, SystemRoute,
    system,
};

/// All that the flags say about the route.
pub(super) fn proxy_settings(flags: &RouteFlags) -> Result<ProxySettings, Problem> {
    Ok(ProxySettings {
        flag: flags.proxy.as_deref().map_or(Ok(FlagWord::Nothing), word)?,
        bypass: flags.no_proxy.as_deref().map(Bypass::of),
        agent_config: agent_config(&flags.agent_config)?,
        pac: flags.pac.as_deref().map(pac).transpose()?,
        environment: system::environment(),
        system: system::settings(),
        local: system::local(),
        credentials: credentials(flags)?,
    })
}

/// How the operating system goes out by itself: what the flag says, or where the data file wants to know
/// it, what is known here.
pub(super) fn system_route(
    flags: &SystemRouteFlags,
    revocation: Revocation,
) -> Result<Option<SystemRoute>, Problem> {
    let Some(text) = &flags.system_proxy else {
        return Ok((revocation == Revocation::System).then(SystemRoute::own));
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
    text.parse::<Hop>().map_err(|why| {
        let said = why.said();
        Problem::new(format!("`{flag} {said}`: {why}; or {words}"))
    })
}

/// The files of `--agent-config`, the agent's own first.
fn agent_config(files: &[PathBuf]) -> Result<Option<AgentConfig>, Problem> {
    if files.is_empty() {
        return Ok(None);
    }
    let mut texts = Vec::new();
    for file in files {
        texts.push((file.display().to_string(), read("--agent-config", file)?));
    }
    let read = AgentConfig::read(&texts).map_err(|why| Problem::new(why.to_string()))?;
    Ok(Some(read))
}

/// A script's file is read now, a URL when the run begins.
fn pac(said: &str) -> Result<Location, Problem> {
    if !Location::is_url(said) {
        let text = system::read_script(Path::new(said));
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

fn read(flag: &str, file: &Path) -> Result<String, Problem> {
    system::read(file).map_err(|why| unread(flag, file, &why))
}

fn unread(flag: &str, file: &Path, why: &io::Error) -> Problem {
    let file = file.display();
    Problem::new(format!("`{flag} {file}`: cannot be read: {why}"))
}

fn credentials(flags: &RouteFlags) -> Result<Option<Credentials>, Problem> {
    let Some(user) = &flags.proxy_user else {
        return match flags.proxy_password_file {
            Some(_) => Err(Problem::new(
                "`--proxy-password-file` goes with `--proxy-user`",
            )),
            None => Ok(None),
        };
    };
    if user.is_empty() || user.contains(':') {
        let why = "`--proxy-user` takes a name without a colon; the password is not said here";
        return Err(Problem::new(why));
    }
    let secret = match &flags.proxy_password_file {
        Some(file) => from_file(file)?,
        None => system::password().map_or_else(|| from_terminal(user), Ok)?,
    };
    Ok(Some(Credentials {
        user: user.clone(),
        secret,
    }))
}

/// The first line of a file.
fn from_file(file: &Path) -> Result<Secret, Problem> {
    let text = std::fs::read_to_string(file).map_err(|why| {
        Problem::new(format!(
            "`--proxy-password-file {}`: cannot be read: {why}",
            file.display()
        ))
    })?;
    let line = text.lines().next().unwrap_or_default();
    if line.is_empty() {
        let file = file.display();
        return Err(Problem::new(format!(
            "`--proxy-password-file {file}`: its first line is empty"
        )));
    }
    Ok(Secret::new(line.to_owned()))
}

fn from_terminal(user: &str) -> Result<Secret, Problem> {
    let nobody = || {
        Problem::new(format!(
            "there is no password for `--proxy-user`, and no terminal to ask for it; set `{}` or \
             name a file with `--proxy-password-file`",
            system::PASSWORD,
        ))
    };
    if !stdin().is_terminal() {
        return Err(nobody());
    }
    let prompt = format!(
        "Password of {} at the proxy: ",
        crate::text::escape::escape(user)
    );
    rpassword::prompt_password(prompt)
        .map(Secret::new)
        .map_err(|_| nobody())
}

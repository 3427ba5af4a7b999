//! The flags about a login at the proxy. The password is never repeated in an error.

use std::io::{IsTerminal, stdin};
use std::path::Path;

use crate::cli::flags::RouteFlags;
use crate::cli::problem::Problem;
use crate::route::{Credentials, Secret, system};
use crate::text::escape::escape;

/// Who to be at the proxy, where the flags say so.
pub(super) fn credentials(flags: &RouteFlags) -> Result<Option<Credentials>, Problem> {
    let Some(user) = &flags.proxy_user else {
        return match password_without_user(flags) {
            Some(given) => Err(Problem::new(format!(
                "{given} gives a password and `--proxy-user` no name for it: name the user, or leave the \
                 password out"
            ))),
            None => Ok(None),
        };
    };
    if user.is_empty() || user.contains(':') {
        let why = "`--proxy-user` takes a name without a colon; the password is not said here";
        return Err(Problem::new(why));
    }
    let secret = match &flags.proxy_password_file {
        Some(file) => from_file(file)?,
        None => from_environment()?.map_or_else(|| from_terminal(user), Ok)?,
    };
    Ok(Some(Credentials {
        user: user.clone(),
        secret,
    }))
}

/// What gives a password that nobody is named for. A variable that is empty gives none.
fn password_without_user(flags: &RouteFlags) -> Option<String> {
    if let Some(file) = &flags.proxy_password_file {
        let file = escape(&file.display().to_string());
        return Some(format!("`--proxy-password-file {file}`"));
    }
    let is_set = std::env::var_os(system::PASSWORD).is_some_and(|value| !value.is_empty());
    is_set.then(|| format!("the variable `{}`", system::PASSWORD))
}

fn from_environment() -> Result<Option<Secret>, Problem> {
    system::password().map_err(|why| Problem::new(format!("`{}`: {why}", system::PASSWORD)))
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
    let prompt = format!("Password of {} at the proxy: ", escape(user));
    rpassword::prompt_password(prompt)
        .map(Secret::new)
        .map_err(|_| nobody())
}

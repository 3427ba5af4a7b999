//! The flags about a login at the proxy. The password is never repeated in an error.

use std::io::{IsTerminal, stdin};
use std::path::Path;

use crate::cli::flags::RouteFlags;
use crate::cli::problem::Problem;
use crate::route::{Credentials, Secret, files, system};
use crate::text::escape::escape;
use crate::text::file::text;

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
    let problem = |why: String| {
        let file = file.display();
        Problem::new(format!("`--proxy-password-file {file}`: {why}"))
    };
    let bytes = files::read_bytes(file).map_err(|why| problem(format!("cannot be read: {why}")))?;
    let text = text(&bytes).map_err(|why| problem(format!("it {why}")))?;
    let line = text.lines().next().unwrap_or_default();
    if line.is_empty() {
        return Err(problem("its first line is empty".to_owned()));
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

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_password_file_is_its_first_line_without_marks_and_line_ends() {
        let file = tempfile::NamedTempFile::new().unwrap();
        for bytes in [
            &b"geh\xc3\xa9im"[..],
            b"geh\xc3\xa9im\r\nmore",
            b"\xef\xbb\xbfgeh\xc3\xa9im\n",
            b"\xff\xfeg\0e\0h\0\xe9\0i\0m\0\r\0\n\0",
            b"\xfe\xff\0g\0e\0h\0\xe9\0i\0m",
        ] {
            std::fs::write(file.path(), bytes).unwrap();
            let secret = from_file(file.path()).unwrap();
            assert_eq!(secret.reveal(), "geh\u{e9}im", "{bytes:?}");
        }
        for (bytes, why) in [
            (&b"\xef\xbb\xbf"[..], "its first line is empty"),
            (b"g\0e\0h\0", "without a byte order mark"),
            (b"geh\xe9im", "not UTF-8"),
        ] {
            std::fs::write(file.path(), bytes).unwrap();
            let said = from_file(file.path()).unwrap_err().to_string();
            assert!(said.contains(why) && !said.contains("geh"), "{said}");
        }
    }
}

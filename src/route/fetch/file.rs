//! Scripts that a `file:` URL names.

use std::borrow::Cow;
use std::path::PathBuf;
use std::sync::Arc;

use url::Url;

use super::super::files;
use super::super::script_error::ScriptError;
use super::super::text::script_text;

/// The text of the file.
pub(super) fn read(url: &Url) -> Result<Arc<str>, ScriptError> {
    let bytes = files::read_bytes(&path_of(url)?);
    let bytes = bytes.map_err(|why| ScriptError::File(why.to_string()))?;
    Ok(script_text(&bytes, None).into())
}

/// `file:///etc/proxy.pac`, `file://localhost/etc/proxy.pac`, `file:///C:/proxy.pac`, in any case, with
/// `%20`; `file://server/share/proxy.pac` where the system opens shares by their names (RFC 8089,
/// appendices B and E).
fn path_of(url: &Url) -> Result<PathBuf, ScriptError> {
    if url.host().is_some() && !cfg!(windows) {
        return Err(ScriptError::Share);
    }
    url.to_file_path().map_err(|()| ScriptError::FilePath)
}

/// `file:////server/share` and `file://///server/share`, in the usual form of a share (RFC 8089, E.3.2).
pub(super) fn usual_form(text: &str) -> Cow<'_, str> {
    let text = text.trim();
    let is_slash = |c: char| c == '/' || c == '\\';
    let rest = match text.split_at_checked(5) {
        Some((scheme, rest)) if scheme.eq_ignore_ascii_case("file:") => rest,
        _ => return Cow::Borrowed(text),
    };
    let path = rest.trim_start_matches(is_slash);
    match rest.len() - path.len() {
        0..=3 => Cow::Borrowed(text),
        _ => Cow::Owned(format!("file://{path}")),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn path(url: &str) -> Result<String, ScriptError> {
        let path = path_of(&Url::parse(&usual_form(url)).expect("a URL"))?;
        Ok(path.to_string_lossy().into_owned())
    }

    #[cfg(not(windows))]
    #[test]
    fn a_file_is_named_in_every_form_that_people_write() {
        for url in [
            "file:///etc/a%20b.pac",
            "FILE:///etc/a b.pac",
            "file://localhost/etc/a%20b.pac",
            "file://LOCALHOST/etc/a%20b.pac",
            "file:/etc/a%20b.pac",
            "file:etc/a%20b.pac",
            "file:///etc/./x/../a%20b.pac",
            "file:///etc/a%20b.pac?now",
            "file:///etc/a%20b.pac#part",
            r"file:\\\etc\a%20b.pac",
        ] {
            assert_eq!(path(url).as_deref(), Ok("/etc/a b.pac"), "{url}");
        }
        assert_eq!(path("file:///").as_deref(), Ok("/"));
    }

    #[cfg(not(windows))]
    #[test]
    fn a_share_of_another_machine_is_not_taken_for_a_file_of_this_one() {
        for url in [
            "file://server/share/p.pac",
            "file:////server/share/p.pac",
            "file://///server/share/p.pac",
            r"file:\\server\share\p.pac",
        ] {
            assert_eq!(path(url), Err(ScriptError::Share), "{url}");
        }
    }

    #[cfg(windows)]
    #[test]
    fn a_file_is_named_in_every_form_that_people_write() {
        for url in [
            "file:///C:/a%20b.pac",
            "file://C:/a%20b.pac",
            "file:///C|/a%20b.pac",
        ] {
            assert_eq!(path(url).as_deref(), Ok(r"C:\a b.pac"), "{url}");
        }
        let share = path("file://server/share/p.pac");
        assert_eq!(share.as_deref(), Ok(r"\\server\share\p.pac"));
    }
}

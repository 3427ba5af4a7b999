//! `proxyaddress` and `scriptLocation` as `System.Uri` reads them (`UriTypeConverter` with
//! `UriKind.Absolute`), and what the .NET Framework can do with what it read.

use crate::route::{Hop, Location};

/// What `System.Uri` makes of a text.
#[derive(Debug, PartialEq, Eq)]
struct Uri<'a> {
    scheme: String,
    rest: &'a str,
}

/// A proxy, and what else the reader of the line should know.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Address {
    pub(super) hop: Hop,
    pub(super) remark: Option<String>,
}

/// Why an address is none.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) enum AddressError {
    /// The whole file is refused.
    NoUrl(String),
    /// A URL, but not of a proxy that .NET can speak to.
    Scheme(String),
}

impl From<String> for AddressError {
    fn from(why: String) -> Self {
        Self::NoUrl(why)
    }
}

/// Where a script lies, as `WinHTTP` is told.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) enum Script {
    At(Location),
    /// A scheme that `WinHTTP` fetches no script by; the URL.
    Unread(String),
}

/// .NET Framework speaks to hops by plain HTTP only (`ServicePointManager.FindServicePointHelper`),
/// ignores what stands behind the port, and sends no credentials out of an address.
pub(super) fn address(said: &str) -> Result<Address, AddressError> {
    let uri = absolute(said)?;
    if uri.scheme != "http" && !uri.rest.starts_with("//") {
        return Err(AddressError::Scheme(format!(
            "it needs the prefix `http://`; .NET takes `{}` for the scheme, and every request through \
             it fails",
            uri.scheme
        )));
    }
    if uri.scheme != "http" {
        return Err(AddressError::Scheme(format!(
            "its scheme is `{}`, and .NET knows only `http://` proxies: every request through it fails",
            uri.scheme
        )));
    }
    let place = uri
        .rest
        .strip_prefix("//")
        .ok_or_else(|| "its host cannot be read".to_owned())?;
    let end = place.find(['/', '?', '#']).unwrap_or(place.len());
    let user = place[..end].rfind('@').map_or(0, |at| at + 1);
    let (authority, path) = (&place[user..end], &place[end..]);
    // Only what stands in front of the blanks is checked, but the port is worked out of all of it.
    let (port, trimmed) = (port_of(authority), authority.trim_end());
    if trimmed.contains(":+") {
        return Err(AddressError::NoUrl(
            "its port is no number from 1 to 65535".to_owned(),
        ));
    }
    let hop = Hop::with_usual_port(&format!("http://{trimmed}"), 80)
        .map_err(|why| AddressError::NoUrl(why.to_string()))?;
    let remark = remark(&hop, user > 0, path);
    Ok(match port {
        Some(port) if port != hop.port && trimmed != authority => Address {
            remark: Some(format!(
                "the blank behind the port makes .NET take port {port} (System.Uri goes on counting); \
                 take the blank out"
            )),
            hop: Hop { port, ..hop },
        },
        _ => Address { hop, remark },
    })
}

fn remark(hop: &Hop, has_user: bool, path: &str) -> Option<String> {
    if has_user {
        return Some("its credentials are not sent: .NET takes none out of an address".to_owned());
    }
    let more = !matches!(path.trim(), "" | "/");
    more.then(|| format!("what stands behind `{hop}` is ignored"))
}

/// Every character behind the colon is a digit to `System.Uri` once it is known to be well-formed
/// (`Uri.CreateUriInfo`), a blank at the end too.
fn port_of(authority: &str) -> Option<u16> {
    let behind = authority
        .rsplit_once(']')
        .map_or(authority, |(_, rest)| rest);
    let digits = behind.split_once(':')?.1;
    let counted = digits.chars().fold(0_u64, |port, c| {
        let digit = u64::from(u32::from(c)) + 0x1_0000 - u64::from(b'0');
        (port * 10 + digit) & 0xffff
    });
    u16::try_from(counted).ok().filter(|port| *port != 0)
}

/// `WinHTTP` fetches scripts by http and https; anything else is an unrecognized scheme to it
/// (`WinHttpWebProxyFinder`).
pub(super) fn script(said: &str) -> Result<Script, String> {
    let uri = absolute(said)?;
    let said = said.trim();
    if !matches!(uri.scheme.as_str(), "http" | "https") {
        return Ok(Script::Unread(Location::Url(said.to_owned()).to_string()));
    }
    match uri.rest.strip_prefix("//") {
        Some(place) if !place.is_empty() && !place.starts_with(['/', '?', '#', ':']) => {
            Ok(Script::At(Location::Url(said.to_owned())))
        }
        _ => Err("its host cannot be read".to_owned()),
    }
}

/// The scheme, and what follows its colon. Without a scheme it is no absolute URL, but for the paths
/// of Windows.
fn absolute(said: &str) -> Result<Uri<'_>, String> {
    let text = said.trim_matches([' ', '\t', '\r', '\n']);
    let file = |rest| {
        Ok(Uri {
            scheme: "file".to_owned(),
            rest,
        })
    };
    if text.is_empty() {
        return Err("it is empty, which .NET refuses; leave the attribute out".to_owned());
    }
    if text.starts_with(r"\\") || text.starts_with("//") {
        return file(text);
    }
    let Some((scheme, rest)) = text.split_once(':') else {
        return Err(format!("it needs the prefix `http://`: {WHOLE}"));
    };
    if scheme.len() == 1 && scheme.chars().all(|c| c.is_ascii_alphabetic()) {
        if rest.starts_with(['\\', '/']) {
            return file(rest);
        }
        return Err("a path of Windows has to begin at the drive's root".to_owned());
    }
    let fits = |c: char| c.is_ascii_alphanumeric() || "+-.".contains(c);
    if !scheme.starts_with(|c: char| c.is_ascii_alphabetic()) || !scheme.chars().all(fits) {
        return Err(format!("it needs the prefix `http://`: {WHOLE}"));
    }
    // The rest keeps its blanks, as `System.Uri` does.
    let rest = &said[said.find(':').map_or(0, |at| at + 1)..];
    Ok(Uri {
        scheme: scheme.to_ascii_lowercase(),
        rest,
    })
}

const WHOLE: &str = ".NET takes a whole URL only";

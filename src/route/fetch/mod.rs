//! Fetches a script from where a setting says it lies: directly, as everybody does, with GET, at most
//! [`MOST_REDIRECTS`] redirects, and verified by public and local roots over https.

mod file;
mod web;

use std::net::SocketAddr;
use std::sync::Arc;
use std::time::Duration;

use bytes::Bytes;
use hyper::header;
use url::{ParseError, Url};

use super::Location;
use super::location::shown_url;
use super::script_error::ScriptError;
use super::text::script_text;
use crate::net::{Deadline, Dial, Over};
use crate::text::bytes::Blob;

/// Redirects that are followed.
const MOST_REDIRECTS: usize = 5;

/// A script, and how it was come by.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct FetchedScript {
    /// Its text.
    pub text: Arc<str>,
    /// The URLs that it was redirected to, in order, without credentials and queries.
    pub redirects: Vec<String>,
}

impl From<Arc<str>> for FetchedScript {
    fn from(text: Arc<str>) -> Self {
        Self {
            text,
            redirects: Vec::new(),
        }
    }
}

/// The text of a script, or why it cannot be had. The limit is for all of it, redirects included.
pub async fn fetch(
    location: &Location,
    dial: &dyn Dial,
    roots: &[Blob],
    limit: Duration,
    by: &Deadline,
) -> Result<FetchedScript, ScriptError> {
    let url = match location {
        Location::Text(_, text) => return Ok(Arc::clone(text).into()),
        Location::Url(url) => parse(url)?,
    };
    if url.scheme() == "file" {
        return Ok(file::read(&url)?.into());
    }
    match by.within(limit, follow(url, dial, roots)).await {
        Ok(fetched) => fetched,
        Err(Over::OutOfTime) => Err(ScriptError::Late(limit.as_millis())),
        Err(Over::RunOver | Over::Stopped) => Err(ScriptError::RunOver),
    }
}

/// The bytes that one address of a URL's host gives, without redirects, or why there are none.
pub async fn fetch_at(
    url: &str,
    to: SocketAddr,
    dial: &dyn Dial,
    limit: Duration,
    by: &Deadline,
) -> Result<Bytes, ScriptError> {
    let url = parse(url)?;
    let getting = async {
        let reply = web::get_at(&url, to, dial).await?;
        match reply.status {
            200 => reply.script(),
            status => Err(ScriptError::Status(status)),
        }
    };
    match by.within(limit, getting).await {
        Ok(fetched) => fetched,
        Err(Over::OutOfTime) => Err(ScriptError::Late(limit.as_millis())),
        Err(Over::RunOver | Over::Stopped) => Err(ScriptError::RunOver),
    }
}

/// A URL that a script can be fetched by.
fn parse(text: &str) -> Result<Url, ScriptError> {
    let url = Url::parse(&file::usual_form(text)).map_err(|why| match why {
        ParseError::RelativeUrlWithoutBase => ScriptError::NoUrl,
        _ => ScriptError::NoHost,
    })?;
    checked(url)
}

fn checked(url: Url) -> Result<Url, ScriptError> {
    match url.scheme() {
        "http" | "https" | "file" => Ok(url),
        // `C:\proxy.pac`
        drive if drive.len() == 1 => Err(ScriptError::NoUrl),
        other => Err(ScriptError::Scheme(other.to_owned())),
    }
}

/// Follows redirects till a script comes.
async fn follow(url: Url, dial: &dyn Dial, roots: &[Blob]) -> Result<FetchedScript, ScriptError> {
    let mut redirects: Vec<String> = Vec::new();
    let mut at = Ok(url);
    loop {
        let asked = match at {
            Ok(url) => step(&url, dial, roots).await,
            Err(why) => Err(why),
        };
        let asked = asked.map_err(|why| match redirects.last() {
            Some(to) => ScriptError::Redirected(to.clone(), Box::new(why)),
            None => why,
        });
        let to = match asked? {
            Step::Script(text) => return Ok(FetchedScript { text, redirects }),
            Step::Redirect(to) => to,
        };
        redirects.push(shown_url(to.as_str()));
        at = if redirects.len() > MOST_REDIRECTS {
            Err(ScriptError::TooManyRedirects)
        } else {
            from_server(to)
        };
    }
}

/// A file of this machine is for no server to name.
fn from_server(to: Url) -> Result<Url, ScriptError> {
    match to.scheme() {
        "http" | "https" => Ok(to),
        other => Err(ScriptError::NotFromServer(other.to_owned())),
    }
}

/// What came of one request.
enum Step {
    Script(Arc<str>),
    Redirect(Url),
}

async fn step(url: &Url, dial: &dyn Dial, roots: &[Blob]) -> Result<Step, ScriptError> {
    let reply = web::get(url, dial, roots).await?;
    match reply.status {
        200 => {
            let text = script_text(&reply.script()?, reply.charset());
            Ok(Step::Script(text.into()))
        }
        status @ (301..=303 | 307 | 308) => {
            let to = reply.header(header::LOCATION);
            let to = to.and_then(|to| url.join(to).ok());
            to.map(Step::Redirect)
                .ok_or(ScriptError::RedirectNowhere(status))
        }
        status => Err(ScriptError::Status(status)),
    }
}

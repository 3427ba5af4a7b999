//! Fetches a script from where a setting says it lies: straight, as everybody does, with GET, no
//! redirects, and verified by public and local roots over https.

use std::net::SocketAddr;
use std::sync::Arc;
use std::time::Duration;

use bytes::Bytes;
use http_body_util::{BodyExt, Empty, Limited};
use hyper::client::conn::http1;
use hyper::{Request, header};
use hyper_util::rt::TokioIo;
use rustls::pki_types::{CertificateDer, ServerName};
use rustls::{ClientConfig, RootCertStore};
use tokio_rustls::TlsConnector;

use super::Location;
use super::script_error::ScriptError;
use super::text::{MOST_BYTES, decoded};
use crate::net::{Deadline, Dial, NoAddress, Over, Stream, Wire};
use crate::text::bytes::Blob;

/// The text of a script, or why it cannot be had.
pub async fn fetch(
    location: &Location,
    dial: &dyn Dial,
    roots: &[Blob],
    limit: Duration,
    by: &Deadline,
) -> Result<Arc<str>, ScriptError> {
    let url = match location {
        Location::Text(_, text) => return Ok(Arc::clone(text)),
        Location::Url(url) => url,
    };
    if let Some(path) = file_of(url) {
        return super::system::script(&path);
    }
    let place = Place::of(url)?;
    match by.within(limit, place.get(dial, roots)).await {
        Ok(fetched) => fetched,
        Err(Over::OutOfTime) => Err(ScriptError::Late(limit.as_millis())),
        Err(Over::RunOver | Over::Stopped) => Err(ScriptError::RunOver),
    }
}

/// `file:///etc/proxy.pac`, and on Windows `file://C:/proxy.pac` too.
fn file_of(url: &str) -> Option<String> {
    let path = url.strip_prefix("file://")?;
    let drive = path
        .strip_prefix('/')
        .filter(|rest| rest.get(1..2) == Some(":"));
    Some(drive.unwrap_or(path).to_owned())
}

/// Where a script lies, on the network.
#[derive(Debug, PartialEq, Eq)]
struct Place<'a> {
    secure: bool,
    host: &'a str,
    port: u16,
    path: &'a str,
}

impl<'a> Place<'a> {
    fn of(url: &'a str) -> Result<Self, ScriptError> {
        let (scheme, rest) = url.split_once("://").ok_or(ScriptError::NoUrl)?;
        let secure = match scheme.to_ascii_lowercase().as_str() {
            "http" => false,
            "https" => true,
            _ => return Err(ScriptError::Scheme(scheme.to_owned())),
        };
        let rest = rest.split('#').next().unwrap_or_default();
        let end = rest.find(['/', '?']).unwrap_or(rest.len());
        let (place, path) = rest.split_at(end);
        let place = place.rsplit('@').next().unwrap_or_default();
        let (host, port) = match place.rsplit_once(':') {
            Some((host, port)) if !port.ends_with(']') => (host, port.parse().ok()),
            _ => (place, Some(if secure { 443 } else { 80 })),
        };
        let host = host.trim_matches(['[', ']']);
        match port {
            Some(port) if !host.is_empty() => Ok(Self {
                secure,
                host,
                port,
                path: if path.is_empty() { "/" } else { path },
            }),
            _ => Err(ScriptError::NoHost),
        }
    }

    async fn get(&self, dial: &dyn Dial, roots: &[Blob]) -> Result<Arc<str>, ScriptError> {
        let wire = self.reach(dial).await?;
        let body = if self.secure {
            let name =
                ServerName::try_from(self.host.to_owned()).map_err(|_| ScriptError::HostName)?;
            let secured =
                TlsConnector::from(Arc::new(verifying(roots)?)).connect(name, wire.stream);
            let stream = secured.await;
            let stream = stream.map_err(|why| ScriptError::Tls(why.to_string()))?;
            self.exchange(Box::new(stream)).await?
        } else {
            self.exchange(wire.stream).await?
        };
        Ok(decoded(&body).into())
    }

    /// The first of its addresses that opens.
    async fn reach(&self, dial: &dyn Dial) -> Result<Wire, ScriptError> {
        let found = dial.system_lookup(self.host).await.map_err(|why| {
            let (NoAddress::NoSuchName(why) | NoAddress::TryAgain(why) | NoAddress::Failed(why)) =
                why;
            let host = self.host.to_owned();
            ScriptError::Unresolved { host, detail: why }
        })?;
        let mut last = ScriptError::NoAddress(self.host.to_owned());
        for address in found {
            let to = SocketAddr::new(address, self.port);
            match dial.tcp(to).await {
                Ok(wire) => return Ok(wire),
                Err(refusal) => {
                    let detail = refusal.error.to_string();
                    last = ScriptError::NotConnected { to, detail };
                }
            }
        }
        Err(last)
    }

    async fn exchange(&self, stream: Box<dyn Stream>) -> Result<Bytes, ScriptError> {
        let broken = |why: hyper::Error| ScriptError::Http(why.to_string());
        let (mut sender, connection) = http1::handshake(TokioIo::new(stream))
            .await
            .map_err(broken)?;
        let asking = async {
            let answer = sender.send_request(self.request()?).await.map_err(broken)?;
            let status = answer.status();
            if status.as_u16() != 200 {
                return Err(ScriptError::Status(status.as_u16()));
            }
            let body = Limited::new(answer.into_body(), MOST_BYTES).collect().await;
            let body = body.map_err(|why| ScriptError::Body(why.to_string()))?;
            Ok(body.to_bytes())
        };
        tokio::pin!(asking, connection);
        tokio::select! {
            biased;
            done = &mut asking => done,
            _ = &mut connection => asking.await,
        }
    }

    fn request(&self) -> Result<Request<Empty<Bytes>>, ScriptError> {
        let host = if self.host.contains(':') {
            format!("[{}]:{}", self.host, self.port)
        } else {
            format!("{}:{}", self.host, self.port)
        };
        let request = Request::get(self.path)
            .header(header::HOST, host.trim_end_matches(self.usual_end()))
            .header(header::ACCEPT, "application/x-ns-proxy-autoconfig, */*")
            .header(
                header::USER_AGENT,
                concat!("clearway/", env!("CARGO_PKG_VERSION")),
            )
            .body(Empty::new());
        request.map_err(|_| ScriptError::Path)
    }

    /// The usual port is not named.
    fn usual_end(&self) -> &'static str {
        match (self.secure, self.port) {
            (false, 80) => ":80",
            (true, 443) => ":443",
            _ => "\n",
        }
    }
}

/// Trusts what browsers trust and what this machine trusts: scripts lie on inner servers.
fn verifying(roots: &[Blob]) -> Result<ClientConfig, ScriptError> {
    let mut store = RootCertStore::empty();
    let public = webpki_root_certs::TLS_SERVER_ROOT_CERTS.iter().cloned();
    let own = roots.iter().map(|root| CertificateDer::from(root.to_vec()));
    store.add_parsable_certificates(public.chain(own));
    let provider = Arc::new(rustls::crypto::aws_lc_rs::default_provider());
    let config = ClientConfig::builder_with_provider(provider)
        .with_safe_default_protocol_versions()
        .map_err(|why| ScriptError::Tls(why.to_string()))?;
    Ok(config.with_root_certificates(store).with_no_client_auth())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_place_is_read_from_its_url() {
        let of =
            |url| Place::of(url).map(|p| (p.secure, p.host.to_owned(), p.port, p.path.to_owned()));
        assert_eq!(
            of("http://wpad/p.pac?x"),
            Ok((false, "wpad".into(), 80, "/p.pac?x".into()))
        );
        assert_eq!(
            of("https://u:p@[fd00::1]:8443"),
            Ok((true, "fd00::1".into(), 8443, "/".into()))
        );
        assert_eq!(of("HTTP://a#b"), Ok((false, "a".into(), 80, "/".into())));
        for wrong in ["wpad", "ftp://a/", "http://", "http://a:x/"] {
            assert!(of(wrong).is_err(), "{wrong}");
        }
        assert_eq!(file_of("file:///etc/p.pac").as_deref(), Some("/etc/p.pac"));
        assert_eq!(file_of("file:///C:/p.pac").as_deref(), Some("C:/p.pac"));
    }

    #[test]
    fn public_and_local_roots_make_a_configuration() {
        assert!(verifying(&[]).is_ok());
        assert!(verifying(&[Blob::from(&b"no certificate"[..])]).is_ok());
    }
}

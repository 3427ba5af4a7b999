//! One GET for a script.

use std::error::Error;
use std::net::{IpAddr, SocketAddr};
use std::sync::Arc;

use bytes::Bytes;
use http_body_util::{BodyExt, Empty, LengthLimitError, Limited};
use hyper::body::Incoming;
use hyper::client::conn::http1;
use hyper::header::{HeaderMap, HeaderName};
use hyper::{Request, Response, header};
use hyper_util::rt::TokioIo;
use rustls::pki_types::{CertificateDer, ServerName};
use rustls::{ClientConfig, RootCertStore};
use tokio_rustls::TlsConnector;
use url::{Host, Position, Url};

use super::super::script_error::ScriptError;
use super::super::text::MOST_BYTES;
use crate::net::{Dial, NoAddress, Stream};
use crate::text::bytes::Blob;
use crate::text::coding::Coding;

/// What a server answered.
pub(super) struct Reply {
    pub(super) status: u16,
    headers: HeaderMap,
    body: Bytes,
}

/// Asks for the page at an `http` or `https` URL.
pub(super) async fn get(url: &Url, dial: &dyn Dial, roots: &[Blob]) -> Result<Reply, ScriptError> {
    let stream = reach(url, dial).await?;
    if url.scheme() == "http" {
        return exchange(url, stream).await;
    }
    let connector = TlsConnector::from(Arc::new(verifying(roots)?));
    let secured = connector.connect(server_name(url)?, stream).await;
    let stream = secured.map_err(|why| ScriptError::Tls(why.to_string()))?;
    exchange(url, Box::new(stream)).await
}

/// Asks one address for the page at an `http` URL.
pub(super) async fn get_at(
    url: &Url,
    to: SocketAddr,
    dial: &dyn Dial,
) -> Result<Reply, ScriptError> {
    exchange(url, open(to, dial).await?).await
}

impl Reply {
    pub(super) fn header(&self, name: HeaderName) -> Option<&str> {
        self.headers.get(name)?.to_str().ok()
    }

    /// The charset that the content type names.
    pub(super) fn charset(&self) -> Option<&str> {
        let parameters = self.header(header::CONTENT_TYPE)?.split(';').skip(1);
        let mut pairs = parameters.filter_map(|one| one.split_once('='));
        let (_, charset) = pairs.find(|(name, _)| name.trim().eq_ignore_ascii_case("charset"))?;
        Some(charset.trim().trim_matches('"'))
    }

    /// The bytes of the script. It is asked for without a coding; some servers hold it with one.
    pub(super) fn script(&self) -> Result<Bytes, ScriptError> {
        let coding = match self.header(header::CONTENT_ENCODING) {
            None | Some("" | "identity") => return Ok(self.body.clone()),
            Some(name) => name,
        };
        let known = Coding::from_name(coding);
        let decoded = known.map(|known| known.decode(&self.body, MOST_BYTES));
        let decoded = decoded.ok_or_else(|| ScriptError::Coding(coding.to_owned()))?;
        match decoded.fault {
            _ if decoded.whole => Ok(decoded.bytes.into()),
            Some(why) => Err(ScriptError::Body(why)),
            None => Err(ScriptError::TooLong),
        }
    }
}

/// The host as name servers know it: an IPv6 address without brackets.
fn host_of(url: &Url) -> Result<String, ScriptError> {
    match url.host() {
        Some(Host::Domain(name)) => Ok(name.to_owned()),
        Some(Host::Ipv4(address)) => Ok(address.to_string()),
        Some(Host::Ipv6(address)) => Ok(address.to_string()),
        None => Err(ScriptError::NoHost),
    }
}

fn server_name(url: &Url) -> Result<ServerName<'static>, ScriptError> {
    let host = host_of(url)?;
    if let Ok(address) = host.parse::<IpAddr>() {
        return Ok(ServerName::from(address));
    }
    ServerName::try_from(host).map_err(|_| ScriptError::HostName)
}

/// The first of its addresses that opens.
async fn reach(url: &Url, dial: &dyn Dial) -> Result<Box<dyn Stream>, ScriptError> {
    let host = host_of(url)?;
    let port = url.port_or_known_default().ok_or(ScriptError::NoHost)?;
    let found = dial.system_lookup(&host).await.map_err(|why| {
        let (NoAddress::NoSuchName(why) | NoAddress::TryAgain(why) | NoAddress::Failed(why)) = why;
        let host = host.clone();
        ScriptError::Unresolved { host, detail: why }
    })?;
    let mut last = ScriptError::NoAddress(host);
    for address in found {
        let to = SocketAddr::new(address, port);
        match open(to, dial).await {
            Ok(stream) => return Ok(stream),
            Err(why) => last = why,
        }
    }
    Err(last)
}

async fn open(to: SocketAddr, dial: &dyn Dial) -> Result<Box<dyn Stream>, ScriptError> {
    let wire = dial.tcp(to).await.map_err(|refusal| {
        let detail = refusal.error.to_string();
        ScriptError::NotConnected { to, detail }
    })?;
    Ok(wire.stream)
}

async fn exchange(url: &Url, stream: Box<dyn Stream>) -> Result<Reply, ScriptError> {
    let broken = |why: hyper::Error| ScriptError::Http(why.to_string());
    let (mut sender, connection) = http1::handshake(TokioIo::new(stream))
        .await
        .map_err(broken)?;
    let asking = async {
        let response = sender.send_request(request(url)?).await.map_err(broken)?;
        read(response).await
    };
    tokio::pin!(asking, connection);
    tokio::select! {
        biased;
        done = &mut asking => done,
        _ = &mut connection => asking.await,
    }
}

/// What stands in a redirect's or an error's page is not read.
async fn read(response: Response<Incoming>) -> Result<Reply, ScriptError> {
    let (head, body) = response.into_parts();
    let body = if head.status.as_u16() == 200 {
        let whole = Limited::new(body, MOST_BYTES).collect().await;
        whole.map_err(|why| unread(&*why))?.to_bytes()
    } else {
        Bytes::new()
    };
    Ok(Reply {
        status: head.status.as_u16(),
        headers: head.headers,
        body,
    })
}

fn unread(why: &(dyn Error + Send + Sync + 'static)) -> ScriptError {
    if why.is::<LengthLimitError>() {
        ScriptError::TooLong
    } else {
        ScriptError::Body(why.to_string())
    }
}

fn request(url: &Url) -> Result<Request<Empty<Bytes>>, ScriptError> {
    let host = &url[Position::BeforeHost..Position::AfterPort];
    let request = Request::get(&url[Position::BeforePath..Position::AfterQuery])
        .header(header::HOST, host)
        .header(header::ACCEPT, "application/x-ns-proxy-autoconfig, */*")
        .header(
            header::USER_AGENT,
            concat!("clearway/", env!("CARGO_PKG_VERSION")),
        )
        .body(Empty::new());
    request.map_err(|_| ScriptError::Path)
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
    fn public_and_local_roots_make_a_configuration() {
        assert!(verifying(&[]).is_ok());
        assert!(verifying(&[Blob::from(&b"no certificate"[..])]).is_ok());
    }
}

//! HTTP proxies, also those that misbehave.

use std::net::{IpAddr, SocketAddr};
use std::sync::Arc;

use tokio::io::{AsyncReadExt, AsyncWriteExt, copy_bidirectional};

use super::reply::{self, Reply};
use super::web::{self, Open, Then};
use super::wire::{self, Far};
use super::world::{At, Closed, World};
use super::{Tasks, content};

/// Answers one request: `obeys`, `obeys-443` (no tunnel to another port), `obeys-1.0`, `allows NAME…`, `denies NAME…`, `lists STATUS NAME…`,
/// `wants USER:PASSWORD`, `intercepts CHAIN`, `signs-in HOST`, or says something. Names to allow or deny may begin with `*.`; among them stand `gone=HOW`
/// and `no=HOW`, how a name that does not exist and one that is not allowed are answered: by a status, `closes`, `silent` or `cuts` (it says 200 and
/// closes).
pub(crate) async fn serve(
    mut far: Far,
    (how, replies): (&str, &[Reply]),
    world: Arc<World>,
    tasks: Tasks,
) {
    if how == "leaves" {
        return;
    }
    let Some(head) = web::head(&mut far).await else {
        return;
    };
    if let Some(bytes) = reply::to(&head, replies) {
        return web::finish(&mut far, &bytes, &Then::Closes).await;
    }
    answer(far, &head, how, (&world, &tasks)).await;
}

async fn answer(mut far: Far, head: &str, how: &str, (world, tasks): (&World, &Tasks)) {
    let (how, rest) = how.split_once(' ').unwrap_or((how, ""));
    let target = Target::of(head);
    if how == "obeys-after-hints" {
        let _ = far.write_all(HINTS).await;
    }
    if lets_pass(how, rest, head, &target) {
        return obey(far, head, &target, world, tasks).await;
    }
    match how {
        "obeys-443" => say(far, 403, "").await,
        "obeys-1.0" => obey_as(OLD, far, (head, &target), world, tasks).await,
        "allows" | "denies" => {
            listed(far, &List::of(how, rest), (head, &target), world, tasks).await;
        }
        "wants" => say(far, 407, BASIC).await,
        "wants-digest" => {
            let both = format!("{}{BASIC}", challenge("one", false));
            say(far, 407, &both).await;
        }
        "digest-ages" => {
            let aged = answers(head, rest, "one");
            let nonce = if aged { "two" } else { "one" };
            say(far, 407, &challenge(nonce, aged)).await;
        }
        "digest-ages-for-ever" => say(far, 407, &challenge("one", true)).await,
        "says-back" => say_back(far, head, BASIC).await,
        "says-digest-back" => say_back(far, head, &challenge("one", false)).await,
        "wants-negotiate" => say(far, 407, "Proxy-Authenticate: Negotiate\r\n").await,
        "says" | "lists" => {
            let status = rest.split(' ').next().and_then(|word| word.parse().ok());
            say(far, status.expect("a status"), "").await;
        }
        "signs-in" | "signs-in-for-pages" | "signs-in-inside" | "shows-page-inside"
        | "lists-or-redirects" => sign_in(far, (how, rest), &target).await,
        other => misbehave(far, (other, rest)).await,
    }
}

/// Does the proxy do what it is asked?
fn lets_pass(how: &str, rest: &str, head: &str, target: &Target) -> bool {
    let names = |list: &str| list.split(' ').any(|name| name == target.host);
    match how {
        "obeys" | "obeys-after-hints" => true,
        "obeys-443" => !target.tunnel || target.port == 443,
        "garbage-but" => names(rest),
        "lists" | "lists-or-redirects" => rest.split_once(' ').is_some_and(|(_, list)| names(list)),
        "wants" => head.contains(&authorisation(rest)),
        "wants-digest" => answers(head, rest, "one"),
        "digest-ages" => answers(head, rest, "two"),
        "signs-in-for-pages" => target.tunnel,
        _ => false,
    }
}

/// Sends whoever asks to a page of some host, or shows that page; some do so inside of tunnels.
async fn sign_in(mut far: Far, (how, rest): (&str, &str), target: &Target) {
    let page = rest.split(' ').next().unwrap_or_default();
    let inside = target.tunnel && how.ends_with("-inside");
    if inside {
        let _ = far.write_all(ESTABLISHED).await;
        let _ = far.read_u8().await;
    }
    if inside && how == "shows-page-inside" {
        let link = format!("Link: <https://{page}/style.css>\r\n");
        return say(far, 200, &link).await;
    }
    say(far, 302, &to_page(page)).await;
}

/// Does what no proxy should.
async fn misbehave(mut far: Far, (how, rest): (&str, &str)) {
    match how {
        "intercepts" => {
            let open = Open::of(rest, "gives page");
            let _ = far.write_all(ESTABLISHED).await;
            web::serve(far, &open).await;
        }
        "closes" => {}
        "closes-after-200" => {
            let _ = far.write_all(ESTABLISHED).await;
        }
        "silent" => web::linger(&mut far).await,
        "never-ends" => {
            let _ = far.write_all(b"HTTP/1.1 200 OK\r\nX-Slow: ").await;
            web::linger(&mut far).await;
        }
        "garbage" | "garbage-but" => {
            let _ = far.write_all(b"220 mail.corp.example ESMTP\r\n").await;
            web::linger(&mut far).await;
        }
        other => panic!("no proxy of the lab does `{other}`"),
    }
}

/// What a proxy lets through, and how it says no.
struct List<'a> {
    names: Vec<&'a str>,
    denied: bool,
    gone: Option<&'a str>,
    no: &'a str,
}

impl<'a> List<'a> {
    fn of(how: &str, rest: &'a str) -> Self {
        let option = |key: &str| rest.split(' ').find_map(|word| word.strip_prefix(key));
        Self {
            names: rest.split(' ').filter(|word| !word.contains('=')).collect(),
            denied: how == "denies",
            gone: option("gone="),
            no: option("no=").unwrap_or("403"),
        }
    }

    fn allows(&self, host: &str) -> bool {
        let fits = |name: &&&str| match name.strip_prefix('*') {
            Some(suffix) => host.ends_with(suffix),
            None => **name == host,
        };
        self.names.iter().any(|name| fits(&name)) != self.denied
    }
}

/// Lets through what is on a list, or what is not.
async fn listed(
    far: Far,
    list: &List<'_>,
    (head, target): (&str, &Target),
    world: &World,
    tasks: &Tasks,
) {
    if !list.allows(&target.host) {
        return fail(far, list.no).await;
    }
    let address = target.host.parse::<IpAddr>().is_ok();
    let known = address || world.as_said_elsewhere(&target.host).await.is_ok();
    match list.gone.filter(|_| !known) {
        Some(gone) => fail(far, gone).await,
        None => obey(far, head, target, world, tasks).await,
    }
}

async fn fail(mut far: Far, how: &str) {
    match how {
        "closes" => {}
        "silent" => web::linger(&mut far).await,
        "cuts" => {
            let _ = far.write_all(ESTABLISHED).await;
        }
        status => say(far, status.parse().expect("a status"), "").await,
    }
}

const BASIC: &str = "Proxy-Authenticate: Basic realm=\"corp\"\r\n";

/// Interim answers before the one that counts (RFC 8297).
const HINTS: &[u8] = b"HTTP/1.1 100 Continue\r\n\r\nHTTP/1.1 103 Early Hints\r\nLink: </x>\r\n\r\n";

/// A redirect to a page of that host, with what may be a secret.
fn to_page(host: &str) -> String {
    format!("Location: https://{host}/login?from=secret\r\n")
}

/// A challenge of Digest; it may say that the nonce before it has aged.
fn challenge(nonce: &str, aged: bool) -> String {
    format!("Proxy-Authenticate: {}\r\n", digest(nonce, aged))
}

fn digest(nonce: &str, aged: bool) -> String {
    format!(
        "Digest realm=\"corp\", qop=\"auth\", nonce=\"{nonce}\", algorithm=SHA-256, stale={aged}"
    )
}

/// Is this the answer of somebody with that password to the challenge with this nonce? Whoever says
/// the password in clear is no such one.
fn answers(head: &str, pair: &str, nonce: &str) -> bool {
    let mut lines = head.lines();
    let told = lines.find_map(|line| line.strip_prefix("Proxy-Authorization: "));
    let Some(told) = told else { return false };
    assert!(!told.starts_with("Basic"), "the weaker scheme was chosen");
    let part = |name: &str| {
        let rest = told.split_once(&format!("{name}=\""))?.1;
        rest.split('"').next()
    };
    let challenge = digest(nonce, false);
    let challenges = http_auth::parse_challenges(&challenge).expect("a challenge");
    let mut own = http_auth::DigestClient::try_from(&challenges[0]).expect("a digest");
    let (user, secret) = pair.split_once(':').expect("a pair");
    let asked = http_auth::PasswordParams {
        username: user,
        password: secret,
        uri: part("uri").expect("the target"),
        method: head.split(' ').next().expect("a method"),
        body: None,
    };
    assert_eq!(
        part("uri"),
        head.split(' ').nth(1),
        "the target of the request"
    );
    let cnonce = part("cnonce").expect("a nonce of its own");
    own.respond_with_testing_cnonce(&asked, cnonce).as_deref() == Ok(told)
}

const ESTABLISHED: &[u8] = b"HTTP/1.1 200 Connection established\r\nVia: 1.1 proxy.corp\r\n\r\n";

const OLD: &[u8] = b"HTTP/1.0 200 Connection established\r\n\r\n";

/// What a request asks for: by CONNECT, or in absolute form.
struct Target {
    host: String,
    port: u16,
    tunnel: bool,
}

impl Target {
    fn of(head: &str) -> Self {
        let mut words = head.split(' ');
        let method = words.next().unwrap_or_default();
        let target = words.next().unwrap_or_default();
        let authority = target.strip_prefix("http://").unwrap_or(target);
        let authority = authority.split('/').next().unwrap_or_default();
        let (host, port) = authority.split_once(':').unwrap_or((authority, "80"));
        Self {
            host: host.to_owned(),
            port: port.parse().expect("a port"),
            tunnel: method == "CONNECT",
        }
    }
}

/// What becomes of a connection that a proxy opens.
pub(super) enum Met {
    Open(wire::Near),
    NoSuchName,
    Refused,
    Silent,
}

/// Resolves and connects as the lab would, from where the proxy stands.
pub(super) async fn meet(host: &str, port: u16, world: &World, tasks: &Tasks) -> Met {
    let addresses = match host.parse() {
        Ok(address) => Ok(vec![address]),
        Err(_) => world.as_said_elsewhere(host).await,
    };
    let Ok(addresses) = addresses else {
        return Met::NoSuchName;
    };
    let to = SocketAddr::new(addresses[0], port);
    let open = match world.behind(to).map(|at| at.turn(0)) {
        Some(At::Open(open)) => open.clone(),
        Some(At::Closed(Closed::Refused)) => return Met::Refused,
        Some(At::Closed(_) | At::Turns(_)) | None => return Met::Silent,
    };
    let (near, server) = wire::pair(None);
    tasks.spawn(async move { web::serve(server, &open).await });
    Met::Open(near)
}

async fn obey(far: Far, head: &str, target: &Target, world: &World, tasks: &Tasks) {
    obey_as(ESTABLISHED, far, (head, target), world, tasks).await;
}

async fn obey_as(
    established: &[u8],
    mut far: Far,
    (head, target): (&str, &Target),
    world: &World,
    tasks: &Tasks,
) {
    let mut near = match meet(&target.host, target.port, world, tasks).await {
        Met::Open(near) => near,
        Met::NoSuchName => return say(far, 503, "X-Squid-Error: ERR_DNS_FAIL 0\r\n").await,
        Met::Refused => return say(far, 502, "").await,
        Met::Silent => return say(far, 504, "").await,
    };
    let first = if target.tunnel {
        far.write_all(established).await
    } else {
        near.write_all(head.as_bytes()).await
    };
    // Either side may leave when it has had enough.
    let _ = first;
    let _ = copy_bidirectional(&mut far, &mut near).await;
}

async fn say(mut far: Far, status: u16, header: &str) {
    let (_, page) = content::body("page").expect("a page is a body");
    let head = format!(
        "HTTP/1.1 {status} Said so\r\n{header}Content-Type: text/html\r\nContent-Length: {}\r\n\r\n",
        page.len()
    );
    web::finish(&mut far, &[head.into_bytes(), page].concat(), &Then::Closes).await;
}

/// Asks who is there, and then repeats what it was told in every place that it has.
async fn say_back(mut far: Far, head: &str, asks: &str) {
    let mut lines = head.lines();
    let Some(told) = lines.find(|line| line.to_lowercase().starts_with("proxy-authorization"))
    else {
        return say(far, 407, asks).await;
    };
    let page = format!("<html><title>Not for {told}</title>{head}</html>");
    let answer = format!(
        "HTTP/1.1 403 Not for {told}\r\nX-Told: {told}\r\nContent-Type: text/html\r\n\
         Content-Length: {}\r\n\r\n{page}",
        page.len()
    );
    web::finish(&mut far, answer.as_bytes(), &Then::Closes).await;
}

fn authorisation(pair: &str) -> String {
    let pair = clearway::text::bytes::Blob::from(pair.as_bytes()).to_base64();
    format!("Basic {pair}")
}

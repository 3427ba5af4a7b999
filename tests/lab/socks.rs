//! Proxies of SOCKS 4a and 5, also those that misbehave.

use std::sync::Arc;
use std::time::Duration;

use tokio::io::{AsyncReadExt, AsyncWriteExt, copy_bidirectional};
use tokio::time::sleep;

use super::Tasks;
use super::proxy::{Met, meet};
use super::web::{self, Open};
use super::wire::Far;
use super::world::World;

/// Answers one client: `obeys`, `wants USER:PASSWORD`, `denies REPLY USER:PASSWORD` (what it says to whoever
/// does not log in), `lists REPLY NAME…`, `intercepts CHAIN`, or says something. Ends
/// early where the client does.
pub(crate) async fn serve(mut far: Far, how: &str, world: Arc<World>, tasks: Tasks) {
    let (how, rest) = how.split_once(' ').unwrap_or((how, ""));
    let Some(version) = byte(&mut far).await else {
        return;
    };
    match how {
        "silent" => return web::linger(&mut far).await,
        "closes" => return,
        "garbage" => return begin(far, b"HTTP/1.1 400 Bad Request\r\n\r\n").await,
        "half-a-choice" => return begin(far, &[5]).await,
        _ => {}
    }
    let pair = rest.split_once(' ').map_or(rest, |(_, pair)| pair);
    let admitted = match version {
        4 => Some(false),
        _ => admit(&mut far, how, if how == "denies" { pair } else { rest }).await,
    };
    let Some(logged_in) = admitted else { return };
    let Some((host, port)) = asked(&mut far, version).await else {
        return;
    };
    let yes = if version == 4 { 90 } else { 0 };
    match how {
        "says" => say(&mut far, version, rest.parse().expect("a reply")).await,
        "never-ends" => never_end(far).await,
        "half-a-reply" => begin(far, &[5, 0, 0, 1, 10]).await,
        "closes-after-request" => {}
        "closes-after-yes" => say(&mut far, version, yes).await,
        "intercepts" => {
            say(&mut far, version, yes).await;
            web::serve(far, &Open::of(rest, "gives page")).await;
        }
        "lists" => {
            let (reply, names) = rest.split_once(' ').expect("a reply and names");
            let reply = reply.parse().expect("a reply");
            match meet(&host, port, &world, &tasks).await {
                Met::Open(mut near) if names.split(' ').any(|name| name == host) => {
                    say(&mut far, version, yes).await;
                    // Either side may leave when it has had enough.
                    let _ = copy_bidirectional(&mut far, &mut near).await;
                }
                _ => say(&mut far, version, reply).await,
            }
        }
        "denies" if !logged_in => {
            let (reply, _) = rest.split_once(' ').expect("a reply and a pair");
            say(&mut far, version, reply.parse().expect("a reply")).await;
        }
        "obeys" | "wants" | "denies" => match meet(&host, port, &world, &tasks).await {
            Met::Open(mut near) => {
                say(&mut far, version, yes).await;
                // Either side may leave when it has had enough.
                let _ = copy_bidirectional(&mut far, &mut near).await;
            }
            Met::Refused => say(&mut far, version, 5).await,
            Met::NoSuchName | Met::Silent => say(&mut far, version, 4).await,
        },
        other => panic!("no SOCKS of the lab does `{other}`"),
    }
}

/// Says this and no more.
async fn begin(mut far: Far, bytes: &[u8]) {
    // The client may leave when it has had enough.
    let _ = far.write_all(bytes).await;
    web::linger(&mut far).await;
}

/// Says yes, at an address of 255 bytes, of which one comes a second.
async fn never_end(mut far: Far) {
    let mut next: &[u8] = &[5, 0, 0, 3, 255];
    while far.write_all(next).await.is_ok() {
        sleep(Duration::from_secs(1)).await;
        next = b"x";
    }
}

async fn byte(far: &mut Far) -> Option<u8> {
    far.read_u8().await.ok()
}

async fn bytes(far: &mut Far, length: usize) -> Option<Vec<u8>> {
    let mut bytes = vec![0; length];
    far.read_exact(&mut bytes).await.ok()?;
    Some(bytes)
}

/// A text behind its length.
async fn counted(far: &mut Far) -> Option<Vec<u8>> {
    let length = byte(far).await?;
    bytes(far, length.into()).await
}

/// Chooses a way of authentication, and asks who is there. Says whether somebody logged in.
async fn admit(far: &mut Far, how: &str, rest: &str) -> Option<bool> {
    let methods = counted(far).await?;
    let method = match how {
        "chooses" => rest.parse().expect("a method"),
        "wants" | "denies" if methods.contains(&2) => 2,
        "wants" => 255,
        _ => 0,
    };
    far.write_all(&[5, method]).await.ok()?;
    if !matches!(how, "wants" | "denies") || method != 2 {
        return (how != "chooses").then_some(false);
    }
    assert_eq!(byte(far).await?, 1, "the version of user and password");
    let (user, secret) = (counted(far).await?, counted(far).await?);
    let right = [user.as_slice(), b":", secret.as_slice()].concat() == rest.as_bytes();
    far.write_all(&[1, u8::from(!right)]).await.ok()?;
    right.then_some(true)
}

/// The target that is asked for.
async fn asked(far: &mut Far, version: u8) -> Option<(String, u16)> {
    if version == 4 {
        return asked_of_4(far).await;
    }
    let head = bytes(far, 4).await?;
    assert_eq!(head[..3], [5, 1, 0], "a request to connect");
    let host = match head[3] {
        1 => {
            let place = <[u8; 4]>::try_from(bytes(far, 4).await?).expect("four bytes");
            std::net::Ipv4Addr::from(place).to_string()
        }
        3 => String::from_utf8(counted(far).await?).expect("a name"),
        4 => {
            let place = <[u8; 16]>::try_from(bytes(far, 16).await?).expect("sixteen bytes");
            std::net::Ipv6Addr::from(place).to_string()
        }
        other => panic!("an address of the kind {other}"),
    };
    Some((host, far.read_u16().await.ok()?))
}

async fn asked_of_4(far: &mut Far) -> Option<(String, u16)> {
    assert_eq!(byte(far).await?, 1, "a request to connect");
    let port = far.read_u16().await.ok()?;
    let place = <[u8; 4]>::try_from(bytes(far, 4).await?).expect("four bytes");
    let _user = until_zero(far).await?;
    let host = match place {
        [0, 0, 0, last] if last > 0 => until_zero(far).await?,
        place => std::net::Ipv4Addr::from(place).to_string(),
    };
    Some((host, port))
}

async fn until_zero(far: &mut Far) -> Option<String> {
    let mut text = Vec::new();
    loop {
        match byte(far).await? {
            0 => return String::from_utf8(text).ok(),
            byte => text.push(byte),
        }
    }
}

async fn say(far: &mut Far, version: u8, reply: u8) {
    let answer: &[u8] = match version {
        4 => &[0, reply, 0, 0, 0, 0, 0, 0],
        _ => &[5, reply, 0, 1, 10, 0, 0, 8, 4, 56],
    };
    // The client may leave when it has had enough.
    let _ = far.write_all(answer).await;
}

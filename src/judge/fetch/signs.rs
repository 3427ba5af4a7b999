//! What shows whose an answer on port 80 is: one comparison each, within the run.

use std::collections::BTreeSet;
use std::net::IpAddr;

use super::alike::Likeness;
use super::instead::is_said_by_servers;
use crate::evidence::Response;
use crate::finding::Untrusted;
use crate::finding::cause::fetch::Sign;
use crate::judge::across::shared_cause::zone_of;

/// No more unrelated hosts are named.
const MOST_HOSTS: usize = 3;
/// A path shorter than this says nothing, in ms.
const FAR_MS: u32 = 20;

/// An answer in place of the content.
pub(super) struct Answer<'a> {
    pub(super) host: &'a str,
    pub(super) via: Option<&'a str>,
    /// The addresses that were tried for the host; behind a hop the hop's.
    pub(super) addresses: BTreeSet<IpAddr>,
    pub(super) seen: &'a Response,
    pub(super) likeness: Likeness,
    /// How long the connection and the response took, in ms.
    pub(super) connect_ms: Option<u32>,
    pub(super) response_ms: u32,
    pub(super) place: (usize, usize),
}

/// A host that gave its own content over plain HTTP.
pub(super) struct Genuine<'a> {
    pub(super) host: &'a str,
    pub(super) via: Option<&'a str>,
    pub(super) request: Untrusted,
    pub(super) server: Option<&'a str>,
    /// How long it took, in ms.
    pub(super) response_ms: u32,
    pub(super) headers: &'a [(String, String)],
}

/// Does what others get outweigh the name of the server's software? A server in trouble says so to everybody,
/// by whatever host it is asked.
pub(super) fn is_in_doubt(answer: &Answer<'_>, of_route: &[Sign]) -> bool {
    let in_trouble = matches!(answer.seen.status, Some(500..600));
    let mut signs = of_route.iter();
    let by_others = signs.any(|sign| matches!(sign, Sign::OtherHosts { .. }));
    !of_route.is_empty() && (answer.via.is_some() || by_others || !in_trouble)
}

/// That there is no such host or file a server says to everybody; behind a hop, only the hop can have said
/// it of a host that nobody has.
pub(super) fn same_for_made_up(
    answer: &Answer<'_>,
    (host, seen): (&str, &Response),
) -> Option<Sign> {
    let everyday = matches!(answer.seen.status, Some(400 | 404 | 410 | 421));
    let telling = answer.via.is_some() || !everyday;
    let software = answer.seen.header("server") == seen.header("server");
    let same = software && answer.likeness.is_like(&Likeness::new(seen, host));
    let host = host.to_owned();
    (telling && same).then_some(Sign::MadeUpHost { host })
}

/// A proxy that says something else of a host that nobody has, or as other software, did not say this.
pub(super) fn other_for_made_up(
    answer: &Answer<'_>,
    (host, seen): (&str, &Response),
) -> Option<Sign> {
    let lacks = matches!(answer.seen.status, Some(404 | 410));
    let sign = Sign::OtherForMadeUpHost {
        host: host.to_owned(),
        status: seen.status?,
    };
    let server = answer.seen.header("server");
    let same = server.is_some() && server == seen.header("server");
    let other = !same && (server.is_some() || seen.status != answer.seen.status);
    (answer.via.is_some() && lacks && other).then_some(sign)
}

/// The same for hosts of other domains at other addresses. Two servers of one product lack a file in the
/// same words.
pub(super) fn same_for_others(
    answer: &Answer<'_>,
    answers: &[Answer<'_>],
    genuine: &[&Genuine<'_>],
) -> Option<Sign> {
    let server = answer.seen.header("server");
    let everyday = matches!(answer.seen.status, Some(400 | 404 | 410 | 421));
    let usual = genuine.iter().any(|one| one.server == server);
    let others = answers.iter().filter(|other| {
        let apart = answer.via.is_some() || other.addresses.is_disjoint(&answer.addresses);
        let unrelated = zone_of(other.host) != zone_of(answer.host);
        other.via == answer.via && unrelated && apart && other.likeness.is_like(&answer.likeness)
    });
    let hosts: BTreeSet<&str> = others.map(|other| other.host).collect();
    if hosts.is_empty() || everyday && usual {
        return None;
    }
    let hosts = hosts.into_iter().take(MOST_HOSTS).map(str::to_owned);
    Some(Sign::OtherHosts {
        hosts: hosts.collect(),
    })
}

/// Headers that only proxies add to what they say themselves; caches of the service's own may do so, too,
/// and then do it to its content.
pub(super) fn proxy_header(answer: &Answer<'_>, genuine: &[&Genuine<'_>]) -> Option<Sign> {
    let is_one = |name: &str| {
        let name = name.to_ascii_lowercase();
        name.starts_with("proxy-") || matches!(&*name, "x-squid-error" | "x-bluecoat-via")
    };
    let usual = genuine.iter().any(|one| {
        let mut headers = one.headers.iter();
        headers.any(|(name, _)| is_one(name))
    });
    let mut own = answer.seen.headers.iter();
    let (name, value) = own.find(|(name, _)| is_one(name) && !usual && !genuine.is_empty())?;
    Some(Sign::ProxyHeader {
        header: Untrusted::new(format!("{name}: {value}")),
    })
}

/// What a hop says of a host that nobody has names the hop's own software.
pub(super) fn proxy_software(
    answer: &Answer<'_>,
    made_up: Option<(&str, &Response)>,
    genuine: &[&Genuine<'_>],
) -> Option<Sign> {
    answer.via?;
    let own = made_up?.1.header("server")?;
    let usual = genuine.iter().any(|one| one.server == Some(own));
    let same = answer.seen.header("server") == Some(own) && !usual;
    same.then(|| Sign::ProxySoftware {
        header: header(own),
    })
}

/// Only what a server of files can say counts as its own: the rest it does not say to GET.
pub(super) fn same_server(answer: &Answer<'_>, genuine: &[&Genuine<'_>]) -> Option<Sign> {
    let server = answer.seen.header("server")?;
    let sayable = answer.seen.status.is_some_and(is_said_by_servers);
    let mut own = genuine.iter().filter(|one| one.host == answer.host);
    let one = own.find(|one| sayable && one.server.map(product) == Some(product(server)))?;
    Some(Sign::SameServer {
        request: one.request.clone(),
        header: header(server),
    })
}

pub(super) fn other_server(answer: &Answer<'_>, genuine: &[&Genuine<'_>]) -> Option<Sign> {
    let own: Vec<&str> = genuine
        .iter()
        .filter(|one| one.host == answer.host)
        .filter_map(|one| one.server)
        .collect();
    let first = own.first()?;
    let server = answer.seen.header("server").map(product);
    let other = own.iter().all(|one| Some(product(one)) != server);
    other.then(|| Sign::OtherServer {
        genuine: header(first),
    })
}

/// Nothing comes from the far end in less than half of the time that the path takes. First packets may be slow
/// for reasons of their own, so this only supports what other signs show.
pub(super) fn too_soon(answer: &Answer<'_>, genuine: &[&Genuine<'_>]) -> Option<Sign> {
    let own = genuine.iter().filter(|one| one.host == answer.host);
    let path_ms = match answer.via {
        None => answer.connect_ms?,
        Some(_) => own.map(|one| one.response_ms).min()?,
    };
    let response_ms = answer.response_ms;
    let too_soon = path_ms >= FAR_MS && response_ms.saturating_mul(2) < path_ms;
    too_soon.then_some(Sign::TooSoon {
        response_ms,
        path_ms,
    })
}

/// The product in a `Server` header: versions and the names of nodes differ within one service.
fn product(server: &str) -> &str {
    let end = server.find(['/', ' ', '(']).unwrap_or(server.len());
    &server[..end]
}

fn header(server: &str) -> Untrusted {
    Untrusted::new(format!("Server: {server}"))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn answer<'a>(
        seen: &'a Response,
        via: Option<&'a str>,
        (connect_ms, response_ms): (u32, u32),
    ) -> Answer<'a> {
        Answer {
            host: "crl.example",
            via,
            addresses: BTreeSet::new(),
            seen,
            likeness: Likeness::new(seen, "crl.example"),
            connect_ms: Some(connect_ms),
            response_ms,
            place: (0, 0),
        }
    }

    #[test]
    fn what_comes_sooner_than_the_path_allows_is_said_and_what_is_near_is_not() {
        let seen = Response::default();
        let at = |times| too_soon(&answer(&seen, None, times), &[]);
        let soon = Sign::TooSoon {
            response_ms: 3,
            path_ms: 60,
        };
        assert_eq!(at((60, 3)), Some(soon));
        assert_eq!(at((60, 40)), None);
        assert_eq!(at((8, 0)), None);
    }

    #[test]
    fn through_a_proxy_the_path_is_that_of_the_hosts_own_content() {
        let seen = Response::default();
        let proxy = Some("http://proxy.example:8080");
        let content = |host, response_ms| Genuine {
            host,
            via: proxy,
            request: Untrusted::default(),
            server: None,
            response_ms,
            headers: &[],
        };
        let (far, other) = (content("crl.example", 90), content("ocsp.example", 90));
        let soon =
            |genuine: &[&Genuine<'_>]| too_soon(&answer(&seen, proxy, (1, 4)), genuine).is_some();
        assert!(soon(&[&far]));
        assert!(!soon(&[&other]));
        assert!(!soon(&[&far, &content("crl.example", 6)]));
    }
}

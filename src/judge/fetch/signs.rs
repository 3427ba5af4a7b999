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

/// An answer in place of the content.
pub(super) struct Answer<'a> {
    pub(super) host: &'a str,
    pub(super) via: Option<&'a str>,
    /// The addresses that were tried for the host; behind a hop the hop's.
    pub(super) addresses: BTreeSet<IpAddr>,
    pub(super) seen: &'a Response,
    pub(super) likeness: Likeness,
    pub(super) place: (usize, usize),
}

/// A host that gave its own content over plain HTTP.
pub(super) struct Genuine<'a> {
    pub(super) host: &'a str,
    pub(super) via: Option<&'a str>,
    pub(super) request: Untrusted,
    pub(super) server: Option<&'a str>,
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

/// The product in a `Server` header: versions and the names of nodes differ within one service.
fn product(server: &str) -> &str {
    let end = server.find(['/', ' ', '(']).unwrap_or(server.len());
    &server[..end]
}

fn header(server: &str) -> Untrusted {
    Untrusted::new(format!("Server: {server}"))
}

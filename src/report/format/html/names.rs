//! From a name to its addresses: each server's chain of aliases, drawn as one.

use std::net::SocketAddr;

use crate::evidence::dns::{Chain, ChainEnd, NX_DOMAIN, RecordType};
use crate::evidence::{Evidence, Resolution};
use crate::report::format::markup::Markup;

/// Writes what was seen of the target's name and of the hop's.
pub(super) fn write(evidence: &Evidence, to: &mut Markup) {
    let hop = evidence.resolve_hop.as_ref();
    let hop = hop.map(|step| ("The proxy's name", step));
    let own = evidence.resolve.as_ref().map(|step| ("Name", step));
    for (heading, step) in hop.into_iter().chain(own) {
        to.literal("\n").text_element("h5", &[], heading);
        let ways = name_chains(&step.seen);
        for way in &ways {
            draw(&step.seen.name, way, to);
        }
        if ways.is_empty() {
            let how = format!(
                "no server was asked: {}",
                crate::report::view::times::ending(&step.ended)
            );
            to.literal("\n")
                .text_element("p", &[("class", "quiet")], &how);
        }
        system(&step.seen, to);
    }
}

/// The aliases from the name to an end, and the name servers that gave them.
struct NameChain {
    chain: Chain,
    family: &'static str,
    said: Vec<SocketAddr>,
}

/// Each different chain once.
fn name_chains(names: &Resolution) -> Vec<NameChain> {
    let mut ways: Vec<NameChain> = Vec::new();
    for (rtype, family) in [(RecordType::A, "IPv4"), (RecordType::Aaaa, "IPv6")] {
        for &server in &names.servers {
            let chain = names.chain(server, &names.name, rtype);
            let same = |way: &&mut NameChain| way.family == family && way.chain == chain;
            match ways.iter_mut().find(same) {
                Some(way) => way.said.push(server),
                None => ways.push(NameChain {
                    chain,
                    family,
                    said: vec![server],
                }),
            }
        }
    }
    ways
}

fn draw(first: &str, way: &NameChain, to: &mut Markup) {
    let said: Vec<_> = way.said.iter().map(ToString::to_string).collect();
    let who = format!("{}, answered by {}", way.family, said.join(", "));
    to.literal("\n")
        .text_element("p", &[("class", "quiet seen")], &who);
    to.literal("\n")
        .element("ol", &[("class", "aliases")], |list| {
            list.element("li", &[], |item| {
                item.text_element("code", &[], first);
            });
            for link in &way.chain.links {
                list.literal("\n").element("li", &[], |item| {
                    item.literal("<span class=\"quiet\">alias of </span>");
                    item.text_element("code", &[], &link.target);
                });
            }
            list.literal("\n")
                .element("li", &[("class", class(&way.chain.end))], |item| {
                    ended(&way.chain.end, item);
                });
        });
}

/// That a name has no address of one family is nothing to worry about by itself.
fn class(end: &ChainEnd) -> &'static str {
    match end {
        ChainEnd::Addresses(_) => "end good",
        ChainEnd::NoData | ChainEnd::NotAsked => "end",
        _ => "end broken",
    }
}

fn ended(end: &ChainEnd, to: &mut Markup) {
    let text = match end {
        ChainEnd::Addresses(all) => {
            for address in all {
                to.text_element("code", &[], &address.to_string())
                    .literal(" ");
            }
            return;
        }
        ChainEnd::NoData => "no address of this kind".to_owned(),
        ChainEnd::Rcode(NX_DOMAIN) => "no such name (NXDOMAIN)".to_owned(),
        ChainEnd::Rcode(code) => format!("an error, response code {code}"),
        ChainEnd::Loop(name) => format!("back to {name}"),
        ChainEnd::TooLong => "longer than any real chain".to_owned(),
        ChainEnd::Truncated => "cut short".to_owned(),
        ChainEnd::Silent(how) => crate::report::view::times::ending(how).to_owned(),
        ChainEnd::NotAsked => "not asked any further".to_owned(),
    };
    to.text(&text);
}

fn system(names: &Resolution, to: &mut Markup) {
    let Some(system) = &names.system else {
        return;
    };
    to.literal("\n")
        .element("p", &[("class", "quiet seen")], |line| {
            line.literal("the operating system itself: ");
            for address in &system.addresses {
                line.text_element("code", &[], &address.to_string())
                    .literal(" ");
            }
            if system.addresses.is_empty() {
                line.text(crate::report::view::times::ending(&system.ended));
            }
        });
}

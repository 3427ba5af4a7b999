//! Pure views of DNS answers: chains by owner name, and the addresses at their ends.

use std::collections::BTreeSet;
use std::net::{IpAddr, SocketAddr};

use super::{
    Chain, ChainEnd, Link, MOST_LINKS, NO_ERROR, Question, RecordData, RecordType, Reply,
    Resolution,
};

impl Chain {
    /// The last name of the chain, given the first.
    #[must_use]
    pub fn last<'a>(&'a self, first: &'a str) -> &'a str {
        self.links.last().map_or(first, |link| &link.target)
    }

    /// The addresses at its end; empty when it ended elsewhere.
    #[must_use]
    pub fn addresses(&self) -> &[IpAddr] {
        match &self.end {
            ChainEnd::Addresses(addresses) => addresses,
            _ => &[],
        }
    }
}

impl Resolution {
    /// The chain that one server gives for a name: links by owner name, never by position.
    #[must_use]
    pub fn chain(&self, server: SocketAddr, name: &str, rtype: RecordType) -> Chain {
        let mut links: Vec<Link> = Vec::new();
        let mut current = name.to_owned();
        loop {
            let replies = self.replies(server, &current, rtype, name);
            if let Some(link) = replies.iter().find_map(|reply| reply.alias(&current)) {
                let target = link.target.clone();
                let looped = target == name || links.iter().any(|seen| seen.target == target);
                links.push(link);
                if looped {
                    return Chain {
                        links,
                        end: ChainEnd::Loop(target),
                    };
                }
                if links.len() == MOST_LINKS {
                    return Chain {
                        links,
                        end: ChainEnd::TooLong,
                    };
                }
                current = target;
                continue;
            }
            let end = self.end_at(server, &current, rtype, &replies);
            return Chain { links, end };
        }
    }

    /// The addresses of one type that any server or the system gives, each once, in order of
    /// appearance.
    #[must_use]
    pub fn addresses(&self) -> Vec<IpAddr> {
        let mut found = Vec::new();
        let mut known = BTreeSet::new();
        for &server in &self.servers {
            for rtype in [RecordType::A, RecordType::Aaaa] {
                found.extend_from_slice(self.chain(server, &self.name, rtype).addresses());
            }
        }
        found.extend(
            self.system
                .iter()
                .flat_map(|answer| answer.addresses.iter().copied()),
        );
        found.retain(|address| known.insert(*address));
        found
    }

    /// The usable answer of one server to one question, if it gave one: TCP's after truncation.
    #[must_use]
    pub fn reply(&self, server: SocketAddr, name: &str, rtype: RecordType) -> Option<&Reply> {
        let replies = || {
            self.asked(server, name, rtype)
                .filter_map(|q| q.reply.as_ref())
        };
        let clear = replies().find(|reply| !reply.truncated && reply.rcode == NO_ERROR);
        // A server that trips over EDNS is asked again without: the later answer is the real one.
        clear
            .or_else(|| replies().filter(|r| !r.truncated).last())
            .or_else(|| replies().next())
    }

    /// The questions about one name, type and server.
    pub fn asked(
        &self,
        server: SocketAddr,
        name: &str,
        rtype: RecordType,
    ) -> impl Iterator<Item = &Question> {
        let name = name.to_owned();
        let about = move |q: &&Question| q.server == server && q.rtype == rtype && q.name == name;
        self.questions.iter().filter(about)
    }

    /// Replies that may hold a record of `current`: to the first name's question, since servers
    /// follow chains, then to a question about it, by type and then for the alias alone.
    fn replies(
        &self,
        server: SocketAddr,
        current: &str,
        rtype: RecordType,
        first: &str,
    ) -> Vec<&Reply> {
        let own = self.reply(server, current, rtype);
        let alias = self.reply(server, current, RecordType::Cname);
        let mut all: Vec<_> = self.reply(server, first, rtype).into_iter().collect();
        all.extend(own);
        all.extend(alias);
        all
    }

    fn end_at(
        &self,
        server: SocketAddr,
        current: &str,
        rtype: RecordType,
        replies: &[&Reply],
    ) -> ChainEnd {
        let whole = replies.iter().filter(|reply| !reply.truncated);
        let addresses = whole.map(|reply| reply.addresses(current, rtype));
        if let Some(addresses) = addresses.into_iter().find(|found| !found.is_empty()) {
            return ChainEnd::Addresses(addresses);
        }
        match self.reply(server, current, rtype) {
            Some(reply) if reply.rcode != NO_ERROR => ChainEnd::Rcode(reply.rcode),
            Some(reply) if reply.truncated => ChainEnd::Truncated,
            Some(_) => ChainEnd::NoData,
            None => self.unanswered(server, current, rtype, replies),
        }
    }

    /// The end at a name that has no answer of its own: what the message that led here said of it.
    fn unanswered(
        &self,
        server: SocketAddr,
        current: &str,
        rtype: RecordType,
        replies: &[&Reply],
    ) -> ChainEnd {
        if let Some(reply) = replies.iter().find(|reply| reply.rcode != NO_ERROR) {
            return ChainEnd::Rcode(reply.rcode);
        }
        match self.asked(server, current, rtype).last() {
            Some(question) => ChainEnd::Silent(question.ended.clone()),
            None => ChainEnd::NotAsked,
        }
    }
}

impl Reply {
    /// The alias record of a name, if this message has one.
    #[must_use]
    pub fn alias(&self, name: &str) -> Option<Link> {
        self.answers.iter().find_map(|record| match &record.data {
            RecordData::Cname(target) if record.name == name => Some(Link {
                name: name.to_owned(),
                target: target.clone(),
                ttl: record.ttl,
            }),
            _ => None,
        })
    }

    /// The addresses of a name in this message, each once.
    #[must_use]
    pub fn addresses(&self, name: &str, rtype: RecordType) -> Vec<IpAddr> {
        let own = self.answers.iter().filter(|record| record.name == name);
        let all = own.filter_map(|record| match (&record.data, rtype) {
            (RecordData::A(ip), RecordType::A) => Some(IpAddr::V4(*ip)),
            (RecordData::Aaaa(ip), RecordType::Aaaa) => Some(IpAddr::V6(*ip)),
            _ => None,
        });
        let mut known = BTreeSet::new();
        all.filter(|address| known.insert(*address)).collect()
    }
}

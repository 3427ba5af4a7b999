//! What a name server knows and says, apart from how the words travel.

use std::collections::BTreeMap;
use std::time::Duration;

use hickory_proto::op::ResponseCode;
use hickory_proto::rr::rdata::{A, AAAA, CNAME, SOA};
use hickory_proto::rr::{Name, RData, Record, RecordType};

use super::duration;

/// More aliases than any server follows.
const MOST_ALIASES: usize = 64;

/// What a server says to one question.
#[derive(Debug, Clone)]
pub(crate) enum Said {
    /// This, after a while.
    Answer(Box<Answer>),
    /// Nothing.
    Nothing,
}

/// An answer without its envelope.
#[derive(Debug, Clone, Default)]
pub(crate) struct Answer {
    pub(crate) code: ResponseCode,
    pub(crate) records: Vec<Record>,
    /// Said along with "no such name" and "no such record".
    pub(crate) authority: Option<Record>,
    /// Too long for a datagram.
    pub(crate) long: bool,
    /// How long the server thinks.
    pub(crate) after: Duration,
}

/// A server's knowledge and moods.
#[derive(Debug, Clone, Default)]
pub(crate) struct Zone {
    pub(crate) records: Vec<Record>,
    /// By name, or by type and name: what is said in place of the records.
    pub(crate) says: BTreeMap<String, String>,
    /// The same, only for a name that is asked for itself and not met in a chain.
    pub(crate) alone: BTreeMap<String, String>,
    /// Does it answer with the whole chain?
    pub(crate) follows: bool,
    /// The address it gives for names that do not exist.
    pub(crate) instead: Option<std::net::Ipv4Addr>,
    /// The zone that it says "there is nothing" for; else the one above each name.
    pub(crate) authority: Option<String>,
}

/// `NAME TTL TYPE DATA`, as in a master file.
pub(crate) fn record(line: &str) -> Record {
    let fields: Vec<&str> = line.split_whitespace().collect();
    let [owner, ttl, kind, data] = fields[..] else {
        panic!("`{line}` is not `NAME TTL TYPE DATA`");
    };
    let data = match kind {
        "A" => RData::A(A(data.parse().expect("an IPv4 address"))),
        "AAAA" => RData::AAAA(AAAA(data.parse().expect("an IPv6 address"))),
        "CNAME" => RData::CNAME(CNAME(name(data))),
        other => panic!("the lab writes no `{other}` records"),
    };
    Record::from_rdata(name(owner), ttl.parse().expect("seconds"), data)
}

fn name(text: &str) -> Name {
    Name::from_ascii(format!("{text}.")).expect("a name")
}

impl Zone {
    /// What is said to one question.
    pub(crate) fn said(&self, asked: &Name, kind: RecordType) -> Said {
        let mut answer = Answer::default();
        let mut current = asked.clone();
        for step in 0..MOST_ALIASES {
            let mood = self.mood(&current, kind, step == 0);
            let authority = self.authority(&current);
            if let Some(said) = mood.and_then(|mood| heed(mood, (&current, authority), &mut answer))
            {
                return said;
            }
            answer.records.extend(self.of(&current, kind));
            let alias = self.of(&current, RecordType::CNAME).next();
            match alias.as_ref().map(|record| &record.data) {
                Some(RData::CNAME(target)) if kind != RecordType::CNAME => {
                    let looped = answer
                        .records
                        .contains(alias.as_ref().expect("just matched"));
                    answer.records.extend(alias.clone());
                    if looped || !self.follows {
                        return answered(answer);
                    }
                    current = target.0.clone();
                }
                _ => return self.end(answer, &current, kind),
            }
        }
        answered(answer)
    }

    fn of(&self, owner: &Name, kind: RecordType) -> impl Iterator<Item = Record> {
        let known = self.records.iter().any(|r| r.name == *owner);
        let wildcard = owner.clone().into_wildcard();
        let named = if known { owner.clone() } else { wildcard };
        let all = self.records.iter().filter(move |r| r.name == named);
        let all = all.filter(move |r| r.record_type() == kind).cloned();
        let owner = owner.clone();
        all.map(move |mut record| {
            record.name = owner.clone();
            record
        })
    }

    fn mood(&self, current: &Name, kind: RecordType, alone: bool) -> Option<&str> {
        let bare = current.to_ascii();
        let bare = bare.trim_end_matches('.');
        let typed = format!("{kind} {bare}");
        let own = alone.then(|| look(&self.alone, &typed, bare)).flatten();
        own.or_else(|| look(&self.says, &typed, bare))
    }

    fn authority(&self, of: &Name) -> Record {
        let zone = match &self.authority {
            Some(zone) => name(zone),
            None => of.base_name(),
        };
        let soa = SOA::new(zone.clone(), zone.clone(), 1, 3600, 600, 86400, 60);
        Record::from_rdata(zone, 60, RData::SOA(soa))
    }

    fn end(&self, mut answer: Answer, current: &Name, kind: RecordType) -> Said {
        let ends_here = |record: &Record| record.name == *current && record.record_type() == kind;
        if answer.records.iter().any(ends_here) {
            return answered(answer);
        }
        let wildcard = current.clone().into_wildcard();
        let covers = |r: &Record| current.zone_of(&r.name) || r.name == wildcard;
        let exists = self.records.iter().any(covers);
        match self.instead {
            Some(address) if !exists && kind == RecordType::A => {
                let data = RData::A(A(address));
                answer
                    .records
                    .push(Record::from_rdata(current.clone(), 60, data));
            }
            Some(_) => {}
            None => {
                answer.authority = Some(self.authority(current));
                if !exists {
                    answer.code = ResponseCode::NXDomain;
                }
            }
        }
        answered(answer)
    }
}

fn look<'a>(moods: &'a BTreeMap<String, String>, typed: &str, bare: &str) -> Option<&'a str> {
    let found = moods.get(typed).or_else(|| moods.get(bare));
    found.map(String::as_str)
}

fn answered(answer: Answer) -> Said {
    Said::Answer(Box::new(answer))
}

/// A mood ends the answer, or only colours it.
fn heed(mood: &str, (at, authority): (&Name, Record), answer: &mut Answer) -> Option<Said> {
    let code = match mood {
        "nxdomain" => ResponseCode::NXDomain,
        "nodata" => ResponseCode::NoError,
        "servfail" => ResponseCode::ServFail,
        "refused" => ResponseCode::Refused,
        "formerr" => ResponseCode::FormErr,
        "notimp" => ResponseCode::NotImp,
        "silent" => return Some(Said::Nothing),
        "long" => {
            answer.long = true;
            return None;
        }
        sinkhole if sinkhole.starts_with("gives ") => {
            let address = sinkhole.trim_start_matches("gives ").parse();
            let data = RData::A(A(address.expect("an IPv4 address")));
            answer
                .records
                .push(Record::from_rdata(at.clone(), 60, data));
            return Some(answered(std::mem::take(answer)));
        }
        late => {
            let wait = late.strip_prefix("after ");
            answer.after = duration(wait.unwrap_or_else(|| panic!("no server says `{late}`")));
            return None;
        }
    };
    // A server that fails in mid-chain gives nothing of it away, as BIND does.
    if matches!(code, ResponseCode::NXDomain | ResponseCode::NoError) {
        answer.authority = Some(authority);
    } else {
        answer.records.clear();
    }
    answer.code = code;
    Some(answered(std::mem::take(answer)))
}

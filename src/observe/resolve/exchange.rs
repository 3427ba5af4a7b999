//! One DNS question to one server, over one transport.
//!
//! A question keeps its socket over its retransmissions, so that an answer to the first datagram
//! counts even when the second is under way.

use std::future::poll_fn;
use std::net::SocketAddr;
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};
use std::time::Duration;

use hickory_proto::op::{Edns, Message, MessageType, Query};
use hickory_proto::rr::rdata::opt::{EdnsCode, EdnsOption};
use hickory_proto::rr::{Name, RData, Record as WireRecord, RecordType as WireType};
use tokio::io::{AsyncReadExt, AsyncWriteExt};
use tokio::time::sleep;

use super::super::failure::io_failure;
use crate::evidence::dns::{ExtendedError, Record, RecordData, RecordType, Reply, Transport};
use crate::evidence::{Failure, FailureKind};
use crate::net::{Datagrams, Dial};

/// The size that passes every path without fragments (DNS flag day 2020, RFC 9715).
const EDNS_SIZE: u16 = 1232;
/// An option of EDNS that gives the reason of an answer (RFC 8914, 2).
const EXTENDED_ERROR: EdnsCode = EdnsCode::Unknown(15);
/// No more reasons of one answer are kept.
const MOST_REASONS: usize = 4;
/// No more bytes of a reason's text are kept.
const LONGEST_REASON: usize = 256;
/// The largest datagram that is taken: three times what servers send unasked.
const LARGEST: usize = 12 * 1024;
/// Datagrams that are not the answer, after which a socket is given up.
const STRAY_DATAGRAMS: u32 = 200;

/// How often a datagram is sent until an answer comes, and whether a connection was opened.
#[derive(Debug, Clone)]
pub(super) struct Sends {
    /// Times at most.
    pub(super) most: u32,
    /// The time from one to the next.
    pub(super) apart: Duration,
    /// Is the TCP connection open? Known before the answer, and also where none comes.
    pub(super) opened: Arc<AtomicBool>,
}

/// What is asked.
#[derive(Debug, Clone)]
pub(super) struct Ask {
    pub(super) server: SocketAddr,
    pub(super) name: String,
    pub(super) rtype: RecordType,
}

impl Ask {
    /// Sends the question and waits for the answer; the caller bounds the time.
    pub(super) async fn over(
        &self,
        transport: Transport,
        dial: &dyn Dial,
        sends: &Sends,
    ) -> Result<Reply, Failure> {
        let query = self.message(transport)?;
        let answer = match transport {
            Transport::Tcp => self.over_tcp(dial, &query, &sends.opened).await?,
            Transport::Udp | Transport::PlainUdp => self.over_udp(dial, &query, sends).await?,
        };
        Ok(reply(&answer, &query))
    }

    fn message(&self, transport: Transport) -> Result<Message, Failure> {
        let name = format!("{}.", spelled(&self.name));
        let name = Name::from_ascii(name).map_err(|e| malformed(&e))?;
        let mut message = Message::query();
        message.metadata.recursion_desired = true;
        message.add_query(Query::query(name, wire_type(self.rtype)));
        if transport == Transport::Udp {
            let mut edns = Edns::new();
            edns.set_max_payload(EDNS_SIZE);
            message.set_edns(edns);
        }
        Ok(message)
    }

    async fn over_udp(
        &self,
        dial: &dyn Dial,
        query: &Message,
        sends: &Sends,
    ) -> Result<Message, Failure> {
        let socket = dial.udp(self.server).await.map_err(|e| io_failure(&e))?;
        let bytes = query.to_vec().map_err(|e| malformed(&e))?;
        let listening = listen(socket.as_ref(), query);
        tokio::pin!(listening);
        for _ in 0..sends.most {
            poll_fn(|cx| socket.poll_send(cx, &bytes))
                .await
                .map_err(|e| io_failure(&e))?;
            tokio::select! {
                answer = &mut listening => return answer,
                () = sleep(sends.apart) => {}
            }
        }
        listening.await
    }

    async fn over_tcp(
        &self,
        dial: &dyn Dial,
        query: &Message,
        opened: &AtomicBool,
    ) -> Result<Message, Failure> {
        let mut wire = dial
            .tcp(self.server)
            .await
            .map_err(|e| io_failure(&e.error))?;
        opened.store(true, Ordering::Relaxed);
        let bytes = query.to_vec().map_err(|e| malformed(&e))?;
        let length = u16::try_from(bytes.len()).map_err(|e| malformed(&e))?;
        let framed = [&length.to_be_bytes(), bytes.as_slice()].concat();
        wire.stream
            .write_all(&framed)
            .await
            .map_err(|e| io_failure(&e))?;
        let length = wire.stream.read_u16().await.map_err(|e| io_failure(&e))?;
        let mut answer = vec![0; length.into()];
        wire.stream
            .read_exact(&mut answer)
            .await
            .map_err(|e| io_failure(&e))?;
        let answer = Message::from_vec(&answer).map_err(|e| malformed(&e))?;
        if answers(&answer, query) {
            Ok(answer)
        } else {
            Err(malformed(&"an answer to another question"))
        }
    }
}

/// Waits for the answer to a query; what is not its answer is passed over (RFC 5452, 9.1).
async fn listen(socket: &dyn Datagrams, query: &Message) -> Result<Message, Failure> {
    let mut buffer = vec![0; LARGEST];
    for _ in 0..STRAY_DATAGRAMS {
        let length = poll_fn(|cx| socket.poll_receive(cx, &mut buffer)).await;
        let length = length.map_err(|e| io_failure(&e))?;
        let datagram = &buffer[..length];
        if !datagram.starts_with(&query.metadata.id.to_be_bytes()) {
            continue;
        }
        let answer = Message::from_vec(datagram).map_err(|e| malformed(&e))?;
        if answers(&answer, query) {
            return Ok(answer);
        }
    }
    Err(malformed(
        &"too many datagrams that answer another question",
    ))
}

/// Does a message answer a query? Some servers leave the question out of an error (RFC 1035, 4.1.2
/// does not let them), so an empty one passes where the id does and nothing is answered.
fn answers(answer: &Message, query: &Message) -> bool {
    let empty_error = answer.queries.is_empty() && answer.answers.is_empty();
    answer.metadata.message_type == MessageType::Response
        && answer.metadata.id == query.metadata.id
        && (answer.queries == query.queries || empty_error)
}

/// A name that nobody can have (RFC 6761, 6.4) is asked for in mixed letters: a server that changes
/// them breaks resolvers that count on them, and no name that matters is put at risk.
fn spelled(name: &str) -> String {
    if !name.ends_with(".invalid") {
        return name.to_owned();
    }
    let letters = name.char_indices();
    let mixed = letters.map(|(at, c)| {
        if at % 2 == 0 {
            c.to_ascii_uppercase()
        } else {
            c
        }
    });
    mixed.collect()
}

fn reply(message: &Message, query: &Message) -> Reply {
    let asked = query.queries.first().map(|one| one.name().to_ascii());
    let given = message.queries.first().map(|one| one.name().to_ascii());
    let mut authorities = message.authorities.iter();
    let authority = authorities.find_map(|record| match &record.data {
        RData::SOA(soa) => Some((text(&record.name), text(&soa.mname))),
        _ => None,
    });
    let (zone, primary) = authority.unzip();
    Reply {
        rcode: message.metadata.response_code.into(),
        truncated: message.metadata.truncation,
        answers: message.answers.iter().map(record).collect(),
        zone,
        primary,
        authoritative: message.metadata.authoritative,
        no_recursion: !message.metadata.recursion_available,
        reasons: reasons(message),
        case_changed: given.is_some() && given != asked,
    }
}

/// The Extended DNS Errors of a message (RFC 8914, 2): a number, then text in UTF-8.
fn reasons(message: &Message) -> Vec<ExtendedError> {
    let options = message.edns.iter().map(Edns::options);
    let reasons = options.flat_map(|options| options.get_all(EXTENDED_ERROR));
    let read = reasons.filter_map(|option| match option {
        EdnsOption::Unknown(_, bytes) => {
            let (code, text) = bytes.split_first_chunk::<2>()?;
            let text = &text[..text.len().min(LONGEST_REASON)];
            Some(ExtendedError {
                code: u16::from_be_bytes(*code),
                text: String::from_utf8_lossy(text).into_owned(),
            })
        }
        _ => None,
    });
    read.take(MOST_REASONS).collect()
}

fn record(record: &WireRecord) -> Record {
    let data = match &record.data {
        RData::A(a) => RecordData::A(a.0),
        RData::AAAA(aaaa) => RecordData::Aaaa(aaaa.0),
        RData::CNAME(alias) => RecordData::Cname(text(&alias.0)),
        other => RecordData::Other(other.record_type().to_string()),
    };
    Record {
        name: text(&record.name),
        ttl: record.ttl,
        data,
    }
}

/// A name in lower case, without the last dot, anything odd in it escaped as `\DDD`.
fn text(name: &Name) -> String {
    let text = name.to_lowercase().to_ascii();
    text.strip_suffix('.').unwrap_or(&text).to_owned()
}

fn wire_type(rtype: RecordType) -> WireType {
    match rtype {
        RecordType::A => WireType::A,
        RecordType::Aaaa => WireType::AAAA,
        RecordType::Cname => WireType::CNAME,
    }
}

fn malformed(why: &impl ToString) -> Failure {
    Failure {
        kind: FailureKind::Malformed,
        detail: why.to_string(),
    }
}

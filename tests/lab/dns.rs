//! Name servers over datagrams and streams in memory, also those that misbehave.

use std::io;
use std::net::SocketAddr;
use std::sync::{Arc, Mutex, PoisonError};
use std::task::{Context, Poll};

use clearway::net::Datagrams;
use hickory_proto::op::{Edns, Message, Query, ResponseCode};
use hickory_proto::rr::Name;
use hickory_proto::rr::rdata::opt::EdnsOption;
use tokio::io::{AsyncRead, AsyncReadExt, AsyncWrite, AsyncWriteExt};
use tokio::sync::mpsc::{UnboundedReceiver, UnboundedSender, unbounded_channel};
use tokio::time::sleep;

use super::zone::{Answer, Said, Zone};
use super::{Diary, Tasks};

/// A name server.
#[derive(Debug, Clone)]
pub(crate) struct Server {
    pub(crate) at: SocketAddr,
    pub(crate) zone: Zone,
    pub(crate) udp: Udp,
    pub(crate) tcp: Tcp,
    /// An Extended DNS Error (RFC 8914) in answers without records.
    pub(crate) reason: Option<(u16, String)>,
    /// Does it say that it asks no other server?
    pub(crate) no_recursion: bool,
}

/// What becomes of datagrams.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, serde::Deserialize)]
#[serde(rename_all = "kebab-case")]
pub(crate) enum Udp {
    #[default]
    Answers,
    Silent,
    /// ICMP port unreachable.
    Refused,
    /// Something on the way drops what it does not know.
    DropsEdns,
    /// The server trips over EDNS (RFC 6891, 7).
    TripsOverEdns,
    /// The same, and every other answer is cut.
    TripsOverEdnsAndTruncates,
    /// Every answer is cut.
    Truncates,
    /// A stranger guesses ids before the answer comes.
    WrongIdFirst,
    /// A stranger's answer, and none of the server's.
    WrongId,
    /// Answers a question that was not asked.
    OtherQuestion,
    /// The right id, and then no DNS.
    Garbage,
    /// The first datagram of each socket is lost.
    LosesFirst,
}

/// What becomes of streams.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, serde::Deserialize)]
#[serde(rename_all = "kebab-case")]
pub(crate) enum Tcp {
    #[default]
    Answers,
    Refused,
    /// No SYN is answered.
    Silent,
    /// Accepts, and closes at the question.
    Closes,
    /// The same, the first time only.
    ClosesFirst,
    /// Promises more than it sends.
    Short,
}

/// The client's end of a socket.
struct Socket {
    to: UnboundedSender<Vec<u8>>,
    from: Mutex<UnboundedReceiver<io::Result<Vec<u8>>>>,
}

impl Datagrams for Socket {
    fn poll_receive(&self, cx: &mut Context<'_>, buffer: &mut [u8]) -> Poll<io::Result<usize>> {
        let mut from = self.from.lock().unwrap_or_else(PoisonError::into_inner);
        from.poll_recv(cx).map(|datagram| {
            // No server left: nothing more will ever come, and that is an error of the lab.
            let datagram = datagram.expect("the lab's servers outlive its sockets")?;
            buffer[..datagram.len()].copy_from_slice(&datagram);
            Ok(datagram.len())
        })
    }

    fn poll_send(&self, _: &mut Context<'_>, bytes: &[u8]) -> Poll<io::Result<usize>> {
        self.to.send(bytes.to_vec()).expect("the lab listens");
        Poll::Ready(Ok(bytes.len()))
    }
}

/// Opens a socket to a server, or to nobody.
pub(crate) fn open(
    server: Option<Arc<Server>>,
    tasks: &Tasks,
    diary: &Diary,
) -> Box<dyn Datagrams> {
    let (to, mut questions) = unbounded_channel::<Vec<u8>>();
    let (answers, from) = unbounded_channel();
    let (helpers, diary) = (tasks.clone(), diary.clone());
    tasks.spawn(async move {
        let mut count = 0;
        while let Some(question) = questions.recv().await {
            count += 1;
            let Some(server) = server.clone() else {
                continue;
            };
            let (answers, diary) = (answers.clone(), diary.clone());
            helpers.spawn(async move { server.hear(&question, count, &answers, &diary).await });
        }
    });
    Box::new(Socket {
        to,
        from: Mutex::new(from),
    })
}

impl Server {
    async fn hear(
        &self,
        question: &[u8],
        count: u32,
        answers: &UnboundedSender<io::Result<Vec<u8>>>,
        diary: &Diary,
    ) {
        let query = Message::from_vec(question).expect("questions are DNS");
        let edns = query.edns.is_some();
        let way = if edns { "udp" } else { "plain-udp" };
        diary.note(format!("{way} {} {}", self.at, asked(&query)));
        match self.udp {
            Udp::Silent => return,
            Udp::DropsEdns if edns => return,
            Udp::LosesFirst if count == 1 => return,
            Udp::Refused => {
                let _ = answers.send(Err(io::ErrorKind::ConnectionRefused.into()));
                return;
            }
            _ => {}
        }
        let Some(mut answer) = self.answer(&query).await else {
            return;
        };
        // The client may have gone away; its socket's other end says so, and nobody minds.
        let send = |message: &Message| {
            let _ = answers.send(Ok(message.to_vec().expect("answers can be written")));
        };
        let mut stranger = answer.clone();
        stranger.metadata.id = answer.metadata.id.wrapping_add(1);
        match self.udp {
            Udp::WrongId => return send(&stranger),
            Udp::WrongIdFirst => send(&stranger),
            Udp::OtherQuestion => {
                answer.queries[0].name = Name::from_ascii("else.where.").expect("a name");
            }
            Udp::Garbage => {
                let _ = answers.send(Ok([&question[..2], b"no DNS"].concat()));
                return;
            }
            _ if edns && self.trips_over_edns() => answer = tripped(&answer),
            Udp::Truncates | Udp::TripsOverEdnsAndTruncates => answer = answer.truncate(),
            _ => {}
        }
        send(&answer);
    }

    /// Serves one question over a stream.
    pub(crate) async fn serve(
        &self,
        mut stream: impl AsyncRead + AsyncWrite + Unpin,
        (number, diary): (usize, &Diary),
    ) {
        let Ok(length) = stream.read_u16().await else {
            return;
        };
        let mut question = vec![0; length.into()];
        let closes = self.tcp == Tcp::Closes || self.tcp == Tcp::ClosesFirst && number == 0;
        if stream.read_exact(&mut question).await.is_err() || closes {
            return;
        }
        let query = Message::from_vec(&question).expect("questions are DNS");
        diary.note(format!("tcp {} {}", self.at, asked(&query)));
        let Some(mut answer) = self.answer(&query).await else {
            return std::future::pending().await;
        };
        answer.metadata.truncation = false;
        if query.edns.is_some() && self.trips_over_edns() {
            answer = tripped(&answer);
        }
        let bytes = answer.to_vec().expect("answers can be written");
        let promised = u16::try_from(bytes.len()).expect("answers are short");
        let sent = match self.tcp {
            Tcp::Short => &bytes[..bytes.len() / 2],
            _ => &bytes[..],
        };
        // The client may have had enough.
        let _ = stream
            .write_all(&[&promised.to_be_bytes(), sent].concat())
            .await;
    }

    async fn answer(&self, query: &Message) -> Option<Message> {
        let question = &query.queries[0];
        match self.zone.said(&question.name, question.query_type) {
            Said::Nothing => None,
            Said::Answer(answer) => {
                sleep(answer.after).await;
                Some(self.message(query, question, *answer))
            }
        }
    }

    fn trips_over_edns(&self) -> bool {
        matches!(
            self.udp,
            Udp::TripsOverEdns | Udp::TripsOverEdnsAndTruncates
        )
    }

    fn message(&self, query: &Message, question: &Query, answer: Answer) -> Message {
        let mut message = Message::response(query.metadata.id, query.metadata.op_code);
        message.metadata.recursion_desired = true;
        message.metadata.recursion_available = !self.no_recursion;
        message.metadata.response_code = answer.code;
        message.metadata.truncation = answer.long;
        message.add_query(question.clone());
        let reason = self.reason.as_ref().filter(|_| query.edns.is_some());
        if let Some((code, text)) = reason.filter(|_| answer.records.is_empty()) {
            let option = [&code.to_be_bytes(), text.as_bytes()].concat();
            let mut edns = Edns::new();
            edns.options_mut().insert(EdnsOption::Unknown(15, option));
            message.set_edns(edns);
        }
        if !answer.long {
            message.add_answers(answer.records);
        }
        message.add_authorities(answer.authority);
        message
    }
}

/// What a server says that knows no EDNS (RFC 6891, 7).
fn tripped(answer: &Message) -> Message {
    let mut answer = answer.truncate();
    answer.metadata.truncation = false;
    answer.metadata.response_code = ResponseCode::FormErr;
    answer
}

/// Names are compared without regard to case (RFC 4343).
fn asked(query: &Message) -> String {
    let question = &query.queries[0];
    let name = question.name.to_lowercase().to_ascii();
    format!("{} {}", question.query_type, name.trim_end_matches('.'))
}

//! The run's handshakes as a capture that Wireshark opens decrypted: pcapng with the secrets of the
//! handshakes in it. Made of what went over sockets: the packets around it never were on a wire, and
//! the file says so.

use std::net::{IpAddr, SocketAddr};

use etherparse::PacketBuilder;

use crate::evidence::recording::{Recording, Side};
use crate::text::bytes::hex;

/// One handshake.
#[derive(Debug, Clone, Copy)]
pub struct Flow<'a> {
    /// Our end; a placeholder stands for one that is not known.
    pub from: Option<SocketAddr>,
    /// Whom we connected to.
    pub to: SocketAddr,
    /// The port that the handshake was meant for: behind a hop, the target's.
    pub port: u16,
    /// When it began, microseconds since 1970.
    pub began_us: u64,
    /// What it is, for people.
    pub title: &'a str,
    /// What was said.
    pub recording: &'a Recording,
}

/// The words that mark the file.
const MARK: &str = "clearway: handshakes, put together from the bytes that went over sockets. The \
                    packets around them (IP, TCP, SYN, ACK) are made up; no wire was listened to.";

/// Blocks of pcapng (draft-ietf-opsawg-pcapng, 4).
const SECTION: u32 = 0x0a0d_0d0a;
const INTERFACE: u32 = 1;
const PACKET: u32 = 6;
const SECRETS: u32 = 10;
/// Secrets as NSS writes its key log.
const TLS_KEY_LOG: u32 = 0x544c_534b;
/// Packets that begin with their IP header (`LINKTYPE_RAW`).
const RAW_IP: u16 = 101;
/// The most that one made-up packet carries.
const SEGMENT: usize = 1_400;
/// What stands for an end that is not known: for documentation only (RFC 5737, RFC 3849).
const NOBODY_V4: [u8; 4] = [192, 0, 2, 1];
const NOBODY_V6: [u8; 16] = [0x20, 1, 0xd, 0xb8, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 1];

/// Writes a capture of these handshakes.
#[must_use]
pub fn write(flows: &[Flow<'_>]) -> Vec<u8> {
    let mut all = block(SECTION, &[&section()[..], &comment(MARK), &END].concat());
    let interface = [&RAW_IP.to_le_bytes()[..], &[0; 6], &END].concat();
    all.extend(block(INTERFACE, &interface));
    let keys: String = flows.iter().map(|flow| key_log(flow.recording)).collect();
    if !keys.is_empty() {
        let length = u32::try_from(keys.len()).unwrap_or(u32::MAX);
        let head = [TLS_KEY_LOG.to_le_bytes(), length.to_le_bytes()].concat();
        all.extend(block(
            SECRETS,
            &[&head[..], &padded(keys.as_bytes())].concat(),
        ));
    }
    for (number, flow) in flows.iter().enumerate() {
        TcpConversation::new(number, flow).write(&mut all);
    }
    all
}

/// The end of a block's options.
const END: [u8; 4] = [0; 4];

/// Byte order, version 1.0, length not known.
fn section() -> Vec<u8> {
    [
        &0x1a2b_3c4d_u32.to_le_bytes()[..],
        &[1, 0, 0, 0],
        &[0xff; 8],
    ]
    .concat()
}

fn comment(words: &str) -> Vec<u8> {
    let length = u16::try_from(words.len()).unwrap_or(0).to_le_bytes();
    let text = &words.as_bytes()[..usize::from(u16::from_le_bytes(length))];
    [&[1, 0], &length[..], &padded(text)].concat()
}

fn padded(bytes: &[u8]) -> Vec<u8> {
    let mut all = bytes.to_vec();
    all.resize(bytes.len().next_multiple_of(4), 0);
    all
}

fn block(kind: u32, body: &[u8]) -> Vec<u8> {
    let length = u32::try_from(body.len() + 12)
        .unwrap_or(u32::MAX)
        .to_le_bytes();
    [&kind.to_le_bytes()[..], &length, body, &length].concat()
}

/// The secrets of one handshake, as NSS writes them; nothing under TLS 1.2, whose handshake is in
/// clear.
fn key_log(recording: &Recording) -> String {
    let client = recording.of(Side::Client);
    // A record's header, a message's, and the version stand before the random.
    let Some(random) = client.get(11..43).map(hex) else {
        return String::new();
    };
    let secrets = [
        ("CLIENT", &recording.client_secret),
        ("SERVER", &recording.server_secret),
    ];
    let lines = secrets.into_iter().filter_map(|(side, secret)| {
        let secret = hex(secret.as_ref()?.reveal());
        Some(format!(
            "{side}_HANDSHAKE_TRAFFIC_SECRET {random} {secret}\n"
        ))
    });
    lines.collect()
}

/// One made-up TCP connection.
struct TcpConversation<'a> {
    flow: &'a Flow<'a>,
    ends: [SocketAddr; 2],
    /// What each side has sent so far.
    sent: [u32; 2],
}

impl<'a> TcpConversation<'a> {
    fn new(number: usize, flow: &'a Flow<'a>) -> Self {
        // Two connections of the same ends would be taken for one.
        let port = 1_024 + u16::try_from(number % 60_000).unwrap_or(0);
        let nobody = if flow.to.is_ipv4() {
            SocketAddr::from((NOBODY_V4, port))
        } else {
            SocketAddr::from((NOBODY_V6, port))
        };
        let same = |from: &SocketAddr| from.is_ipv4() == flow.to.is_ipv4();
        let from = flow.from.filter(same).unwrap_or(nobody);
        Self {
            flow,
            ends: [from, SocketAddr::new(flow.to.ip(), flow.port)],
            sent: [0; 2],
        }
    }

    fn write(&mut self, all: &mut Vec<u8>) {
        let mut title = [&comment(self.flow.title)[..], &END].concat();
        for (side, opens) in [
            (Side::Client, true),
            (Side::Server, true),
            (Side::Client, false),
        ] {
            let options = std::mem::take(&mut title);
            let segment = Segment {
                side,
                opens,
                payload: &[],
            };
            all.extend(self.packet(&segment, 0, &options));
            self.goes_on(side, u32::from(opens));
        }
        for piece in &self.flow.recording.pieces {
            for payload in piece.bytes.chunks(SEGMENT) {
                let segment = Segment {
                    side: piece.side,
                    opens: false,
                    payload,
                };
                all.extend(self.packet(&segment, piece.at_us, &[]));
                self.goes_on(piece.side, u32::try_from(payload.len()).unwrap_or(0));
            }
        }
    }

    fn goes_on(&mut self, side: Side, by: u32) {
        let sent = &mut self.sent[usize::from(side == Side::Server)];
        *sent = sent.wrapping_add(by);
    }

    /// An Enhanced Packet Block.
    fn packet(&self, segment: &Segment<'_>, at_us: u64, options: &[u8]) -> Vec<u8> {
        let packet = self.bytes(segment);
        let time = self.flow.began_us.saturating_add(at_us);
        let [high, low] = [time >> 32, time & 0xffff_ffff].map(u64::to_le_bytes);
        let length = u32::try_from(packet.len()).unwrap_or(0).to_le_bytes();
        let head = [&[0; 4], &high[..4], &low[..4], &length, &length].concat();
        block(PACKET, &[&head[..], &padded(&packet), options].concat())
    }

    fn bytes(&self, segment: &Segment<'_>) -> Vec<u8> {
        let own = usize::from(segment.side == Side::Server);
        let (from, to) = (self.ends[own], self.ends[1 - own]);
        let ip = match (from.ip(), to.ip()) {
            (IpAddr::V4(from), IpAddr::V4(to)) => {
                PacketBuilder::ipv4(from.octets(), to.octets(), 64)
            }
            (from, to) => PacketBuilder::ipv6(wide(from), wide(to), 64),
        };
        let mut tcp = ip.tcp(from.port(), to.port(), self.sent[own], u16::MAX);
        if segment.opens {
            tcp = tcp.syn();
        }
        if own == 1 || !segment.opens {
            tcp = tcp.ack(self.sent[1 - own]);
        }
        let mut packet = Vec::new();
        tcp.write(&mut packet, segment.payload)
            .expect("a short packet fits into memory");
        packet
    }
}

/// One made-up packet.
struct Segment<'a> {
    side: Side,
    /// Is it a SYN?
    opens: bool,
    payload: &'a [u8],
}

fn wide(address: IpAddr) -> [u8; 16] {
    match address {
        IpAddr::V4(v4) => v4.to_ipv6_mapped().octets(),
        IpAddr::V6(v6) => v6.octets(),
    }
}

//! Why a bundle, or a handshake in it, proves nothing.

use crate::catalogue::CertificateError;
use crate::signature::NotCheckable;

/// What is wrong with a bundle, with a handshake in it, or with the roots to compare it with.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum Fault {
    /// One side's bytes.
    #[error("what the {side} sent: {fault}")]
    Sent {
        /// `client` or `server`.
        side: &'static str,
        /// What is wrong with them.
        fault: Box<Fault>,
    },
    /// Bytes that are no TLS record.
    #[error("no TLS record at byte {0}")]
    NoRecord(usize),
    /// A suite that is not of TLS 1.3.
    #[error("the suite 0x{0:04x} is not of TLS 1.3")]
    Suite(u16),
    /// A secret of another length than the suite's hash has.
    #[error("the handshake secret has not the length of the suite's hash")]
    SecretLength,
    /// A secret of which no key can be made.
    #[error("no key can be made of the secret")]
    NoKey,
    /// A record that the secret does not open.
    #[error("the record at byte {0} cannot be read with the secret")]
    Sealed(usize),
    /// A record without content.
    #[error("the record at byte {0} is empty")]
    EmptyRecord(usize),
    /// A record of something else.
    #[error("the record at byte {0} is no part of a handshake")]
    NoHandshake(usize),
    /// The end, before a message is whole.
    #[error("it ends too early")]
    Ends,
    /// The end, before the signature.
    #[error("it ends before the signature")]
    EndsUnsigned,
    /// A record that does not belong there.
    #[error("a record of type {kind} at byte {at}")]
    Record {
        /// Its type.
        kind: u8,
        /// Where, in bytes.
        at: usize,
    },
    /// A message that does not belong there.
    #[error("a message of type {found} in place of {wanted}")]
    Message {
        /// Its type.
        found: u8,
        /// The type that belongs there.
        wanted: u8,
    },
    /// The server's messages in another order than the protocol has.
    #[error("the server's messages are of the types {0:?}")]
    Messages(Vec<u8>),
    /// A part that does not parse.
    #[error("{0} cannot be read")]
    Unreadable(&'static str),
    /// A second hello that contradicts the first.
    #[error("the server's second hello does not fit its first")]
    SecondHello,
    /// No secret beside a handshake of TLS 1.3.
    #[error("the secret that reads the handshake is missing")]
    NoSecret,
    /// A version of TLS that proves nothing here.
    #[error("version 0x{0:04x}")]
    Version(u16),
    /// What the run says in place of a handshake. Text of the bundle.
    #[error("{0}")]
    Recorded(String),
    /// Nothing in place of a handshake.
    #[error("no handshake was recorded")]
    NotRecorded,
    /// A time outside of the run.
    #[error("its time lies outside of the run")]
    OutsideRun,
    /// A handshake without a certificate.
    #[error("no certificate was shown")]
    NoCertificate,
    /// A scheme that does not count.
    #[error("the signature scheme 0x{scheme:04x} proves nothing under version 0x{version:04x}")]
    Scheme {
        /// The scheme's number.
        scheme: u16,
        /// The version's number.
        version: u16,
    },
    /// Another key's signature.
    #[error("the leaf's key did not sign this handshake")]
    NotSigned,
    /// A signature that cannot be checked by this program.
    #[error("the signature cannot be checked here: {0}")]
    NotCheckable(NotCheckable),
    /// A statement of the document that the records contradict.
    #[error("{0} is not the one in the records")]
    Contradicted(&'static str),
    /// A salt of another length.
    #[error("the salt has not 32 bytes")]
    SaltLength,
    /// A client random that the challenge does not lead to.
    #[error("the client random is `{found}`; challenge, run, probe and salt give `{wanted}`")]
    Random {
        /// That of the records, in hex.
        found: String,
        /// That which is wanted, in hex.
        wanted: String,
    },
    /// A hello for another host.
    #[error("the client asked for another host")]
    OtherHost,
    /// An endpoint that the data file does not have.
    #[error(
        "the data file has no such endpoint, so that no key is expected of it; give `--roots`, or \
         `--endpoints` with the file that the run went by"
    )]
    NoEndpoint,
    /// A host that is none.
    #[error("its host is no host name")]
    HostName,
    /// A challenge that the bundle does not answer; its own, in hex, cut.
    #[error("it answers another challenge, `{0}` in hex")]
    OtherChallenge(String),
    /// A bundle that answers no challenge, though one was given.
    #[error("it answers no challenge")]
    NoChallenge,
    /// An id of another length.
    #[error("the run's id has not 16 bytes")]
    RunId,
    /// A date in the future, by so many seconds.
    #[error("it is dated {0} s after this machine's clock")]
    Future(i64),
    /// A block of a PEM file.
    #[error("certificate {number}: {why}")]
    Pem {
        /// Counted from one.
        number: usize,
        /// What is wrong with it.
        why: PemFault,
    },
    /// A file without a certificate.
    #[error("it holds no certificate; give CA certificates in PEM")]
    NoRoots,
    /// A bundle of more files than one may have.
    #[error("{0} files; no more than {1} fit into a bundle")]
    TooManyFiles(usize, usize),
    /// A name or a size that the format has no room for.
    #[error("{0}")]
    NoRoom(&'static str),
    /// A file name that no bundle has; escaped.
    #[error("`{0}` is no name of a bundle")]
    FileName(String),
    /// A file that the document names and the bundle lacks; escaped.
    #[error("the file `{0}` is missing")]
    FileMissing(String),
    /// A file that the document does not name.
    #[error("nothing names the file `{0}`")]
    FileUnnamed(String),
    /// A probe with more than verifying it is worth.
    #[error("a probe has more than {0} walks or files")]
    TooManyWalks(usize),
    /// Records that belong to two handshakes.
    #[error("two handshakes have the records `{0}`")]
    SharedRecords(String),
    /// Records that are larger than any handshake.
    #[error("the records `{0}` are larger than 512 KiB")]
    LargeRecords(String),
    /// A format that is not read here.
    #[error("format {found}; this program reads format {read}")]
    Format {
        /// The bundle's.
        found: u32,
        /// This program's.
        read: u32,
    },
    /// A document that does not parse; the parser's words, escaped and cut.
    #[error("{0}")]
    Document(String),
    /// A document in another form than this program's.
    #[error("it is not written as this program writes JSON")]
    OtherForm,
}

/// What is wrong with a block of a PEM file.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum PemFault {
    /// It is not PEM; the parser's words.
    #[error("{0}")]
    Syntax(String),
    /// It is something else; its label, escaped.
    #[error("it is a `{0}`; give certificates only")]
    Label(String),
    /// It is no certificate.
    #[error(transparent)]
    Certificate(CertificateError),
}

impl Fault {
    /// A fault of what one side sent.
    pub(super) fn sent(side: &'static str) -> impl Fn(Self) -> Self + Copy {
        move |fault| Self::Sent {
            side,
            fault: Box::new(fault),
        }
    }
}

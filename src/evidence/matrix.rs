//! The inspection matrix: handshakes in other shapes than the ordinary one, made after the first
//! results are frozen. No request is sent in them.

use serde::{Deserialize, Serialize};

use super::attempt::Attempt;
use crate::catalogue::TlsVersion;
use crate::text::bytes::Blob;

/// What the matrix saw of one probe.
#[derive(Debug, Clone, Default, PartialEq, Serialize, Deserialize)]
pub struct Matrix {
    /// The handshakes, in the order in which they were planned. Their times are milliseconds since
    /// the matrix of the whole run began, and their own lists of certificates are empty: see
    /// [`Cell::chain`].
    pub cells: Vec<Cell>,
    /// Every chain that was presented, once.
    pub chains: Vec<Vec<Blob>>,
    /// Handshakes that were planned and not made.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub left_out: Vec<CellsLeftOut>,
}

/// One handshake.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Cell {
    /// The hop's URL without credentials; null is the direct way.
    pub via: Option<String>,
    /// What its hello was like.
    pub hello: Hello,
    /// Which attempt of this kind it was, counted from one.
    pub nth: u32,
    /// What it saw.
    pub attempt: Attempt,
    /// Which of the matrix's chains was presented; null where none was.
    pub chain: Option<u32>,
}

/// A hello, as far as the matrix varies it.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Hello {
    /// The only version it offers.
    pub version: TlsVersion,
    /// How large it is.
    pub size: Size,
    /// Whom it names.
    pub name: Naming,
}

/// The size of a hello. Only TLS 1.3 carries key shares, so only there can it be large.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Size {
    /// No post-quantum group: some 240 bytes, one packet.
    Small,
    /// With a post-quantum key share (X25519MLKEM768): some 1,500 bytes, two packets.
    PostQuantum,
}

/// The server name of a hello.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Naming {
    /// The probe's own host.
    Asked,
    /// Another host of the data file that has the same address in this run.
    Other(String),
    /// No server name is sent.
    Nobody,
}

/// Handshakes that were not made.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
pub struct CellsLeftOut {
    /// The number of handshakes that were not made.
    pub cells: u32,
    /// What kept them from being made.
    pub why: WhyLeftOut,
}

/// Why handshakes were not made.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum WhyLeftOut {
    /// There would have been more than a run makes.
    TooMany,
    /// The run's deadline came first.
    GaveUp,
    /// The user stopped the run.
    Interrupted,
    /// The program broke.
    Crashed,
}

impl Matrix {
    /// Takes in a handshake. Its chain is kept once, however often it is presented.
    pub fn add(&mut self, mut cell: Cell) {
        let seen = cell.attempt.handshake.as_mut().map(|step| &mut step.seen);
        let chain = seen.map(|seen| std::mem::take(&mut seen.chain));
        let chain = chain.filter(|chain| !chain.is_empty());
        cell.chain = chain.and_then(|chain| u32::try_from(self.place_of(chain)).ok());
        self.cells.push(cell);
    }

    /// Notes a handshake that was not made.
    pub fn leave_out(&mut self, why: WhyLeftOut) {
        match self.left_out.iter_mut().find(|known| known.why == why) {
            Some(known) => known.cells += 1,
            None => self.left_out.push(CellsLeftOut { cells: 1, why }),
        }
    }

    /// The certificates that a cell was shown, leaf first; none where it was shown none.
    #[must_use]
    pub fn chain_of(&self, cell: &Cell) -> &[Blob] {
        let place = cell.chain.and_then(|place| usize::try_from(place).ok());
        let chain = place.and_then(|place| self.chains.get(place));
        chain.map_or(&[], Vec::as_slice)
    }

    fn place_of(&mut self, chain: Vec<Blob>) -> usize {
        let known = self.chains.iter().position(|known| *known == chain);
        known.unwrap_or_else(|| {
            self.chains.push(chain);
            self.chains.len() - 1
        })
    }
}

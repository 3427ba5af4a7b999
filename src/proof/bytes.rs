//! Foreign bytes, taken from the front: whoever takes too many gets nothing.

/// What is left to read.
#[derive(Debug, Clone, Copy)]
pub(super) struct Bytes<'a> {
    all: &'a [u8],
    at: usize,
}

impl<'a> Bytes<'a> {
    pub(super) fn new(all: &'a [u8]) -> Self {
        Self { all, at: 0 }
    }

    /// How many were taken.
    pub(super) fn position(&self) -> usize {
        self.at
    }

    pub(super) fn rest(&self) -> &'a [u8] {
        &self.all[self.at..]
    }

    pub(super) fn is_empty(&self) -> bool {
        self.rest().is_empty()
    }

    pub(super) fn begins_with(&self, head: &[u8]) -> bool {
        self.rest().starts_with(head)
    }

    pub(super) fn take(&mut self, many: usize) -> Option<&'a [u8]> {
        let taken = self.rest().get(..many)?;
        self.at += many;
        Some(taken)
    }

    pub(super) fn array<const N: usize>(&mut self) -> Option<[u8; N]> {
        self.take(N)?.try_into().ok()
    }

    pub(super) fn u8(&mut self) -> Option<u8> {
        self.array().map(|[byte]| byte)
    }

    pub(super) fn u16(&mut self) -> Option<u16> {
        self.array().map(u16::from_be_bytes)
    }

    pub(super) fn u24(&mut self) -> Option<usize> {
        let [a, b, c] = self.array()?;
        usize::try_from(u32::from_be_bytes([0, a, b, c])).ok()
    }

    /// A vector behind its length in one byte (RFC 8446, 3.4).
    pub(super) fn vec8(&mut self) -> Option<Self> {
        let many = self.u8()?;
        self.take(many.into()).map(Bytes::new)
    }

    /// A vector behind its length in two bytes.
    pub(super) fn vec16(&mut self) -> Option<Self> {
        let many = self.u16()?;
        self.take(many.into()).map(Bytes::new)
    }

    /// A vector behind its length in three bytes.
    pub(super) fn vec24(&mut self) -> Option<Self> {
        let many = self.u24()?;
        self.take(many).map(Bytes::new)
    }
}

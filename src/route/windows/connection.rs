//! The bytes that Windows keeps a connection's proxy settings in, read as .NET reads them
//! (microsoft/referencesource, `_RegBlobWebProxyDataBuilder.cs`). Refuses nothing: what ends early
//! says what it says until there.

/// `PROXY_TYPE_PROXY`: the static proxy is used.
const STATIC: u32 = 2;
/// `PROXY_TYPE_AUTO_PROXY_URL`: the script is used.
const SCRIPT: u32 = 4;
/// `PROXY_TYPE_AUTO_DETECT`: a script is looked for.
const DETECT: u32 = 8;

/// The smallest first number of a blob that .NET reads (`IE50StrucSize`).
const LEAST_VERSION: u32 = 60;

/// `DefaultConnectionSettings` or `WinHttpSettings`: a size or version, a counter of changes, flags, then
/// three texts, each behind its length. What follows these is not read.
#[derive(Clone, PartialEq, Eq)]
pub(super) struct Connection {
    pub(super) version: u32,
    pub(super) flags: u32,
    pub(super) server: String,
    pub(super) overrides: String,
    pub(super) script: String,
}

impl Connection {
    pub(super) fn parse(blob: &[u8]) -> Self {
        let mut rest = blob;
        let version = number(&mut rest);
        let _counter = number(&mut rest);
        let flags = number(&mut rest);
        Self {
            version,
            flags,
            server: text(&mut rest),
            overrides: text(&mut rest),
            script: text(&mut rest),
        }
    }

    /// Does .NET read it? What it does not read it takes for automatic detection.
    pub(super) fn is_read_by_dotnet(&self) -> bool {
        self.version >= LEAST_VERSION
    }

    pub(super) fn uses_static(&self) -> bool {
        self.flags & STATIC != 0
    }

    pub(super) fn uses_script(&self) -> bool {
        self.flags & SCRIPT != 0
    }

    pub(super) fn detects(&self) -> bool {
        self.flags & DETECT != 0
    }
}

/// Nought, and nothing read, where fewer than four bytes are left (`ReadInt32`).
fn number(rest: &mut &[u8]) -> u32 {
    let Some((head, tail)) = rest.split_first_chunk::<4>() else {
        return 0;
    };
    *rest = tail;
    u32::from_le_bytes(*head)
}

/// At most what is left; a length with the highest bit set is a negative one and holds nothing
/// (`ReadString`).
fn text(rest: &mut &[u8]) -> String {
    let length = number(rest);
    let length = i32::try_from(length).map_or(0, |_| length as usize);
    let (head, tail) = rest.split_at(length.min(rest.len()));
    *rest = tail;
    String::from_utf8_lossy(head).into_owned()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn blob(version: u32, flags: u32, texts: &[&str]) -> Vec<u8> {
        let mut blob = Vec::new();
        for number in [version, 5, flags] {
            blob.extend(number.to_le_bytes());
        }
        for text in texts {
            blob.extend(u32::try_from(text.len()).unwrap().to_le_bytes());
            blob.extend(text.bytes());
        }
        blob.extend([0; 32]);
        blob
    }

    #[test]
    fn a_blob_holds_a_version_flags_and_three_texts() {
        let read = Connection::parse(&blob(70, 15, &["a:1", "<local>", "http://w/p.pac"]));
        assert_eq!((read.version, read.flags), (70, 15));
        assert_eq!((&*read.server, &*read.overrides), ("a:1", "<local>"));
        assert_eq!(read.script, "http://w/p.pac");
        assert!(read.is_read_by_dotnet());
        assert!(!Connection::parse(&blob(40, 15, &[])).is_read_by_dotnet());
    }

    #[test]
    fn a_blob_that_ends_early_or_lies_about_lengths_is_read_until_there() {
        let whole = blob(70, 3, &["proxy:8080", "x;y"]);
        for length in 0..whole.len() {
            let _ = Connection::parse(&whole[..length]);
        }
        assert_eq!(Connection::parse(&whole[..20]).server, "prox");
        let mut lie = blob(70, 3, &["a"]);
        lie[12..16].copy_from_slice(&0x7fff_ffff_u32.to_le_bytes());
        assert!(Connection::parse(&lie).server.starts_with('a'));
        lie[12..16].copy_from_slice(&u32::MAX.to_le_bytes());
        assert_eq!(Connection::parse(&lie).server, "");
    }
}

//! The raw records of a handshake from anywhere, and a secret that may read them.

#![no_main]

use clearway::proof::transcript;
use clearway_fuzz::harmless;
use libfuzzer_sys::fuzz_target;

fuzz_target!(|bytes: &[u8]| {
    let (client, rest) = part(bytes);
    let (server, secret) = part(rest);
    for secret in [None, Some(secret)] {
        match transcript::read(client, server, secret) {
            Err(why) => harmless(&why.to_string()),
            Ok(read) => assert!(read.version == 0x0303 || read.version == 0x0304),
        }
    }
});

/// The first bytes, behind their length in two bytes; and the rest.
fn part(bytes: &[u8]) -> (&[u8], &[u8]) {
    let Some((length, rest)) = bytes.split_first_chunk() else {
        return (&[], &[]);
    };
    let length = usize::from(u16::from_be_bytes(*length));
    rest.split_at(length.min(rest.len()))
}

//! A hop that answers what it likes, to CONNECT, to a whole address, to SOCKS and to TLS with itself;
//! then perhaps TLS.

#![no_main]

use clearway::catalogue::Content;
use clearway_fuzz::{Stranger, judge, probe};
use libfuzzer_sys::fuzz_target;

fuzz_target!(|input: &[u8]| {
    let Some((mood, says)) = input.split_first() else {
        return;
    };
    let scheme = ["http", "socks5h", "socks4a", "https"][usize::from(mood >> 1 & 3)];
    let hop = format!("{scheme}://user:secret@192.0.2.80:3128");
    let hop = hop.parse().expect("a hop");
    let via = format!("{scheme}://192.0.2.80:3128");
    for (id, content) in [
        ("management-azure", Content::Any),
        ("crl3-digicert", Content::Crl),
    ] {
        let probe = probe(id, content);
        let evidence = Stranger::saying(says, mood & 1 == 0).meets(&probe, Some(&hop));
        judge(&probe, Some(&via), &evidence);
    }
});

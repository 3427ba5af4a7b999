//! A hop that answers what it likes, to CONNECT and to a whole address; then perhaps TLS.

#![no_main]

use clearway::catalogue::Content;
use clearway_fuzz::{Stranger, judge, probe};
use libfuzzer_sys::fuzz_target;

fuzz_target!(|input: &[u8]| {
    let Some((mood, says)) = input.split_first() else {
        return;
    };
    let hop = "http://user:secret@192.0.2.80:3128".parse().expect("a hop");
    for (id, content) in [
        ("management-azure", Content::Any),
        ("crl3-digicert", Content::Crl),
    ] {
        let probe = probe(id, content);
        let evidence = Stranger::saying(says, mood & 1 == 0).meets(&probe, Some(&hop));
        judge(&probe, Some("http://192.0.2.80:3128"), &evidence);
    }
});

//! A body from anywhere: what it is, and whether that was wanted.

#![no_main]

use clearway::catalogue::Content;
use clearway_fuzz::{Stranger, judge, probe};
use libfuzzer_sys::fuzz_target;

fuzz_target!(|input: &[u8]| {
    let Some((mood, body)) = input.split_first() else {
        return;
    };
    let kind = ["text/html", "application/pkix-crl", "a/b; charset=x", ""][usize::from(mood & 3)];
    // None, or one that is seldom true.
    let length = ["", "Content-Length: 4096\r\n"][usize::from(mood >> 2 & 1)];
    let head =
        format!("HTTP/1.1 200 OK\r\nContent-Type: {kind}\r\n{length}Connection: close\r\n\r\n");
    let says = [head.as_bytes(), body].concat();
    let mut probe = probe("crl3-digicert", Content::Crl);
    probe.host = "192.0.2.1".to_owned();
    let evidence = Stranger::saying(&says, true).meets(&probe, None);
    for &content in Content::ALL {
        probe.content = content;
        judge(&probe, None, &evidence);
    }
});

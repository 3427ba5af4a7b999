//! Certificates, a proof and a staple from anywhere, judged by the built-in file.

#![no_main]

use clearway::catalogue::Content;
use clearway::judge::chain::{keys_named, roots_that_complete};
use clearway_fuzz::{handshake, judge, policy, probe};
use libfuzzer_sys::fuzz_target;

fuzz_target!(|bytes: &[u8]| {
    let evidence = handshake::evidence(bytes);
    let chain = &evidence.attempts[0]
        .handshake
        .as_ref()
        .expect("it was put there")
        .seen
        .chain;
    let policy = policy(chain);
    let _ = roots_that_complete(std::slice::from_ref(chain), chain, policy.signatures);
    let _ = keys_named(&policy, chain.first().map_or(&[], |leaf| &leaf[..]));
    judge(&probe("management-azure", Content::Any), None, &evidence);
});

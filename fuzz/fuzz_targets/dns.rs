//! A name server that answers what it likes: the walk ends, and its record can be judged.

#![no_main]

use clearway::catalogue::Content;
use clearway::evidence::dns::{MOST_LINKS, RecordType};
use clearway_fuzz::{Stranger, judge, probe};
use libfuzzer_sys::fuzz_target;

fuzz_target!(|answers: &[u8]| {
    let probe = probe("crl3-digicert", Content::Crl);
    let evidence = Stranger::answering(answers).meets(&probe, None);
    let seen = &evidence
        .resolve
        .as_ref()
        .expect("a name was asked for")
        .seen;
    for question in &seen.questions {
        for rtype in [RecordType::A, RecordType::Aaaa, RecordType::Cname] {
            let chain = seen.chain(question.server, &question.name, rtype);
            assert!(chain.links.len() <= MOST_LINKS);
        }
    }
    judge(&probe, None, &evidence);
});

//! A bundle of proofs from anywhere; and what `proof.json` may say with digests that fit.

#![no_main]

use std::sync::LazyLock;

use clearway::proof::{Bundle, Document, Expected, Terms, verify};
use clearway::report::command::verify;
use clearway_fuzz::{CATALOGUE, NOW, harmless};
use libfuzzer_sys::fuzz_target;

static SOUND: LazyLock<Bundle> = LazyLock::new(|| {
    let bytes = include_bytes!("../../tests/proof/genuine-tls13.zip");
    Bundle::read(bytes).expect("the tests' vector is a bundle")
});

static EXPECTED: LazyLock<[Expected; 2]> = LazyLock::new(|| {
    let roots = include_bytes!("../../tests/proof/roots.pem");
    [
        Expected::of_pem(roots).expect("the tests' roots are PEM"),
        Expected::File(Box::new(CATALOGUE.clone())),
    ]
});

fuzz_target!(|bytes: &[u8]| {
    holds(bytes);
    if let Ok(document) = serde_json::from_slice::<Document>(bytes) {
        let mut bundle = SOUND.clone();
        bundle.document = document;
        if let Ok(bytes) = bundle.write() {
            holds(&bytes);
        }
    }
});

/// Whatever is read is written again to the last byte, and what is said of it can be shown.
fn holds(bytes: &[u8]) {
    for expected in EXPECTED.iter() {
        let terms = Terms {
            expected,
            challenge: None,
            now_unix: NOW,
        };
        match verify(bytes, &terms) {
            Err(damage) => return harmless(&damage.to_string()),
            Ok(all) => {
                let again = Bundle::read(bytes).and_then(|bundle| Ok(bundle.write()));
                assert_eq!(again, Ok(Ok(bytes.to_vec())));
                harmless(&verify::human(&all, 80));
                harmless(&verify::json(&all));
            }
        }
    }
}

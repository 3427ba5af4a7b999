//! A data file from anywhere: an error that can be shown, or a plan and its lists.

#![no_main]

use std::path::Path;

use clearway::catalogue::{Catalogue, Cloud};
use clearway::plan::{Selection, plan};
use clearway::report::command::list;
use clearway_fuzz::harmless;
use libfuzzer_sys::fuzz_target;

const CERTIFICATE: &[u8] = include_bytes!("../../tests/certs/microsoft_tls_rsa_root_g2.pem");

fuzz_target!(|bytes: &[u8]| {
    let read = |_: &Path| Ok(CERTIFICATE.to_vec());
    let catalogue = match Catalogue::parse(bytes, Path::new("endpoints.toml"), &read) {
        Ok(catalogue) => catalogue,
        Err(why) => return harmless(&why.to_string()),
    };
    for &cloud in Cloud::ALL {
        let tenant = Some("01234567-89ab-cdef-0123-456789abcdef".to_owned());
        match plan(
            &catalogue,
            &Selection {
                cloud,
                tenant,
                ..Selection::default()
            },
        ) {
            Ok(plan) => {
                harmless(&list::human(&catalogue, &plan, 80, "2030-01-01"));
                let _ = list::json(&catalogue, &plan, "2030-01-01").to_string();
            }
            Err(why) => harmless(&why.to_string()),
        }
    }
});

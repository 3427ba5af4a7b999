//! A saved report from anywhere: read, judged again, and written in every format.

#![no_main]

use clearway::plan::plan;
use clearway::report::format::json;
use clearway::report::{Format, Report, Style, write};
use clearway::run::judge_again;
use clearway_fuzz::{harmless, tree};
use libfuzzer_sys::{fuzz_mutator, fuzz_target};

fuzz_mutator!(|data: &mut [u8], size: usize, max_size: usize, seed: u32| {
    tree::mutate(data, size, max_size, seed)
});

fuzz_target!(|bytes: &[u8]| {
    let saved = match json::read(&String::from_utf8_lossy(bytes)) {
        Ok(saved) => saved,
        Err(why) => return harmless(&why.to_string()),
    };
    in_every_format(&saved);
    let catalogue = saved.endpoints_file.clone();
    match plan(&catalogue, &saved.run.selection) {
        Ok(plan) => in_every_format(&judge_again(saved, catalogue, &plan)),
        Err(why) => harmless(&why.to_string()),
    }
});

fn in_every_format(report: &Report) {
    let ascii = Style {
        ascii: true,
        width: 100,
        ..Style::default()
    };
    for &format in Format::ALL {
        let text = write(report, format, &Style::default());
        harmless(&match format {
            Format::Csv => plain(&text),
            _ => text,
        });
    }
    assert!(write(report, Format::Human, &ascii).is_ascii());
    assert_eq!(json::read(&json::write(report)).as_ref(), Ok(report));
}

/// A table without its mark, which spreadsheets want, and with lines that end as ours do: CSV's end with both
/// characters (RFC 4180, 2).
fn plain(csv: &str) -> String {
    let table = csv
        .strip_prefix('\u{feff}')
        .expect("a CSV begins with its mark");
    table.replace("\r\n", "\n")
}

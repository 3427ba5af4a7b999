//! Where, when and how this was measured, and what was not seen, as a list.

use std::fmt::{self, Write};

use super::span::{code, prose, several};
use crate::report::amounts::{counted, duration};
use crate::report::view::data_file::{address_files, review_date};
use crate::report::view::{Origin, Summary, View};

/// Writes it under a heading of its own.
pub(super) fn write(view: &View<'_>, to: &mut String) -> fmt::Result {
    let (report, origin) = (view.report, &view.origin);
    let (run, file) = (&report.run, &report.endpoints_file);
    let took = duration(run.took_ms);
    let checked = counted(report.endpoints.len(), "endpoint", "endpoints");
    writeln!(to, "\n### Run\n")?;
    writeln!(
        to,
        "- began {}, took {took}, on {}",
        code(&run.started),
        code(&origin.system)
    )?;
    if let Some(text) = measured_by(origin) {
        writeln!(to, "- {text}")?;
    }
    writeln!(
        to,
        "- by {} {}",
        code(&report.tool.name),
        code(&report.tool.version)
    )?;
    writeln!(
        to,
        "- {checked} of {}, {}, sha256 {}",
        code(&file.product),
        code(&review_date(file, &run.started)),
        code(&file.sha256)
    )?;
    for (label, lines) in sentences(&view.summary) {
        for line in lines {
            writeln!(to, "- {label}{}", prose(line))?;
        }
    }
    for line in address_files(file, run.selection.cloud) {
        writeln!(to, "- addresses by {}", code(&line))?;
    }
    let name_servers = several(&origin.name_servers);
    writeln!(to, "- name servers: {}", none_or(name_servers))
}

/// The machine, the user and the addresses, as far as they are known.
fn measured_by(origin: &Origin) -> Option<String> {
    let parts = [
        ("label", origin.label.as_deref().map(code)),
        ("on machine", origin.machine.as_deref().map(code)),
        ("as", origin.user.as_deref().map(code)),
        ("from", Some(several(&origin.source_addresses))),
        ("bound to", origin.bound_to.as_deref().map(code)),
    ];
    let parts = parts.into_iter().filter_map(|(label, value)| {
        let value = value.filter(|value| !value.is_empty())?;
        Some(format!("{label} {value}"))
    });
    let parts: Vec<_> = parts.collect();
    (!parts.is_empty()).then(|| parts.join(", "))
}

/// What else is known of the run, with what is written before it.
fn sentences(summary: &Summary) -> [(&'static str, &[String]); 14] {
    [
        ("", summary.wildcards.as_slice()),
        ("checked: ", std::slice::from_ref(&summary.selection)),
        ("warning: ", summary.old_data.as_slice()),
        ("redacted: ", summary.redacted.as_slice()),
        ("not asked: ", &summary.left_out),
        ("not measured: ", &summary.not_measured),
        ("TLS: ", &summary.inspection),
        ("matrix: ", summary.matrix.as_slice()),
        ("route: ", &summary.routes),
        ("direct route: ", summary.direct_route.as_slice()),
        ("route of Windows itself: ", summary.system_route.as_slice()),
        ("idle connections: ", summary.held.as_slice()),
        ("account: ", summary.account.as_slice()),
        ("DNS: ", &summary.name_servers),
    ]
}

fn none_or(text: String) -> String {
    if text.is_empty() {
        "none".to_owned()
    } else {
        text
    }
}

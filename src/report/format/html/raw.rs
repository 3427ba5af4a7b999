//! What was seen of a sample, as it stands in the JSON report, long texts cut.

use serde_json::Value;

use crate::report::format::json;
use crate::report::format::markup::Markup;
use crate::report::model::ProbeReport;

/// Longer texts of the evidence are cut here; whole they stand in the JSON report.
const LONGEST_TEXT: usize = 4_096;

/// Writes it, folded.
pub(super) fn write(probe: &ProbeReport, to: &mut Markup) {
    let mut value = serde_json::to_value(probe).expect("every key is a string");
    shorten(&mut value);
    to.literal("\n")
        .element("details", &[("class", "raw")], |details| {
            details.literal("<summary>Raw evidence</summary>\n");
            let label = format!("Raw evidence of {}", probe.probe.host);
            let attributes = [
                ("tabindex", "0"),
                ("role", "region"),
                ("aria-label", &*label),
            ];
            details.element("pre", &attributes, |pre| {
                pre.lines(&json::pretty(&value));
            });
        });
}

fn shorten(value: &mut Value) {
    match value {
        Value::String(text) if text.len() > LONGEST_TEXT => {
            let cut: String = text.chars().take(64).collect();
            *text = format!(
                "{cut}… ({} characters in the JSON report)",
                text.chars().count()
            );
        }
        Value::Array(all) => all.iter_mut().for_each(shorten),
        Value::Object(all) => all.values_mut().for_each(shorten),
        _ => {}
    }
}

//! The rules for programs.

use serde_json::{Value, json};

use super::rule::{Rule, RuleSet};
use crate::report::format::json::pretty;
use crate::report::view::old_data;

pub(super) fn write(rules: &RuleSet<'_>) -> String {
    let file = rules.catalogue;
    let files = file.addresses.as_ref().map(|addresses| &addresses.files);
    pretty(&json!({
        "warning": old_data(file, &rules.today),
        "format": crate::report::model::FORMAT,
        "endpoints_file": {
            "dated": file.dated,
            "sha256": file.sha256,
            "product": file.product,
        },
        "address_files": files.cloned().unwrap_or_default(),
        "cloud": rules.cloud,
        "rules": rules.all.iter().map(rule).collect::<Vec<_>>(),
    }))
}

fn rule(rule: &Rule<'_>) -> Value {
    let row = rule.row;
    json!({
        "id": row.id,
        "host": row.host,
        "port": row.port,
        "transport": "tcp",
        "scheme": row.scheme,
        "exempt_from_inspection": rule.exempt(),
        "need": row.need,
        "phase": row.phase,
        "purpose": row.purpose,
        "source": row.source,
        "ranges": rule.expected.names,
        "networks": rule.expected.networks,
        "unknown_ranges": rule.expected.unknown,
        "no_range": rule.no_range(),
    })
}

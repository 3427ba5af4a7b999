//! Findings of every code whose facts are whatever their schema allows, with given texts in every
//! string.

use clearway::finding::{Code, Finding, facts_schema};
use serde_json::{Map, Value, json};

/// A finding of this code. `choice` decides between the cases of its facts; `next` gives the texts.
pub(crate) fn finding(code: Code, choice: usize, next: &mut impl FnMut() -> String) -> Finding {
    let shape = shape(code);
    let facts = value(&shape, choice, next);
    let finding = json!({
        "code": code.id(),
        "severity": "fail",
        "address": "10.0.0.1:443",
        "name": next(),
        "facts": facts,
        "explained_by": null,
    });
    serde_json::from_value(finding).unwrap_or_else(|error| panic!("{code}: {error}: {facts}"))
}

/// A finding of this code, about no address and no name.
pub(crate) fn plain(code: Code) -> Finding {
    let plain = finding(code, 1, &mut || "text".to_owned());
    Finding {
        address: None,
        name: None,
        ..plain
    }
}

fn shape(code: Code) -> Value {
    let whole = facts_schema::facts();
    let all = whole["allOf"].as_array().expect("a list");
    let own = all
        .iter()
        .find(|one| one["if"]["properties"]["code"]["const"] == code.id());
    let own = own.unwrap_or_else(|| panic!("{code} has no facts"));
    own["then"]["properties"]["facts"].clone()
}

fn value(shape: &Value, choice: usize, next: &mut impl FnMut() -> String) -> Value {
    if let Some(constant) = shape.get("const") {
        return constant.clone();
    }
    for cases in ["oneOf", "anyOf", "enum"] {
        if let Some(cases) = shape.get(cases).and_then(Value::as_array) {
            let case = &cases[choice % cases.len()];
            let plain = shape.get("enum").is_some();
            let own = if plain {
                case.clone()
            } else {
                value(case, choice / cases.len(), next)
            };
            return with_fields(own, shape, choice, next);
        }
    }
    let kind = match &shape["type"] {
        Value::Array(kinds) => kinds[choice % kinds.len()].clone(),
        kind => kind.clone(),
    };
    match kind.as_str().unwrap_or("null") {
        "object" => with_fields(json!({}), shape, choice, next),
        "array" => array(shape, choice, next),
        "string" => json!(text(shape, next)),
        "integer" | "number" => number(shape, choice),
        "boolean" => json!(choice.is_multiple_of(2)),
        _ => Value::Null,
    }
}

fn with_fields(
    own: Value,
    shape: &Value,
    choice: usize,
    next: &mut impl FnMut() -> String,
) -> Value {
    let Some(fields) = shape.get("properties").and_then(Value::as_object) else {
        return own;
    };
    let mut all = own.as_object().cloned().unwrap_or_else(Map::new);
    for (name, field) in fields {
        all.insert(name.clone(), value(field, choice, next));
    }
    Value::Object(all)
}

fn array(shape: &Value, choice: usize, next: &mut impl FnMut() -> String) -> Value {
    if let Some(items) = shape.get("prefixItems").and_then(Value::as_array) {
        return items.iter().map(|item| value(item, choice, next)).collect();
    }
    let number = shape["minItems"].as_u64().unwrap_or(choice as u64 % 3);
    (0..number)
        .map(|_| value(&shape["items"], choice, next))
        .collect()
}

fn text(shape: &Value, next: &mut impl FnMut() -> String) -> String {
    match shape["format"].as_str() {
        Some("ip" | "ipv4") => "10.0.0.53".to_owned(),
        Some("socket") => "10.0.0.53:53".to_owned(),
        _ => next(),
    }
}

fn number(shape: &Value, choice: usize) -> Value {
    let numbers = [0, 1, 2, 200, 255];
    let least = shape["minimum"].as_u64().unwrap_or(0);
    json!(numbers[choice % numbers.len()].max(least))
}

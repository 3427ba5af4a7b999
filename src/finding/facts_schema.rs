//! The JSON schema of findings, as far as the types of their facts say it.

use serde_json::{Map, Value, json};

use super::shape::schema_of;
use super::{Across, Cause};

/// What holds for a finding beside its plain fields: for each code the shape of `facts`, and the shape
/// of `across` (JSON Schema, draft 2020-12).
#[must_use]
pub fn facts() -> Value {
    let by_code = Cause::schemas().into_iter().map(|(code, facts)| {
        json!({
            "if": { "properties": { "code": { "const": code.id() } } },
            "then": { "properties": { "facts": strict(facts) } }
        })
    });
    let across = json!({ "properties": { "across": strict(schema_of::<Across>()) } });
    json!({ "allOf": by_code.chain([across]).collect::<Vec<_>>() })
}

/// Objects with no other fields than those that are described.
fn strict(schema: Value) -> Value {
    match schema {
        Value::Object(fields) => {
            let described = fields.contains_key("properties");
            // A property may be called so, too.
            let is_name = |name: &str, value: &Value| name == "title" && value.is_string();
            let fields = fields.into_iter();
            let fields = fields.filter(|(name, value)| !is_name(name, value));
            let mut fields: Map<_, _> = fields.map(|(name, value)| (name, strict(value))).collect();
            if described {
                fields.insert("additionalProperties".to_owned(), json!(false));
            }
            describe_tags(&mut fields);
            Value::Object(fields)
        }
        Value::Array(items) => items.into_iter().map(strict).collect(),
        other => other,
    }
}

/// A property that tells its case from others has no description of its own: it gets that of its case.
fn describe_tags(case: &mut Map<String, Value>) {
    let of_case = case.get("description").and_then(Value::as_str);
    let of_case = of_case.unwrap_or("Which case it is.").to_owned();
    let properties = case.get_mut("properties").and_then(Value::as_object_mut);
    for property in properties.into_iter().flat_map(Map::values_mut) {
        if let Some(property) = property.as_object_mut() {
            let own = property.entry("description");
            own.or_insert_with(|| json!(of_case));
        }
    }
}

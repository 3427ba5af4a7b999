//! The schema says of every field what it is, and of every number in which unit.

use serde_json::{Map, Value};

/// The schema of reports.
fn schema() -> Value {
    serde_json::from_str(include_str!("../report.schema.json")).expect("it is JSON")
}

/// Calls for every property of every object of the schema, with the path to it. A condition (`if`) only
/// repeats one.
fn each_property(schema: &Value, path: &str, call: &mut impl FnMut(&str, &Value)) {
    match schema {
        Value::Object(keywords) => {
            if let Some(Value::Object(properties)) = keywords.get("properties") {
                for (name, property) in properties {
                    call(&format!("{path}/{name}"), property);
                }
            }
            for (keyword, below) in keywords.iter().filter(|(keyword, _)| *keyword != "if") {
                each_property(below, &format!("{path}/{keyword}"), call);
            }
        }
        Value::Array(items) => {
            for (at, below) in items.iter().enumerate() {
                each_property(below, &format!("{path}/{at}"), call);
            }
        }
        _ => {}
    }
}

fn description(property: &Value) -> &str {
    let text = property.get("description").and_then(Value::as_str);
    text.unwrap_or_default()
}

/// Is it a number by its own type, by that of its items, or by that of the definition it refers to?
fn is_number(whole: &Value, property: &Value) -> bool {
    let fields = property.as_object().cloned().unwrap_or_else(Map::new);
    let named = |word: &Value| matches!(word.as_str(), Some("integer" | "number"));
    let own = match fields.get("type") {
        Some(Value::Array(words)) => words.iter().any(named),
        Some(word) => named(word),
        None => false,
    };
    let referred = fields.get("$ref").and_then(Value::as_str);
    let referred = referred.and_then(|to| whole.pointer(to.strip_prefix('#')?));
    let below = fields.get("items").into_iter().chain(referred);
    own || below
        .into_iter()
        .any(|below| below.get("properties").is_none() && is_number(whole, below))
}

/// What a number is counted in: a unit, or what it counts, or the list it stands in.
const UNITS: [&str; 12] = [
    "milliseconds",
    "in ms",
    "seconds",
    "bytes",
    "bits",
    "how many",
    "number",
    "status",
    "port",
    "version",
    "line",
    "no more requests than",
];

#[test]
fn every_field_has_a_description() {
    let mut bare = Vec::new();
    let mut all = 0;
    each_property(&schema(), "", &mut |path, property| {
        all += 1;
        if description(property).is_empty() {
            bare.push(path.to_owned());
        }
    });
    assert!(all > 1000, "{all}");
    assert_eq!(bare, Vec::<String>::new());
}

#[test]
fn every_number_has_a_unit() {
    let whole = schema();
    let mut bare = Vec::new();
    each_property(&whole, "", &mut |path, property| {
        let text = description(property).to_lowercase();
        if is_number(&whole, property) && !UNITS.iter().any(|unit| text.contains(unit)) {
            bare.push(format!("{path}: {text}"));
        }
    });
    assert_eq!(bare, Vec::<String>::new());
}

/// A description is a sentence or two in plain words.
#[test]
fn descriptions_are_sentences() {
    each_property(&schema(), "", &mut |path, property| {
        let text = description(property);
        let first = text.chars().next().unwrap_or_default();
        assert!(
            first.is_uppercase() || "`0123456789".contains(first),
            "{path}: {text}"
        );
        assert!(text.ends_with(['.', '?', ')', '`']), "{path}: {text}");
    });
}

//! The JSON schema of single types.

use schemars::JsonSchema;
use schemars::generate::SchemaSettings;

/// An address with its port, as `10.0.0.1:443` or `[2001:db8::1]:443`.
#[derive(JsonSchema)]
#[schemars(inline, extend("format" = "socket", "pattern" = r"^(?:[0-9.]+|\[[0-9a-f:.]+(?:%[0-9]+)?\]):[0-9]{1,5}$"))]
pub(super) struct Socket(#[expect(dead_code, reason = "only its schema is used")] String);

/// A version of TLS, as `1.2`.
#[derive(JsonSchema)]
#[schemars(inline, extend("enum" = ["1.2", "1.3"]))]
pub(super) struct Version(#[expect(dead_code, reason = "only its schema is used")] String);

/// The JSON schema of one type (draft 2020-12), whole in itself.
pub(super) fn schema_of<T: JsonSchema>() -> serde_json::Value {
    let settings = SchemaSettings::draft2020_12().with(|settings| {
        settings.inline_subschemas = true;
        settings.meta_schema = None;
    });
    settings
        .into_generator()
        .into_root_schema_for::<T>()
        .to_value()
}

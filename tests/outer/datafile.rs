//! The data file of a world.

use base64::prelude::{BASE64_STANDARD, Engine as _};

const HEAD: &str = r#"format = 1
dated = "2026-11-22"
product = "The outer tier"
"#;

const OPERATOR: &str = r#"
[[issuer]]
id = "operator"
name = "The operator of the test's servers"
[[issuer.key]]
name = "Operator Root G2"
certificate = "root.pem"
"#;

const ISSUING_KEY: &str = r#"
[[issuer.key]]
name = "Operator Issuing CA 01"
certificate = "issuing.pem"
"#;

/// The whole file.
pub(crate) fn text(product: &[String], rows: &[String], knows_issuing_key: bool) -> String {
    let issuing = if knows_issuing_key { ISSUING_KEY } else { "" };
    let (product, rows) = (product.join("\n"), rows.join("\n"));
    format!("{HEAD}{product}\n{OPERATOR}{issuing}\n{rows}")
}

/// What `host` and `port` are called in it.
fn id(host: &str, port: u16) -> String {
    format!("{}-{port}", host.replace('.', "-"))
}

/// A host on 443 that the operator's key must sign for.
pub(crate) fn https_row(host: &str) -> String {
    format!(
        "[[endpoint]]\nid = \"{}\"\nhost = \"{host}\"\nport = 443\nscheme = \"https\"\n\
         issuers = [\"operator\"]\npurpose = \"Test\"\nsource = \"The test\"\n",
        id(host, 443)
    )
}

/// A wildcard on 443 with these samples.
pub(crate) fn wildcard_row(suffix: &str, samples: &[&str]) -> String {
    let row = https_row(suffix).replacen(
        &format!("host = \"{suffix}\""),
        &format!("host = \"*.{suffix}\""),
        1,
    );
    let sample = |host: &&str| format!("[[endpoint.sample]]\nhost = \"{host}\"\n");
    row + &samples.iter().map(sample).collect::<String>()
}

/// A path on port 80, and what must lie there.
pub(crate) fn http_row(host: &str, path: &str, method: &str, content: &str) -> String {
    format!(
        "[[endpoint]]\nid = \"{}\"\nhost = \"{host}\"\nport = 80\nscheme = \"http\"\n\
         purpose = \"Test\"\nsource = \"The test\"\n\
         [[endpoint.sample]]\npath = \"{path}\"\nmethod = \"{method}\"\ncontent = \"{content}\"\n",
        id(host, 80)
    )
}

/// An OCSP responder that is asked this by POST and by GET.
pub(crate) fn ocsp_row(host: &str, request: &[u8]) -> String {
    let request = BASE64_STANDARD.encode(request);
    let sample = |method: &str| {
        format!(
            "[[endpoint.sample]]\npath = \"/\"\nmethod = \"{method}\"\ncontent = \"ocsp\"\n\
             request = \"{request}\"\n"
        )
    };
    let post = http_row(host, "/", "POST", "ocsp");
    let row = post.split("[[endpoint.sample]]").next().unwrap_or_default();
    [row, &sample("POST"), &sample("GET")].concat()
}

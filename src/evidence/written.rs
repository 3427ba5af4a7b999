//! Numbers of protocols with their names beside them, in whatever is written. The names follow from the
//! numbers and are passed over by who reads.

use serde::{Serialize, Serializer};

use super::dns::{ExtendedError, Record, Reply};
use super::step::{Failure, FailureKind};
use super::tls::{Handshake, Proof};
use crate::text::bytes::Blob;
use crate::text::iana::{self, Name};

impl Serialize for Handshake {
    fn serialize<S: Serializer>(&self, to: S) -> Result<S::Ok, S::Error> {
        // A field that is new has to be written as well: none is left out by `..`.
        let Self {
            server_name,
            version,
            suite,
            group,
            alpn,
            chain,
            staple,
            proof,
            certificate_requested,
            renegotiation_requested,
            received,
            head,
            recording: _,
        } = self;
        NamedHandshake {
            server_name: server_name.as_deref(),
            version: *version,
            version_name: version.map(iana::tls_version),
            suite: *suite,
            suite_name: suite.map(iana::cipher_suite),
            group: *group,
            group_name: group.map(iana::group),
            alpn: alpn.as_deref(),
            chain,
            staple,
            proof: proof.as_ref(),
            certificate_requested: certificate_requested.then_some(true),
            renegotiation_requested: renegotiation_requested.then_some(true),
            received: *received,
            head,
        }
        .serialize(to)
    }
}

#[derive(Serialize)]
struct NamedHandshake<'a> {
    server_name: Option<&'a str>,
    version: Option<u16>,
    #[serde(skip_serializing_if = "Option::is_none")]
    version_name: Option<Name>,
    suite: Option<u16>,
    #[serde(skip_serializing_if = "Option::is_none")]
    suite_name: Option<Name>,
    group: Option<u16>,
    #[serde(skip_serializing_if = "Option::is_none")]
    group_name: Option<Name>,
    alpn: Option<&'a str>,
    chain: &'a [Blob],
    staple: &'a Blob,
    proof: Option<&'a Proof>,
    #[serde(skip_serializing_if = "Option::is_none")]
    certificate_requested: Option<bool>,
    #[serde(skip_serializing_if = "Option::is_none")]
    renegotiation_requested: Option<bool>,
    received: u64,
    head: &'a Blob,
}

impl Serialize for Proof {
    fn serialize<S: Serializer>(&self, to: S) -> Result<S::Ok, S::Error> {
        let Self {
            scheme,
            message,
            signature,
        } = self;
        NamedProof {
            scheme: *scheme,
            scheme_name: iana::signature_scheme(*scheme),
            message,
            signature,
        }
        .serialize(to)
    }
}

#[derive(Serialize)]
struct NamedProof<'a> {
    scheme: u16,
    scheme_name: Name,
    message: &'a Blob,
    signature: &'a Blob,
}

impl Serialize for Failure {
    fn serialize<S: Serializer>(&self, to: S) -> Result<S::Ok, S::Error> {
        let Self { kind, detail } = self;
        let alert_name = match kind {
            FailureKind::TlsAlert(number) => iana::alert(*number),
            _ => None,
        };
        NamedFailure {
            kind: *kind,
            alert_name,
            detail,
        }
        .serialize(to)
    }
}

#[derive(Serialize)]
struct NamedFailure<'a> {
    kind: FailureKind,
    #[serde(skip_serializing_if = "Option::is_none")]
    alert_name: Option<&'static str>,
    detail: &'a str,
}

impl Serialize for Reply {
    fn serialize<S: Serializer>(&self, to: S) -> Result<S::Ok, S::Error> {
        let Self {
            rcode,
            truncated,
            answers,
            zone,
            primary,
            authoritative,
            no_recursion,
            reasons,
            case_changed,
        } = self;
        NamedReply {
            rcode: *rcode,
            rcode_name: iana::response_code(*rcode),
            truncated: *truncated,
            answers,
            zone: zone.as_deref(),
            primary: primary.as_deref(),
            authoritative: authoritative.then_some(true),
            no_recursion: no_recursion.then_some(true),
            reasons,
            case_changed: case_changed.then_some(true),
        }
        .serialize(to)
    }
}

#[derive(Serialize)]
struct NamedReply<'a> {
    rcode: u16,
    #[serde(skip_serializing_if = "Option::is_none")]
    rcode_name: Option<&'static str>,
    truncated: bool,
    answers: &'a [Record],
    zone: Option<&'a str>,
    #[serde(skip_serializing_if = "Option::is_none")]
    primary: Option<&'a str>,
    #[serde(skip_serializing_if = "Option::is_none")]
    authoritative: Option<bool>,
    #[serde(skip_serializing_if = "Option::is_none")]
    no_recursion: Option<bool>,
    #[serde(skip_serializing_if = "<[ExtendedError]>::is_empty")]
    reasons: &'a [ExtendedError],
    #[serde(skip_serializing_if = "Option::is_none")]
    case_changed: Option<bool>,
}

impl Serialize for ExtendedError {
    fn serialize<S: Serializer>(&self, to: S) -> Result<S::Ok, S::Error> {
        let Self { code, text } = self;
        NamedReason {
            code: *code,
            code_name: iana::extended_error(*code),
            text,
        }
        .serialize(to)
    }
}

#[derive(Serialize)]
struct NamedReason<'a> {
    code: u16,
    #[serde(skip_serializing_if = "Option::is_none")]
    code_name: Option<&'static str>,
    #[serde(skip_serializing_if = "str::is_empty")]
    text: &'a str,
}

#[cfg(test)]
mod tests {
    use serde::de::DeserializeOwned;
    use serde_json::{Value, json};

    use super::*;

    /// As JSON; read back it is what it was, with the names and without.
    fn written<T: Serialize + DeserializeOwned + PartialEq + std::fmt::Debug>(seen: &T) -> Value {
        let value = serde_json::to_value(seen).unwrap();
        let mut bare = value.clone();
        let fields = bare.as_object_mut().unwrap();
        fields.retain(|name, _| !name.ends_with("_name") || name == "server_name");
        for read in [value.clone(), bare] {
            assert_eq!(&serde_json::from_value::<T>(read).unwrap(), seen);
        }
        value
    }

    #[test]
    fn a_handshake_has_the_names_of_what_was_negotiated() {
        let value = written(&Handshake {
            version: Some(0x0304),
            suite: Some(0x1301),
            group: Some(0xfefe),
            certificate_requested: true,
            proof: Some(Proof {
                scheme: 0x0804,
                message: Blob::default(),
                signature: Blob::default(),
            }),
            ..Handshake::default()
        });
        assert_eq!(value["version_name"], "TLS 1.3");
        assert_eq!(value["suite_name"], "TLS_AES_128_GCM_SHA256");
        assert_eq!(value["group_name"], "0xfefe");
        assert_eq!(value["proof"]["scheme_name"], "rsa_pss_rsae_sha256");
        assert_eq!(value["certificate_requested"], true);
        let none = written(&Handshake::default());
        let named = |name: &&String| name.ends_with("_name") && *name != "server_name";
        assert_eq!(none.as_object().unwrap().keys().filter(named).count(), 0);
    }

    #[test]
    fn an_alert_and_a_response_have_names() {
        let alert = written(&Failure {
            kind: FailureKind::TlsAlert(40),
            detail: "received fatal alert".to_owned(),
        });
        let expected = json!({
            "kind": { "tls-alert": 40 },
            "alert_name": "handshake_failure",
            "detail": "received fatal alert",
        });
        assert_eq!(alert, expected);
        let reply = written(&Reply {
            rcode: 3,
            reasons: vec![ExtendedError {
                code: 15,
                text: String::new(),
            }],
            ..Reply::default()
        });
        let expected = json!({
            "rcode": 3,
            "rcode_name": "NXDOMAIN",
            "truncated": false,
            "answers": [],
            "zone": null,
            "reasons": [{ "code": 15, "code_name": "blocked" }],
        });
        assert_eq!(reply, expected);
    }
}

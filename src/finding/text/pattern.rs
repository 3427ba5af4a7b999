//! What sets some handshakes apart, in words.

use crate::finding::cause::pattern::{Condition, Pattern};

/// For the end of a clause: "only with TLS 1.2", "now and then".
pub(super) fn when(pattern: &Pattern) -> String {
    match pattern {
        Pattern::Only { conditions } => {
            let all: Vec<String> = conditions.iter().map(condition).collect();
            format!("only {}", all.join(" and "))
        }
        Pattern::First { times: 1 } => "only the first time".to_owned(),
        Pattern::First { times } => format!("only the first {times} times"),
        Pattern::NowAndThen => "now and then".to_owned(),
    }
}

fn condition(condition: &Condition) -> String {
    match condition {
        Condition::TlsVersion { version } => format!("with TLS {version}"),
        Condition::OwnName => "with its own server name".to_owned(),
        Condition::OtherName { name } => format!("with the server name `{name}`"),
        Condition::NoName => "without a server name".to_owned(),
        Condition::SmallHello => "with a small client hello".to_owned(),
        Condition::PostQuantumHello => "with a post-quantum client hello".to_owned(),
        Condition::Ipv4 => "over IPv4".to_owned(),
        Condition::Ipv6 => "over IPv6".to_owned(),
        Condition::Direct => "on the direct route".to_owned(),
        Condition::Through { proxy } => format!("through proxy `{proxy}`"),
    }
}

//! This machine itself, in words.

use crate::finding::Place;
use crate::finding::cause::host::{ClockOff, MadeUpAddress, MadeUpBy};
use crate::finding::text::{Words, counted};

impl Words for ClockOff {
    fn conclusion(&self, _at: &Place<'_>) -> String {
        let off = span(self.ahead_s.unsigned_abs());
        let way = if self.ahead_s > 0 { "ahead" } else { "behind" };
        format!("The clock of this machine is {off} {way}")
    }

    fn evidence(&self, _at: &Place<'_>) -> Vec<String> {
        let servers = counted(self.servers, "server", "servers");
        vec![
            format!("By the median of the `Date` of {servers}, read inside genuine TLS"),
            "Certificates and tokens are judged by the clock of the machine that the agent runs on"
                .to_owned(),
        ]
    }

    fn remedy(&self, _at: &Place<'_>) -> String {
        "set the clock of this machine and let it follow a time server".to_owned()
    }
}

/// As people say it.
fn span(seconds: u64) -> String {
    let (number, one, many) = match seconds {
        0..120 => (seconds, "second", "seconds"),
        120..7200 => (seconds / 60, "minute", "minutes"),
        7200..172_800 => (seconds / 3600, "hour", "hours"),
        _ => (seconds / 86_400, "day", "days"),
    };
    counted(usize::try_from(number).unwrap_or(usize::MAX), one, many)
}

impl Words for MadeUpAddress {
    fn conclusion(&self, at: &Place<'_>) -> String {
        format!(
            "{} is answered with {}, an address that {} makes up, and nothing works there",
            at.host(),
            self.answer,
            client(self.client)
        )
    }

    fn evidence(&self, _at: &Place<'_>) -> Vec<String> {
        vec![if self.here {
            "The answer comes from this machine itself".to_owned()
        } else {
            "Nothing shows that such a client runs on this machine, so a name server gives it out"
                .to_owned()
        }]
    }

    fn remedy(&self, at: &Place<'_>) -> String {
        let (host, client) = (at.host(), client(self.client));
        if self.here {
            format!(
                "stop {client} on this machine, or exclude {host} from it: services cannot use it"
            )
        } else {
            format!("let the name servers answer {host} with its public addresses")
        }
    }
}

fn client(by: MadeUpBy) -> &'static str {
    match by {
        MadeUpBy::GlobalSecureAccess => "the Global Secure Access client",
        MadeUpBy::TunnelClient => "a tunnel client",
    }
}

//! Name servers and the system's resolver as a whole, in words.

use super::terms::{MOST_ADDRESSES, grounds, server, stop, the_server, upstreams};
use crate::finding::Place;
use crate::finding::cause::resolve::{
    Listed, NothingExternal, ServerAnswers, SystemFails, UdpBlocked, Unusable, UnusableServer,
};
use crate::finding::text::{Words, counted, list};

impl NothingExternal {
    fn named(&self) -> String {
        let all: Vec<String> = self.servers.iter().map(|one| server(one.server)).collect();
        list(&all, MOST_ADDRESSES)
    }
}

impl Words for NothingExternal {
    fn conclusion(&self, at: &Place<'_>) -> String {
        let none = if at.is_many() {
            "no name of the internet".to_owned()
        } else {
            format!("no name of the internet, {} included", at.host())
        };
        match self.servers.as_slice() {
            [only] => format!("{} resolves {none}", the_server(only.server)),
            _ => format!("The name servers of this machine resolve {none}"),
        }
    }

    fn evidence(&self, at: &Place<'_>) -> Vec<String> {
        let servers = self.servers.iter().take(MOST_ADDRESSES);
        servers.flat_map(|one| answers(one, at)).collect()
    }

    fn remedy(&self, _at: &Place<'_>) -> String {
        format!(
            "let {} resolve names of the internet for this machine, by a forwarder or by recursion, or give \
             this machine other name servers",
            self.named()
        )
    }
}

/// Everything that is known of one server's answers.
fn answers(one: &ServerAnswers, at: &Place<'_>) -> Vec<String> {
    let stops: Vec<String> = one.stops.iter().map(stop).collect();
    let asked = if at.is_many() { "each name" } else { "it" };
    let said = format!(
        "{} was asked for {asked}: {}",
        the_server(one.server),
        stops.join(" or ")
    );
    let rest = grounds(&one.grounds)
        .into_iter()
        .chain(upstreams(&one.upstreams));
    std::iter::once(said).chain(rest).collect()
}

impl Words for UdpBlocked {
    fn conclusion(&self, _at: &Place<'_>) -> String {
        format!(
            "{} answers over TCP and never over UDP",
            the_server(self.server)
        )
    }

    fn evidence(&self, _at: &Place<'_>) -> Vec<String> {
        let answered = counted(self.questions, "question", "questions");
        let system = if self.system_works {
            "This machine's own resolver resolves names all the same"
        } else {
            "This machine's own resolver asks over UDP and resolves hardly anything"
        };
        vec![
            format!("It answered {answered} over TCP and none over UDP"),
            system.to_owned(),
        ]
    }

    fn remedy(&self, _at: &Place<'_>) -> String {
        let port = self.server.port();
        if self.server.ip().is_loopback() {
            return format!(
                "let the resolver on this machine that listens on {} answer over UDP, beside TCP",
                self.server
            );
        }
        format!(
            "allow UDP port {port} from this machine to {}, beside TCP",
            server(self.server)
        )
    }
}

impl Words for SystemFails {
    fn conclusion(&self, _at: &Place<'_>) -> String {
        let names = counted(self.of, "name", "names");
        format!(
            "This machine's own resolver resolves {} of {names} that its name servers resolve",
            self.resolved
        )
    }

    fn evidence(&self, _at: &Place<'_>) -> Vec<String> {
        let words = self.words.as_ref();
        let words = words.map_or_else(
            || "It gave no answer in time".to_owned(),
            |words| format!("It answers {}", words.quoted()),
        );
        let first = self.first_server.as_ref().map(|first| {
            format!(
                "The first name server, {}, answers so, and a resolver then asks no other: {}",
                first.server.ip(),
                stop(&first.stop)
            )
        });
        let settings = self.settings.iter();
        let settings = settings.map(|one| format!("Its settings say {}", one.quoted()));
        let all = std::iter::once(words).chain(settings);
        all.chain(first).collect()
    }

    fn remedy(&self, _at: &Place<'_>) -> String {
        match &self.first_server {
            Some(first) => format!(
                "let {} resolve names of the internet, or take it off the first place of this machine's name \
                 servers",
                server(first.server)
            ),
            None => "correct the resolver settings of this machine (`/etc/resolv.conf` and `nsswitch.conf`, or \
                     the DNS client and its rules on Windows), until a lookup without clearway works"
                .to_owned(),
        }
    }
}

impl Words for UnusableServer {
    fn conclusion(&self, _at: &Place<'_>) -> String {
        let listed = counted(self.listed.len(), "name server", "name servers");
        format!("This machine's settings list {listed} that cannot be used")
    }

    fn evidence(&self, _at: &Place<'_>) -> Vec<String> {
        self.listed.iter().map(why).collect()
    }

    fn remedy(&self, _at: &Place<'_>) -> String {
        let all: Vec<String> = self.listed.iter().map(|one| one.server.quoted()).collect();
        format!(
            "correct or remove {} in the name servers of this machine",
            list(&all, MOST_ADDRESSES)
        )
    }
}

fn why(listed: &Listed) -> String {
    let why = match listed.why {
        Unusable::UnknownZone => "is link-local, and its interface is unknown on this machine",
        Unusable::NoAddress => "is not an IP address",
        Unusable::CarriageReturn => {
            "ends with a carriage return, so that the system does not understand it"
        }
    };
    format!("{} {why}", listed.server.quoted())
}

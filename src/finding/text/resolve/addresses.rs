//! Addresses that a name leads to, in words.

use super::terms::{MOST_ADDRESSES, addresses, the_server};
use crate::finding::Place;
use crate::finding::cause::resolve::{
    MadeUp, OutsideRange, PrivateAnswer, Rewritten, SystemAnswer, SystemDiffers, Translated,
};
use crate::finding::text::{Words, duration, names};

impl Words for PrivateAnswer {
    fn conclusion(&self, at: &Place<'_>) -> String {
        format!(
            "The answer for {} is {}, {}",
            at.host(),
            self.answer,
            self.kind
        )
    }

    fn evidence(&self, _at: &Place<'_>) -> Vec<String> {
        let genuine = "The certificate chain at this address is genuine, as behind a private link";
        vec![if self.genuine_there {
            genuine.to_owned()
        } else {
            "Nothing at this address proved to be the service".to_owned()
        }]
    }

    fn remedy(&self, at: &Place<'_>) -> String {
        let host = at.host();
        format!(
            "answer {host} with its public addresses, or confirm that a private endpoint is meant"
        )
    }
}

fn made_up(one: &MadeUp) -> String {
    let by = one
        .server
        .map_or_else(|| "This machine's own resolver".to_owned(), the_server);
    let given = addresses(&one.addresses);
    format!(
        "{by} answered `{}`, which does not exist, with {given}",
        one.name
    )
}

impl Words for Rewritten {
    fn conclusion(&self, at: &Place<'_>) -> String {
        match self.same_address {
            Some(address) => format!(
                "Names that do not exist get the same answer as {}: {address}",
                at.host()
            ),
            None if !self.under.is_empty() => format!(
                "Names that do not exist under {} are answered",
                names(&self.under, MOST_ADDRESSES)
            ),
            None => "Name servers answer names that do not exist".to_owned(),
        }
    }

    fn evidence(&self, _at: &Place<'_>) -> Vec<String> {
        let all = self.made_up.iter().map(made_up);
        let under = (self.same_address.is_some() && !self.under.is_empty())
            .then(|| format!("Made-up names under {} get it", names(&self.under, 6)));
        all.chain(under).collect()
    }

    fn remedy(&self, _at: &Place<'_>) -> String {
        "switch off the redirection of names that do not exist, on the name servers of this machine"
            .to_owned()
    }
}

impl Words for Translated {
    fn conclusion(&self, at: &Place<'_>) -> String {
        let (host, prefix) = (at.host(), &self.prefix);
        if self.dead {
            format!(
                "Name servers make IPv6 addresses for {host} out of its IPv4 ones, and no translator answers \
                 in {prefix}"
            )
        } else {
            format!("The IPv6 addresses of {host} are translations of its IPv4 ones, in {prefix}")
        }
    }

    fn evidence(&self, _at: &Place<'_>) -> Vec<String> {
        let embedded = "Each carries an IPv4 address behind this prefix (RFC 6052)";
        let dead = self
            .dead
            .then_some("No connection to such an address opened, and connections over IPv4 did");
        let all = std::iter::once(embedded).chain(dead);
        all.map(str::to_owned).collect()
    }

    fn remedy(&self, _at: &Place<'_>) -> String {
        let prefix = &self.prefix;
        if self.dead {
            format!(
                "switch off DNS64 on the name servers of this machine, or let {prefix} lead to a working NAT64"
            )
        } else {
            format!("nothing, as long as {prefix} is this network's own translator (NAT64)")
        }
    }
}

impl Words for OutsideRange {
    fn conclusion(&self, at: &Place<'_>) -> String {
        let endpoint = at.host();
        match at.address {
            Some(address) => {
                format!(
                    "{}, an address of {endpoint}, lies outside the expected ranges",
                    address.ip()
                )
            }
            None => format!("An address of {endpoint} lies outside the expected ranges"),
        }
    }

    fn evidence(&self, _at: &Place<'_>) -> Vec<String> {
        vec![format!(
            "Expected: {}",
            names(&self.expected, MOST_ADDRESSES)
        )]
    }

    fn remedy(&self, at: &Place<'_>) -> String {
        let host = at.host();
        format!(
            "compare the address of {host} with the service's published ranges, and correct the record \
             if it is a local one"
        )
    }
}

impl Words for SystemDiffers {
    fn conclusion(&self, at: &Place<'_>) -> String {
        let host = at.host();
        match &self.system {
            SystemAnswer::OtherAddresses { dead: true, .. } => format!(
                "This machine's own resolver gives addresses for {host} that do not work, and its name \
                 servers give others"
            ),
            SystemAnswer::OtherAddresses { dead: false, .. } => format!(
                "This machine's own resolver gives other addresses for {host} than its name servers"
            ),
            SystemAnswer::NoSuchName { .. }
            | SystemAnswer::TryAgain { .. }
            | SystemAnswer::NoAddress => format!(
                "This machine's own resolver does not resolve {host}, and its name servers do"
            ),
            SystemAnswer::Late { waited_ms } => format!(
                "No response from this machine's own resolver for {host} within {}, and one from its \
                 name servers",
                duration(*waited_ms)
            ),
        }
    }

    fn evidence(&self, _at: &Place<'_>) -> Vec<String> {
        let system = match &self.system {
            SystemAnswer::OtherAddresses { addresses: own, .. } => {
                format!("The own resolver gives {}", addresses(own))
            }
            SystemAnswer::NoSuchName { detail } => {
                format!(
                    "The own resolver says that there is no such name: {}",
                    detail.quoted()
                )
            }
            SystemAnswer::TryAgain { detail } => {
                format!("The own resolver says to try again: {}", detail.quoted())
            }
            SystemAnswer::NoAddress => "The own resolver gives no address".to_owned(),
            SystemAnswer::Late { .. } => "The own resolver gave no answer in time".to_owned(),
        };
        let servers = match self.servers_give.as_slice() {
            [] => "The name servers give none".to_owned(),
            some => format!("The name servers give {}", addresses(some)),
        };
        vec![system, servers]
    }

    fn remedy(&self, at: &Place<'_>) -> String {
        format!(
            "remove the hosts file entry or resolver rule for {} on this machine, or make it agree with \
             the name servers",
            at.host()
        )
    }
}

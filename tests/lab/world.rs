//! What there is: name servers, what is behind addresses, and what the operating system says.

use std::collections::BTreeMap;
use std::future::pending;
use std::net::{IpAddr, SocketAddr};
use std::sync::Arc;
use std::time::Duration;

use clearway::net::NoAddress;
use hickory_proto::op::ResponseCode;
use hickory_proto::rr::{Name, RData, RecordType};
use serde::Deserialize;
use tokio::time::sleep;

use super::dns::{Server, Tcp, Udp};
use super::web::Open;
use super::zone::{Said, Zone};

/// What becomes of a connection to an address.
#[derive(Debug, Clone, Deserialize)]
#[serde(untagged)]
pub(crate) enum At {
    Closed(Closed),
    Open(Box<Open>),
    /// One for each connection; the last one stays.
    Turns(Vec<At>),
}

impl At {
    /// What becomes of the connection of this number, counted from nought.
    pub(super) fn turn(&self, number: usize) -> &Self {
        match self {
            Self::Turns(turns) => turns
                .get(number)
                .or(turns.last())
                .expect("there is a turn")
                .turn(number),
            one => one,
        }
    }
}

/// Why a connection does not come about.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub(crate) enum Closed {
    Refused,
    Reset,
    Silent,
    Unreachable,
    /// ICMP "administratively prohibited", of the address' family.
    Prohibited,
    /// The system waits no longer.
    TimedOut,
    /// This machine has no file descriptor left.
    NoDescriptor,
    /// The program itself breaks.
    Panics,
}

/// What the operating system says of a name, where that is not what its first server says.
#[derive(Debug, Clone, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub(crate) enum SystemSays {
    Addresses(Vec<IpAddr>),
    NoSuchName,
    TryAgain,
    Failed,
    Never,
}

/// What there is.
#[derive(Debug, Default)]
pub(crate) struct World {
    pub(crate) servers: Vec<Arc<Server>>,
    pub(crate) at: BTreeMap<SocketAddr, At>,
    /// What is behind addresses that nobody has.
    pub(crate) anywhere: Option<At>,
    pub(crate) system: BTreeMap<String, SystemSays>,
    pub(crate) without_v4: bool,
    pub(crate) without_v6: bool,
}

impl World {
    pub(super) fn behind(&self, to: SocketAddr) -> Option<&At> {
        self.at.get(&to).or(self.anywhere.as_ref())
    }

    pub(super) fn server(&self, at: SocketAddr) -> Option<Arc<Server>> {
        self.servers.iter().find(|server| server.at == at).cloned()
    }

    /// The system asks its first name server and believes it.
    pub(super) async fn as_first_server_says(&self, name: &str) -> Result<Vec<IpAddr>, NoAddress> {
        let Some(server) = self.servers.first() else {
            return Err(NoAddress::NoSuchName("no name server".into()));
        };
        if matches!(server.udp, Udp::Silent | Udp::Refused) && server.tcp != Tcp::Answers {
            return pending().await;
        }
        addresses_in(&server.zone, name).await
    }

    /// What those are told who stand elsewhere: every server's records, without the moods.
    pub(super) async fn as_said_elsewhere(&self, name: &str) -> Result<Vec<IpAddr>, NoAddress> {
        let records = self
            .servers
            .iter()
            .flat_map(|server| server.zone.records.clone());
        let zone = Zone {
            records: records.collect(),
            follows: true,
            ..Zone::default()
        };
        addresses_in(&zone, name).await
    }
}

async fn addresses_in(zone: &Zone, name: &str) -> Result<Vec<IpAddr>, NoAddress> {
    let asked = Name::from_ascii(format!("{name}.")).expect("a name");
    let mut addresses = Vec::new();
    let mut after = Duration::ZERO;
    for kind in [RecordType::A, RecordType::AAAA] {
        let Said::Answer(answer) = zone.said(&asked, kind) else {
            return pending().await;
        };
        after = after.max(answer.after);
        match answer.code {
            ResponseCode::NoError | ResponseCode::NXDomain => {}
            code => return Err(NoAddress::TryAgain(code.to_string())),
        }
        addresses.extend(
            answer
                .records
                .iter()
                .filter_map(|record| match &record.data {
                    RData::A(a) => Some(IpAddr::V4(a.0)),
                    RData::AAAA(aaaa) => Some(IpAddr::V6(aaaa.0)),
                    _ => None,
                }),
        );
    }
    sleep(after).await;
    if addresses.is_empty() {
        return Err(NoAddress::NoSuchName("no such name".into()));
    }
    Ok(addresses)
}

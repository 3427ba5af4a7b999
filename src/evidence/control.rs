//! Experiments beside the main walk, each made because its outcome could change a finding.

use serde::{Deserialize, Serialize};

use super::attempt::Attempt;
use super::dns::Resolution;
use super::http2::Http2Greeting;
use super::matrix::Naming;
use super::step::Step;
use crate::catalogue::TlsVersion;
use crate::route::Route;
use crate::text::bytes::Blob;

/// An experiment beside the main walk.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case", tag = "kind")]
pub enum Control {
    /// A walk repeated after all the others had ended: did their number make it fail? Where a peer
    /// stays silent, which costs time, a few are repeated at once, each at another address.
    Retest {
        /// What it saw.
        attempt: Box<Attempt>,
    },
    /// A certificate that a chain lacks, fetched from where the certificate below it says that it
    /// lies (RFC 5280, 4.2.2.1).
    Issuer {
        /// The address, as it stands in the certificate.
        url: String,
        /// The way it took.
        route: Route,
        /// The host's name; behind a hop, the hop's.
        #[serde(default, skip_serializing_if = "Option::is_none")]
        resolve: Option<Box<Step<Resolution>>>,
        /// One walk for each address that was tried.
        attempts: Vec<Attempt>,
    },
    /// A connection to an address that nobody can have (RFC 5737; RFC 3849), on the probe's port: does
    /// something on the way accept whatever it is asked?
    UnassignedAddress {
        /// What it saw.
        attempt: Box<Attempt>,
    },
    /// A handshake at an address where one got no answer, under this server name; also under the
    /// same one again, since what comes and goes is no filter.
    ServerName {
        /// Whom it named.
        name: Naming,
        /// What it saw.
        attempt: Box<Attempt>,
    },
    /// A name under the row's wildcard that nobody can have: asked of the hop, or sent as the server
    /// name to an address of the probe.
    MadeUpName {
        /// The name.
        host: String,
        /// What it saw.
        attempt: Box<Attempt>,
    },
    /// A host that nobody can have, asked for over plain HTTP at an address of the probe, or of its hop:
    /// whoever gives it the same answer does not look at the host.
    MadeUpHost {
        /// The host.
        host: String,
        /// What it saw.
        attempt: Box<Attempt>,
    },
    /// The name whose IPv6 addresses show a translator's prefix (RFC 7050), asked of the name servers.
    TranslatorPrefix {
        /// What they answered.
        resolve: Box<Step<Resolution>>,
    },
    /// A name that nobody can have, asked of the name servers and of the system.
    MadeUpLookup {
        /// The suffix of the row's wildcard, where it lies under that.
        #[serde(default, skip_serializing_if = "Option::is_none")]
        under: Option<String>,
        /// What they answered.
        resolve: Box<Step<Resolution>>,
    },
    /// A handshake that offers one version alone, where one that offers several was made.
    TlsVersion {
        /// The version.
        version: TlsVersion,
        /// Was it repeated after all the others had ended?
        alone: bool,
        /// What it saw.
        attempt: Box<Attempt>,
    },
    /// A handshake that offers HTTP/2 beside HTTP/1.1, where HTTP/1.1 alone was offered.
    Http2 {
        /// What it saw, up to the handshake.
        attempt: Box<Attempt>,
        /// The beginning of HTTP/2, where the server chose it.
        #[serde(default, skip_serializing_if = "Option::is_none")]
        greeting: Option<Step<Http2Greeting>>,
    },
    /// A tunnel to port 80, where the hop fetched a page of the same host and port.
    PlainPortTunnel {
        /// What it saw.
        attempt: Box<Attempt>,
    },
    /// A walk repeated with small packets: are only large ones lost?
    SmallPackets {
        /// What it saw.
        attempt: Box<Attempt>,
    },
}

impl Control {
    /// The walk again alone, if it is that.
    #[must_use]
    pub fn retest(&self) -> Option<&Attempt> {
        match self {
            Self::Retest { attempt } => Some(attempt),
            _ => None,
        }
    }

    /// The address of a certificate that was fetched, and the whole body that came from there, if
    /// one did.
    #[must_use]
    pub fn issuer(&self) -> Option<(&str, Option<&Blob>)> {
        let Self::Issuer { url, attempts, .. } = self else {
            return None;
        };
        let answers = attempts.iter().filter_map(|attempt| attempt.fetch.as_ref());
        let mut good = answers.filter(|step| step.completed() && step.seen.status == Some(200));
        Some((url, good.find_map(|step| step.seen.body.as_ref())))
    }

    /// The connection to an address that nobody can have, if it is that.
    #[must_use]
    pub fn unassigned_address(&self) -> Option<&Attempt> {
        match self {
            Self::UnassignedAddress { attempt } => Some(attempt),
            _ => None,
        }
    }

    /// Whom a handshake named that was made once more, and what it saw.
    #[must_use]
    pub fn server_name(&self) -> Option<(&Naming, &Attempt)> {
        match self {
            Self::ServerName { name, attempt } => Some((name, attempt)),
            _ => None,
        }
    }

    /// A name under the wildcard that was asked for, and what came of it.
    #[must_use]
    pub fn made_up_name(&self) -> Option<(&str, &Attempt)> {
        match self {
            Self::MadeUpName { host, attempt } => Some((host, attempt)),
            _ => None,
        }
    }

    /// The host that nobody can have, and what came of asking for it.
    #[must_use]
    pub fn made_up_host(&self) -> Option<(&str, &Attempt)> {
        match self {
            Self::MadeUpHost { host, attempt } => Some((host, attempt)),
            _ => None,
        }
    }

    /// What was answered for a name that nobody can have, and under which wildcard it lies, if
    /// under one.
    #[must_use]
    pub fn made_up_lookup(&self) -> Option<(Option<&str>, &Resolution)> {
        match self {
            Self::MadeUpLookup { under, resolve } => Some((under.as_deref(), &resolve.seen)),
            _ => None,
        }
    }

    /// What was answered for the name that shows a translator's prefix.
    #[must_use]
    pub fn translator_prefix(&self) -> Option<&Resolution> {
        match self {
            Self::TranslatorPrefix { resolve } => Some(&resolve.seen),
            _ => None,
        }
    }

    /// The version that a handshake offered alone, whether that was repeated after all the others
    /// had ended, and what it saw.
    #[must_use]
    pub fn tls_version(&self) -> Option<(TlsVersion, bool, &Attempt)> {
        match self {
            Self::TlsVersion {
                version,
                alone,
                attempt,
            } => Some((*version, *alone, attempt)),
            _ => None,
        }
    }

    /// The handshake that offers HTTP/2, and the beginning of that where it was chosen.
    #[must_use]
    pub fn http2(&self) -> Option<(&Attempt, Option<&Step<Http2Greeting>>)> {
        match self {
            Self::Http2 { attempt, greeting } => Some((attempt, greeting.as_ref())),
            _ => None,
        }
    }

    /// The tunnel to port 80, if it is that.
    #[must_use]
    pub fn plain_port_tunnel(&self) -> Option<&Attempt> {
        match self {
            Self::PlainPortTunnel { attempt } => Some(attempt),
            _ => None,
        }
    }

    /// What it saw along one address, where it went along one.
    #[must_use]
    pub fn walk(&self) -> Option<&Attempt> {
        match self {
            Self::Retest { attempt }
            | Self::UnassignedAddress { attempt }
            | Self::ServerName { attempt, .. }
            | Self::MadeUpName { attempt, .. }
            | Self::MadeUpHost { attempt, .. }
            | Self::TlsVersion { attempt, .. }
            | Self::Http2 { attempt, .. }
            | Self::PlainPortTunnel { attempt }
            | Self::SmallPackets { attempt } => Some(attempt),
            Self::Issuer { .. } | Self::TranslatorPrefix { .. } | Self::MadeUpLookup { .. } => None,
        }
    }

    /// The walk with small packets, if it is that.
    #[must_use]
    pub fn small_packets(&self) -> Option<&Attempt> {
        match self {
            Self::SmallPackets { attempt } => Some(attempt),
            _ => None,
        }
    }
}

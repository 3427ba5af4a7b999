//! What can be wrong with a proxy or behind it, and the office where it is.

use std::time::Duration;

use super::super::{Running, World, fenced};
use crate::datafile::wildcard_row;
use crate::forward_proxies::{Setting, nghttpx};
use crate::process::feed;

/// A host that stands for itself.
const HOST: &str = "aadcdn.msftauth.net";
/// Two samples of a wildcard.
const FIRST: &str = "g1.servicebus.windows.net";
const SECOND: &str = "g2.servicebus.windows.net";
/// Every name but [`HOST`], and every name but [`SECOND`].
const ALL_BUT_HOST: &[&str] = &[
    "login.microsoftonline.com",
    "crl.operator-pki.com",
    FIRST,
    SECOND,
];
const ALL_BUT_SECOND: &[&str] = &[
    "login.microsoftonline.com",
    HOST,
    "crl.operator-pki.com",
    FIRST,
];

/// What is wrong.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(in super::super) enum Case {
    Nothing,
    RightPassword(Setting),
    WrongPassword(Setting),
    NoPassword(Setting),
    /// The proxy denies [`HOST`].
    HostDenied,
    /// It opens no tunnel to port 80.
    PortDenied,
    /// [`HOST`] drops whatever comes.
    HostSilent,
    /// [`HOST`] answers with RST.
    HostRefuses,
    /// [`SECOND`] exists nowhere; the office's name server says what it knows.
    SampleMissing(Home),
    /// [`SECOND`] exists nowhere, and the proxy lists every other name.
    UnlistedSampleMissing,
    /// Neither sample exists anywhere.
    EverySampleMissing,
    /// [`SECOND`] exists, and the proxy denies it.
    SampleDenied(Home),
    /// The proxy serves four connections at a time.
    Limited,
}

/// What the office's name server knows of the internet.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(in super::super) enum Home {
    /// All of it.
    Resolves,
    /// Nothing: no name exists (NXDOMAIN).
    Denies,
    /// Nothing: it refuses to look (REFUSED).
    Refuses,
}

impl Case {
    /// Settings that bring it about, the plainest first.
    pub(super) fn settings(self) -> Vec<Setting> {
        match self {
            Self::Nothing
            | Self::HostSilent
            | Self::HostRefuses
            | Self::SampleMissing(_)
            | Self::EverySampleMissing => vec![Setting::Open],
            Self::RightPassword(setting)
            | Self::WrongPassword(setting)
            | Self::NoPassword(setting) => vec![setting],
            Self::HostDenied => vec![Setting::Denies(HOST), Setting::Lists(ALL_BUT_HOST)],
            Self::PortDenied => vec![Setting::TunnelsTo443],
            Self::SampleDenied(_) => {
                vec![Setting::Lists(ALL_BUT_SECOND), Setting::Denies(SECOND)]
            }
            Self::UnlistedSampleMissing => vec![Setting::Lists(ALL_BUT_SECOND)],
            Self::Limited => vec![Setting::FourConnections],
        }
    }

    pub(super) fn home(self) -> Home {
        match self {
            Self::SampleMissing(home) | Self::SampleDenied(home) => home,
            _ => Home::Resolves,
        }
    }

    /// The samples that exist.
    fn samples(self) -> &'static [(&'static str, &'static str)] {
        let both = &[(FIRST, "52.167.106.66"), (SECOND, "52.167.106.67")];
        match self {
            Self::SampleMissing(_) | Self::UnlistedSampleMissing => &both[..1],
            Self::EverySampleMissing => &[],
            _ => both,
        }
    }

    /// An office behind a proxy, its internet, and a wildcard of two samples.
    pub(in super::super) fn office(self) -> Running {
        let mut world = fenced();
        for (host, address) in self.samples() {
            world = wildcard(world, host, address);
        }
        let corporate = world.pki.corporate.pem();
        let front = world.pki.corporate.chain("proxy.contoso.com", &[]);
        let row = wildcard_row("servicebus.windows.net", &[FIRST, SECOND]);
        if self == Self::Limited {
            // So slow that all its tunnels are open at the same time.
            world = world.delay(Duration::from_millis(40));
        }
        let world = world.trusting(corporate).row(&row).start();
        nghttpx::shows(&world, &front);
        match self {
            Self::HostSilent => world.silence_host(),
            Self::HostRefuses => world.close_host(),
            _ => {}
        }
        world
    }
}

/// The world with one more server of the wildcard.
fn wildcard(world: World, host: &str, address: &str) -> World {
    let world = world.names(&format!("{host} A {address}"));
    let chain = world.pki.genuine(host);
    world.unlisted(host, chain)
}

impl Running {
    /// Drops what goes from the proxy to [`HOST`].
    fn silence_host(&self) {
        self.filter(
            "chain filter {
               type filter hook output priority 0;
               ip daddr 13.107.6.10 drop
               ip6 daddr 2603:1006:2000::10 drop
             }",
        );
    }

    /// Leads it to a port where nothing listens.
    fn close_host(&self) {
        self.filter(
            "chain lead {
               type nat hook output priority -100;
               ip daddr 13.107.6.10 meta l4proto tcp redirect to :9
               ip6 daddr 2603:1006:2000::10 meta l4proto tcp redirect to :9
             }",
        );
    }

    fn filter(&self, chain: &str) {
        let rules = format!("table inet beyond {{\n{chain}\n}}\n");
        feed(self.net.internet.command("nft").args(["-f", "-"]), &rules);
    }
}

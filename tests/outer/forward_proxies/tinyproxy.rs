//! tinyproxy, by its filter. It says 500 in the same words to a name that does not exist and to a host that
//! refuses, and waits for a silent one as long as the system does.

use super::{Place, Setting, any_of, plain_password};
use crate::hops;
use crate::process::Server;
use crate::squid::USER;

pub(super) const AT: &str = "10.20.0.80:8888";

pub(super) fn start(place: &Place<'_>, setting: Setting) -> Option<Vec<Server>> {
    let filter = |names: &[&str]| {
        let file = place.write("filter", &format!("^{}$\n", any_of(names)));
        format!("Filter \"{file}\"\nFilterExtended Yes")
    };
    let lines = match setting {
        Setting::Open => String::new(),
        Setting::Login => format!("BasicAuth {USER} {}", plain_password()),
        Setting::Denies(name) => filter(&[name]),
        Setting::Lists(names) => filter(names) + "\nFilterDefaultDeny Yes",
        Setting::TunnelsTo443 => "ConnectPort 443".to_owned(),
        Setting::Digest | Setting::FourConnections => return None,
    };
    Some(vec![hops::tinyproxy(place.world, &lines)])
}

//! dante, by its rules.

use super::{Place, Setting};
use crate::hops;
use crate::process::Server;

pub(super) fn start(place: &Place<'_>, setting: Setting) -> Option<Vec<Server>> {
    let world = place.world;
    let server = match setting {
        Setting::Open => hops::dante(world, ""),
        Setting::Login => hops::dante_with_users(world),
        Setting::Denies(name) => {
            hops::dante(world, &format!("socks block {{ from: 0/0 to: {name} }}"))
        }
        Setting::Lists(names) => hops::dante(world, &listing(names)),
        Setting::FourConnections => {
            hops::dante(world, "socks pass { from: 0/0 to: 0/0 session.max: 4 }")
        }
        Setting::Digest | Setting::TunnelsTo443 => return None,
    };
    Some(vec![server])
}

fn listing(names: &[&str]) -> String {
    let pass = |name: &&str| format!("socks pass {{ from: 0/0 to: {name} }}\n");
    let passing: String = names.iter().map(pass).collect();
    passing + "socks block { from: 0/0 to: 0/0 }"
}

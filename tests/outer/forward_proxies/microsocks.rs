//! microsocks, which knows users and no rules.

use super::{Place, Setting};
use crate::hops;
use crate::process::Server;

pub(super) fn start(place: &Place<'_>, setting: Setting) -> Option<Vec<Server>> {
    match setting {
        Setting::Open => Some(vec![hops::microsocks(place.world)]),
        Setting::Login => Some(vec![hops::microsocks_with_user(place.world)]),
        _ => None,
    }
}

//! pproxy, by its list of blocked names. Whatever it does not open, it closes without a word; as a SOCKS proxy it
//! says yes before.

use super::{AT, PYTHON, Place, Setting, any_of, plain_password};
use crate::process::Server;
use crate::squid::USER;

pub(super) fn start(place: &Place<'_>, scheme: &str, setting: Setting) -> Option<Vec<Server>> {
    let block = |pattern: &str| vec!["-b".to_owned(), place.write("blocked", pattern)];
    let login = match setting {
        Setting::Login => format!("#{USER}:{}", plain_password()),
        _ => String::new(),
    };
    let listen = format!("{scheme}://{AT}{login}");
    let flags = match setting {
        Setting::Open | Setting::Login => vec![],
        Setting::Denies(name) => block(&any_of(&[name])),
        Setting::Lists(names) => block(&format!("(?!{}$).*", any_of(names))),
        Setting::Digest | Setting::TunnelsTo443 | Setting::FourConnections => return None,
    };
    let mut command = place.command(&format!("{PYTHON}/pproxy"));
    Some(place.start_one(command.args(["-v", "-l", &listen]).args(flags)))
}

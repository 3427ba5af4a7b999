//! Privoxy, by its actions. It knows no users; a name that does not exist is 404, `No such domain`.

use super::{AT, Place, Setting};
use crate::process::Server;

pub(super) fn start(place: &Place<'_>, setting: Setting) -> Option<Vec<Server>> {
    let block = "{+block{Not for work.}}\n";
    let actions = match setting {
        Setting::Open => String::new(),
        Setting::Denies(name) => format!("{block}{name}\n"),
        Setting::Lists(names) => format!("{block}/\n{{-block}}\n{}\n", names.join("\n")),
        Setting::TunnelsTo443 => "{+limit-connect{443}}\n/\n".to_owned(),
        Setting::Login | Setting::Digest | Setting::FourConnections => return None,
    };
    // A file of actions may not be empty.
    place.write("test.action", &format!("{{-fast-redirects}}\n/\n{actions}"));
    let folder = place.folder.display();
    let text = format!(
        "confdir {folder}\n\
         logdir {folder}\n\
         templdir /etc/privoxy/templates\n\
         actionsfile test.action\n\
         listen-address {AT}\n"
    );
    let file = place.write("config", &text);
    Some(place.start_one(place.command("privoxy").args(["--no-daemon", &file])))
}

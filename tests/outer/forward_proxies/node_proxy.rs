//! The package `proxy` of Node.js, which knows no rules. A name that does not exist is 404, any other error 500.

use super::{ADDRESS, PORT, Place, Setting};
use crate::process::Server;
use crate::squid::{PASSWORD, USER};

const MODULES: &str = "/usr/share/nodejs";

/// Starts it as its own command does, but on one address.
const START: &str = "
    const [login, address, port] = process.argv.slice(1);
    const server = require('proxy')(require('http').createServer());
    server.agent = false;
    const known = 'Basic ' + Buffer.from(login).toString('base64');
    if (login) server.authenticate = (request, done) =>
        done(null, request.headers['proxy-authorization'] === known);
    server.listen(port, address);";

pub(super) fn start(place: &Place<'_>, setting: Setting) -> Option<Vec<Server>> {
    let login = match setting {
        Setting::Open => String::new(),
        Setting::Login => format!("{USER}:{PASSWORD}"),
        _ => return None,
    };
    let mut command = place.command("node");
    command
        .env("NODE_PATH", MODULES)
        .args(["-e", START, "--", &login, ADDRESS, PORT]);
    Some(place.start_one(&mut command))
}

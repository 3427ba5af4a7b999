//! nghttpx in its forward proxy mode: HTTP/2 and HTTP/1.1 inside TLS, and a squid behind it, which decides.

use super::{Place, Setting, squid};
use crate::hops;
use crate::pki::Chain;
use crate::process::Server;
use crate::squid::SQUID;
use crate::world::Running;

pub(super) const AT: &str = "proxy.contoso.com:3130";

/// Gives it the chain that it shows, before it starts.
pub(crate) fn shows(world: &Running, chain: &Chain) {
    hops::write(world, "front.pem", &chain.certificates);
    hops::write(world, "front.key", &chain.key);
}

pub(super) fn start(place: &Place<'_>, setting: Setting) -> Option<Vec<Server>> {
    let policy = squid::policy(setting)?;
    let front = |file: &str| place.world.folder().join(file);
    let mut command = place.command("nghttpx");
    command
        .args(["--conf=/dev/null", "--http2-proxy", "--no-ocsp"])
        .arg(format!("--frontend={}", hops::TLS.replace(':', ",")))
        .arg(format!("--backend={}", SQUID.replace(':', ",")))
        .args([front("front.key"), front("front.pem")]);
    let squid = policy.start(place.world);
    Some(vec![place.start(&mut command, hops::TLS), squid])
}

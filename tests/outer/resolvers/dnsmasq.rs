//! dnsmasq: it looks at the name that was asked and passes aliases on. It has no cache here: an alias that
//! it has passed on before would be answered from there, and the rule against it would mean nothing.

use std::process::Command;

use super::{INTERNAL, INTERNAL_ADDRESS, INTERNAL_HOST, Place, Policy, SINKHOLE};

pub(super) fn command(place: &Place<'_>, policy: Policy) -> Command {
    let rule = match policy {
        Policy::Denies(name) => format!("address=/{name}/\n"),
        Policy::Sinkholes(name) => format!("address=/{name}/{SINKHOLE}\n"),
        Policy::InternalOnly => format!(
            "local=/{INTERNAL}/\n\
             host-record={INTERNAL_HOST},{INTERNAL_ADDRESS}\n"
        ),
        Policy::Open | Policy::UpstreamDead => String::new(),
    };
    let upstream = policy.upstream();
    let upstream = upstream.map_or_else(String::new, |at| format!("server={at}\n"));
    let address = place.address;
    let text = format!(
        "listen-address={address}\n\
         bind-interfaces\n\
         no-hosts\n\
         no-resolv\n\
         cache-size=0\n\
         user=root\n\
         {upstream}{rule}"
    );
    let file = place.write("dnsmasq.conf", &text);
    let mut command = place.command("dnsmasq");
    command
        .args(["--keep-in-foreground", "--pid-file="])
        .arg(format!("--conf-file={file}"));
    command
}

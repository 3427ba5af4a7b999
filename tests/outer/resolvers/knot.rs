//! The Knot resolver: its policy module looks at the name that was asked, and says why it blocks
//! (RFC 8914).

use std::fs;
use std::process::Command;

use super::{INTERNAL, INTERNAL_ADDRESS, INTERNAL_HOST, Place, Policy, SINKHOLE};

pub(super) fn command(place: &Place<'_>, policy: Policy) -> Command {
    let suffix = |action: &str, name: &str| {
        format!("policy.add(policy.suffix({action}, policy.todnames({{'{name}.'}})))\n")
    };
    let sinkhole = format!(
        "policy.ANSWER({{[kres.type.A] = {{rdata = kres.str2ip('{SINKHOLE}'), ttl = 60}}}})"
    );
    let rule = match policy {
        Policy::Denies(name) => suffix("policy.DENY", name),
        Policy::Sinkholes(name) => suffix(&sinkhole, name),
        _ => String::new(),
    };
    let rest = match policy.upstream() {
        Some(upstream) => format!("policy.add(policy.all(policy.FORWARD('{upstream}')))\n"),
        None => {
            format!("hints['{INTERNAL_HOST}'] = '{INTERNAL_ADDRESS}'\n")
                + &suffix("policy.PASS", INTERNAL)
                + "policy.add(policy.all(policy.REFUSE))\n"
        }
    };
    let address = place.address;
    // The modules it starts with otherwise ask the root now and then.
    let text = format!(
        "net.listen('{address}', 53, {{ kind = 'dns' }})\n\
         modules.unload('ta_update')\n\
         modules.unload('ta_signal_query')\n\
         modules.unload('priming')\n\
         modules.unload('detect_time_skew')\n\
         modules.unload('detect_time_jump')\n\
         trust_anchors.remove('.')\n\
         cache.size = 10 * MB\n\
         modules = {{ 'hints > iterate', 'policy' }}\n\
         {rule}{rest}"
    );
    let file = place.write("kresd.conf", &text);
    let folder = place.folder.join("run");
    fs::create_dir(&folder).expect("the world's folder is writable");
    let mut command = place.command("kresd");
    command.args(["-n", "-q", "-c", &file]).arg(folder);
    command
}

//! Apache httpd as a forward proxy: `ProxyBlock` denies names, `<ProxyMatch>` lists them, `AllowCONNECT` the ports.

use std::process::Command;

use super::{AT, Place, Setting, any_of};
use crate::process::{Server, feed};
use crate::squid::{PASSWORD, USER};

const MODULES: &str = "/usr/lib/apache2/modules";
const REALM: &str = "Contoso";

pub(super) fn start(place: &Place<'_>, setting: Setting) -> Option<Vec<Server>> {
    let lines = match setting {
        Setting::Open => "AllowCONNECT 443 80".to_owned(),
        Setting::Login => login("Basic", &place.write("users", &basic())),
        Setting::Digest => login("Digest", &place.write("users", &digest())),
        Setting::Denies(name) => format!("AllowCONNECT 443 80\nProxyBlock {name}"),
        Setting::Lists(names) => listing(names),
        Setting::TunnelsTo443 => "AllowCONNECT 443".to_owned(),
        Setting::FourConnections => return None,
    };
    let file = place.write("httpd.conf", &(settings(place) + &lines));
    Some(place.start_one(place.command("apache2").args(["-X", "-f", &file])))
}

fn settings(place: &Place<'_>) -> String {
    let folder = place.folder.display();
    let modules = [
        "mpm_event",
        "authn_core",
        "authn_file",
        "authz_core",
        "authz_user",
        "auth_basic",
        "auth_digest",
        "proxy",
        "proxy_http",
        "proxy_connect",
    ];
    let load = |name: &&str| format!("LoadModule {name}_module {MODULES}/mod_{name}.so\n");
    let modules: String = modules.iter().map(load).collect();
    format!(
        "ServerRoot {folder}\n\
         ServerName proxy.contoso.com\n\
         DefaultRuntimeDir {folder}\n\
         Mutex file:{folder}\n\
         PidFile {folder}/pid\n\
         ErrorLog /dev/stderr\n\
         User nobody\n\
         Group nogroup\n\
         Listen {AT}\n\
         {modules}\
         ProxyRequests On\n\
         ProxyTimeout 2\n"
    )
}

/// Every name is denied, and then these are not; CONNECT names a host and a port, GET a URL.
fn listing(names: &[&str]) -> String {
    let names = any_of(names);
    format!(
        "AllowCONNECT 443 80\n\
         <ProxyMatch \".\">\nRequire all denied\n</ProxyMatch>\n\
         <ProxyMatch \"^(http://)?{names}(:443|:80)?(/|$)\">\nRequire all granted\n</ProxyMatch>\n"
    )
}

fn login(scheme: &str, users: &str) -> String {
    format!(
        "AllowCONNECT 443 80\n\
         <Proxy \"*\">\n\
         AuthType {scheme}\n\
         AuthName \"{REALM}\"\n\
         Auth{scheme}Provider file\n\
         AuthUserFile {users}\n\
         Require valid-user\n\
         </Proxy>\n"
    )
}

fn basic() -> String {
    let mut openssl = Command::new("openssl");
    let hash = feed(openssl.args(["passwd", "-apr1", "-stdin"]), PASSWORD);
    format!("{USER}:{hash}")
}

fn digest() -> String {
    let mut openssl = Command::new("openssl");
    let hash = feed(
        openssl.args(["md5", "-r"]),
        &format!("{USER}:{REALM}:{PASSWORD}"),
    );
    let hash = hash.split(' ').next().unwrap_or_default().to_owned();
    format!("{USER}:{REALM}:{hash}\n")
}

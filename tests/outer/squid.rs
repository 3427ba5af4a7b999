//! squid, the proxy that most networks have, with a policy of the test's own.

use std::fs;
use std::net::TcpStream;
use std::os::unix::fs::PermissionsExt as _;
use std::path::Path;
use std::process::Command;
use std::sync::atomic::{AtomicU32, Ordering};

use crate::hops::TLS;
use crate::net::RESOLVER;
use crate::pki::Chain;
use crate::process::{Server, feed, run};
use crate::world::Running;

/// Where it listens.
pub(crate) const SQUID: &str = "10.20.0.80:3128";
/// Whom it knows, where it wants to know.
pub(crate) const USER: &str = "alice";
/// Her password: with characters that a URL needs encoded.
pub(crate) const PASSWORD: &str = "geh@im/2";

const HELPERS: &str = "/usr/lib/squid";

/// A policy.
#[derive(Default)]
pub(crate) struct Policy {
    access: String,
    bump: Option<String>,
    basic: bool,
    digest: bool,
    secured: Option<Chain>,
}

/// A policy that allows all.
pub(crate) fn open() -> Policy {
    Policy::default()
}

impl Policy {
    /// Wants to know who asks.
    pub(crate) fn with_basic(mut self) -> Self {
        self.basic = true;
        self
    }

    /// The same without telling the password.
    pub(crate) fn with_digest(mut self) -> Self {
        self.digest = true;
        self
    }

    /// Listens inside TLS as well, with this chain, on [`TLS`].
    pub(crate) fn over_tls(mut self, chain: &Chain) -> Self {
        self.secured = Some(chain.clone());
        self
    }

    /// Lines of squid's configuration that come before all else is allowed.
    pub(crate) fn but(mut self, lines: &str) -> Self {
        self.access.push_str(lines);
        self.access.push('\n');
        self
    }

    /// Opens the TLS of these names (`.` before one means all below it) and of no other.
    pub(crate) fn opening(mut self, names: &[&str]) -> Self {
        self.bump = Some(format!(
            "acl opened ssl::server_name {}\nssl_bump bump opened\nssl_bump splice all",
            names.join(" ")
        ));
        self
    }

    /// Opens all TLS.
    pub(crate) fn opening_all(mut self) -> Self {
        self.bump = Some("ssl_bump bump all".to_owned());
        self
    }

    /// Ends the TLS of these names once it has seen them, and leaves all other TLS alone.
    pub(crate) fn cutting(mut self, names: &[&str]) -> Self {
        self.bump = Some(format!(
            "acl cut ssl::server_name {}\nssl_bump terminate cut\nssl_bump splice all",
            names.join(" ")
        ));
        self
    }

    /// Starts squid with it, on [`SQUID`].
    pub(crate) fn start(&self, world: &Running) -> Server {
        let folder = world.folder().join("squid");
        fs::create_dir(&folder).expect("the world's folder is writable");
        // squid gives root away, and has to find its own files afterwards.
        fs::set_permissions(world.folder(), fs::Permissions::from_mode(0o755))
            .expect("the folder is the test's own");
        let text = self.settings(&folder);
        fs::write(folder.join("squid.conf"), text).expect("the folder is writable");
        run(Command::new("chown").args(["-R", "proxy:"]).arg(&folder));
        let mut command = world.net.internet.command("squid");
        command
            .args(["-N", "-d1", "-n", &service(), "-f"])
            .arg(folder.join("squid.conf"));
        let mut server = Server::start(&mut command, &world.folder().join("squid.log"));
        server.ready("squid", || world.net.internet.enter(is_open));
        server
    }

    fn settings(&self, folder: &Path) -> String {
        let path = folder.display();
        let port = match &self.bump {
            Some(bump) => bumping(folder) + bump,
            None => format!("http_port {SQUID}"),
        };
        let secured = self.secured.as_ref();
        let secured = secured.map_or_else(String::new, |chain| secure(folder, chain));
        let known = match (self.basic, self.digest) {
            (true, _) => basic(folder),
            (_, true) => digest(folder),
            _ => String::new(),
        };
        let access = &self.access;
        format!(
            "cache_effective_user proxy\n\
             pid_filename none\n\
             access_log stdio:{path}/access\n\
             cache_log {path}/log\n\
             coredump_dir none\n\
             pinger_enable off\n\
             cache deny all\n\
             cache_mem 0 MB\n\
             visible_hostname proxy.contoso.com\n\
             dns_nameservers {RESOLVER}\n\
             sslproxy_session_cache_size 0\n\
             shutdown_lifetime 0 seconds\n\
             max_filedescriptors 1024\n\
             connect_timeout 2 seconds\n\
             forward_max_tries 2\n\
             {port}\n{secured}{known}{access}http_access allow all\n"
        )
    }
}

/// The port that opens TLS with the company's authority, after a look at the name.
fn bumping(folder: &Path) -> String {
    let world = folder.parent().unwrap_or(folder);
    for file in ["corporate.pem", "corporate.key", "root.pem"] {
        fs::copy(world.join(file), folder.join(file)).expect("the world has written them");
    }
    let maker = format!("{HELPERS}/security_file_certgen");
    run(Command::new(&maker)
        .args(["-c", "-s"])
        .arg(folder.join("certificates"))
        .args(["-M", "4MB"]));
    let path = folder.display();
    format!(
        "http_port {SQUID} ssl-bump cert={path}/corporate.pem key={path}/corporate.key \
           generate-host-certificates=on dynamic_cert_mem_cache_size=1MB\n\
         sslcrtd_program {maker} -s {path}/certificates -M 4MB\n\
         sslcrtd_children 2 startup=1 idle=1\n\
         tls_outgoing_options cafile={path}/root.pem\n\
         acl first at_step SslBump1\n\
         ssl_bump peek first\n"
    )
}

fn basic(folder: &Path) -> String {
    let mut openssl = Command::new("openssl");
    let hash = feed(openssl.args(["passwd", "-apr1", "-stdin"]), PASSWORD);
    fs::write(folder.join("users"), format!("{USER}:{hash}")).expect("the folder is writable");
    let path = folder.display();
    format!(
        "auth_param basic program {HELPERS}/basic_ncsa_auth {path}/users\n\
         auth_param basic children 1 startup=1 idle=1\n\
         auth_param basic realm Contoso, please say who you are\n\
         acl known proxy_auth REQUIRED\n\
         http_access deny !known\n"
    )
}

fn digest(folder: &Path) -> String {
    let mut openssl = Command::new("openssl");
    let text = format!("{USER}:Contoso:{PASSWORD}");
    let hash = feed(openssl.args(["md5", "-r"]), &text);
    let hash = hash.split(' ').next().unwrap_or_default();
    fs::write(folder.join("users"), format!("{USER}:Contoso:{hash}\n"))
        .expect("the folder is writable");
    let path = folder.display();
    format!(
        "auth_param digest program {HELPERS}/digest_file_auth -c {path}/users\n\
         auth_param digest children 1 startup=1 idle=1\n\
         auth_param digest realm Contoso\n\
         acl known proxy_auth REQUIRED\n\
         http_access deny !known\n"
    )
}

fn secure(folder: &Path, chain: &Chain) -> String {
    let path = folder.join("hop.pem");
    fs::write(&path, format!("{}{}", chain.certificates, chain.key))
        .expect("the folder is writable");
    format!("https_port {TLS} tls-cert={}\n", path.display())
}

/// Two squids of one name would share memory.
fn service() -> String {
    static NUMBER: AtomicU32 = AtomicU32::new(0);
    let number = NUMBER.fetch_add(1, Ordering::Relaxed);
    format!("clearway{}x{number}", std::process::id())
}

#[expect(
    clippy::disallowed_methods,
    reason = "the door is the program's, not the test's"
)]
fn is_open() -> bool {
    TcpStream::connect(SQUID).is_ok()
}

//! A whole world: described by a test, started, and gone when dropped.
//!
//! `World::new()` is an empty internet. Names, servers, firewall rules and rows of the data file are
//! added one by one; `start()` builds it. [`ordinary`] is the one most tests begin from.

use std::fs;
use std::net::SocketAddr;
use std::path::Path;
use std::time::Duration;

use tempfile::TempDir;

use crate::bind::{self, Names};
use crate::datafile;
use crate::net::{Link, Net};
use crate::pki::{Chain, Pki};
use crate::process::Server;
use crate::web::{self, Page, RawServer, Site};

/// A world that has not begun.
pub(crate) struct World {
    pub(crate) pki: Pki,
    names: Names,
    sites: Vec<Site>,
    raw: Vec<(String, Vec<u8>)>,
    firewall: Vec<String>,
    link: Link,
    rows: Vec<String>,
    trusted: Vec<String>,
    knows_issuing_key: bool,
    /// Keys of the data file that stand before its tables.
    product_keys: Vec<String>,
}

impl World {
    pub(crate) fn new() -> Self {
        let pki = Pki::new();
        Self {
            trusted: vec![pki.root.pem()],
            pki,
            names: Names::default(),
            sites: Vec::new(),
            raw: Vec::new(),
            firewall: Vec::new(),
            link: Link::default(),
            rows: Vec::new(),
            knows_issuing_key: false,
            product_keys: Vec::new(),
        }
    }

    /// Lines of `owner [TTL] type value`. Every address in them exists on this internet.
    pub(crate) fn names(mut self, lines: &str) -> Self {
        self.names.add(lines);
        self
    }

    /// A zone below which BIND answers SERVFAIL.
    pub(crate) fn broken_zone(mut self, zone: &str) -> Self {
        self.names.break_zone(zone);
        self
    }

    /// A zone below which nobody answers.
    pub(crate) fn mute_zone(mut self, zone: &str) -> Self {
        self.names.mute_zone(zone);
        self
    }

    /// Answers with this address where there is no such name.
    pub(crate) fn rewriting_to(mut self, address: &str) -> Self {
        self.names.rewrite_to(address.parse().expect("an address"));
        self
    }

    /// Lines of a policy zone, owners relative to it.
    pub(crate) fn forbidding(mut self, lines: &str) -> Self {
        self.names.forbid(lines);
        self
    }

    /// The operator's own server on 443, on every address of this name, and its row.
    pub(crate) fn https(self, host: &str) -> Self {
        let chain = self.pki.genuine(host);
        self.https_with(host, chain)
    }

    /// The same with another chain.
    pub(crate) fn https_with(mut self, host: &str, chain: Chain) -> Self {
        let addresses = self.names.addresses_of(host);
        assert!(
            !addresses.is_empty(),
            "{host} has no address: name it first"
        );
        self.sites.push(Site {
            host: host.to_owned(),
            addresses,
            chain: Some(chain),
            pages: Vec::new(),
            settings: String::new(),
            behind: None,
        });
        self.https_row(host)
    }

    /// Gives the last server lines of its own.
    pub(crate) fn set(mut self, settings: &str) -> Self {
        let last = self.sites.last_mut().expect("there is a server");
        settings.clone_into(&mut last.settings);
        self
    }

    /// A server without a row, for names that nobody asks for.
    pub(crate) fn unlisted(mut self, host: &str, chain: Chain) -> Self {
        let rows = self.rows.len();
        self = self.https_with(host, chain);
        self.rows.truncate(rows);
        self
    }

    /// Only the row, for a host without a server.
    pub(crate) fn https_row(self, host: &str) -> Self {
        self.row(&datafile::https_row(host))
    }

    /// A page on port 80 of every address of this name, and its row: GET, this content.
    pub(crate) fn http(self, host: &str, page: Page, content: &str) -> Self {
        let row = datafile::http_row(host, &page.path, "GET", content);
        self.page(host, page).row(&row)
    }

    /// An OCSP responder and its row: POST.
    pub(crate) fn ocsp(self, host: &str, answer: Vec<u8>) -> Self {
        let row = datafile::http_row(host, "/", "POST", "ocsp");
        self.page(host, page("/", "application/ocsp-response", answer))
            .row(&row)
    }

    /// A page on port 80 without a row.
    pub(crate) fn page(mut self, host: &str, page: Page) -> Self {
        let known = self
            .sites
            .iter_mut()
            .find(|site| site.host == host && site.chain.is_none());
        if let Some(site) = known {
            site.pages.push(page);
            return self;
        }
        let addresses = self.names.addresses_of(host);
        assert!(
            !addresses.is_empty(),
            "{host} has no address: name it first"
        );
        self.sites.push(Site {
            host: host.to_owned(),
            addresses,
            chain: None,
            pages: vec![page],
            settings: String::new(),
            behind: None,
        });
        self
    }

    /// Port 80 of every address of this name, behind which another server answers. No row.
    pub(crate) fn passing_on(mut self, host: &str, port: u16) -> Self {
        self.sites.push(Site {
            host: host.to_owned(),
            addresses: self.names.addresses_of(host),
            chain: None,
            pages: Vec::new(),
            settings: String::new(),
            behind: Some(port),
        });
        self
    }

    /// A server on port 80 that answers anything with these bytes, and its row.
    pub(crate) fn raw_http(mut self, host: &str, path: &str, content: &str, answer: &[u8]) -> Self {
        self.raw.push((host.to_owned(), answer.to_vec()));
        self.row(&datafile::http_row(host, path, "GET", content))
    }

    /// A row of the data file.
    pub(crate) fn row(mut self, row: &str) -> Self {
        self.rows.push(row.to_owned());
        self
    }

    /// A line of nftables for what comes from the office.
    pub(crate) fn firewall(mut self, rule: &str) -> Self {
        self.firewall.push(rule.to_owned());
        self
    }

    /// Makes every packet take this long, one way.
    pub(crate) fn delay(mut self, one_way: Duration) -> Self {
        self.link.delay = Some(one_way);
        self
    }

    /// Leaves the office without IPv6.
    pub(crate) fn without_ipv6(mut self) -> Self {
        self.link.without_ipv6 = true;
        self
    }

    /// Makes the office's system trust one more authority.
    pub(crate) fn trusting(mut self, pem: String) -> Self {
        self.trusted.push(pem);
        self
    }

    /// Makes the office's system trust this authority alone.
    pub(crate) fn trusting_only(mut self, pem: String) -> Self {
        self.trusted = vec![pem];
        self
    }

    /// Adds the issuing authority's own key to the data file, beside the root's.
    pub(crate) fn knowing_the_issuing_key(mut self) -> Self {
        self.knows_issuing_key = true;
        self
    }

    /// Says in the data file what the product can do, as in `tls = ["1.2"]`.
    pub(crate) fn product(mut self, key: &str) -> Self {
        self.product_keys.push(key.to_owned());
        self
    }

    /// Builds it.
    pub(crate) fn start(self) -> Running {
        let folder = tempfile::Builder::new().prefix("clearway-outer-").tempdir();
        let folder = folder.expect("the temporary folder is writable");
        let write = |file: &str, text: &str| {
            fs::write(folder.path().join(file), text).expect("the world's folder is writable");
        };
        write("root.pem", &self.pki.root.pem());
        write("system.pem", &self.trusted.concat());
        write("issuing.pem", &self.pki.issuing.pem());
        write("issuing.key", &self.pki.issuing.key_pem());
        write("corporate.pem", &self.pki.corporate.pem());
        write("corporate.key", &self.pki.corporate.key_pem());
        write(
            "endpoints.toml",
            &datafile::text(&self.product_keys, &self.rows, self.knows_issuing_key),
        );
        let net = Net::new(&self.link, &self.names.addresses(), &self.firewall);
        let mut raw = Vec::new();
        for (host, answer) in self.raw {
            for address in self.names.addresses_of(&host) {
                let socket = SocketAddr::new(address, 80);
                raw.push(RawServer::start(socket, answer.clone(), &net.internet));
            }
        }
        Running {
            servers: vec![
                bind::start(&self.names, &net.internet, folder.path()),
                web::start(&self.sites, &net.internet, folder.path()),
            ],
            raw,
            net,
            folder,
        }
    }
}

/// A page.
pub(crate) fn page(path: &str, media_type: &'static str, body: Vec<u8>) -> Page {
    Page {
        path: path.to_owned(),
        media_type,
        body,
    }
}

/// A world that runs. Its fields are dropped in this order: servers before what they stand on.
pub(crate) struct Running {
    #[expect(dead_code, reason = "held for their end")]
    servers: Vec<Server>,
    #[expect(dead_code, reason = "held for their end")]
    raw: Vec<RawServer>,
    /// Its namespaces.
    pub(crate) net: Net,
    folder: TempDir,
}

impl Running {
    /// The folder of its files: `endpoints.toml`, `root.pem`, and what a test writes.
    pub(crate) fn folder(&self) -> &Path {
        self.folder.path()
    }

    /// Has a web server answered a request for this path?
    pub(crate) fn has_served(&self, path: &str) -> bool {
        let log = fs::read_to_string(self.folder().join("nginx/access")).unwrap_or_default();
        log.contains(&format!(" {path} HTTP/"))
    }
}

/// What [`ordinary`] asks.
pub(crate) const EVERY_PLACE: [&str; 3] = [
    "login.microsoftonline.com:443",
    "aadcdn.msftauth.net:443",
    "crl.operator-pki.com:80",
];

/// Three hosts as a customer has them: one of four addresses behind two aliases, one with both
/// families, and one with a revocation list on port 80.
pub(crate) fn ordinary() -> World {
    let world = World::new().names(
        "login.microsoftonline.com        300 CNAME login.mso.msidentity.com
         login.mso.msidentity.com          60 CNAME www.tm.prd.aadg.akadns.net
         www.tm.prd.aadg.akadns.net         5 A     20.190.128.5
         www.tm.prd.aadg.akadns.net         5 A     20.190.128.6
         www.tm.prd.aadg.akadns.net         5 A     20.190.128.7
         www.tm.prd.aadg.akadns.net         5 A     20.190.128.8
         aadcdn.msftauth.net               60 A     13.107.6.10
         aadcdn.msftauth.net               60 AAAA  2603:1006:2000::10
         crl.operator-pki.com              60 A     152.199.19.160",
    );
    let list = page("/root.crl", "application/pkix-crl", world.pki.root.crl());
    world
        .https("login.microsoftonline.com")
        .https("aadcdn.msftauth.net")
        .http("crl.operator-pki.com", list, "crl")
}

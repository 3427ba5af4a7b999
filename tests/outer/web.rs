//! The web servers of a world: one nginx, and a server that breaks off in mid-answer.

use std::fs;
use std::io::{Read as _, Write as _};
use std::net::{IpAddr, SocketAddr, TcpListener, TcpStream};
use std::os::fd::AsRawFd as _;
use std::path::Path;
use std::sync::Arc;
use std::thread::{self, JoinHandle};
use std::time::Duration;

use nix::sys::socket::{Shutdown, shutdown};

use crate::net::Namespace;
use crate::pki::Chain;
use crate::process::Server;

/// One name that nginx serves.
#[derive(Debug, Clone)]
pub(crate) struct Site {
    pub(crate) host: String,
    pub(crate) addresses: Vec<IpAddr>,
    /// With one it is served on 443, without on 80.
    pub(crate) chain: Option<Chain>,
    pub(crate) pages: Vec<Page>,
    /// Lines of its own.
    pub(crate) settings: String,
    /// A port of the same machine that answers for it, whatever is asked.
    pub(crate) behind: Option<u16>,
}

/// What lies at one path.
#[derive(Debug, Clone)]
pub(crate) struct Page {
    pub(crate) path: String,
    pub(crate) media_type: &'static str,
    pub(crate) body: Vec<u8>,
}

impl Site {
    fn port(&self) -> u16 {
        if self.chain.is_some() { 443 } else { 80 }
    }

    fn sockets(&self) -> impl Iterator<Item = SocketAddr> {
        self.addresses
            .iter()
            .map(|address| SocketAddr::new(*address, self.port()))
    }

    /// Its `server` block; its files go into `folder`.
    fn block(&self, folder: &Path) -> String {
        let stem = folder.join(format!("{}-{}", self.host, self.port()));
        let stem = stem.display().to_string();
        let tls = if self.chain.is_some() { " ssl" } else { "" };
        let head = format!("server {{ server_name {}; {}", self.host, self.settings);
        let mut lines = vec![head];
        lines.extend(
            self.sockets()
                .map(|socket| format!("listen {socket}{tls};")),
        );
        if let Some(chain) = &self.chain {
            write(format!("{stem}.pem"), chain.certificates.as_bytes());
            write(format!("{stem}.key"), chain.key.as_bytes());
            lines.push(format!(
                "ssl_certificate {stem}.pem; ssl_certificate_key {stem}.key;"
            ));
        }
        let pages = self.pages.iter().enumerate();
        lines.extend(pages.map(|(number, page)| page.location(format!("{stem}.{number}"))));
        if let Some(port) = self.behind {
            lines.push(format!(
                "location / {{ proxy_pass http://127.0.0.1:{port}; }}"
            ));
        } else if self.pages.iter().all(|page| page.path != "/") {
            let genuine = r#"location / { default_type text/plain; return 200 "genuine\n"; }"#;
            lines.push(genuine.to_owned());
        }
        lines.push("}\n".to_owned());
        lines.join("\n")
    }
}

impl Page {
    /// Its `location` block; its bytes go into `file`.
    ///
    /// The path is a prefix: an OCSP question by GET is part of it. nginx says 405 to a POST for a
    /// file; an OCSP responder answers it.
    fn location(&self, file: String) -> String {
        let Self {
            path,
            media_type,
            body,
        } = self;
        let block = format!(
            "location {path} {{ types {{ }} default_type {media_type}; root /; \
             error_page 405 =200 {path}; rewrite ^ {file} break; }}"
        );
        write(file, body);
        block
    }
}

fn write(path: String, bytes: &[u8]) {
    fs::write(path, bytes).expect("the world's folder is writable");
}

/// Starts nginx for all of them.
pub(crate) fn start(sites: &[Site], internet: &Namespace, folder: &Path) -> Server {
    let folder = folder.join("nginx");
    fs::create_dir(&folder).expect("the world's folder is writable");
    let blocks: String = sites.iter().map(|site| site.block(&folder)).collect();
    let file = folder.join("nginx.conf");
    fs::write(&file, settings(&folder) + &blocks + "}\n").expect("the folder is writable");
    let mut command = internet.command("nginx");
    command
        .arg("-p")
        .arg(&folder)
        .arg("-e")
        .arg(folder.join("errors"))
        .arg("-c")
        .arg(file);
    let mut server = Server::start(&mut command, &folder.join("log"));
    let sockets: Vec<SocketAddr> = sites.iter().flat_map(Site::sockets).collect();
    // It listens everywhere before it accepts anywhere, so one socket tells for all.
    server.ready("nginx", || {
        internet.enter(|| sockets.first().is_none_or(is_open))
    });
    server
}

/// One process, so that ending it leaves none; everything it writes stays in its folder.
fn settings(folder: &Path) -> String {
    let folder = folder.display();
    format!(
        "daemon off; master_process off; pid {folder}/pid; error_log {folder}/errors;
         events {{ worker_connections 8192; }}
         http {{
           access_log {folder}/access;
           client_body_temp_path {folder}/body; proxy_temp_path {folder}/proxy;
           fastcgi_temp_path {folder}/fastcgi; uwsgi_temp_path {folder}/uwsgi;
           scgi_temp_path {folder}/scgi;
           server_names_hash_bucket_size 128; server_names_hash_max_size 8192;
           ssl_protocols TLSv1.2 TLSv1.3;
         "
    )
}

#[expect(
    clippy::disallowed_methods,
    reason = "the door is the program's, not the test's"
)]
fn is_open(socket: &SocketAddr) -> bool {
    TcpStream::connect(socket).is_ok()
}

/// A server that answers every request with the same bytes, whatever they are, and hangs up.
pub(crate) struct RawServer {
    listener: Arc<TcpListener>,
    thread: Option<JoinHandle<()>>,
}

impl RawServer {
    pub(crate) fn start(socket: SocketAddr, answer: Vec<u8>, internet: &Namespace) -> Self {
        let listener = internet.enter(|| TcpListener::bind(socket).expect("the port is free"));
        let listener = Arc::new(listener);
        let accepting = Arc::clone(&listener);
        let thread = thread::spawn(move || {
            // Ends when the listener is shut down.
            while let Ok((stream, _)) = accepting.accept() {
                answer_raw(stream, &answer);
            }
        });
        Self {
            listener,
            thread: Some(thread),
        }
    }
}

impl Drop for RawServer {
    fn drop(&mut self) {
        // An open listener would keep its namespace alive.
        let _ = shutdown(self.listener.as_raw_fd(), Shutdown::Both);
        let _ = self.thread.take().map(JoinHandle::join);
    }
}

fn answer_raw(mut stream: TcpStream, answer: &[u8]) {
    let _ = stream.set_read_timeout(Some(Duration::from_secs(2)));
    let (mut request, mut buffer) = (Vec::new(), [0; 1024]);
    while !request.windows(4).any(|end| end == b"\r\n\r\n") {
        match stream.read(&mut buffer) {
            Ok(length) if length > 0 => request.extend_from_slice(&buffer[..length]),
            _ => return,
        }
    }
    // The other side may have gone; that is its affair.
    let _ = stream.write_all(answer);
}

//! What Microsoft requires of a proxy, in words.

use super::terms::{proxy, the_proxy};
use crate::finding::Place;
use crate::finding::cause::tunnel::{OldHttp, PortRefused};
use crate::finding::text::Words;
use crate::finding::text::answer::answer;

impl Words for PortRefused {
    fn conclusion(&self, at: &Place<'_>) -> String {
        let said = self.answer.as_ref().map_or_else(
            || "it closed the connection".to_owned(),
            |said| format!("it answered {}", answer(said)),
        );
        let (proxy, port) = (proxy(at), self.port);
        format!("{proxy} opens no tunnel to port {port}: {said}")
    }

    fn evidence(&self, _at: &Place<'_>) -> Vec<String> {
        let asked = format!(
            "The request was {}; the proxy fetched a page from the same host and port itself",
            self.request.quoted()
        );
        let wanted = "Microsoft requires proxies to allow tunnels to ports 443 and 80".to_owned();
        vec![asked, wanted]
    }

    fn remedy(&self, at: &Place<'_>) -> String {
        let (proxy, port) = (the_proxy(at), self.port);
        format!("allow CONNECT to port {port} of the required endpoints on {proxy}")
    }
}

impl Words for OldHttp {
    fn conclusion(&self, at: &Place<'_>) -> String {
        format!("{} speaks HTTP/1.0", proxy(at))
    }

    fn evidence(&self, at: &Place<'_>) -> Vec<String> {
        let status = self.status;
        let said = if at.is_many() {
            format!("It answered CONNECT with `HTTP/1.0 {status}`")
        } else {
            let asked = self.request.quoted();
            format!("It answered {asked} with `HTTP/1.0 {status}`")
        };
        let wanted = "Microsoft requires proxies to support HTTP/1.1 and chunked transfer coding, \
                      which HTTP/1.0 lacks";
        vec![said, wanted.to_owned()]
    }

    fn remedy(&self, at: &Place<'_>) -> String {
        let proxy = the_proxy(at);
        format!("enable HTTP/1.1 on {proxy}, or use a proxy that supports it")
    }
}

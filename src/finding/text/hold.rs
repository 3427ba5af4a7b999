//! Idle connections, in words.

use super::{Words, duration, list};
use crate::finding::Place;
use crate::finding::cause::hold::{Dropped, Ending};

/// No more idle times are listed.
const MOST_TIMES: usize = 8;

impl Words for Dropped {
    fn conclusion(&self, at: &Place<'_>) -> String {
        let (subject, idled) = (at.subject(), duration(self.idled_ms));
        match at.proxy().filter(|_| self.is_ended()) {
            Some(proxy) => {
                format!("The {proxy} closed an idle connection to {subject} after {idled}")
            }
            None => format!(
                "An idle connection to {subject}{} was dropped after {idled}",
                at.through()
            ),
        }
    }

    fn evidence(&self, at: &Place<'_>) -> Vec<String> {
        let compared = (self.busy_answered).then(|| survived(&self.survived_s));
        let whose = self.whose(at).map(str::to_owned);
        let all = [Some(self.ended(at)), whose, compared];
        all.into_iter().flatten().collect()
    }

    fn remedy(&self, at: &Place<'_>) -> String {
        let (endpoint, idle) = (at.endpoint(), self.idle_s);
        match at.proxy() {
            Some(proxy) if self.is_ended() => {
                format!(
                    "raise the idle timeout of {proxy} for tunnels to {endpoint} above {idle} s"
                )
            }
            Some(proxy) => format!(
                "raise the idle timeout for TCP connections from this machine to {proxy}, and from the \
                 proxy to {endpoint}, above {idle} s"
            ),
            None => {
                format!("raise the idle timeout for TCP connections to {endpoint} above {idle} s")
            }
        }
    }
}

impl Dropped {
    fn ended(&self, at: &Place<'_>) -> String {
        let ending = match &self.ending {
            Ending::Closed => "It was closed (FIN) without the server's `close_notify`".to_owned(),
            Ending::Inspector => {
                "It was closed by the `close_notify` of the device that inspects TLS".to_owned()
            }
            Ending::Reset => "It was reset (RST)".to_owned(),
            Ending::Silent => return "A request over it got no response".to_owned(),
            Ending::Failed { detail } => format!("It failed: {}", detail.quoted()),
        };
        let when = if self.after_request {
            " once a request was sent over it"
        } else if self.is_ended() && !at.is_direct() {
            " while it was idle"
        } else {
            ""
        };
        ending + when
    }

    /// Who can have done that behind a proxy, where the connection ends.
    fn whose(&self, at: &Place<'_>) -> Option<&'static str> {
        match self.ending {
            _ if at.is_direct() => None,
            Ending::Closed => Some(
                "The connection ends at the proxy, which closed it by itself, or because its own connection \
                 to the server had ended",
            ),
            Ending::Reset => Some(
                "The connection ends at the proxy: the proxy sent that, or a firewall between this machine and \
                 the proxy",
            ),
            Ending::Inspector | Ending::Silent | Ending::Failed { .. } => None,
        }
    }
}

fn survived(times: &[u32]) -> String {
    if times.is_empty() {
        return "A connection that was not idle got a response".to_owned();
    }
    let times: Vec<String> = times.iter().map(|s| format!("{s} s")).collect();
    format!(
        "Connections that were idle for {} got a response",
        list(&times, MOST_TIMES)
    )
}

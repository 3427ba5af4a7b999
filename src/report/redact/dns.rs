//! What name servers and the system answered, without who they are.

use super::text::Hider;
use crate::evidence::dns::{
    ExtendedError, Question, Record, RecordData, Reply, Resolution, SystemAnswer,
};
use crate::evidence::{Ended, Failure, Wpad, WpadAnswer, WpadName};

impl Hider<'_> {
    pub(super) fn resolution(&self, seen: &mut Resolution) {
        let Resolution {
            name,
            servers,
            questions,
            system,
        } = seen;
        self.text(name);
        for server in servers {
            self.socket(server);
        }
        for question in questions {
            self.question(question);
        }
        if let Some(SystemAnswer {
            took_ms: _,
            addresses,
            ended,
        }) = system
        {
            for address in addresses {
                self.address(address);
            }
            self.ended(ended);
        }
    }

    fn question(&self, question: &mut Question) {
        let Question {
            server,
            name,
            rtype: _,
            transport: _,
            at_ms: _,
            took_ms: _,
            reply,
            ended,
            opened: _,
        } = question;
        self.socket(server);
        self.text(name);
        self.ended(ended);
        if let Some(reply) = reply {
            self.reply(reply);
        }
    }

    fn reply(&self, reply: &mut Reply) {
        let Reply {
            rcode: _,
            truncated: _,
            answers,
            zone,
            primary,
            authoritative: _,
            no_recursion: _,
            reasons,
            case_changed: _,
        } = reply;
        for Record { name, ttl: _, data } in answers {
            self.text(name);
            match data {
                RecordData::A(v4) => self.v4(v4),
                RecordData::Aaaa(v6) => self.v6(v6),
                RecordData::Cname(name) => self.text(name),
                RecordData::Other(_) => {}
            }
        }
        for text in [zone, primary].into_iter().flatten() {
            self.text(text);
        }
        for ExtendedError { code: _, text } in reasons {
            self.text(text);
        }
    }

    pub(super) fn ended(&self, ended: &mut Ended) {
        match ended {
            Ended::Failed(failure) => self.failure(failure),
            Ended::Completed | Ended::OutOfTime | Ended::GaveUp | Ended::Interrupted => {}
        }
    }

    pub(super) fn failure(&self, failure: &mut Failure) {
        let Failure { kind: _, detail } = failure;
        self.text(detail);
    }

    pub(super) fn wpad(&self, wpad: &mut Wpad) {
        let Wpad { names } = wpad;
        for WpadName {
            name,
            addresses,
            asked,
        } in names
        {
            self.text(name);
            for address in addresses {
                self.address(address);
            }
            for WpadAnswer {
                address,
                file: _,
                problem,
            } in asked
            {
                self.address(address);
                if let Some(problem) = problem {
                    self.text(problem);
                }
            }
        }
    }
}

//! What was seen, field by field: a new field does not compile until it is decided here whether it may say
//! something of the machine.

use super::Signed;
use super::text::Hider;
use crate::evidence::hold::HoldEnd;
use crate::evidence::matrix::{Cell, Naming};
use crate::evidence::{
    Attempt, BySystem, Control, Direct, Evidence, Handshake, Held, Matrix, Step,
};
use crate::text::bytes::Blob;

impl Hider<'_> {
    pub(super) fn evidence(&self, evidence: &mut Evidence, signed: Signed) {
        let Evidence {
            started_unix: _,
            resolve,
            resolve_hop,
            controls,
            attempts,
            matrix,
            held,
            direct,
            by_system,
            left_out,
            unrouted,
            not_retested,
            hop_load: _,
            crashed,
        } = evidence;
        for step in [resolve, resolve_hop].into_iter().flatten() {
            self.step(step, |seen| self.resolution(seen));
        }
        for control in controls {
            self.control(control, signed);
        }
        for attempt in attempts {
            self.attempt(attempt, signed);
        }
        if let Some(matrix) = matrix {
            self.matrix(matrix, signed);
        }
        for held in held {
            self.held(held, signed);
        }
        if let Some(Direct {
            expected: _,
            evidence: Some(evidence),
        }) = direct.as_deref_mut()
        {
            self.evidence(evidence, signed);
        }
        if let Some(BySystem {
            route,
            assumed: _,
            evidence,
        }) = by_system.as_deref_mut()
        {
            self.route(route);
            if let Some(evidence) = evidence {
                self.evidence(evidence, signed);
            }
        }
        for socket in left_out.iter_mut().chain(unrouted).chain(not_retested) {
            self.socket(socket);
        }
        if let Some(text) = crashed {
            self.text(text);
        }
    }

    fn step<T>(&self, step: &mut Step<T>, hide: impl FnOnce(&mut T)) {
        let Step {
            at_ms: _,
            took_ms: _,
            seen,
            ended,
        } = step;
        hide(seen);
        self.ended(ended);
    }

    fn control(&self, control: &mut Control, signed: Signed) {
        match control {
            Control::Retest { attempt }
            | Control::UnassignedAddress { attempt }
            | Control::MadeUpName { host: _, attempt }
            | Control::MadeUpHost { host: _, attempt }
            | Control::TlsVersion {
                version: _,
                alone: _,
                attempt,
            }
            | Control::PlainPortTunnel { attempt }
            | Control::SmallPackets { attempt } => self.attempt(attempt, signed),
            Control::ServerName { name, attempt } => {
                self.naming(name);
                self.attempt(attempt, signed);
            }
            Control::Http2 { attempt, greeting } => {
                self.attempt(attempt, signed);
                if let Some(step) = greeting {
                    self.ended(&mut step.ended);
                }
            }
            Control::Issuer {
                url,
                route,
                resolve,
                attempts,
            } => {
                self.text(url);
                self.route(route);
                if let Some(step) = resolve {
                    self.step(step, |seen| self.resolution(seen));
                }
                for attempt in attempts {
                    self.attempt(attempt, signed);
                }
            }
            Control::TranslatorPrefix { resolve } | Control::MadeUpLookup { under: _, resolve } => {
                self.step(resolve, |seen| self.resolution(seen));
            }
        }
    }

    fn naming(&self, name: &mut Naming) {
        match name {
            Naming::Other(name) => self.text(name),
            Naming::Asked | Naming::Nobody => {}
        }
    }

    fn matrix(&self, matrix: &mut Matrix, signed: Signed) {
        let Matrix {
            cells,
            chains,
            left_out: _,
        } = matrix;
        for Cell {
            via,
            hello,
            nth: _,
            attempt,
            chain: _,
        } in cells
        {
            if let Some(text) = via {
                self.text(text);
            }
            self.naming(&mut hello.name);
            self.attempt(attempt, signed);
        }
        for certificate in chains.iter_mut().flatten() {
            self.signed(certificate, signed);
        }
    }

    fn held(&self, held: &mut Held, signed: Signed) {
        let Held {
            to,
            idle_s: _,
            idled_ms: _,
            asked: _,
            end,
            chain,
        } = held;
        self.socket(to);
        match end {
            HoldEnd::Failed { failure } => self.failure(failure),
            HoldEnd::Spoke { status: _ }
            | HoldEnd::Goodbye
            | HoldEnd::Closed
            | HoldEnd::Reset
            | HoldEnd::Silent
            | HoldEnd::NotOpened
            | HoldEnd::Interrupted => {}
        }
        for certificate in chain {
            self.signed(certificate, signed);
        }
    }

    fn attempt(&self, attempt: &mut Attempt, signed: Signed) {
        let Attempt {
            to,
            connect,
            hop_handshake,
            tunnel,
            handshake,
            fetch,
        } = attempt;
        self.socket(to);
        if let Some(step) = connect {
            self.step(step, |seen| seen.local = None);
        }
        for step in [hop_handshake, handshake].into_iter().flatten() {
            self.step(step, |seen| self.handshake(seen, signed));
        }
        if let Some(step) = tunnel {
            self.step(step, |seen| self.tunnel(seen));
        }
        if let Some(step) = fetch {
            self.step(step, |seen| self.response(seen, signed));
        }
    }

    fn handshake(&self, seen: &mut Handshake, signed: Signed) {
        let Handshake {
            server_name,
            version: _,
            suite: _,
            group: _,
            alpn: _,
            chain,
            staple: _,
            proof: _,
            certificate_requested: _,
            renegotiation_requested: _,
            received: _,
            head,
            recording,
        } = seen;
        if let Some(name) = server_name {
            self.text(name);
        }
        for certificate in chain {
            self.signed(certificate, signed);
        }
        self.bytes(head);
        *recording = None;
    }

    pub(super) fn signed(&self, blob: &mut Blob, signed: Signed) {
        if signed == Signed::Hide {
            self.der(blob);
        }
    }
}

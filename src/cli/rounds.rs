//! One run, or with `--until-pass` one after another until one passes: a line a round on standard error.

use std::future::Future;
use std::io::Write as _;
use std::pin::{Pin, pin};
use std::time::Duration;

use tokio::time::{Instant, sleep};

use super::exit::{PASSES, exit_code};
use super::flags::Check;
use super::progress::{Ticker, progress};
use crate::evidence::Host;
use crate::machine;
use crate::net::stop_pair;
use crate::report::{Report, Summary};
use crate::run::{Environment, Settings, run};
use crate::text::escape::escape;

/// What a command line asks to be measured, once or again and again.
pub(super) struct Rounds<'f> {
    pub(super) flags: &'f Check,
    pub(super) settings: Settings,
    /// What each round is given; each has its own clock and its own end.
    pub(super) environment: Environment,
    /// May progress be drawn?
    pub(super) draws: bool,
}

/// The last round.
pub(super) struct Last {
    pub(super) report: Report,
    /// Did the user stop it, or the wait behind it?
    pub(super) stopped: bool,
}

impl Rounds<'_> {
    /// Measures until a round passes, the time is over or the user stops it; once where nothing is repeated.
    pub(super) async fn measure(mut self) -> Last {
        let mut stop_asked = pin!(asked_to_stop());
        let began = Instant::now();
        let mut number = 1;
        loop {
            let report = self.round(stop_asked.as_mut()).await;
            let stopped = report.run.interrupted;
            let Some(every) = self.flags.repeat.until_pass else {
                return Last { report, stopped };
            };
            let passes = exit_code(&report, self.flags.judging.fail_on) == PASSES;
            let is_last = stopped || passes || self.is_over(began, every);
            self.tell(number, &report, (!is_last).then_some(every));
            if is_last {
                return Last { report, stopped };
            }
            tokio::select! {
                () = sleep(every) => number += 1,
                () = &mut stop_asked => return Last { report, stopped: true },
            }
        }
    }

    /// Would the next round begin after the time is over?
    fn is_over(&self, began: Instant, every: Duration) -> bool {
        let limit = self.flags.repeat.give_up_after;
        limit.is_some_and(|limit| began.elapsed() + every >= limit)
    }

    async fn round(&mut self, stop_asked: Pin<&mut impl Future<Output = ()>>) -> Report {
        let (stop, stopping) = stop_pair();
        let ticker = self.draws.then(Ticker::for_terminal).flatten();
        let now_unix = machine::now_unix();
        let environment = Environment {
            now_unix,
            host: Host {
                clock_unix: now_unix,
                ..self.environment.host.clone()
            },
            stop: stopping,
            progress: progress(ticker.as_ref()),
            ..self.environment.clone()
        };
        if self.flags.resolver.is_empty() {
            // Whoever waits for the network to be mended may mend these.
            self.settings.resolver = machine::resolver_settings();
        }
        let running = run(self.settings.clone(), environment);
        let mut running = Box::pin(watched(running, ticker));
        tokio::select! {
            report = &mut running => report,
            () = stop_asked => {
                stop.now();
                running.await
            }
        }
    }

    fn tell(&self, number: u32, report: &Report, next: Option<Duration>) {
        if self.flags.out.quiet {
            return;
        }
        let next = next.map_or_else(String::new, |every| {
            format!("; next round in {}", humantime::format_duration(every))
        });
        let (when, verdict) = (&report.run.started, report.verdict.to_string());
        let verdict = verdict.to_uppercase();
        let said = escape(&Summary::new(report).conclusion);
        let line = format!("{when}  round {number}: {verdict}  {said}{next}");
        let _ = writeln!(std::io::stderr(), "{line}");
    }
}

/// Shows how far it is, where that is wanted, and leaves nothing of it.
async fn watched(running: impl Future<Output = Report>, ticker: Option<Ticker>) -> Report {
    let Some(ticker) = ticker else {
        return running.await;
    };
    let report = tokio::select! {
        report = running => report,
        never = ticker.draw() => match never {},
    };
    ticker.clear();
    report
}

/// Ends at Ctrl-C or at a request to end.
#[cfg(unix)]
async fn asked_to_stop() {
    use tokio::signal::unix::{SignalKind, signal};
    let Ok(mut terminate) = signal(SignalKind::terminate()) else {
        return interrupted().await;
    };
    tokio::select! {
        () = interrupted() => {}
        _ = terminate.recv() => {}
    }
}

#[cfg(not(unix))]
async fn asked_to_stop() {
    interrupted().await;
}

/// Ends at Ctrl-C; never, where the system lets nobody listen for it.
async fn interrupted() {
    if tokio::signal::ctrl_c().await.is_err() {
        std::future::pending::<()>().await;
    }
}

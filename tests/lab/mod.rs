//! A small internet in the test's own process: public-looking addresses, servers in memory, no
//! socket, no thread, and a clock that stands still while nobody works.

pub(crate) mod again;
pub(crate) mod content;
pub(crate) mod crowd;
pub(crate) mod dns;
pub(crate) mod golden;
pub(crate) mod outcome;
pub(crate) mod pki;
pub(crate) mod proxy;
pub(crate) mod reply;
pub(crate) mod rows;
pub(crate) mod scenario;
pub(crate) mod socks;
pub(crate) mod web;
pub(crate) mod wire;
pub(crate) mod world;
pub(crate) mod zone;

use std::future::pending;
use std::io;
use std::net::{IpAddr, SocketAddr};
use std::sync::{Arc, Mutex, PoisonError};
use std::time::Duration;

use clearway::net::{Datagrams, Dial, Icmp, Later, NoAddress, Refusal, Wire};
use tokio::io::AsyncWriteExt;
use tokio::task::JoinSet;
use tokio::time::{Instant, sleep};

use self::crowd::{Crowds, Seat};
use self::dns::{Server, Tcp};
use self::web::Open;
use self::world::{At, Closed, SystemSays, World};

/// The moment of every run: 2026-11-22 08:00:00 UTC.
pub(crate) const NOW: i64 = 1_795_334_400;

/// The world, as the program meets it. Addresses that nobody has are silent.
#[derive(Debug)]
pub(crate) struct Lab {
    world: Arc<World>,
    tasks: Tasks,
    crowds: Crowds,
    pub(crate) diary: Diary,
}

/// The servers at work.
#[derive(Debug, Clone, Default)]
pub(crate) struct Tasks(Arc<Mutex<JoinSet<()>>>);

impl Tasks {
    pub(crate) fn spawn(&self, work: impl Future<Output = ()> + Send + 'static) {
        let mut tasks = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        tasks.spawn(work);
    }

    /// A server that broke has not shown what the test believes it showed.
    pub(crate) fn are_sound(&self) {
        let mut tasks = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        while let Some(ended) = tasks.try_join_next() {
            ended.expect("a server of the lab broke");
        }
    }
}

/// Who was asked what, and when.
#[derive(Debug, Clone, Default)]
pub(crate) struct Diary(Arc<Mutex<Vec<(Instant, String)>>>);

impl Diary {
    /// How often it was noted before.
    pub(crate) fn note(&self, what: String) -> usize {
        let mut entries = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        let before = entries.iter().filter(|(_, known)| *known == what).count();
        entries.push((Instant::now(), what));
        before
    }

    /// Every entry so far.
    pub(crate) fn entries(&self) -> Vec<(Instant, String)> {
        self.0
            .lock()
            .unwrap_or_else(PoisonError::into_inner)
            .clone()
    }
}

impl Lab {
    pub(crate) fn new(world: World) -> Self {
        Self {
            world: Arc::new(world),
            tasks: Tasks::default(),
            crowds: Crowds::default(),
            diary: Diary::default(),
        }
    }

    /// Fails the test if a server broke.
    pub(crate) fn is_sound(&self) {
        self.tasks.are_sound();
    }
}

impl Dial for Lab {
    fn tcp(&self, to: SocketAddr) -> Later<Result<Wire, Refusal>> {
        let number = self.diary.note(format!("tcp {to}"));
        let (world, tasks, diary) = (
            Arc::clone(&self.world),
            self.tasks.clone(),
            self.diary.clone(),
        );
        let crowds = self.crowds.clone();
        Box::pin(async move {
            if let Some(server) = world.server(to) {
                return name_server(server, &tasks, (number, diary)).await;
            }
            match world.behind(to).map(|at| at.turn(number).clone()) {
                Some(At::Open(open)) if open.opens_for.is_some() => pending().await,
                Some(At::Open(open)) => match open.first.filter(|_| number == 0) {
                    Some(closed) => Err(refusal(closed, to).await),
                    None => match crowds.admit(to, *open) {
                        Ok((open, seat)) => Ok(accepted((open, seat), &world, &tasks).await),
                        Err(closed) => Err(refusal(closed, to).await),
                    },
                },
                Some(At::Closed(closed)) => Err(refusal(closed, to).await),
                Some(At::Turns(_)) | None => pending().await,
            }
        })
    }

    fn tcp_in_small_packets(&self, to: SocketAddr) -> Later<Result<Wire, Refusal>> {
        let (world, tasks) = (Arc::clone(&self.world), self.tasks.clone());
        match world.behind(to).map(|at| at.turn(0).clone()) {
            Some(At::Open(mut whole)) if whole.loses_large_packets => {
                whole.loses_large_packets = false;
                self.diary.note(format!("tcp {to}"));
                Box::pin(async move { Ok(accepted((*whole, None), &world, &tasks).await) })
            }
            _ => self.tcp(to),
        }
    }

    fn udp(&self, to: SocketAddr) -> Later<io::Result<Box<dyn Datagrams>>> {
        let socket = dns::open(self.world.server(to), &self.tasks, &self.diary);
        Box::pin(async move { Ok(socket) })
    }

    fn system_lookup(&self, name: &str) -> Later<Result<Vec<IpAddr>, NoAddress>> {
        let (world, name) = (Arc::clone(&self.world), name.to_owned());
        Box::pin(async move {
            match world.system.get(&name) {
                Some(SystemSays::Addresses(addresses)) => Ok(addresses.clone()),
                Some(SystemSays::NoSuchName) => Err(NoAddress::NoSuchName("no such name".into())),
                Some(SystemSays::TryAgain) => Err(NoAddress::TryAgain("try again".into())),
                Some(SystemSays::Failed) => Err(NoAddress::Failed("broken".into())),
                Some(SystemSays::Never) => pending().await,
                None => world.as_first_server_says(&name).await,
            }
        })
    }

    fn has_route(&self, to: IpAddr) -> bool {
        match to {
            IpAddr::V4(_) => !self.world.without_v4,
            IpAddr::V6(_) => !self.world.without_v6,
        }
    }
}

async fn name_server(
    server: Arc<Server>,
    tasks: &Tasks,
    (number, diary): (usize, Diary),
) -> Result<Wire, Refusal> {
    match server.tcp {
        Tcp::Refused => Err(io::Error::from(io::ErrorKind::ConnectionRefused).into()),
        Tcp::Silent => pending().await,
        Tcp::Answers | Tcp::Closes | Tcp::ClosesFirst | Tcp::Short => {
            let (near, far) = wire::pair(None);
            tasks.spawn(async move { server.serve(far, (number, &diary)).await });
            Ok(wired(near))
        }
    }
}

async fn accepted((open, seat): (Open, Option<Seat>), world: &Arc<World>, tasks: &Tasks) -> Wire {
    if let Some(after) = &open.accepts_after {
        sleep(duration(after)).await;
    }
    let (near, mut far) = wire::pair(open.silent_after_flights);
    if let Some(words) = &open.greets {
        let greeted = far.write_all(words.as_bytes()).await;
        greeted.expect("the client is still there");
    }
    let (world, helpers) = (Arc::clone(world), tasks.clone());
    tasks.spawn(async move {
        let _seat = seat;
        if (open.proxy.is_some() || open.socks.is_some()) && open.tls.is_some() {
            let Some(mut secured) = web::unwrapped(far, &open).await else {
                return;
            };
            let (mut inner, far) = wire::pair(None);
            helpers.spawn({
                let helpers = helpers.clone();
                async move { serve(far, &open, world, helpers).await }
            });
            // Either side may leave when it has had enough.
            let _ = tokio::io::copy_bidirectional(&mut secured, &mut inner).await;
        } else {
            serve(far, &open, world, helpers).await;
        }
    });
    wired(near)
}

async fn serve(far: wire::Far, open: &Open, world: Arc<World>, tasks: Tasks) {
    match (&open.proxy, &open.socks) {
        (Some(how), _) => proxy::serve(far, (how, &open.replies), world, tasks).await,
        (None, Some(how)) => socks::serve(far, how, world, tasks).await,
        (None, None) => web::serve(far, open).await,
    }
}

fn wired(near: wire::Near) -> Wire {
    Wire {
        stream: Box::new(near),
        local: None,
        mss: None,
    }
}

async fn refusal(closed: Closed, to: SocketAddr) -> Refusal {
    use io::ErrorKind as Kind;
    let kind = match closed {
        Closed::Refused => Kind::ConnectionRefused,
        Closed::Reset => Kind::ConnectionReset,
        Closed::Unreachable | Closed::Prohibited => Kind::HostUnreachable,
        Closed::TimedOut => Kind::TimedOut,
        Closed::NoDescriptor => Kind::Other,
        Closed::Silent => pending().await,
        Closed::Panics => panic!("the lab breaks the program at {to}"),
    };
    let prohibited = Icmp {
        v6: to.is_ipv6(),
        kind: if to.is_ipv6() { 1 } else { 3 },
        code: if to.is_ipv6() { 1 } else { 13 },
    };
    Refusal {
        error: kind.into(),
        icmp: (closed == Closed::Prohibited).then_some(prohibited),
    }
}

/// `10s` or `300ms`.
pub(crate) fn duration(text: &str) -> Duration {
    let number = |text: &str| text.parse().expect("a whole number before the unit");
    match text.strip_suffix("ms") {
        Some(millis) => Duration::from_millis(number(millis)),
        None => Duration::from_secs(number(text.strip_suffix('s').expect("`ms` or `s`"))),
    }
}

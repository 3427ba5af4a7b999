//! A link on which every packet takes a while. The kernel's own way, `tc netem`, is missing on some
//! machines; two TUN devices and two threads between them are to be had everywhere.

use std::sync::Arc;
use std::sync::mpsc::{Receiver, Sender, channel};
use std::thread;
use std::time::{Duration, Instant};

use tappers::{Interface, Tun};

use crate::net::Namespace;

/// A packet, and when it is due.
type Parcel = (Instant, Vec<u8>);

/// Joins both by a device `eth0` in each; a packet takes `delay` one way.
///
/// The threads end by themselves: a namespace takes its device along when it goes.
pub(crate) fn join(one: &Namespace, other: &Namespace, delay: Duration) {
    let (one, other) = (Arc::new(device(one)), Arc::new(device(other)));
    carry(&one, &other, delay);
    carry(&other, &one, delay);
}

fn device(namespace: &Namespace) -> Tun {
    namespace.enter(|| {
        let name = Interface::new("eth0").expect("the name is short enough");
        Tun::new_named(name).expect("/dev/net/tun is there and root may use it")
    })
}

fn carry(from: &Arc<Tun>, to: &Arc<Tun>, delay: Duration) {
    let (sender, receiver) = channel();
    let (from, to) = (Arc::clone(from), Arc::clone(to));
    thread::spawn(move || collect(&from, &sender, delay));
    thread::spawn(move || deliver(&to, &receiver));
}

fn collect(from: &Tun, parcels: &Sender<Parcel>, delay: Duration) {
    let mut buffer = vec![0; 1 << 16];
    // Reading fails once the device is gone.
    while let Ok(length) = from.recv(&mut buffer) {
        let parcel = (Instant::now() + delay, buffer[..length].to_vec());
        if parcels.send(parcel).is_err() {
            return;
        }
    }
}

fn deliver(to: &Tun, parcels: &Receiver<Parcel>) {
    for (due, packet) in parcels {
        thread::sleep(due.saturating_duration_since(Instant::now()));
        // A device that is not up loses packets, as any link does.
        let _ = to.send(&packet);
    }
}

//! The ICMP message behind a failed connection, where the system keeps it.
//!
//! On Linux the error number of a firewall's "prohibited" is the one of "no route to host"; only the
//! socket's error queue (`IP_RECVERR`, ip(7)) tells them apart.

#[cfg(target_os = "linux")]
pub(super) use linux::{ask_for_icmp, icmp_of, no_more_icmp};

#[cfg(not(target_os = "linux"))]
pub(super) use elsewhere::{ask_for_icmp, icmp_of, no_more_icmp};

#[cfg(target_os = "linux")]
mod linux {
    use std::io::IoSliceMut;
    use std::os::fd::{AsFd, AsRawFd, OwnedFd};

    use nix::sys::socket::sockopt::{Ipv4RecvErr, Ipv6RecvErr};
    use nix::sys::socket::{ControlMessageOwned, MsgFlags, SockaddrStorage, recvmsg, setsockopt};

    use crate::net::Icmp;

    /// A second handle on the socket, whose error queue outlives the first.
    pub(in crate::net) type Queue = OwnedFd;

    /// Asks the system to keep ICMP errors of this socket.
    pub(in crate::net) fn ask_for_icmp(socket: &impl AsFd, v6: bool) -> Option<Queue> {
        set(socket, v6, true)?;
        socket.as_fd().try_clone_to_owned().ok()
    }

    /// An open connection must not die of a stray ICMP message.
    pub(in crate::net) fn no_more_icmp(queue: &Queue, v6: bool) {
        set(queue, v6, false);
    }

    fn set(socket: &impl AsFd, v6: bool, on: bool) -> Option<()> {
        let done = if v6 {
            setsockopt(socket, Ipv6RecvErr, &on)
        } else {
            setsockopt(socket, Ipv4RecvErr, &on)
        };
        done.ok()
    }

    /// The first ICMP error in the queue.
    pub(in crate::net) fn icmp_of(queue: &Queue) -> Option<Icmp> {
        let mut data = [0_u8; 512];
        let mut parts = [IoSliceMut::new(&mut data)];
        let mut control = vec![0_u8; 512];
        let flags = MsgFlags::MSG_ERRQUEUE | MsgFlags::MSG_DONTWAIT;
        let message =
            recvmsg::<SockaddrStorage>(queue.as_raw_fd(), &mut parts, Some(&mut control), flags)
                .ok()?;
        message.cmsgs().ok()?.find_map(|control| icmp_in(&control))
    }

    /// Origins of `sock_extended_err` (linux/errqueue.h).
    const FROM_ICMP: u8 = 2;
    const FROM_ICMP6: u8 = 3;

    fn icmp_in(message: &ControlMessageOwned) -> Option<Icmp> {
        let (v6, error) = match message {
            ControlMessageOwned::Ipv4RecvErr(error, _) => (false, error),
            ControlMessageOwned::Ipv6RecvErr(error, _) => (true, error),
            _ => return None,
        };
        let origin = if v6 { FROM_ICMP6 } else { FROM_ICMP };
        (error.ee_origin == origin).then_some(Icmp {
            v6,
            kind: error.ee_type,
            code: error.ee_code,
        })
    }
}

#[cfg(not(target_os = "linux"))]
mod elsewhere {
    use crate::net::Icmp;

    /// Nothing to look into.
    pub(in crate::net) type Queue = ();

    pub(in crate::net) fn ask_for_icmp<T>(_socket: &T, _v6: bool) -> Option<Queue> {
        None
    }

    pub(in crate::net) fn no_more_icmp(_queue: &Queue, _v6: bool) {}

    pub(in crate::net) fn icmp_of(_queue: &Queue) -> Option<Icmp> {
        None
    }
}

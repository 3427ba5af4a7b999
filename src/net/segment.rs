//! How much data one packet of a connection carries, where the system tells and lets itself be told.

#[cfg(target_os = "linux")]
pub(super) use linux::{limit, of};

#[cfg(not(target_os = "linux"))]
pub(super) use elsewhere::{limit, of};

#[cfg(target_os = "linux")]
mod linux {
    use std::io;
    use std::os::fd::AsFd;

    use nix::sys::socket::sockopt::TcpMaxSeg;
    use nix::sys::socket::{getsockopt, setsockopt};

    /// Bounds what both ends send in one packet; only before the connection opens.
    pub(in crate::net) fn limit(socket: &impl AsFd, most: u32) -> io::Result<()> {
        Ok(setsockopt(socket, TcpMaxSeg, &most)?)
    }

    /// The bound that the two ends have agreed on.
    pub(in crate::net) fn of(stream: &impl AsFd) -> Option<u32> {
        getsockopt(stream, TcpMaxSeg).ok()
    }
}

#[cfg(not(target_os = "linux"))]
mod elsewhere {
    use std::io;

    pub(in crate::net) fn limit<T>(_socket: &T, _most: u32) -> io::Result<()> {
        Ok(())
    }

    pub(in crate::net) fn of<T>(_stream: &T) -> Option<u32> {
        None
    }
}

//! Waiting for descriptors.

use libc as c;

use super::Names;

/// Flags of `epoll_create1`.
pub static CREATE: Names = names!("": c;
    EPOLL_CLOEXEC
);

/// Operations of `epoll_ctl`.
pub static CTL: Names = names!("EPOLL_CTL_": c;
    EPOLL_CTL_ADD, EPOLL_CTL_DEL, EPOLL_CTL_MOD
);

/// Events of epoll.
pub static EVENTS: Names = names!("": c;
    EPOLLIN, EPOLLPRI, EPOLLOUT, EPOLLERR, EPOLLHUP, EPOLLRDNORM, EPOLLRDBAND, EPOLLWRNORM, EPOLLWRBAND,
    EPOLLMSG, EPOLLRDHUP, EPOLLEXCLUSIVE, EPOLLWAKEUP, EPOLLONESHOT, EPOLLET
);

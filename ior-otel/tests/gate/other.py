"""What belongs to no family."""

import ctypes
import errno
import os
import signal
import time

from fire import NO_FD, buf, fire, fire_last, in_child, pack, spawn

REFUSED = (errno.EPERM,)


def run(directory):
    host(directory)
    threads()
    in_child(lists)
    ports_and_segments()
    counters()
    traced()
    probes()


def host(directory):
    fire("uname", buf(400))
    fire("uname", 1, fails=errno.EFAULT)
    fire("sysinfo", buf(128))
    fire("sysinfo", 1, fails=errno.EFAULT)
    fire("getrandom", buf(16), 16, 0, expect={"bytes": 16})
    fire("getrandom", buf(16), 16, 99, fails=errno.EINVAL)
    # Number of file systems.
    fire("sysfs", 3, 0, 0)
    fire("sysfs", 99, 0, 0, fails=errno.EINVAL)
    device = os.stat(directory).st_dev
    fire("ustat", device, buf(64), may=(errno.EINVAL,))
    fire("ustat", 0xFFFF, buf(64), fails=errno.EINVAL)
    # SYSLOG_ACTION_SIZE_BUFFER.
    fire("syslog", 10, None, 0, may=REFUSED)
    fire("syslog", 99, None, 0, fails=errno.EINVAL, may=REFUSED)
    missing = directory + "/missing"
    gone = {"file.path": missing}
    # A file that is there would be written to, and no file at all would end the accounting that somebody wants.
    fire("acct", missing, fails=errno.ENOENT, may=REFUSED, expect=gone)
    in_child(accounted, directory)
    fire("swapon", missing, 0, fails=errno.ENOENT, may=REFUSED, expect=gone)
    fire("swapoff", missing, fails=errno.ENOENT, may=REFUSED, expect=gone)


def accounted(directory):
    """Accounting of a pid namespace of its own. What its first process does is seen under the ids that it has there."""
    file = directory + "/account"
    os.close(os.open(file, os.O_CREAT | os.O_WRONLY))
    # CLONE_NEWPID: for children to come.
    if fire("unshare", 0x2000_0000, may=REFUSED) != 0:
        return

    def switched():
        fire("getpid", expect={"process.pid": 1, "thread.id": 1})
        fire("acct", file, may=REFUSED, expect={"file.path": file})
        fire("acct", None, may=REFUSED, expect={"file.path": None})

    in_child(switched)


def threads():
    fire("get_robust_list", 0, ctypes.c_ulong(), ctypes.c_ulong(), expect={"syscall.target.tid": 0})
    fire("get_robust_list", 2**31 - 1, ctypes.c_ulong(), ctypes.c_ulong(), fails=errno.ESRCH)
    # MEMBARRIER_CMD_QUERY.
    fire("membarrier", 0, 0, 0)
    fire("membarrier", 9999, 0, 0, fails=errno.EINVAL)
    fire("rseq", None, 0, 99, 0, fails=errno.EINVAL)


def lists():
    """A thread's own: not Python's, which would not find them changed."""
    head = buf(24)
    fire("set_robust_list", head, 24)
    fire("set_robust_list", head, 99, fails=errno.EINVAL)
    # RSEQ_FLAG_UNREGISTER of what the C library has registered is asked for wrongly.
    fire("rseq", buf(32), 32, 1, 0, fails=errno.EINVAL)


def ports_and_segments():
    # Beyond the last port, and a level that there is not.
    fire("ioperm", 0xFFFF, 99, 1, fails=errno.EINVAL)
    fire("iopl", 99, fails=errno.EINVAL)
    # To read the local descriptor table.
    fire("modify_ldt", 0, buf(64), 64)


def counters():
    # PERF_TYPE_SOFTWARE, size, PERF_COUNT_SW_DUMMY; of this process on any CPU.
    attributes = pack("IIQ112x", 1, 128, 9)
    said = {"syscall.target.pid": 0}
    fd = fire("perf_event_open", attributes, 0, -1, -1, 0, may=(errno.EACCES, errno.EPERM, errno.ENOENT), expect=said)
    if fd >= 0:
        os.close(fd)
    fire("perf_event_open", attributes, 0, -1, NO_FD, 0, fails=errno.EBADF, may=(errno.EACCES, errno.EPERM))


def traced():
    child = spawn(time.sleep, 60)
    about = {"syscall.target.pid": child}
    # PTRACE_SEIZE, PTRACE_INTERRUPT.
    fire("ptrace", 0x4206, child, 0, 0, may=REFUSED, expect=about)
    fire("ptrace", 0x4207, child, 0, 0, may=(errno.ESRCH,), expect=about)
    os.kill(child, signal.SIGKILL)
    os.waitpid(child, 0)
    fire("ptrace", 0x4206, child, 0, 0, fails=errno.ESRCH, may=REFUSED, expect=about)


def probes():
    """Calls that only the kernel's own trampolines may make: who else makes them is killed, or told so."""
    in_child(lambda: fire_last("uretprobe", ret=-1), ends=signal.SIGILL)
    in_child(lambda: fire("uprobe", fails=errno.ENXIO, may=(errno.EPROTO,)))

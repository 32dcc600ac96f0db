"""What belongs to no family."""

import ctypes
import errno
import os
import signal
import time

from fire import NO_FD, buf, fire, fire_last, in_child, pack, spawn
from things import made, second

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
    flags, sixteen = "syscall.random.flags", {"bytes": 16}
    fire("getrandom", buf(16), 16, 0, expect={flags: None}, gives=sixteen)
    fire("getrandom", buf(16), 16, 1, expect={flags: ["GRND_NONBLOCK"]}, gives=sixteen)
    fire("getrandom", buf(16), 16, 99, fails=errno.EINVAL, expect={flags: ["GRND_NONBLOCK", "GRND_RANDOM", "0x60"]},
         gives=sixteen)
    # Number of file systems.
    fire("sysfs", 3, 0, 0, expect={"syscall.option": 3})
    fire("sysfs", 99, 0, 0, fails=errno.EINVAL, expect={"syscall.option": 99})
    device = os.stat(directory).st_dev
    shown = {"syscall.file.device": f"{os.major(device)}:{os.minor(device)}"}
    fire("ustat", device, buf(64), may=(errno.EINVAL,), expect=shown)
    fire("ustat", 0xFFFF, buf(64), fails=errno.EINVAL, expect={"syscall.file.device": "255:255"})
    fire("syslog", 10, None, 0, may=REFUSED, expect={"syscall.log.action": "SYSLOG_ACTION_SIZE_BUFFER"})
    fire("syslog", 99, None, 0, fails=errno.EINVAL, may=REFUSED, expect={"syscall.log.action": "SYSLOG_ACTION_99"})
    missing = directory + "/missing"
    gone = {"file.path": missing}
    # A file that is there would be written to, and no file at all would end the accounting that somebody wants.
    fire("acct", missing, fails=errno.ENOENT, may=REFUSED, expect=gone)
    in_child(accounted, directory)
    # SWAP_FLAG_PREFER, SWAP_FLAG_DISCARD.
    fire("swapon", missing, 0x1_8005, fails=errno.ENOENT, may=REFUSED, expect=gone | {
        "syscall.swap.flags": ["SWAP_FLAG_PREFER", "SWAP_FLAG_DISCARD"], "syscall.swap.priority": 5})
    fire("swapon", missing, 0, fails=errno.ENOENT, may=REFUSED, expect=gone | {
        "syscall.swap.flags": None, "syscall.swap.priority": None})
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
    def thread(tid):
        return {"syscall.target.tid": tid}

    fire("get_robust_list", 0, ctypes.c_ulong(), ctypes.c_ulong(), expect=thread(0))
    fire("get_robust_list", 2**31 - 1, ctypes.c_ulong(), ctypes.c_ulong(), fails=errno.ESRCH, expect=thread(2**31 - 1))

    def barrier(name, cpu=0, flags=None):
        return {"syscall.membarrier.command": f"MEMBARRIER_CMD_{name}", "syscall.cpu": cpu, "syscall.flags": flags}

    fire("membarrier", 0, 0, 0, expect=barrier("QUERY"), gives=commands)
    # MEMBARRIER_CMD_FLAG_CPU of what cannot be meant for one CPU.
    fire("membarrier", 0, 1, 7, fails=errno.EINVAL, expect=barrier("QUERY", 7, ["MEMBARRIER_CMD_FLAG_CPU"]))
    fire("membarrier", 9999, 0, 0, fails=errno.EINVAL, expect=barrier("9999") | commands(0))
    # MEMBARRIER_CMD_GLOBAL returns no commands.
    fire("membarrier", 1, 0, 0, may=(errno.EINVAL,), expect=barrier("GLOBAL") | commands(0))
    fire("rseq", None, 0, 98, 0, fails=errno.EINVAL, expect={"syscall.flags": ["0x62"]})


def commands(bits):
    """Those of linux/membarrier.h, from the lowest bit on."""
    names = ("GLOBAL", "GLOBAL_EXPEDITED", "REGISTER_GLOBAL_EXPEDITED", "PRIVATE_EXPEDITED", "REGISTER_PRIVATE_EXPEDITED",
             "PRIVATE_EXPEDITED_SYNC_CORE", "REGISTER_PRIVATE_EXPEDITED_SYNC_CORE", "PRIVATE_EXPEDITED_RSEQ",
             "REGISTER_PRIVATE_EXPEDITED_RSEQ", "GET_REGISTRATIONS")
    had = [f"MEMBARRIER_CMD_{name}" for at, name in enumerate(names) if bits >> at & 1]
    return {"syscall.membarrier.commands": had or None}


def lists():
    """A thread's own: not Python's, which would not find them changed."""
    head = buf(24)
    fire("set_robust_list", head, 24)
    fire("set_robust_list", head, 99, fails=errno.EINVAL)
    # What the C library has registered is asked for wrongly.
    fire("rseq", buf(32), 32, 1, 0, fails=errno.EINVAL, expect={"syscall.flags": ["RSEQ_FLAG_UNREGISTER"]})


def ports_and_segments():
    # Beyond the last port, and a level that there is not.
    fire("ioperm", 0xFFFF, 99, 1, fails=errno.EINVAL,
         expect={"syscall.port.first": 0xFFFF, "syscall.port.count": 99, "syscall.option": 1})
    fire("iopl", 99, fails=errno.EINVAL, expect={"syscall.option": 99})
    # To read the local descriptor table.
    fire("modify_ldt", 0, buf(64), 64, expect={"syscall.option": 0})


def counters():
    # PERF_TYPE_SOFTWARE, size, PERF_COUNT_SW_DUMMY; of this process on any CPU.
    attributes, refused = pack("IIQ112x", 1, 128, 9), (errno.EACCES, errno.EPERM, errno.ENOENT)
    said = {"syscall.perf.type": "PERF_TYPE_SOFTWARE", "syscall.perf.attr_size": 128, "syscall.perf.config": "PERF_COUNT_SW_DUMMY",
            "syscall.target.pid": 0, "syscall.cpu": -1}
    alone = {"syscall.fd.second": None}
    many = ("attr_bits", "sample_period", "sample_frequency")
    said |= {f"syscall.perf.{key}": None for key in many}
    leader = fire("perf_event_open", attributes, 0, -1, -1, 0, may=refused, expect=said | alone | {"syscall.flags": None},
                  gives=made)
    if leader >= 0:
        # PERF_FLAG_FD_CLOEXEC, in the group of the first.
        os.close(fire("perf_event_open", attributes, 0, -1, leader, 8, gives=made,
                      expect=said | second(leader) | {"syscall.flags": ["PERF_FLAG_FD_CLOEXEC"]}))
        os.close(leader)
    # A control group's events, of a descriptor that is not open: PERF_COUNT_SW_TASK_CLOCK every 1000, or 99 times a second (the
    # bit freq); disabled, exclude_kernel.
    for value, bits, key, more in ((1000, 0, "sample_period", []), (99, 1 << 10, "sample_frequency", ["freq"])):
        attributes_of = pack("IIQQQQQ80x", 1, 128, 1, value, 0, 0, 1 | 1 << 5 | bits)
        fire("perf_event_open", attributes_of, NO_FD, 0, -1, 4, fails=errno.EBADF, may=refused, expect={
            "fd": NO_FD, "syscall.target.pid": None, "syscall.perf.config": "PERF_COUNT_SW_TASK_CLOCK",
            "syscall.perf.attr_bits": ["disabled", "exclude_kernel", *more], f"syscall.perf.{key}": value})
    fire("perf_event_open", attributes, 0, -1, NO_FD, 0, fails=errno.EBADF, may=refused,
         expect=said | {"syscall.fd.second": NO_FD, "syscall.fd.second.type": None})


def traced():
    child = spawn(time.sleep, 60)

    def request(name):
        return {"syscall.target.pid": child, "syscall.ptrace.request": f"PTRACE_{name}"}

    fire("ptrace", 0x4206, child, 0, 0, may=REFUSED, expect=request("SEIZE"))
    fire("ptrace", 0x4207, child, 0, 0, may=(errno.ESRCH,), expect=request("INTERRUPT"))
    os.kill(child, signal.SIGKILL)
    os.waitpid(child, 0)
    fire("ptrace", 0x4206, child, 0, 0, fails=errno.ESRCH, may=REFUSED, expect=request("SEIZE"))
    # There is no such request (and none is stopped to be asked for one).
    fire("ptrace", 9999, child, 0, 0, fails=errno.ESRCH, may=REFUSED, expect=request("9999"))


def probes():
    """Calls that only the kernel's own trampolines may make: who else makes them is killed, or told so."""
    in_child(lambda: fire_last("uretprobe", ret=-1), ends=signal.SIGILL)
    in_child(lambda: fire("uprobe", fails=errno.ENXIO, may=(errno.EPROTO,)))

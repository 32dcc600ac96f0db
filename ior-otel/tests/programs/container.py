"""Starts a program as a container runtime does: container.py UID PERMITTED NO_NEW_PRIVS PROGRAM [ARG...]

UID with CAP_PERFMON and CAP_BPF in the bounding set, and where PERMITTED is 1 (containerd, CRI-O) also permitted and effective; Docker Engine
leaves users other than root nothing. Nothing is inheritable or ambient.
"""

import ctypes
import os
import sys

PR_SET_KEEPCAPS, PR_CAPBSET_DROP, PR_SET_NO_NEW_PRIVS = 8, 24, 38
CAPABILITIES = (38, 39)
VERSION_3 = 0x20080522

libc = ctypes.CDLL(None, use_errno=True)


def call(function, *arguments):
    if function(*arguments) != 0:
        raise OSError(ctypes.get_errno(), function.__name__)


def set_capabilities(mask):
    """capset(2): effective, permitted, inheritable of capabilities 0 to 31, then of 32 to 63."""
    low, high = mask & 0xFFFFFFFF, mask >> 32
    call(libc.capset, (ctypes.c_uint32 * 2)(VERSION_3, 0), (ctypes.c_uint32 * 6)(low, low, 0, high, high, 0))


uid, permitted, no_new_privs = (int(argument) for argument in sys.argv[1:4])
last = int(open("/proc/sys/kernel/cap_last_cap").read())
for capability in range(last + 1):
    if capability not in CAPABILITIES:
        call(libc.prctl, PR_CAPBSET_DROP, capability, 0, 0, 0)
call(libc.prctl, PR_SET_KEEPCAPS, 1, 0, 0, 0)
os.setgroups([])
os.setresgid(uid, uid, uid)
os.setresuid(uid, uid, uid)
set_capabilities(sum(1 << capability for capability in CAPABILITIES) * permitted)
if no_new_privs:
    call(libc.prctl, PR_SET_NO_NEW_PRIVS, 1, 0, 0, 0)
os.execv(sys.argv[4], sys.argv[4:])

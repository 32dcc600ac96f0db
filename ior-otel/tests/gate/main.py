"""Fires every syscall of the kernel: `main.py NUMBERS TRUTH DIRECTORY`.

NUMBERS is a JSON file of syscall numbers by name, TRUTH the file to write (see `fire.py`), DIRECTORY an empty one to play in.
Nothing outside of it, and no process but its own children, is touched: what could do harm is done in namespaces of a
child, or with arguments that can only fail.
"""

import os
import sys

import aio
import anything
import clocks
import fire
import fs_io
import fs_names
import fs_state
import fs_times
import fs_xattr
import ipc
import ipc_queues
import memory
import mounts
import network
import network_messages
import options
import other
import polling
import process
import process_tree
import scheduling
import security
import signals

#: What is not fired, with the reason.
EXEMPT = {
    "listns": "newer than the table of numbers: it is seen as a call without a row",
}

FAMILIES = (
    fs_io, fs_state, fs_names, fs_times, fs_xattr, mounts, network, network_messages, polling, ipc, ipc_queues, memory,
    process, process_tree, scheduling, signals, clocks, aio, security, other, anything, options,
)


def main():
    numbers, truth, directory = sys.argv[1:]
    fire.start(numbers, truth)
    for name, reason in EXEMPT.items():
        fire.write({"exempt": name, "reason": reason})
    for family in FAMILIES:
        # Each begins where the others have left nothing behind.
        own = os.path.join(directory, family.__name__)
        os.mkdir(own)
        fire.in_child(family.run, own)
    fire.write({"end": True})


main()

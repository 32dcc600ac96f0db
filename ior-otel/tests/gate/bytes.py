"""Moves known amounts through every call that carries bytes: `bytes.py NUMBERS TRUTH DIRECTORY`.

Each part runs in a process of its own, forked when Python has long started, so that all that its process moves is what is summed
up here. Amounts are random, and the same every time. What was moved is what was meant to be moved: a call that returns anything
else ends the part. Writes a line for each part: {"process": pid, "metric": name, "sums": [[syscall, direction, bytes], ...]}.
"""

import json
import mmap
import os
import random
import signal
import sys

import bytes_files
import bytes_memory
import bytes_messages
import fire
from sums import Sums

SEED = 20_250_101


def main():
    numbers, truth, directory = sys.argv[1:]
    fire.start(numbers, truth)
    for part in (bytes_files, bytes_messages):
        own = os.path.join(directory, part.__name__)
        os.mkdir(own)
        moved(part, own)
    if bytes_memory.possible():
        pid, sums = bytes_memory.run(random.Random(SEED))
        fire.write({"process": pid, "metric": "syscall.memory.size", "sums": sums})
    fire.write({"end": True})


def moved(part, directory):
    """Runs a part in a child. Its sums come back through memory: to write them would be another write."""
    shared = mmap.mmap(-1, 1 << 16)

    def work():
        sums = Sums()
        part.run(sums, random.Random(SEED), directory)
        text = json.dumps(sums.lines()).encode()
        shared[: len(text)] = text

    # Not by Python, which would seed its random numbers anew: that is a read.
    pid = fire.fork_by("clone", signal.SIGCHLD, 0, 0, 0, 0, child=work)
    _, status = os.waitpid(pid, 0)
    if status != 0:
        fire.write({"unexpected": f"{part.__name__} ended with status {status}"})
        return
    fire.write({"process": pid, "metric": "syscall.io", "sums": json.loads(shared[:].rstrip(b"\0"))})


main()

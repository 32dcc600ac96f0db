"""Does what standard input says, a line each, and answers each line with its own: for tests that attach to it."""

import os
import sys
import threading
import time


def calls(count):
    """Exactly so many getppid calls."""
    getppid = os.getppid
    for _ in range(int(count)):
        getppid()


def sleep(seconds):
    time.sleep(float(seconds))


def naps(count):
    """So many sleeps of 20 ms."""
    for _ in range(int(count)):
        time.sleep(0.02)


def child(count):
    """A child that makes calls, and ends."""
    pid = os.fork()
    if pid == 0:
        calls(count)
        os._exit(0)
    os.waitpid(pid, 0)


def children(count):
    """So many children, one after the other, that make one call each."""
    for _ in range(int(count)):
        child(1)


def thread(count):
    """A thread that makes calls, and ends."""
    other = threading.Thread(target=calls, args=[count])
    other.start()
    other.join()


def blocked(name):
    """A thread of that name that sleeps for an hour."""
    other = threading.Thread(target=time.sleep, args=[3600], name=name, daemon=True)
    other.start()
    while other.native_id is None or not asleep(other.native_id):
        time.sleep(0.001)


def asleep(tid):
    with open(f"/proc/self/task/{tid}/stat", encoding="ascii") as stat:
        return stat.read().rsplit(")", 1)[1].split()[0] == "S"


def move(path):
    """Moves itself to a cgroup."""
    with open(f"{path}/cgroup.procs", "w", encoding="ascii") as procs:
        procs.write(str(os.getpid()))


def become(program, *arguments):
    """Executes a program, with this one's input."""
    sys.stdout.flush()
    os.execv(program, [program, *arguments])


DOINGS = {doing.__name__: doing for doing in (calls, sleep, naps, child, children, thread, blocked, move, become)}

print(os.getpid(), flush=True)
while line := sys.stdin.readline():
    name, *arguments = line.split()
    DOINGS[name](*arguments)
    print("done", flush=True)

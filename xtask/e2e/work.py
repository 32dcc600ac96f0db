"""What the scenarios trace: a process, a child of it and threads, which wait, write, and talk to each other over a socket.

work.py [--wait] [--sleeps N] [--bursts N]

--wait: not before a line comes on standard input.
--sleeps: waits of 1 to 8 ms each, whose durations are spread.
--bursts: for so many seconds, 200 calls each tenth of a second.
"""

import argparse
import os
import socket
import sys
import tempfile
import threading
import time

arguments = argparse.ArgumentParser()
arguments.add_argument("--wait", action="store_true")
arguments.add_argument("--sleeps", type=int, default=0)
arguments.add_argument("--bursts", type=float, default=0)
arguments = arguments.parse_args()

if arguments.wait:
    sys.stdin.readline()


def serve(listener):
    peer, _ = listener.accept()
    with peer:
        time.sleep(0.02)
        peer.sendall(peer.recv(64))


def talk():
    with socket.create_server(("127.0.0.1", 0)) as listener:
        threading.Thread(target=serve, args=(listener,)).start()
        with socket.create_connection(listener.getsockname()) as peer:
            peer.sendall(b"hello")
            assert peer.recv(64) == b"hello"


with tempfile.NamedTemporaryFile() as file:
    file.write(b"x" * 4096)
    file.flush()
    os.fsync(file.fileno())
try:
    open("/nonexistent/file")
except FileNotFoundError:
    pass
threads = [threading.Thread(target=time.sleep, args=(0.03 + 0.01 * number,)) for number in range(3)]
for thread in threads:
    thread.start()
talk()
child = os.fork()
if child == 0:
    time.sleep(0.05)
    os._exit(3)
assert os.waitstatus_to_exitcode(os.waitpid(child, 0)[1]) == 3
for thread in threads:
    thread.join()
for number in range(arguments.sleeps):
    time.sleep(0.001 + 0.007 * (number * 37 % 100) / 100)
end = time.monotonic() + arguments.bursts
while time.monotonic() < end:
    for _ in range(200):
        os.getppid()
    time.sleep(0.1)

"""Handles a secret in all ways that come to mind, and names things with a word that may be told: `private.py DIRECTORY SECRET WORD ADDRESS`."""
import ctypes
import mmap
import os
import socket
import subprocess
import sys
import threading

directory, secret, word, address = sys.argv[1:5]
data = (secret + " in data").encode()
assert secret in os.environ["PASSWORD"]

# Files, every way of writing and reading them.
path = f"{directory}/{word}-file"
fd = os.open(path, os.O_RDWR | os.O_CREAT)
os.write(fd, data)
os.pwrite(fd, data, 0)
os.writev(fd, [data, data])
assert secret.encode() in os.pread(fd, 100, 0)
buffer = bytearray(100)
os.lseek(fd, 0, os.SEEK_SET)
os.readv(fd, [buffer])
with mmap.mmap(fd, 10) as mapped:
    mapped[:4] = data[:4]
    mapped.flush()
os.fsync(fd)
try:
    os.setxattr(path, f"user.{word}", data)
    os.getxattr(path, f"user.{word}")
except OSError:
    pass  # A file system without.
os.rename(path, path + "-new")
memory = os.memfd_create(f"{word}-memory")
os.write(memory, data)
os.sendfile(memory, fd, 0, 10)

# Pipes and sockets.
reader, writer = os.pipe()
os.write(writer, data)
os.read(reader, 100)
one, other = socket.socketpair()
one.send(data)
other.recv(100)
one.sendmsg([data], [(socket.SOL_SOCKET, socket.SCM_RIGHTS, memory.to_bytes(4, "little"))])
other.recvmsg(100, 100)
listener = socket.socket()
listener.bind((address, 0))
listener.listen()
client = socket.create_connection(listener.getsockname())
server, _ = listener.accept()
client.sendall(data)
server.recv(100)
datagram = socket.socket(socket.AF_INET, socket.SOCK_DGRAM)
datagram.bind((address, 0))
datagram.sendto(data, datagram.getsockname())
datagram.recvfrom(100)
unix = socket.socket(socket.AF_UNIX)
unix.bind(f"{directory}/{word}-socket")
unix.listen()
talker = socket.socket(socket.AF_UNIX)
talker.connect(f"{directory}/{word}-socket")
talker.send(data)

# A thread with a name, a key of the kernel's, and a program with a secret of its own.
def named():
    ctypes.CDLL(None).prctl(15, f"{word}-thread".encode())
    os.write(writer, data)

thread = threading.Thread(target=named)
thread.start()
thread.join()
ctypes.CDLL(None).syscall(248, b"user", f"{word}-key".encode(), data, len(data), -1)
script = f"{directory}/{word}-script"
with open(script, "w") as file:
    file.write("#!/bin/sh\necho \"$1\" > /dev/null\n")
os.chmod(script, 0o700)
subprocess.run([script, secret], env={"TOKEN": secret}, input=data, check=True)

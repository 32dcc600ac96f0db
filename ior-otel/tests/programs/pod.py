"""The first process of a pid namespace, as the pause container of a pod is one: starts ior-otel as the sidecar and an application.

Arguments: ior-otel, the file to export to. Prints the ids of the application's main thread and of its other thread as they see them.
"""

import os
import subprocess
import sys
import threading
import time

ior_otel, output = sys.argv[1:]
sidecar = subprocess.Popen(
    [ior_otel, "attach", "--summary", "always", "--output", output],
    stderr=subprocess.PIPE, text=True,
)
for line in sidecar.stderr:
    if "attached" in line:
        break

APPLICATION = """
import os, threading, time
def other():
    print(os.getpid(), threading.get_native_id(), flush=True)
    time.sleep(0.06)
thread = threading.Thread(target=other)
thread.start()
thread.join()
for _ in range(40):
    os.getppid()
"""
print(os.getpid(), flush=True)
subprocess.run([sys.executable, "-c", APPLICATION], check=True)
# For as long as those outside are busy.
sys.stdin.readline()
sidecar.terminate()
sys.stderr.write(sidecar.stderr.read())
sys.exit(sidecar.wait())

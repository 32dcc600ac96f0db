"""Several processes and threads that sleep, wait, write and fail, in the directory that is named."""

import os
import subprocess
import sys
import threading
import time

directory = sys.argv[1]


def save(number):
    for _ in range(3):
        with open(os.path.join(directory, f"part-{number}"), "a") as part:
            part.write("x" * 100_000)
            part.flush()
            os.fsync(part.fileno())
        time.sleep(0.002)


threads = [threading.Thread(target=save, args=(number,)) for number in range(3)]
for thread in threads:
    thread.start()
shell = subprocess.Popen(["sh", "-c", "sleep 0.02; (sleep 0.03; exit 4); cat /etc/hostname | wc -c > /dev/null; kill -9 $$"])
for missing in ("a", "b", "c"):
    try:
        open(os.path.join(directory, "missing", f"</script><b>{missing}"))
    except FileNotFoundError:
        pass
shell.wait()
for thread in threads:
    thread.join()

"""A load that knows itself: calls for so many seconds, a thousand a second and as many short sleeps; prints how many."""
import os, sys, time

end = time.monotonic() + float(sys.argv[1])
calls = 0
while time.monotonic() < end:
    os.getppid()
    calls += 1
    time.sleep(0.001)
print(calls, flush=True)

#!/usr/bin/env python3
"""What the machine alone does to latency: how long somebody who could run does not, and what a question to Redis takes.

    floor.py SECONDS   reads the clock for so long, and prints as JSON how long it was stopped, in milliseconds
"""

import gc
import json
import os
import subprocess
import sys
import time

from processes import die_with_parent, on_cores

# What an interrupt may take; a process that is stopped for longer had its core taken away.
LONG_MS = 1


def measure(stage, seconds):
    """Both floors, with Redis idle and no worker."""
    return {"stopped": stopped(seconds), "ping": pings(stage, seconds)}


def stopped(seconds):
    """Of processes that only read the clock, one on each core: the share of the time that went by in stops that were longer than
    a millisecond, and the longest."""
    cores = sorted(os.sched_getaffinity(0))
    children = [subprocess.Popen(on_cores([core], [sys.executable, __file__, seconds]), stdout=subprocess.PIPE, text=True,
                                 preexec_fn=die_with_parent) for core in cores]
    found = [stop for child in children for stop in json.loads(child.communicate()[0])]
    return {"share": sum(found) / 1000 / (seconds * len(cores)), "longest_ms": max(found, default=0), "cores": len(cores)}


def stops(seconds):
    gc.disable()
    found, last = [], time.perf_counter()
    end = last + seconds
    while last < end:
        now = time.perf_counter()
        if now - last > LONG_MS / 1000:
            found.append(1000 * (now - last))
        last = now
    return found


def pings(stage, seconds, pause=0.05):
    """The time of a PING, with pauses in which everybody falls asleep: two of the six wake-ups that a job needs."""
    times, end = [], time.monotonic() + seconds
    while time.monotonic() < end:
        time.sleep(pause)
        before = time.perf_counter()
        stage.server.ping()
        times.append(1000 * (time.perf_counter() - before))
    times.sort()
    return {"p50_ms": times[len(times) // 2], "p99_ms": times[min(len(times) - 1, len(times) * 99 // 100)], "count": len(times)}


if __name__ == "__main__":
    print(json.dumps(stops(float(sys.argv[1]))))

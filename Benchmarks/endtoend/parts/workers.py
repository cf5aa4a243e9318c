"""More workers on one queue: such as share two cores with Redis, and such as mostly wait for a network, as if each had cores
of its own."""

import contextlib
import os

from parts.network import put_away
from stage import Placement, Stage

TITLE = "workers"
WORKERS = (1, 2, 4, 8)
# So little work, and so far a way, that eight workers, Redis, the proxy between them and the one who counts leave the cores idle
# for half of the time: what is left to share is the queue.
WAITING_BATCH = 8
WAITING_MS = 10
WAITING_JOBS = 4_000


def measure(bench):
    with contextlib.ExitStack() as stack:
        near = Stage(bench.programs, bench.models, stack, Placement.free())
        far = Stage(bench.programs, bench.models, stack, Placement.free(), transport="tcp")
        round_trip = put_away(far, WAITING_MS)
        rounds, waiting = [], []
        for stage in (near, far):
            stage.publish()
        for number in range(bench.sizes.sweep_rounds):
            order = WORKERS[:: -1 if number % 2 else 1]
            rounds.append({count: turn(near, count, bench.sizes.sweep_jobs) for count in order})
            few = min(bench.sizes.sweep_jobs, WAITING_JOBS)
            waiting.append({count: turn(far, count, few, "--batch-jobs", WAITING_BATCH) for count in order})
            bench.say(f"round {number + 1}: {rounds[-1]} {waiting[-1]}")
    return {"workers": WORKERS, "cores": len(os.sched_getaffinity(0)), "rounds": rounds, "waiting": waiting,
            "waiting_batch": WAITING_BATCH, "delay_ms": round_trip}


def turn(stage, count, jobs, *flags):
    with stage.workers(count, lanes=1, flags=flags) as workers:
        return stage.watched_drain(jobs, workers)

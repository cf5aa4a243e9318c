"""More workers on one queue: such as share two cores with Redis, and such as mostly wait for a network, as if each had cores
of its own."""

import contextlib
import os

from parts.network import DELAY_MS, put_away
from stage import Placement, Stage

TITLE = "workers"
WORKERS = (1, 2, 4, 8)
# So few that the way to Redis takes far longer than the work.
WAITING_BATCH = 8
WAITING_JOBS = 12_000


def measure(bench):
    with contextlib.ExitStack() as stack:
        near = Stage(bench.programs, bench.models, stack, Placement.free())
        far = Stage(bench.programs, bench.models, stack, Placement.free(), transport="tcp")
        put_away(far)
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
            "waiting_batch": WAITING_BATCH, "delay_ms": DELAY_MS}


def turn(stage, count, jobs, *flags):
    with stage.workers(count, lanes=1, flags=flags) as workers:
        return stage.watched_drain(jobs, workers)

"""More workers on one queue."""

import contextlib
import os

from stage import Placement, Stage

TITLE = "workers"
WORKERS = (1, 2, 4, 8)


def measure(bench):
    with contextlib.ExitStack() as stack:
        stage = Stage(bench.programs, bench.models, stack, Placement.free())
        stage.publish()
        rounds = []
        for number in range(bench.sizes.sweep_rounds):
            turns = {}
            for count in WORKERS[:: -1 if number % 2 else 1]:
                with stage.workers(count, lanes=1) as workers:
                    turns[count] = stage.watched_drain(bench.sizes.sweep_jobs, workers)
            rounds.append(turns)
            bench.say(f"round {number + 1}: {turns}")
    return {"workers": WORKERS, "cores": len(os.sched_getaffinity(0)), "rounds": rounds}

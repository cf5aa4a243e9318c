"""What a job costs Redis and the worker."""

import contextlib

from stage import Placement, Stage

TITLE = "cost of a job"


def measure(bench):
    with contextlib.ExitStack() as stack:
        stage = Stage(bench.programs, bench.models, stack, Placement.pinned())
        stage.publish()
        with stage.workers() as workers:
            turns = [stage.watched_drain(bench.sizes.sweep_jobs, workers) for _ in range(bench.sizes.sweep_rounds)]
    bench.say(f"{turns}")
    return {"turns": turns}

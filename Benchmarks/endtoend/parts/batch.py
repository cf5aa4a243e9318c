"""How many jobs a claim should take."""

import contextlib

from stage import Placement, Stage

TITLE = "jobs in a batch"
BATCHES = (1, 4, 16, 64, 256, 1024, 4096)


def measure(bench):
    with contextlib.ExitStack() as stack:
        stage = Stage(bench.programs, bench.models, stack, Placement.pinned())
        stage.publish()
        rounds = []
        for number in range(bench.sizes.sweep_rounds):
            rates = {}
            for batch in BATCHES[:: -1 if number % 2 else 1]:
                # By number of jobs alone: no batch may be cut by its bytes.
                with stage.workers(flags=["--batch-jobs", batch, "--batch-bytes", 16 << 20]):
                    # Small batches are slow; every turn should take about as long.
                    rates[batch] = stage.drain(min(bench.sizes.sweep_jobs, round(20_000 * batch ** 0.5)))
            rounds.append(rates)
            bench.say(f"round {number + 1}: {rates}")
    return {"batches": BATCHES, "rounds": rounds}

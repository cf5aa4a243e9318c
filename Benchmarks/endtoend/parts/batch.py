"""How many jobs a claim should take."""

import contextlib
import re
import urllib.request

from stage import Placement, Stage, free_port

TITLE = "jobs in a batch"
BATCHES = (1, 4, 16, 64, 256, 1024, 4096)


def measure(bench):
    with contextlib.ExitStack() as stack:
        stage = Stage(bench.programs, bench.models, stack, Placement.pinned())
        stage.publish()
        port = free_port()
        rounds, taken = [], []
        for number in range(bench.sizes.sweep_rounds):
            rates, means = {}, {}
            for batch in BATCHES[:: -1 if number % 2 else 1]:
                # By number of jobs alone: no batch may be cut by its bytes.
                flags = ["--batch-jobs", batch, "--batch-bytes", 16 << 20, "--admin", f"127.0.0.1:{port}"]
                with stage.workers(flags=flags):
                    before = batches(port)
                    # Small batches are slow; every turn should take about as long.
                    rates[batch] = stage.drain(min(bench.sizes.sweep_jobs, round(20_000 * batch ** 0.5)))
                    jobs, count = (after - early for after, early in zip(batches(port), before))
                    means[batch] = jobs / count
            rounds.append(rates)
            taken.append(means)
            bench.say(f"round {number + 1}: {rates}, in a batch {means}")
    return {"batches": BATCHES, "rounds": rounds, "taken": taken}


def batches(port):
    """How many jobs the worker has taken, in how many batches."""
    with urllib.request.urlopen(f"http://127.0.0.1:{port}/metrics", timeout=10) as answer:
        text = answer.read().decode()
    return [sum(map(float, re.findall(rf"^scoreline_batch_jobs_{end}(?:{{.*}})? (\S+)$", text, re.MULTILINE)))
            for end in ("sum", "count")]

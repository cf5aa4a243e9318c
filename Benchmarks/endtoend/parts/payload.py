"""Rows in a job, from one to a hundred thousand, in every form that jobs have."""

import contextlib

from stage import Placement, Stage

TITLE = "rows in a job"
ROWS = (1, 10, 100, 1_000, 10_000, 100_000)


def measure(bench):
    forms = {"JSON": []}
    if bench.offers("scoreline", "--form", "bench", "drain"):
        forms["binary"] = ["--form", "binary"]
    with contextlib.ExitStack() as stack:
        stage = Stage(bench.programs, bench.models, stack, Placement.pinned())
        stage.publish()
        rounds = []
        with stage.workers():
            for number in range(bench.sizes.sweep_rounds):
                rates = {}
                for form, flags in list(forms.items())[:: -1 if number % 2 else 1]:
                    for rows in ROWS:
                        jobs = max(4, min(bench.sizes.sweep_jobs, bench.sizes.sweep_rows // rows))
                        rates.setdefault(form, {})[rows] = stage.drain(jobs, *flags, rows=rows)
                rounds.append(rates)
                bench.say(f"round {number + 1}: {rates}")
    return {"rows": ROWS, "forms": list(forms), "rounds": rounds}

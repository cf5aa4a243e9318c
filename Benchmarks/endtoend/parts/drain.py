"""A full queue: ours against what one would use instead, in turn."""

import contextlib
import importlib.metadata
import subprocess

import contestants
from processes import Failed
from stage import LANES, Placement, Stage

TITLE = "a full queue, beside others"


def measure(bench):
    report = {"jobs": {}, "placements": {}, "versions": versions()}
    for placement, processes in ((Placement.pinned(), 1), (Placement.free(), 2)):
        with contextlib.ExitStack() as stack:
            stage = Stage(bench.programs, bench.models, stack, placement)
            for model in ("bench", "onetree"):
                stage.publish(model, model)
            with stage.workers(warm_up=False):
                report["compared"] = stage.check_answers()
            report["placements"][placement.name] = in_turn(stage, bench, processes)
    return report


def in_turn(stage, bench, processes):
    """Every contestant's rate in every round. One that fails is out, with the reason."""
    rounds, absent, able = [], {}, {}
    for name, make in contestants.everybody(stage, bench.sizes, processes).items():
        try:
            able[name] = make()
        except (OSError, Failed) as error:
            absent[name] = str(error)
    for number in range(bench.sizes.rounds):
        rates = {}
        # Turned round every time, so that nobody always follows the same neighbour.
        for name in list(able)[:: -1 if number % 2 else 1]:
            try:
                rates[name] = able[name].turn()
                bench.say(f"{stage.placement.name}, round {number + 1}: {name} {rates[name]:,.0f} jobs/s")
            except (OSError, Failed, subprocess.SubprocessError) as error:
                if name == "scoreline":
                    raise
                absent[name] = str(error)
                del able[name]
        rounds.append(rates)
    for name, reason in absent.items():
        bench.say(f"{name} is out: {reason}")
    return {"processes": processes, "lanes": LANES * processes, "rounds": rounds, "absent": absent}


def versions():
    names = {"XGBoost": "xgboost-cpu", "Celery": "celery", "RQ": "rq", "Dramatiq": "dramatiq", "redis-py": "redis",
             "orjson": "orjson"}
    found = {name: importlib.metadata.version(package) for name, package in names.items()}
    with contextlib.suppress(OSError, subprocess.SubprocessError):
        done = subprocess.run(["sidekiq", "--version"], capture_output=True, text=True, check=True)
        found["Sidekiq"] = done.stdout.split()[-1]
    with contextlib.suppress(OSError, subprocess.SubprocessError):
        done = subprocess.run(["redis-server", "--version"], capture_output=True, text=True, check=True)
        found["Redis"] = done.stdout.split("v=")[1].split()[0]
    return found

"""What a worker costs that has nothing to do."""

import collections
import contextlib
import time

from stage import LANES, Placement, Stage

TITLE = "an idle worker"


def measure(bench):
    with contextlib.ExitStack() as stack:
        stage = Stage(bench.programs, bench.models, stack, Placement.pinned())
        stage.publish()
        alone = watch(stage, None, bench.sizes.idle_seconds / 4)
        with stage.workers(lanes=LANES) as (worker,):
            # What follows a start and a drain is over.
            time.sleep(2)
            beside = watch(stage, worker, bench.sizes.idle_seconds)
    bench.say(f"{alone} {beside}")
    return {"lanes": LANES, "alone": alone, "beside": beside, "seconds": bench.sizes.idle_seconds}


def watch(stage, worker, seconds):
    """Commands a second, those that clients send and those that scripts run, and shares of a core."""
    sent, inside = collections.Counter(), collections.Counter()
    with stage.server.monitor() as monitor:
        begin = time.monotonic()
        server_cpu, worker_cpu = stage.server_cpu(), worker.cpu_seconds() if worker else 0
        time.sleep(seconds)
        took = time.monotonic() - begin
        worker_cpu = (worker.cpu_seconds() if worker else 0) - worker_cpu
        server_cpu = stage.server_cpu() - server_cpu
        stage.server.echo("end")
        for command in monitor.listen():
            name = command["command"].split()[0].lower()
            if name == "echo":
                break
            # The benchmark's own questions are left out.
            if name != "info":
                (inside if command["client_type"] == "lua" else sent)[name] += 1
    return {"sent_per_second": {name: round(count / took, 3) for name, count in sent.items()},
            "inside_per_second": {name: round(count / took, 3) for name, count in inside.items()},
            "worker_cpu_percent": round(100 * worker_cpu / took, 3), "server_cpu_percent": round(100 * server_cpu / took, 3)}

"""Memory of a worker that takes one version after the other."""

import contextlib
import time

from stage import Placement, Stage

TITLE = "memory over reloads"
# More than a beat of the worker's, at which it gives back what it does not need any more.
SETTLING_SECONDS = 10


def measure(bench):
    with contextlib.ExitStack() as stack:
        stage = Stage(bench.programs, bench.models, stack, Placement.free())
        stage.publish()
        files = [bench.models.file(name) for name in ("other", "bench")]
        with stage.workers(warm_up=False) as (worker,):
            idle = worker.megabytes()
            stage.drain(bench.sizes.sweep_jobs)
            points = [{"reloads": 0, "megabytes": worker.megabytes()}]
            step = max(1, bench.sizes.reloads // 20)
            for number in range(1, bench.sizes.reloads + 1):
                stage.run("scoreline", "models", "publish", "bench", files[number % 2], "--wait", 30)
                if number % step == 0:
                    stage.drain(2_000)
                    points.append({"reloads": number, "megabytes": worker.megabytes()})
            time.sleep(SETTLING_SECONDS)
            settled = worker.megabytes()
    bench.say(f"idle {idle}, then {points}, at last {settled}")
    return {"idle_megabytes": idle, "points": points, "settled_megabytes": settled, "model_bytes": files[1].stat().st_size}

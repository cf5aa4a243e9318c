"""Memory of a worker that takes one version after the other."""

import contextlib

from stage import Placement, Stage

TITLE = "memory over reloads"


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
    bench.say(f"idle {idle}, then {points}")
    return {"idle_megabytes": idle, "points": points, "model_bytes": files[1].stat().st_size}

"""An open loop: how long a job takes at several rates."""

import contextlib
import json

import floor
from stage import Placement, Stage

TITLE = "latency at several rates"
SHARES = (0.10, 0.25, 0.50, 0.80)
IDLE_RATE = 5


def measure(bench):
    with contextlib.ExitStack() as stack:
        # The loop's own two threads need room as well, so that nothing is bound to a core.
        stage = Stage(bench.programs, bench.models, stack, Placement.free())
        stage.publish()
        alone = floor.measure(stage, bench.sizes.open_seconds)
        bench.say(f"the machine alone: {alone}")
        with stage.workers():
            compared = stage.check_answers()
            maximum = bench.sustained_rate(stage)
            loops = [{"share": 0, **stage.latency(IDLE_RATE, max(bench.sizes.open_seconds, 2))}]
            for share in SHARES:
                loops.append({"share": share, **stage.latency(round(share * maximum), bench.sizes.open_seconds)})
                bench.say(json.dumps(loops[-1]))
    return {"compared": compared, "maximum": maximum, "seconds": bench.sizes.open_seconds, "loops": loops, "floor": alone}

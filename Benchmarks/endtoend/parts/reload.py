"""An open loop at half of the most, in peace and while a version is published every second."""

import contextlib
import threading
import time

from stage import Placement, Stage

TITLE = "new versions under load"
WORKERS, SHARE, PERIOD = 2, 0.5, 1.0
MODELS = ["large", "large-other"]


def measure(bench):
    with contextlib.ExitStack() as stack:
        stage = Stage(bench.programs, bench.models, stack, Placement.free())
        stage.publish(MODELS[0])
        with stage.workers(WORKERS, lanes=1):
            rate = round(SHARE * bench.sustained_rate(stage))
            seconds = bench.sizes.open_seconds
            peace = stage.latency(rate, seconds)
            with Publisher(stage) as publisher:
                busy = stage.latency(rate, seconds)
    bench.say(f"{peace} {busy} {publisher.seconds}")
    if publisher.failure:
        raise publisher.failure
    return {"workers": WORKERS, "share": SHARE, "peace": peace, "reloading": busy, "publish_seconds": publisher.seconds,
            "model_bytes": bench.models.file(MODELS[0]).stat().st_size}


class Publisher:
    """Publishes two models in turn, one a second, each time until every worker is READY on it."""

    def __init__(self, stage):
        self._stage = stage
        self._over = threading.Event()
        self._thread = threading.Thread(target=self._run)
        self.seconds, self.failure = [], None

    def __enter__(self):
        self._thread.start()
        return self

    def __exit__(self, *_):
        self._over.set()
        self._thread.join()

    def _run(self):
        files = [self._stage.models.file(name) for name in reversed(MODELS)]
        due = time.monotonic()
        while not self._over.wait(max(0, due - time.monotonic())):
            begin = time.monotonic()
            try:
                file = files[len(self.seconds) % 2]
                self._stage.run("scoreline", "models", "publish", "bench", file, "--wait", 30)
            except Exception as error:  # Whatever it is, the part must hear of it.
                self.failure = error
                return
            self.seconds.append(round(time.monotonic() - begin, 3))
            due = max(due + PERIOD, time.monotonic())

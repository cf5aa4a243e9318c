"""Everything that a worker can tell of itself, on and off, in alternating pairs."""

import contextlib
import threading
import urllib.request

from processes import Failed
from stage import Placement, Stage, free_port

TITLE = "telemetry on and off"
# Flag: the values that switch it on and off. What this build does not have is left out, and said.
SWITCHES = {"--log-format": ("json", "text"), "--drift": ("on", "off")}
PREDICTION_LOG = "--prediction-log"


def measure(bench):
    with contextlib.ExitStack() as stack:
        stage = Stage(bench.programs, bench.models, stack, Placement.pinned())
        stage.publish()
        port = free_port()
        on, off, has = ["--admin", f"127.0.0.1:{port}"], [], ["--admin"]
        for flag, values in SWITCHES.items():
            if bench.offers("scoreline-worker", flag):
                has.append(flag)
                for flags, value in zip((on, off), values):
                    flags += [flag, value]
        ways = {"off": off, "on": on}
        if bench.offers("scoreline-worker", PREDICTION_LOG):
            ways["predictions"] = [*on, PREDICTION_LOG, f"file:{stage.folder}/predictions"]
        rounds = []
        for number in range(bench.sizes.pairs):
            turn = {}
            for name in list(ways)[:: -1 if number % 2 else 1]:
                with stage.workers(flags=ways[name]) as workers:
                    with Scraper(None if name == "off" else port) as scraper:
                        drained = stage.watched_drain(bench.sizes.jobs, workers)
                turn[name] = {"jobs_per_second": drained["jobs_per_second"],
                              "cpu_seconds_per_job": drained["worker_cpu_seconds_per_job"]}
                if scraper.failure:
                    raise Failed(f"no metrics came: {scraper.failure}")
            rounds.append(turn)
            bench.say(f"round {number + 1}: " + ", ".join(
                f"{name} {of['jobs_per_second']:,.0f} jobs/s, {1e6 * of['cpu_seconds_per_job']:.2f} µs"
                for name, of in turn.items()))
    lacks = [flag for flag in SWITCHES if flag not in has] + [PREDICTION_LOG] * ("predictions" not in ways)
    return {"on": has, "lacks": lacks, "ways": list(ways), "rounds": rounds}


class Scraper:
    """Reads the metrics each second, at the first moment and at the last too."""

    def __init__(self, port):
        self._port, self.failure = port, None
        self._over = threading.Event()
        self._thread = threading.Thread(target=self._run)

    def __enter__(self):
        if self._port:
            self._thread.start()
        return self

    def __exit__(self, *_):
        self._over.set()
        if self._port:
            self._thread.join()

    def _run(self):
        try:
            while True:
                with urllib.request.urlopen(f"http://127.0.0.1:{self._port}/metrics", timeout=10) as answer:
                    answer.read()
                if self._over.wait(1):
                    return
        except OSError as error:
            self.failure = error

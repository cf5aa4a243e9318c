"""A Redis, workers, jobs and dashboards of a test run's own: the real programs, started from the folder of the build."""

import contextlib
import ctypes
import json
import os
import pathlib
import re
import signal
import subprocess
import time

import redis

ROOT = pathlib.Path(__file__).resolve().parents[2]
PENGUINS = ROOT / "model_bin/penguins.safetensors"
TOKENS = {"ada": "a" * 40, "bob": "b" * 40}
PREFIX = "scoreline"


def until(what, condition, limit=60):
    """Waits for what must become so; gives its first true value."""
    end = time.monotonic() + limit
    while True:
        value = condition()
        if value:
            return value
        if time.monotonic() > end:
            raise AssertionError(f"it never happened that {what}")
        time.sleep(0.02)


class World:
    """Ends with all its processes, also when the test run is killed."""

    def __init__(self, folder):
        self.folder = pathlib.Path(folder)
        self.programs = pathlib.Path(os.environ["SCORELINE_PROGRAMS"])
        self.processes = []
        self.socket = self.folder / "r.sock"
        self.start(
            "redis-server", "--port", "0", "--unixsocket", str(self.socket), "--dir", str(self.folder), "--save", "",
            "--appendonly", "no")
        self.redis = redis.Redis(unix_socket_path=str(self.socket), decode_responses=True)
        until("Redis answers", self._answers)
        self.environment = {**os.environ, "SCORELINE_REDIS": f"unix://{self.socket}"}
        (self.folder / "tokens").write_text("".join(f"{name} {token}\n" for name, token in TOKENS.items()))

    def _answers(self):
        with contextlib.suppress(redis.RedisError):
            return self.redis.ping()

    def start(self, program, *arguments):
        path = self.programs / program if program.startswith("scoreline") else program
        log = open(self.folder / f"{program}-{len(self.processes)}.log", "w+b")
        process = subprocess.Popen(
            [path, *map(str, arguments)], env=getattr(self, "environment", None), stdin=subprocess.DEVNULL, stdout=log,
            stderr=subprocess.STDOUT, preexec_fn=lambda: ctypes.CDLL(None).prctl(1, signal.SIGKILL))
        process.log = pathlib.Path(log.name)
        log.close()
        self.processes.append(process)
        return process

    def close(self):
        for process in reversed(self.processes):
            process.kill()
            process.wait()

    def scoreline(self, *arguments):
        """Standard output of a command that must succeed."""
        run = subprocess.run(
            [self.programs / "scoreline", *map(str, arguments)], env=self.environment, text=True, capture_output=True,
            stdin=subprocess.DEVNULL, timeout=120)
        assert run.returncode == 0, f"scoreline {' '.join(map(str, arguments))}: {run.stderr}"
        return run.stdout

    def key(self, name, model="penguins"):
        return f"{PREFIX}:{{{model}}}:{name}"

    def workers(self, model="penguins"):
        """The records of the workers that live."""
        ids = self.redis.zrange(self.key("workers", model), 0, -1)
        records = self.redis.mget(self.key(f"worker:{each}", model) for each in ids) if ids else []
        return [json.loads(record) for record in records if record]

    def live(self, model="penguins"):
        """The number of the live version."""
        return int(self.redis.hget(self.key("model", model), "version"))

    def publish(self, model="penguins", file=PENGUINS):
        self.scoreline("models", "publish", model, file)

    def worker(self, *models):
        """Starts a worker and waits until it is READY with all its models; gives the process."""
        arguments = [word for model in models for word in ("--model", model)]
        process = self.start("scoreline-worker", *arguments, "--lanes", 1, "--lease", 4)

        def ready():
            assert process.poll() is None, process.log.read_text()
            return all(
                any(each["pid"] == process.pid and each["state"] == "READY" for each in self.workers(model))
                for model in models)

        until("the worker is ready", ready)
        return process

    def push(self, *ids, model="penguins", row='{"island": "Biscoe", "bill_length_mm": 50}'):
        self.redis.rpush(self.key("jobs", model), *(f'{{"id": "{each}", "rows": [{row}]}}' for each in ids))

    def bury(self, *ids, model="penguins", reason="poison"):
        """Dead letters as workers leave them; gives their entries' ids."""
        entries = []
        for each in ids:
            job = f'{{"id": "{each}", "rows": [{{"island": "Biscoe"}}]}}'
            entries.append(
                self.redis.xadd(
                    self.key("dead", model), {"reason": reason, "deliveries": 3, "length": len(job), "job": job}))
        return entries

    def dashboard(self, *arguments):
        """Starts one and gives its address."""
        process = self.start("scoreline", "dashboard", "--listen", "127.0.0.1:0", *arguments)

        def address():
            text = process.log.read_text()
            assert process.poll() is None, text
            found = re.search(r"127\.0\.0\.1:([1-9][0-9]*)", text)
            return found and f"http://127.0.0.1:{found[1]}"

        return until("the dashboard listens", address)

    def acting(self, *arguments):
        """A dashboard on which people may act."""
        return self.dashboard("--allow-actions", "--token-file", self.folder / "tokens", *arguments)

"""A Redis of the benchmark's own, the models, and the programs under test."""

import contextlib
import hashlib
import importlib.metadata
import json
import os
import pathlib
import socket
import subprocess
import sys
import tempfile
import time

import numpy
import redis
import xgboost

import jobs
from processes import DEADLINE, Failed, Process, die_with_parent, eventually, on_cores

HERE = pathlib.Path(__file__).resolve().parent
AGREEMENT_JOBS = 5_000
# Jobs that a worker drains before it is timed.
WARM_UP_JOBS = 5_000
STARTED = 0.2
# The default of a worker that has one core.
LANES = 4


class Placement:
    """Which cores the worker, Redis and everything else may use; empty is all."""

    def __init__(self, name, worker, server, client):
        self.name, self.worker, self.server, self.client = name, worker, server, client

    @classmethod
    def pinned(cls):
        """The worker, or the peer, has one core and Redis another, where there are two."""
        cores = sorted(os.sched_getaffinity(0))
        return cls("pinned", cores[:1], cores[1:2], cores[1:]) if len(cores) > 1 else cls("pinned", [], [], [])

    @classmethod
    def free(cls):
        return cls("free", [], [], [])


class Models:
    """Trained once for each recipe and version of the library."""

    def __init__(self, programs, cache):
        recipe = (HERE / "train.py").read_bytes() + importlib.metadata.version("xgboost-cpu").encode()
        self.folder = cache / hashlib.sha256(recipe).hexdigest()[:12]
        if not (self.folder / "rows.npy").exists():
            self.folder.mkdir(parents=True, exist_ok=True)
            subprocess.run([sys.executable, HERE / "train.py", self.folder], check=True, preexec_fn=die_with_parent)
        self.rows = numpy.load(self.folder / "rows.npy")
        self.programs = programs

    def library(self, name):
        """XGBoost's file."""
        return self.folder / f"{name}.json"

    def booster(self, name):
        return xgboost.Booster({"nthread": 1}, model_file=self.library(name))

    def file(self, name):
        """Ours, imported by the programs that this run measures."""
        program = self.programs / "scoreline-trainer"
        build = hashlib.sha256(program.read_bytes()).hexdigest()[:12]
        file = self.folder / f"{name}-{build}.safetensors"
        if not file.exists():
            command = [program, "import", self.library(name), "--name", "bench", "--out", file]
            subprocess.run(list(map(str, command)), check=True, capture_output=True, preexec_fn=die_with_parent)
        return file


class Stage:
    """Ends everything that it started when its `stack` closes."""

    def __init__(self, programs, models, stack, placement, transport="unix"):
        """`transport` is unix, tcp or tls."""
        self.programs, self.models, self.placement = programs, models, placement
        self._stack = stack
        # Where workers go another way to Redis than everybody else.
        self.worker_environment = {}
        self._watched = []
        # Short, because a socket's path has 107 bytes at most.
        self.folder = pathlib.Path(stack.enter_context(tempfile.TemporaryDirectory(prefix="scoreline-bench-")))
        self.socket = self.folder / "redis.sock"
        settings = ["--unixsocket", self.socket, "--save", "", "--appendonly", "no", "--dir", self.folder]
        self.environment = {"SCORELINE_LOG_LEVEL": "warning"}
        if transport == "unix":
            settings += ["--port", "0"]
            self.environment["SCORELINE_REDIS"] = f"unix://{self.socket}"
        elif transport == "tcp":
            self.port = free_port()
            settings += ["--port", str(self.port), "--bind", "127.0.0.1"]
            self.environment["SCORELINE_REDIS"] = f"redis://127.0.0.1:{self.port}"
        else:
            port = free_port()
            settings += ["--port", "0", "--tls-port", str(port), "--bind", "127.0.0.1", "--tls-auth-clients", "no",
                         *certificates(self.folder)]
            self.environment |= {"SCORELINE_REDIS": f"rediss://127.0.0.1:{port}",
                                 "SCORELINE_REDIS_CA": str(self.folder / "ca.crt")}
        self.server_process = self.start(["redis-server", *settings], placement.server, log="redis.log")
        # Through the socket in every case: the benchmark's own questions must not take the way that is measured.
        self.server = redis.Redis(unix_socket_path=str(self.socket))
        eventually(self._answers, "redis-server's start", self.server_process)

    def database(self, number):
        return redis.Redis(unix_socket_path=str(self.socket), db=number)

    def _answers(self):
        try:
            return self.server.ping()
        except redis.RedisError:
            return False

    def start(self, command, cores, log="log", environment=None):
        process = Process(on_cores(cores, command), self.folder / log, {**self.environment, **(environment or {})})
        process.name = pathlib.Path(str(command[0])).name
        self._stack.callback(process.end)
        return process

    def run(self, program, *arguments, seconds=600):
        """Runs a program to its end beside the server, and gives what it printed."""
        command = on_cores(self.placement.client, [self.programs / program, *arguments])
        done = subprocess.run(command, env={**os.environ, **self.environment}, preexec_fn=die_with_parent, text=True,
                              capture_output=True, timeout=seconds)
        if done.returncode != 0:
            raise Failed(f"{program} {' '.join(map(str, arguments))} ended with {done.returncode}: "
                         f"{done.stderr.strip()} {done.stdout.strip()}")
        return done.stdout

    def publish(self, name="bench", model="bench"):
        """Makes `name` the live version of the model `model`."""
        self.run("scoreline", "models", "publish", model, self.models.file(name))

    @contextlib.contextmanager
    def workers(self, count=1, lanes=LANES, model="bench", flags=(), warm_up=True, log="worker.log"):
        """Workers that are ready."""
        command = [self.programs / "scoreline-worker", "--model", model, "--lanes", lanes, *flags]
        started = [self.start(command, self.placement.worker, log, self.worker_environment) for _ in range(count)]
        try:
            self.run("scoreline", "models", "wait", model, "--workers", count, "--timeout", DEADLINE)
            if warm_up:
                self.drain(WARM_UP_JOBS, model=model)
            yield started
        finally:
            for worker in started:
                worker.end()

    @contextlib.contextmanager
    def worker_of(self, models):
        """One worker that serves all of those, ready."""
        command = [self.programs / "scoreline-worker", "--model", ",".join(models), "--lanes", LANES]
        worker = self.start(command, self.placement.worker, "worker.log", self.worker_environment)
        try:
            for model in models:
                self.run("scoreline", "models", "wait", model, "--workers", 1, "--timeout", DEADLINE)
            yield worker
        finally:
            worker.end()

    def drain(self, count, *flags, model="bench", rows=1):
        """Jobs a second of a full queue; every id was answered once."""
        report = json.loads(self.run("scoreline", "bench", "drain", model, "--jobs", count, "--rows", rows, "--json", *flags))
        if (report["jobs"], report["lost"], report["duplicates"], report["failed"]) != (count, 0, 0, 0):
            raise Failed(f"bench drain reports {report}")
        return report["jobs_per_second"]

    def watched_drain(self, count, workers, model="bench"):
        """Drains jobs of our own, every id answered once: the rate from the first fifth on, and what all of it cost."""
        key, reply = f"scoreline:{{{model}}}:", f"scoreline:{{{model}}}:reply:watched"
        self.run("scoreline", "pause", model)
        if len(self._watched) != count:
            self._watched = jobs.texts(self.models.rows, count, reply_to="watched")
        jobs.push(self.server, key + "jobs", self._watched)
        before = self._spent(workers)
        self.run("scoreline", "resume", model)
        looks = 0

        def answered():
            nonlocal looks
            looks += 1
            return self.server.llen(reply)

        rate = rate_of(answered, count, workers)
        spent = {name: value - before[name] for name, value in self._spent(workers).items()}
        # The benchmark's own questions are left out.
        spent["commands"] -= looks
        ids = [json.loads(answer)["id"] for answer in self.server.lrange(reply, 0, -1)]
        self.server.delete(reply)
        if sorted(ids) != sorted(f"job-{number}" for number in range(count)):
            raise Failed(f"{count} jobs got {len(ids)} answers, {len(set(ids))} of them different")
        return {"jobs_per_second": rate, "seconds": spent.pop("seconds"),
                **{f"{name}_per_job": value / count for name, value in spent.items()}}

    def _spent(self, workers):
        """Since some moment: seconds on the clock and of computing, commands, bytes in and out of Redis."""
        facts = self.server.info("stats")
        return {"seconds": time.monotonic(), "server_cpu_seconds": self.server_cpu(),
                "worker_cpu_seconds": sum(worker.cpu_seconds() for worker in workers),
                "commands": facts["total_commands_processed"], "bytes_in": facts["total_net_input_bytes"],
                "bytes_out": facts["total_net_output_bytes"]}

    def latency(self, rate, seconds, model="bench", rows=1):
        """What an open loop at that rate came to; every id was answered once."""
        report = json.loads(self.run(
            "scoreline", "bench", "latency", model, "--rate", rate, "--seconds", seconds, "--job-rows", rows, "--json"))
        if (report["lost"], report["duplicates"], report["failed"]) != (0, 0, 0):
            raise Failed(f"bench latency reports {report}")
        return report

    def check_answers(self, model="bench"):
        """The workers' margins are XGBoost's, bit for bit; gives how many were compared."""
        rows = self.models.rows[:AGREEMENT_JOBS]
        reply = f"scoreline:{{{model}}}:reply:agreement"
        jobs.push(self.server, f"scoreline:{{{model}}}:jobs",
             jobs.texts(rows, AGREEMENT_JOBS, outputs=["margin"], reply_to="agreement"))
        eventually(lambda: self.server.llen(reply) >= AGREEMENT_JOBS, "the last of the answers")
        margins = {}
        for element in self.server.lpop(reply, 2 * AGREEMENT_JOBS):
            result = json.loads(element)
            if result["status"] != "completed" or result.get("row_errors"):
                raise Failed(f"the worker answered {element.decode()}")
            margins[result["id"]] = result["outputs"][0]["data"][0]
        expected = self.models.booster(model).inplace_predict(rows, predict_type="margin").astype(numpy.float32)
        found = numpy.array([margins[f"job-{number}"] for number in range(AGREEMENT_JOBS)]).astype(numpy.float32)
        if differing := int((found != expected).sum()):
            raise Failed(f"{differing} of {AGREEMENT_JOBS} margins differ from XGBoost's")
        return AGREEMENT_JOBS

    def server_cpu(self):
        """Seconds that Redis has computed."""
        facts = self.server.info("cpu")
        return facts["used_cpu_sys"] + facts["used_cpu_user"]

    def commands(self):
        """How often each command was called."""
        return {name.removeprefix("cmdstat_"): entry["calls"] for name, entry in self.server.info("commandstats").items()}


def rate_of(done, count, workers):
    """Jobs a second from the first fifth on to the last: no start is in it, of a program or after a pause. Of all jobs where
    they were too few to see them come."""
    called = time.monotonic()
    eventually(lambda: done() >= STARTED * count, "a fifth of the jobs", *workers)
    begin, first = time.monotonic(), done()
    if first >= count:
        return count / (begin - called)
    eventually(lambda: done() >= count, "the last of the jobs", *workers, seconds=300)
    return (count - first) / (time.monotonic() - begin)


def free_port():
    """A port of loopback that nobody listens on."""
    with socket.socket() as listener:
        listener.bind(("127.0.0.1", 0))
        return listener.getsockname()[1]


def certificates(folder):
    """Makes an authority and a server's certificate; gives the server's settings."""

    def openssl(*words):
        subprocess.run(["openssl", *words], cwd=folder, check=True, capture_output=True)

    openssl("req", "-x509", "-newkey", "rsa:2048", "-nodes", "-days", "2", "-subj", "/CN=bench authority", "-keyout",
            "ca.key", "-out", "ca.crt")
    openssl("req", "-newkey", "rsa:2048", "-nodes", "-subj", "/CN=bench", "-keyout", "server.key", "-out", "server.csr")
    (folder / "names").write_text("subjectAltName=IP:127.0.0.1")
    openssl("x509", "-req", "-in", "server.csr", "-CA", "ca.crt", "-CAkey", "ca.key", "-CAcreateserial", "-days", "2",
            "-extfile", "names", "-out", "server.crt")
    return ["--tls-cert-file", "server.crt", "--tls-key-file", "server.key", "--tls-ca-cert-file", "ca.crt"]

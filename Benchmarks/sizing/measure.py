"""Measures one worker with one lane: rates, memory, start and drain. Prints a table, writes JSON.

    measure.py PROGRAMS_FOLDER [--rounds N] [--quick] [--out FILE]

The worker has one core for itself; a private Redis and the client that fills and empties the queue have another.
"""

import argparse
import contextlib
import ctypes
import http.client
import json
import os
import pathlib
import shutil
import signal
import socket
import statistics
import subprocess
import sys
import tempfile
import time

import redis

ROOT = pathlib.Path(__file__).resolve().parents[2]
MODELS = ("penguins", "breast_cancer", "diabetes")
# Rows of a job: how many such jobs are a round.
ROUND = {1: 100_000, 100: 5_000}
DEADLINE = 120


def die_with_parent():
    """Runs in a child between fork and exec: the kernel kills it when this process is gone, however that ended."""
    PR_SET_PDEATHSIG = 1
    ctypes.CDLL(None).prctl(PR_SET_PDEATHSIG, signal.SIGKILL)


def on_core(index, command):
    """`command`, bound to one core where there are several."""
    cores = sorted(os.sched_getaffinity(0))
    if len(cores) > 1 and shutil.which("taskset"):
        return ["taskset", "-c", str(cores[index]), *command]
    return command


def eventually(condition, what):
    """Waits until `condition()` gives something true, and gives that."""
    deadline = time.monotonic() + DEADLINE
    while not (value := condition()):
        if time.monotonic() > deadline:
            sys.exit(f"sizing: gave up after {DEADLINE} s waiting for {what}")
        time.sleep(0.001)
    return value


def free_port():
    """A port of loopback that nobody listens on."""
    with socket.socket() as listener:
        listener.bind(("127.0.0.1", 0))
        return listener.getsockname()[1]


class Bench:
    """A private Redis with the models that ship, and the programs under test."""

    def __init__(self, folder, programs, stack):
        self._programs = programs
        self._stack = stack
        self._socket = folder / "redis.sock"
        self._log = stack.enter_context(open(folder / "log", "wb"))
        self._environment = {**os.environ, "SCORELINE_REDIS": f"unix://{self._socket}", "SCORELINE_LOG_LEVEL": "error"}
        self.client = redis.Redis(unix_socket_path=str(self._socket))
        server = ["redis-server", "--port", "0", "--unixsocket", self._socket, "--save", "", "--dir", folder]
        self.start(on_core(-1, server))
        eventually(self._answers, "Redis")
        for model in MODELS:
            self.scoreline("models", "publish", model, ROOT / f"model_bin/{model}.safetensors")

    def _answers(self):
        try:
            return self.client.ping()
        except redis.RedisError:
            return False

    def start(self, command):
        """A process that is gone when this is."""
        process = subprocess.Popen(
            [str(word) for word in command], env=self._environment, stdout=self._log, stderr=self._log,
            preexec_fn=die_with_parent,
        )
        self._stack.callback(self.end, process)
        return process

    def end(self, process):
        """Asks a process to end and waits; gives the seconds that it took."""
        began = time.monotonic()
        if process.poll() is None:
            process.terminate()
            process.wait(DEADLINE)
        return time.monotonic() - began

    def scoreline(self, *words):
        """Runs the command line, gives what it printed."""
        command = on_core(-1, [self._programs / "scoreline", *words])
        done = subprocess.run([str(word) for word in command], env=self._environment, text=True, capture_output=True)
        if done.returncode != 0:
            sys.exit(f"sizing: scoreline {words[0]} {words[1]} ended with {done.returncode}: {done.stderr}")
        return done.stdout

    def worker(self, *models):
        """A worker that is ready, and the seconds from its start until then."""
        port = free_port()
        flags = [word for model in models for word in ("--model", model)]
        command = [self._programs / "scoreline-worker", *flags, "--lanes", "1", "--admin", f"127.0.0.1:{port}"]
        began = time.monotonic()
        process = self.start(on_core(0, command))
        eventually(lambda: ready(port), "a ready worker")
        return process, time.monotonic() - began


def ready(port):
    """Whether a worker says so."""
    connection = http.client.HTTPConnection("127.0.0.1", port, timeout=1)
    try:
        connection.request("GET", "/readyz")
        return connection.getresponse().status == 200
    except OSError:
        return False
    finally:
        connection.close()


def memory(process):
    """Megabytes that a process has in memory, and had at most."""
    status = pathlib.Path(f"/proc/{process.pid}/status").read_text()
    fields = dict(line.split(":", 1) for line in status.splitlines())
    return tuple(int(fields[name].split()[0]) / 1000 for name in ("VmRSS", "VmHWM"))


def cpu_seconds(process):
    """Seconds of CPU that a process has used."""
    fields = pathlib.Path(f"/proc/{process.pid}/stat").read_text().rpartition(")")[2].split()
    return (int(fields[11]) + int(fields[12])) / os.sysconf("SC_CLK_TCK")


def job(model, rows):
    """A job with the sample's first row, so many times."""
    sample = json.loads((ROOT / f"recipes/{model}/sample_job.json").read_text())
    return json.dumps({"id": "00000000-0000-0000-0000-000000000000", "rows": sample["rows"][:1] * rows})


def measure_rates(bench, rounds, share):
    """Rates for each model and job size, and the most memory that the worker took for them."""
    rates = []
    for model in ("penguins", "breast_cancer"):
        for rows, jobs in ROUND.items():
            worker, _ = bench.worker(model)
            # Ready is what probes see; the benchmark looks for the worker's record in Redis, which comes a beat later.
            bench.scoreline("models", "wait", model, "--workers", 1, "--timeout", DEADLINE)
            words = ("bench", "drain", model, "--jobs", int(jobs * share), "--rows", rows, "--json")
            before = cpu_seconds(worker)
            reports = [json.loads(bench.scoreline(*words)) for _ in range(rounds)]
            used = cpu_seconds(worker) - before
            rates.append({
                "model": model, "rows": rows,
                "jobs_per_second": statistics.median(report["jobs_per_second"] for report in reports),
                "rows_per_second": statistics.median(report["rows_per_second"] for report in reports),
                # What others do on the machine hardly changes this one.
                "rows_per_cpu_second": sum(report["jobs"] for report in reports) * rows / used,
                "peak_megabytes": memory(worker)[1],
            })
            bench.end(worker)
    return rates


def measure_memory(bench):
    """Megabytes of an idle worker, by the models that it serves."""
    idle = []
    for models in (("penguins",), MODELS):
        worker, _ = bench.worker(*models)
        idle.append({"models": list(models), "megabytes": memory(worker)[0]})
        bench.end(worker)
    return idle


def measure_queue(bench, share):
    """Bytes that Redis takes for one waiting job."""
    waiting = []
    for model in ("penguins", "breast_cancer"):
        for rows, jobs in ROUND.items():
            text, count = job(model, rows), int(jobs * share)
            before = bench.client.info("memory")["used_memory"]
            for start in range(0, count, 1000):
                bench.client.rpush("sizing", *[text] * min(1000, count - start))
            taken = bench.client.info("memory")["used_memory"] - before
            bench.client.delete("sizing")
            bytes_each = {"job_bytes": len(text), "redis_bytes": round(taken / count)}
            waiting.append({"model": model, "rows": rows, **bytes_each})
    return waiting


def measure_stops(bench, rounds):
    """Seconds from start to ready of an idle worker, and from SIGTERM to the end of one with a full queue."""
    starts, drains = [], []
    text = job("breast_cancer", 100)
    for _ in range(rounds):
        key = "scoreline:{breast_cancer}:jobs"
        worker, seconds = bench.worker("breast_cancer")
        starts.append(seconds)
        for _ in range(10):
            bench.client.rpush(key, *[text] * 500)
        eventually(lambda: bench.client.zcard("scoreline:{breast_cancer}:leases"), "a claim")
        drains.append(bench.end(worker))
        bench.client.delete(key, "scoreline:{breast_cancer}:results")
    return {"ready_after_seconds": statistics.median(starts), "drained_after_seconds": max(drains)}


def print_table(report):
    """The figures, as a person reads them."""
    print(
        f"{'model':<14} {'rows':>5} {'jobs/s':>9} {'rows/s':>9} {'rows/CPU s':>11} {'worker MB':>10}"
        f" {'job bytes':>10} {'in Redis':>9}"
    )
    for rate, queue in zip(report["rates"], report["queue"]):
        print(
            f"{rate['model']:<14} {rate['rows']:>5} {rate['jobs_per_second']:>9.0f} {rate['rows_per_second']:>9.0f}"
            f" {rate['rows_per_cpu_second']:>11.0f} {rate['peak_megabytes']:>10.0f}"
            f" {queue['job_bytes']:>10} {queue['redis_bytes']:>9}"
        )
    for idle in report["idle"]:
        print(f"idle with {', '.join(idle['models'])}: {idle['megabytes']:.0f} MB")
    print(f"ready after {1000 * report['ready_after_seconds']:.0f} ms,", end=" ")
    print(f"stopped under load after {1000 * report['drained_after_seconds']:.0f} ms at most")
    print(f"load average {report['load_average'][0]} before, {report['load_average'][1]} after, {os.cpu_count()} cores")


def main():
    parser = argparse.ArgumentParser()
    parser.add_argument("programs", type=pathlib.Path)
    parser.add_argument("--rounds", type=int, default=5)
    parser.add_argument("--quick", action="store_true")
    parser.add_argument("--out", type=pathlib.Path)
    options = parser.parse_args()
    # An interrupt from outside must also end the children: raise, and let the contexts close.
    signal.signal(signal.SIGTERM, lambda *_: sys.exit(143))
    share = 0.1 if options.quick else 1

    load_before = round(os.getloadavg()[0], 1)
    with contextlib.ExitStack() as stack:
        # Short, because a socket's path has 107 bytes at most.
        folder = pathlib.Path(stack.enter_context(tempfile.TemporaryDirectory(prefix="scoreline-sizing-")))
        bench = Bench(folder, options.programs, stack)
        report = {
            "rates": measure_rates(bench, options.rounds, share),
            "idle": measure_memory(bench),
            "queue": measure_queue(bench, share),
            **measure_stops(bench, options.rounds),
            "load_average": [load_before, round(os.getloadavg()[0], 1)],
        }
    print_table(report)
    if options.out:
        options.out.parent.mkdir(parents=True, exist_ok=True)
        options.out.write_text(json.dumps(report, indent=1) + "\n")


if __name__ == "__main__":
    main()

"""Times a worker against the tuned Python loop, in turn, on the same two cores, and checks that they agree.

    compare.py PROGRAMS_FOLDER [--rounds N] [--jobs N] [--lanes N] [--out FILE]

Both drain one-row jobs of 28 numbers with a model of 500 trees of depth 6 from one private Redis. Redis has the second
core for itself; the worker and the loop have the first, or both have the first and the others with more lanes. The
ratio is the median of the rounds' ratios: machines are noisy, rounds side by side are less so.
"""

import argparse
import contextlib
import ctypes
import json
import os
import pathlib
import shutil
import signal
import statistics
import subprocess
import sys
import tempfile
import time

import numpy
import orjson
import redis
import xgboost

HERE = pathlib.Path(__file__).resolve().parent
AGREEMENT_JOBS = 5_000
PUSH_SIZE = 1_000
DEADLINE = 60


def die_with_parent():
    """Runs in a child between fork and exec: the kernel kills it when this process is gone, however that ended."""
    PR_SET_PDEATHSIG = 1
    ctypes.CDLL(None).prctl(PR_SET_PDEATHSIG, signal.SIGKILL)


def on_cores(cores, command):
    if shutil.which("taskset") and len(os.sched_getaffinity(0)) > 1:
        return ["taskset", "-c", ",".join(map(str, cores)), *command]
    return command


@contextlib.contextmanager
def running(command, log, **options):
    with open(log, "wb") as output:
        process = subprocess.Popen(
            list(map(str, command)), stdout=output, stderr=output, preexec_fn=die_with_parent, **options
        )
    try:
        yield process
    finally:
        process.terminate()
        try:
            process.wait(timeout=DEADLINE)
        except subprocess.TimeoutExpired:
            process.kill()
            process.wait()


def wait_until(condition, what, process, log):
    deadline = time.monotonic() + DEADLINE
    while not condition():
        if process.poll() is not None or time.monotonic() > deadline:
            sys.exit(f"compare: {what} did not happen; its log:\n{pathlib.Path(log).read_text()}")
        time.sleep(0.01)


def answers_ping(socket):
    try:
        return redis.Redis(unix_socket_path=str(socket)).ping()
    except redis.RedisError:
        return False


def make_jobs(rows, count, **more):
    """One-row jobs. Four decimals are what the rows were rounded to, so the text is exact."""
    texts = [[round(value, 4) for value in row] for row in rows[:count].tolist()]
    return [orjson.dumps({"id": f"job-{i}", "rows": [texts[i % len(texts)]], **more}) for i in range(count)]


def push(server, key, jobs):
    for start in range(0, len(jobs), PUSH_SIZE):
        server.rpush(key, *jobs[start : start + PUSH_SIZE])


def check_agreement(server, booster, rows):
    """The worker's margins are XGBoost's, bit for bit; returns how many were compared."""
    push(server, "scoreline:{bench}:jobs", make_jobs(rows, AGREEMENT_JOBS, outputs=["margin"], reply_to="agreement"))
    margins = {}
    while len(margins) < AGREEMENT_JOBS:
        element = server.blpop("scoreline:{bench}:reply:agreement", timeout=DEADLINE)
        if element is None:
            sys.exit(f"compare: {len(margins)} of {AGREEMENT_JOBS} answers came")
        result = orjson.loads(element[1])
        if result["status"] != "completed" or "row_errors" in result and result["row_errors"]:
            sys.exit(f"compare: the worker answered {element[1].decode()}")
        margins[result["id"]] = result["outputs"][0]["data"][0]
    expected = booster.inplace_predict(rows[:AGREEMENT_JOBS], predict_type="margin").astype(numpy.float32)
    found = numpy.array([margins[f"job-{i}"] for i in range(AGREEMENT_JOBS)]).astype(numpy.float32)
    if differing := int((found != expected).sum()):
        sys.exit(f"compare: {differing} of {AGREEMENT_JOBS} margins differ from XGBoost's")
    return AGREEMENT_JOBS


def main():
    parser = argparse.ArgumentParser()
    parser.add_argument("programs", type=pathlib.Path)
    parser.add_argument("--rounds", type=int, default=5)
    parser.add_argument("--jobs", type=int, default=200_000)
    # One lane scores while the other waits for Redis; the core is the same one that the Python loop has.
    parser.add_argument("--lanes", type=int, default=2)
    parser.add_argument("--cores", type=int, default=1)
    parser.add_argument("--out", type=pathlib.Path)
    options = parser.parse_args()
    # An interrupt from outside must also end the children: raise, and let the contexts close.
    signal.signal(signal.SIGTERM, lambda *_: sys.exit(143))

    cores = sorted(os.sched_getaffinity(0))
    redis_cores, scoring_cores = cores[1:2] or cores, cores[: options.cores]
    # Short, because a socket's path has 107 bytes at most.
    with contextlib.ExitStack() as stack:
        folder = pathlib.Path(stack.enter_context(tempfile.TemporaryDirectory(prefix="scoreline-bench-")))
        socket, log = folder / "redis.sock", folder / "log"
        environment = {**os.environ, "SCORELINE_REDIS": f"unix://{socket}"}

        def scoreline(program, *arguments):
            command = [options.programs / program, *arguments]
            done = subprocess.run(
                list(map(str, command)), env=environment, preexec_fn=die_with_parent, text=True, capture_output=True
            )
            if done.returncode != 0:
                sys.exit(f"compare: {program} {arguments[0]} ended with {done.returncode}: {done.stderr}")
            return done.stdout

        subprocess.run([sys.executable, HERE / "make_model.py", folder], check=True, preexec_fn=die_with_parent)
        model, rows = folder / "model.json", numpy.load(folder / "rows.npy")
        scoreline("scoreline-trainer", "import", model, "--name", "bench", "--out", folder / "bench.safetensors")

        settings = ["--port", "0", "--unixsocket", socket, "--save", "", "--appendonly", "no", "--dir", folder]
        server_process = stack.enter_context(running(on_cores(redis_cores, ["redis-server", *settings]), log))
        wait_until(lambda: answers_ping(socket), "redis-server's start", server_process, log)
        server = redis.Redis(unix_socket_path=str(socket))

        scoreline("scoreline", "models", "publish", "bench", folder / "bench.safetensors")
        worker_log = folder / "worker.log"
        worker_command = [options.programs / "scoreline-worker", "--model", "bench", "--lanes", options.lanes]
        stack.enter_context(running(on_cores(scoring_cores, worker_command), worker_log, env=environment))
        scoreline("scoreline", "models", "wait", "bench", "--timeout", DEADLINE)
        compared = check_agreement(server, xgboost.Booster(model_file=model), rows)

        jobs = make_jobs(rows, options.jobs)

        def time_python():
            push(server, "python:jobs", jobs)
            loop = [sys.executable, HERE / "python_loop.py", socket, model, "python:jobs", "python:results", options.jobs]
            done = subprocess.run(
                list(map(str, on_cores(scoring_cores, loop))), env={**os.environ, "OMP_NUM_THREADS": "1"}, text=True,
                preexec_fn=die_with_parent, stdout=subprocess.PIPE, check=True,
            )
            if server.llen("python:results") != options.jobs:
                sys.exit("compare: the Python loop lost jobs")
            server.delete("python:results")
            return options.jobs / float(done.stdout)

        def time_scoreline():
            report = json.loads(scoreline("scoreline", "bench", "drain", "bench", "--jobs", options.jobs, "--json"))
            if (report["jobs"], report["lost"], report["duplicates"]) != (options.jobs, 0, 0):
                sys.exit(f"compare: bench drain reports {report}")
            return report["jobs_per_second"]

        rounds = []
        for number in range(options.rounds):
            timers = [("python", time_python), ("scoreline", time_scoreline)]
            rates = {name: timer() for name, timer in (timers if number % 2 == 0 else reversed(timers))}
            rates["ratio"] = rates["scoreline"] / rates["python"]
            rounds.append(rates)
            print(
                f"round {number + 1}: Python {rates['python']:9,.0f} jobs/s   Scoreline {rates['scoreline']:9,.0f} jobs/s"
                f"   {rates['ratio']:.2f} x", flush=True,
            )

    report = {
        "jobs": options.jobs, "lanes": options.lanes, "margins_compared": compared, "xgboost": xgboost.__version__,
        "scoring_cores": scoring_cores, "redis_cores": redis_cores, "rounds": rounds,
        **{f"median_{name}": statistics.median(r[name] for r in rounds) for name in ("python", "scoreline", "ratio")},
    }
    if options.out:
        options.out.parent.mkdir(parents=True, exist_ok=True)
        options.out.write_text(json.dumps(report, indent=2) + "\n")
    print(f"median ratio over {options.rounds} rounds: {report['median_ratio']:.2f} x")


main()

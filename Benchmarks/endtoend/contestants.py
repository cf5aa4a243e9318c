"""Those who drain a full queue: ours, and what one would use instead. A turn gives jobs a second, and throws when an answer
is missing, wrong or there twice."""

import secrets
import sys
import time

import orjson

import jobs
from processes import Failed, eventually
from stage import HERE, LANES, rate_of

OTHERS = HERE / "others"
# Database of the task queues; it is emptied before each turn.
DATABASE = 1


class Ours:
    """A worker with all guarantees on, and a model."""

    def __init__(self, stage, model, count, lanes):
        self._stage, self._model, self._count, self._lanes = stage, model, count, lanes

    def turn(self):
        with self._stage.workers(lanes=self._lanes, model=self._model):
            return self._stage.drain(self._count, model=self._model)


class PythonLoop:
    def __init__(self, stage, count, processes):
        self._stage, self._count, self._processes = stage, count, processes
        self._texts = jobs.texts(stage.models.rows, count)

    def turn(self):
        stage, prefix = self._stage, "loop"
        command = [sys.executable, OTHERS / "python_loop.py", stage.socket, stage.models.library("bench"), prefix]
        jobs.push(stage.server, f"{prefix}:jobs", self._texts)
        logs = [f"loop-{number}.log" for number in range(self._processes)]
        for log in logs:
            (stage.folder / log).unlink(missing_ok=True)
        try:
            loops = [stage.start(command, stage.placement.worker, log, {"OMP_NUM_THREADS": "1"}) for log in logs]
            eventually(lambda: stage.server.llen(f"{prefix}:ready") == len(loops), "the loops' start", *loops)
            stage.server.rpush(f"{prefix}:go", *(["1"] * len(loops)))
            for loop in loops:
                loop.finish()
            times = [tuple(map(float, loop.tail().split())) for loop in loops]
            answers = stage.server.lrange(f"{prefix}:results", 0, -1)
            jobs.check(answers, self._count, stage.models.booster("bench"), stage.models.rows)
        finally:
            stage.server.delete(*(f"{prefix}:{name}" for name in ("jobs", "results", "ready", "go")))
        return self._count / (max(end for _, end in times) - min(start for start, _ in times))


class TaskQueue:
    """A queue that calls a function for each job; `fill` and `work` are its commands."""

    def __init__(self, stage, count, processes, fill, work, per_process):
        """`per_process`: whether `work` is started once for each process, or starts them itself."""
        self._stage, self._count = stage, count
        self._fill, self._work = fill, work
        self._starts = processes if per_process else 1
        self._file = stage.folder / f"jobs-{count}"
        self._file.write_bytes(b"\n".join(jobs.texts(stage.models.rows, count)))
        self._environment = {
            "BENCH_SOCKET": str(stage.socket), "BENCH_DATABASE": str(DATABASE), "OMP_NUM_THREADS": "1",
            "BENCH_MODEL": str(stage.models.library("bench")), "PYTHONPATH": str(OTHERS)}

    def turn(self):
        stage = self._stage
        server = stage.database(DATABASE)
        server.flushdb()
        filler = stage.start([*self._fill, self._file], stage.placement.client, "fill.log", self._environment)
        filler.finish()
        workers = [stage.start(self._work, stage.placement.worker, "queue.log", self._environment)
                   for _ in range(self._starts)]
        try:
            rate = rate_of(lambda: server.llen("results"), self._count, workers)
        finally:
            for worker in workers:
                worker.end()
        jobs.check(server.lrange("results", 0, -1), self._count, stage.models.booster("bench"), stage.models.rows)
        return rate


class Sidekiq:
    """Jobs that do nothing, on ten threads in each process, which is its default."""

    def __init__(self, stage, count, processes):
        self._stage, self._processes = stage, processes
        self._count = count
        self._environment = {"BENCH_SOCKET": str(stage.socket), "BENCH_DATABASE": str(DATABASE)}
        self._documents = jobs.documents(stage.models.rows, count)

    def turn(self):
        stage = self._stage
        server = stage.database(DATABASE)
        server.flushdb()
        now = time.time()
        # The messages that Sidekiq's own client pushes.
        messages = [
            orjson.dumps({"class": "Nothing", "args": [job], "queue": "default", "retry": False, "created_at": now,
                          "jid": secrets.token_hex(12), "enqueued_at": now}) for job in self._documents]
        server.sadd("queues", "default")
        jobs.push(server, "queue:default", messages)
        command = ["sidekiq", "-r", OTHERS / "nothing.rb", "-q", "default", "-c", "10"]
        workers = [stage.start(command, stage.placement.worker, "sidekiq.log", self._environment)
                   for _ in range(self._processes)]
        try:
            rate = rate_of(lambda: self._count - server.llen("queue:default"), self._count, workers)
            # An empty queue means that the last job was taken; whoever is ended before it is counted has not counted it.
            time.sleep(0.5)
        finally:
            for worker in workers:
                worker.end()
        # It answers nothing; at its end it has counted what it did.
        if (done := int(server.get("stat:processed") or 0)) != self._count:
            raise Failed(f"Sidekiq has done {done} of {self._count} jobs")
        return rate


def everybody(stage, sizes, processes):
    """Name: how to make the contestant. Making it may fail where a program is missing."""
    python, celery = sys.executable, [sys.executable, "-m", "celery", "-A", "with_celery"]
    return {
        "scoreline": lambda: Ours(stage, "bench", sizes.jobs, LANES * processes),
        "scoreline-onetree": lambda: Ours(stage, "onetree", sizes.jobs, LANES * processes),
        "python-loop": lambda: PythonLoop(stage, sizes.loop_jobs, processes),
        "celery": lambda: TaskQueue(
            stage, sizes.celery_jobs * processes, processes, [python, OTHERS / "with_celery.py", "fill"],
            [*celery, "worker", "--pool", "prefork", "--concurrency", processes, "--without-gossip", "--without-mingle",
             "--without-heartbeat", "--loglevel", "ERROR"], per_process=False),
        "rq": lambda: TaskQueue(
            stage, sizes.rq_jobs * processes, processes, [python, OTHERS / "with_rq.py", "fill"],
            [python, OTHERS / "with_rq.py", "work"], per_process=True),
        "dramatiq": lambda: TaskQueue(
            stage, sizes.dramatiq_jobs * processes, processes, [python, OTHERS / "with_dramatiq.py", "fill"],
            [python, "-m", "dramatiq", "with_dramatiq", "--processes", processes, "--threads", "1"], per_process=False),
        "sidekiq": lambda: Sidekiq(stage, sizes.sidekiq_jobs * processes, processes),
    }

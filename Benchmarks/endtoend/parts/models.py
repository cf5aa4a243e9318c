"""Many small models in one worker: the same jobs, spread over more queues."""

import collections
import contextlib
import time

import jobs
from processes import Failed, eventually
from stage import Placement, Stage

TITLE = "models in a worker"
MODELS = (1, 4, 16)


def measure(bench):
    with contextlib.ExitStack() as stack:
        stage = Stage(bench.programs, bench.models, stack, Placement.pinned())
        names = [f"small-{number}" for number in range(max(MODELS))]
        for name in names:
            stage.publish("onetree", name)
        rounds, megabytes, commands = [], {}, {}
        for number in range(bench.sizes.sweep_rounds):
            turns = {}
            for count in MODELS[:: -1 if number % 2 else 1]:
                with stage.worker_of(names[:count]) as worker:
                    turns[count] = drain(stage, names[:count], bench.sizes.sweep_jobs)
                    megabytes[count] = worker.megabytes()
                    commands[count] = idle_commands(stage, bench.sizes.idle_seconds / 4)
            rounds.append(turns)
            bench.say(f"round {number + 1}: {turns}")
    return {"models": MODELS, "rounds": rounds, "megabytes": megabytes, "commands_per_second": commands}


def drain(stage, names, count):
    """Jobs a second; every id of every model was answered once."""
    each = count // len(names)
    texts = jobs.texts(stage.models.rows, each, reply_to="many")
    keys = [f"scoreline:{{{name}}}:" for name in names]
    for name, key in zip(names, keys):
        stage.run("scoreline", "pause", name)
        jobs.push(stage.server, key + "jobs", texts)

    def answered():
        pipeline = stage.server.pipeline(transaction=False)
        for key in keys:
            pipeline.llen(key + "reply:many")
        return sum(pipeline.execute())

    begin = time.monotonic()
    # By their key at once: a program for each model would start them one after the other.
    stage.server.delete(*(key + "paused" for key in keys))
    eventually(lambda: answered() >= each * len(names), "the last of the jobs", seconds=300)
    took = time.monotonic() - begin
    for key in keys:
        ids = collections.Counter(jobs.identifier(answer) for answer in stage.server.lrange(key + "reply:many", 0, -1))
        if len(ids) != each or max(ids.values()) != 1:
            raise Failed(f"{each} jobs got answers for {len(ids)} ids, at most {max(ids.values())} for one")
        stage.server.delete(key + "reply:many")
    return each * len(names) / took


def idle_commands(stage, seconds):
    """Commands that Redis gets in a second from a worker with nothing to do."""
    time.sleep(1)
    before = stage.server.info("stats")["total_commands_processed"]
    time.sleep(seconds)
    # The benchmark's own question is left out.
    return round((stage.server.info("stats")["total_commands_processed"] - before - 1) / seconds, 2)

"""The way to Redis: a socket, TCP, TLS, and a network that takes a millisecond."""

import contextlib
import sys
import time

import redis

from processes import eventually
from stage import HERE, Placement, Stage, free_port

TITLE = "ways to Redis"
LANES = (4, 16)
DELAY_MS = 1


def measure(bench):
    with contextlib.ExitStack() as stack:
        stages = {way: Stage(bench.programs, bench.models, stack, Placement.pinned(), transport=way)
                  for way in ("unix", "tcp", "tls")}
        delayed = Stage(bench.programs, bench.models, stack, Placement.pinned(), transport="tcp")
        round_trip = put_away(delayed)
        stages["delayed"] = delayed
        for stage in stages.values():
            stage.publish()
        rounds = []
        for number in range(bench.sizes.sweep_rounds):
            rates = {}
            for way, stage in list(stages.items())[:: -1 if number % 2 else 1]:
                for lanes in LANES:
                    with stage.workers(lanes=lanes):
                        rates.setdefault(way, {})[lanes] = stage.drain(bench.sizes.sweep_jobs)
            rounds.append(rates)
            bench.say(f"round {number + 1}: {rates}")
    return {"lanes": LANES, "ways": list(stages), "round_trip_ms": round_trip, "rounds": rounds}


def put_away(stage, delay_ms=DELAY_MS):
    """Lets the stage's workers reach Redis through a proxy that holds everything back; gives the round trip in ms."""
    port = free_port()
    command = [sys.executable, HERE / "delay.py", port, stage.port, delay_ms / 2]
    proxy = stage.start(command, stage.placement.client, "delay.log")
    far = redis.Redis(port=port)
    eventually(lambda: answers(far), "the proxy's start", proxy)
    times = []
    for _ in range(50):
        begin = time.perf_counter()
        far.ping()
        times.append(time.perf_counter() - begin)
    stage.worker_environment = {"SCORELINE_REDIS": f"redis://127.0.0.1:{port}"}
    return round(1000 * sorted(times)[len(times) // 2], 3)


def answers(server):
    try:
        return server.ping()
    except redis.RedisError:
        return False

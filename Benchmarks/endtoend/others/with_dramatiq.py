"""Dramatiq: one thread in each process, without the middleware that a job of a millisecond does not need.

    dramatiq with_dramatiq …               works
    with_dramatiq.py fill FILE             enqueues the jobs of a file, a line each
"""

import sys

import dramatiq
import orjson
from dramatiq.brokers.redis import RedisBroker

import scoring

broker = RedisBroker(url=f"unix://{scoring.SOCKET}?db={scoring.DATABASE}", middleware=[])
dramatiq.set_broker(broker)


@dramatiq.actor(queue_name="bench")
def score(job):
    scoring.answer(job)


if __name__ == "__main__":
    with open(sys.argv[2], "rb") as file:
        for line in file:
            score.send(orjson.loads(line))
else:
    scoring.prepare()

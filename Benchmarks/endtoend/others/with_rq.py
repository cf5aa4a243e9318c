"""RQ with its SimpleWorker, which does not fork for each job and is the faster one.

    with_rq.py work             works
    with_rq.py fill FILE        enqueues the jobs of a file, a line each
"""

import logging
import sys

import orjson
import redis
import rq
from rq.serializers import JSONSerializer

import scoring


def main():
    connection = redis.Redis(unix_socket_path=scoring.SOCKET, db=scoring.DATABASE)
    queue = rq.Queue("bench", connection=connection, serializer=JSONSerializer)
    if sys.argv[1] == "work":
        scoring.prepare()
        rq.SimpleWorker([queue], connection=connection, serializer=JSONSerializer).work(logging_level=logging.WARNING)
        return
    with open(sys.argv[2], "rb") as file:
        jobs = [rq.Queue.prepare_data(scoring.answer, (orjson.loads(line),), result_ttl=0) for line in file]
    queue.enqueue_many(jobs)


main()

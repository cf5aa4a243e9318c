"""What a good engineer writes without Scoreline: a tuned loop over a Redis list, scoring with XGBoost.

    python_loop.py SOCKET MODEL PREFIX

Says `ready` on the list PREFIX:ready, begins when PREFIX:go has an element, answers what PREFIX:jobs has, and prints when it
began and ended, on the machine's monotonic clock. It pops 1 024 jobs at a time, parses them in one call, scores them in one
call, and pushes the results together with the next pop. It is fast because it promises little: jobs that it has popped are
gone when it dies, and one bad job ends it.
"""

import sys
import time

import numpy
import orjson
import redis
import xgboost

BATCH = 1024

socket, model, prefix = sys.argv[1:]
booster = xgboost.Booster({"nthread": 1}, model_file=model)
server = redis.Redis(unix_socket_path=socket)
booster.inplace_predict(numpy.zeros((BATCH, booster.num_features()), dtype=numpy.float32))
server.rpush(f"{prefix}:ready", "1")
server.blpop(f"{prefix}:go")

start = time.monotonic()
batch = server.lpop(f"{prefix}:jobs", BATCH)
while batch:
    jobs = orjson.loads(b"[" + b",".join(batch) + b"]")
    scores = booster.inplace_predict(numpy.array([job["rows"][0] for job in jobs], dtype=numpy.float32))
    results = [
        orjson.dumps({"id": job["id"], "label": "1" if score >= 0.5 else "0", "score": score})
        for job, score in zip(jobs, scores.tolist())
    ]
    pipeline = server.pipeline(transaction=False)
    pipeline.rpush(f"{prefix}:results", *results)
    pipeline.lpop(f"{prefix}:jobs", BATCH)
    _, batch = pipeline.execute()
print(start, time.monotonic())

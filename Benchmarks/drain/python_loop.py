"""What a good engineer writes without Scoreline: a tuned loop over a Redis list, scoring with XGBoost.

    python_loop.py SOCKET MODEL JOBS_KEY RESULTS_KEY COUNT

Answers COUNT jobs and prints the seconds from the first request to the last reply. It pops 1 024 jobs at a time, parses
them in one call, scores them in one call, and pushes the results together with the next pop. It is fast because it
promises little: jobs that it has popped are gone when it dies, and one bad job ends it.
"""

import sys
import time

import numpy
import orjson
import redis
import xgboost

BATCH = 1024

socket, model, jobs_key, results_key, count = *sys.argv[1:5], int(sys.argv[5])
booster = xgboost.Booster({"nthread": 1}, model_file=model)
server = redis.Redis(unix_socket_path=socket)
booster.inplace_predict(numpy.zeros((BATCH, booster.num_features()), dtype=numpy.float32))

start = time.perf_counter()
answered = 0
batch = server.lpop(jobs_key, BATCH)
while batch:
    jobs = orjson.loads(b"[" + b",".join(batch) + b"]")
    scores = booster.inplace_predict(numpy.array([job["rows"][0] for job in jobs], dtype=numpy.float32))
    results = [
        orjson.dumps({"id": job["id"], "label": "1" if score >= 0.5 else "0", "score": score})
        for job, score in zip(jobs, scores.tolist())
    ]
    pipeline = server.pipeline(transaction=False)
    pipeline.rpush(results_key, *results)
    pipeline.lpop(jobs_key, BATCH)
    _, batch = pipeline.execute()
    answered += len(results)
seconds = time.perf_counter() - start
if answered != count:
    sys.exit(f"python_loop: answered {answered} jobs, expected {count}")
print(seconds)

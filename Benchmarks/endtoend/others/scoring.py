"""One job of a task queue: scored by XGBoost, answered on a list. Also the settings that its programs get."""

import functools
import os

import numpy
import orjson
import redis
import xgboost

SOCKET = os.environ["BENCH_SOCKET"]
DATABASE = int(os.environ["BENCH_DATABASE"])


@functools.cache
def _booster():
    return xgboost.Booster({"nthread": 1}, model_file=os.environ["BENCH_MODEL"])


@functools.cache
def _server():
    return redis.Redis(unix_socket_path=SOCKET, db=DATABASE)


def prepare():
    """Loads the model and connects: in the process that scores, before it is timed."""
    _booster().inplace_predict(numpy.zeros((1, _booster().num_features()), dtype=numpy.float32))
    _server().ping()


def answer(job):
    """Scores the job's row and pushes the result, which is cheaper than any of the queues' own result stores."""
    score = _booster().inplace_predict(numpy.array(job["rows"], dtype=numpy.float32), validate_features=False)
    _server().rpush("results", orjson.dumps({"id": job["id"], "score": float(score[0])}))

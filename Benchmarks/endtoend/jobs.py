"""Jobs for those who can't make their own, and whether answers are right."""

import numpy
import orjson

from processes import Failed

# Commands of that many jobs.
PUSH_SIZE = 1_000
# Relative; XGBoost's own answers for one row and for many differ by nothing.
TOLERANCE = 1e-6


def documents(rows, count, **more):
    """One-row jobs. Four decimals are what the rows were rounded to, so the text is exact."""
    texts = [[round(value, 4) for value in row] for row in rows[: min(count, len(rows))].tolist()]
    return [{"id": f"job-{number}", "rows": [texts[number % len(texts)]], **more} for number in range(count)]


def texts(rows, count, **more):
    """The same as they are pushed."""
    return list(map(orjson.dumps, documents(rows, count, **more)))


def push(server, key, elements):
    for start in range(0, len(elements), PUSH_SIZE):
        server.rpush(key, *elements[start : start + PUSH_SIZE])


def identifier(answer):
    """The id of an answer."""
    return orjson.loads(answer)["id"]


def check(answers, count, booster, rows):
    """Every id has one answer, and the scores are the library's. `answers` are JSON objects with an id and a score."""
    scores = {}
    for answer in map(orjson.loads, answers):
        if answer["id"] in scores:
            raise Failed(f"{answer['id']} was answered twice")
        scores[answer["id"]] = answer["score"]
    if lost := {f"job-{number}" for number in range(count)} - scores.keys():
        raise Failed(f"{len(lost)} of {count} jobs were lost")
    sample = numpy.arange(min(count, len(rows)))
    expected = booster.inplace_predict(rows[sample])
    found = numpy.array([scores[f"job-{number}"] for number in sample])
    if not numpy.allclose(found, expected, rtol=TOLERANCE, atol=TOLERANCE):
        raise Failed(f"answers differ from XGBoost's by up to {numpy.abs(found - expected).max()}")

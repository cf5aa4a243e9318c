"""Celery: prefork, messages acknowledged when they are received, nothing stored beside the answers.

    celery -A with_celery worker …           works
    with_celery.py fill FILE                 enqueues the jobs of a file, a line each
"""

import sys

import celery
import orjson
from celery.signals import worker_process_init

import scoring

app = celery.Celery("bench", broker=f"redis+socket://{scoring.SOCKET}?virtual_host={scoring.DATABASE}")
app.conf.update(
    task_ignore_result=True, worker_prefetch_multiplier=128, worker_send_task_events=False, task_send_sent_event=False,
    worker_hijack_root_logger=False, broker_connection_retry_on_startup=True)


@app.task(name="score")
def score(job):
    scoring.answer(job)


@worker_process_init.connect
def prepare(**_):
    scoring.prepare()


if __name__ == "__main__" and sys.argv[1] == "fill":
    with open(sys.argv[2], "rb") as file, app.producer_pool.acquire() as producer:
        for line in file:
            score.apply_async((orjson.loads(line),), producer=producer)

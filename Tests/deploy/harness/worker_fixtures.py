"""Fixtures of the tests that run the chart's workers as processes."""

import json
import pathlib
import tempfile

import pytest

from harness.helm import render
from harness.load import Load
from harness.processes import ProcessGroup, run
from harness.redis_server import RedisServer
from harness.workers import Fleet, WorkerDeployment

MODEL = "penguins"
# A batch of twenty then takes about as long as one of the sped-up looks of the HPA.
SECONDS_A_JOB = 0.02
# Two cores should be enough for a test: few workers of one lane, for few heavy jobs each. Everything that decides when
# workers come and go is the chart's default. The lease is long: what is recovered has been lost, and not only been held
# by a process that the machine let wait.
SCALED = {
    "redis": {"mode": "standalone", "hosts": ["redis.example"]},
    "worker": {
        "settings": {"lanes": 1, "batchJobs": 20, "batchBytes": 64 * 1024 * 1024, "lease": 60},
        "autoscaling": {"mode": "keda", "minReplicas": 0, "maxReplicas": 5, "keda": {"jobsPerReplica": 50}},
    },
}


@pytest.fixture(scope="session")
def rendered(repository):
    """The chart's objects for workers that KEDA scales, by kind."""
    return {entry["kind"]: entry for entry in render(repository / "helm/scoreline", SCALED)}


@pytest.fixture(scope="session")
def heavy_rows(repository, programs):
    """Rows of a job that keeps one lane busy for about SECONDS_A_JOB, on this machine with these programs."""
    with tempfile.TemporaryDirectory(prefix="scoreline-") as folder, ProcessGroup() as processes:
        redis_url = RedisServer(pathlib.Path(folder), processes).url
        publish(repository, programs, redis_url)
        with open(f"{folder}/worker.log", "wb") as log:
            worker = [programs / "scoreline-worker", "--model", MODEL, "--lanes", "1", "--redis", redis_url]
            processes.start(*worker, stderr=log)
        scoreline = programs / "scoreline"
        run(scoreline, "models", "wait", MODEL, "--workers", "1", "--timeout", "60", "--redis", redis_url)
        drain = [scoreline, "bench", "drain", MODEL, "--jobs", "20", "--rows", "200", "--json", "--redis", redis_url]
        return int(SECONDS_A_JOB * json.loads(run(*drain).stdout)["rows_per_second"])


@pytest.fixture
def load(repository, programs, redis_server, heavy_rows):
    """Heavy jobs for a model whose first version is published."""
    publish(repository, programs, redis_server.url)
    return Load(redis_server.client, MODEL, repository / f"recipes/{MODEL}/{MODEL}.csv", heavy_rows)


def publish(repository, programs, redis_url):
    """Publishes the model file that ships."""
    file = repository / f"model_bin/{MODEL}.safetensors"
    run(programs / "scoreline", "models", "publish", MODEL, file, "--redis", redis_url)


@pytest.fixture
def start_fleet(rendered, programs, redis_server, processes, folder):
    """Makes the chart's Deployment with real workers, none to begin with; keywords are variables of theirs."""

    def make(**environment):
        deployment = WorkerDeployment(rendered["Deployment"])
        return Fleet(deployment, programs / "scoreline-worker", redis_server.url, processes, folder, environment)

    return make

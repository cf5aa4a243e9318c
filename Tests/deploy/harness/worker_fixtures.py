"""Fixtures of the tests that run the chart's workers as processes."""

import pytest

from harness.helm import render
from harness.load import Load
from harness.processes import run
from harness.workers import Fleet, WorkerDeployment

# Two cores and debug programs should be enough for a test: few workers of one lane, for few heavy jobs each. Everything
# that decides when workers come and go is the chart's default.
SCALED = {
    "redis": {"mode": "standalone", "hosts": ["redis.example"]},
    "worker": {
        "settings": {"lanes": 1, "batchJobs": 20},
        "autoscaling": {"mode": "keda", "minReplicas": 0, "maxReplicas": 5, "keda": {"jobsPerReplica": 50}},
    },
}


@pytest.fixture(scope="session")
def rendered(repository):
    """The chart's objects for workers that KEDA scales, by kind."""
    return {entry["kind"]: entry for entry in render(repository / "helm/scoreline", SCALED)}


@pytest.fixture
def load(repository, programs, redis_server):
    """Jobs for penguins, whose first version is published; heavy enough that workers hold them for a while."""
    run(
        programs / "scoreline", "models", "publish", "penguins", repository / "model_bin/penguins.safetensors",
        "--redis", redis_server.url,
    )
    return Load(redis_server.client, "penguins", repository / "recipes/penguins/penguins.csv", rows=200)


@pytest.fixture
def start_fleet(rendered, programs, redis_server, processes, folder):
    """Makes the chart's Deployment with real workers, none to begin with; keywords are variables of theirs."""

    def make(**environment):
        deployment = WorkerDeployment(rendered["Deployment"])
        return Fleet(deployment, programs / "scoreline-worker", redis_server.url, processes, folder, environment)

    return make

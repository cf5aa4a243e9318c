"""Fixtures that every deployment test shares. What they start is gone when the test ends, also when it fails."""

import os
import pathlib
import tempfile

import pytest

from harness.helm import render
from harness.load import Load
from harness.processes import ProcessGroup, run
from harness.redis_server import RedisServer
from harness.workers import Fleet, WorkerDeployment

REPOSITORY = pathlib.Path(__file__).resolve().parents[2]

# Two cores and debug programs should be enough for a scaling test: few workers of one lane, for few heavy jobs each.
SCALED = {
    "redis": {"mode": "standalone", "hosts": ["redis.example"]},
    "worker": {
        "settings": {"lanes": 1, "batchJobs": 20},
        "autoscaling": {"mode": "keda", "minReplicas": 0, "maxReplicas": 5, "keda": {"jobsPerReplica": 50}},
    },
}


@pytest.hookimpl(wrapper=True)
def pytest_runtest_makereport(item, call):
    """A skip is a failure: a tool that a test wants belongs into run.sh."""
    report = yield
    if report.skipped:
        report.outcome = "failed"
        report.longrepr = f"skipped, which counts as failed: {report.longrepr}"
    return report


@pytest.fixture(scope="session")
def repository():
    """The root of the checkout."""
    return REPOSITORY


@pytest.fixture(scope="session")
def built():
    """The folder that the prepare scripts fill: .build/deploy."""
    return REPOSITORY / ".build" / "deploy"


@pytest.fixture(scope="session")
def programs(built):
    """The folder of the three programs: those that were built for the images, or those of SCORELINE_PROGRAMS."""
    folder = pathlib.Path(os.environ.get("SCORELINE_PROGRAMS", built / "programs"))
    missing = [name for name in ("scoreline", "scoreline-worker", "scoreline-trainer") if not (folder / name).exists()]
    assert not missing, f"{folder} lacks {', '.join(missing)}: run Tests/deploy/run.sh, or set SCORELINE_PROGRAMS"
    return folder


@pytest.fixture
def folder():
    """A short temporary folder: a unix socket's path may have 107 bytes."""
    with tempfile.TemporaryDirectory(prefix="scoreline-") as path:
        yield pathlib.Path(path)


@pytest.fixture
def processes():
    """Starts processes and ends all of them after the test."""
    with ProcessGroup() as group:
        yield group


@pytest.fixture
def redis_server(folder, processes):
    """A Redis of this test's own, on a free port of loopback, without a password."""
    return RedisServer(folder, processes)


@pytest.fixture(scope="session")
def rendered(repository):
    """The chart's objects for workers that KEDA scales, by kind. Of what decides when, all is the chart's default."""
    objects = render(repository / "helm/scoreline", SCALED)
    return {entry["kind"]: entry for entry in objects}


@pytest.fixture
def load(repository, programs, redis_server):
    """Jobs for penguins, whose first version is published; heavy enough that workers hold them for a while."""
    run(
        programs / "scoreline", "models", "publish", "penguins", repository / "model_bin/penguins.safetensors",
        "--redis", redis_server.url,
    )
    return Load(redis_server.client, "penguins", repository / "recipes/penguins/penguins.csv", rows=300)


@pytest.fixture
def start_fleet(rendered, programs, redis_server, processes, folder):
    """Makes the chart's Deployment with real workers, none to begin with; keywords are variables of theirs."""

    def make(**environment):
        deployment = WorkerDeployment(rendered["Deployment"])
        return Fleet(deployment, programs / "scoreline-worker", redis_server.url, processes, folder, environment)

    return make

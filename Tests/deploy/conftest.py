"""Fixtures that every deployment test shares. What they start is gone when the test ends, also when it fails."""

import os
import pathlib
import re
import tempfile

import pytest
import yaml

from harness import pipelines
from harness.cluster import Cluster
from harness.helm import StrictLoader
from harness.local_release import LocalRelease
from harness.processes import ProcessGroup
from harness.redis_server import RedisServer

pytest_plugins = ["harness.worker_fixtures"]

REPOSITORY = pathlib.Path(__file__).resolve().parents[2]


@pytest.hookimpl(wrapper=True)
def pytest_runtest_makereport(item, call):
    """A skip is a failure: a tool that a test wants belongs into run.sh."""
    report = yield
    if report.skipped:
        report.outcome = "failed"
        report.longrepr = f"skipped, which counts as failed: {report.longrepr}"
    return report


def pytest_terminal_summary(terminalreporter):
    """Says of each step of the pipelines that ran whether it was real or stubbed; also in .build/deploy/pipelines.txt."""
    if pipelines.BOOK:
        table = pipelines.book_as_table()
        (REPOSITORY / ".build" / "deploy" / "pipelines.txt").write_text("\n".join(table) + "\n")
        terminalreporter.section("pipelines")
        terminalreporter.write("\n".join(table) + "\n")


@pytest.fixture(scope="session")
def repository():
    """The root of the checkout."""
    return REPOSITORY


@pytest.fixture(scope="session")
def chart(repository):
    """The folder of the chart."""
    return repository / "helm" / "scoreline"


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


@pytest.fixture
def install(chart, folder, programs, repository, processes):
    """Renders a release with values, for this machine."""

    def make(values=None):
        return LocalRelease(chart, values or {}, folder, programs, repository, processes)

    return make


@pytest.fixture(scope="session")
def cluster():
    """The stand-in for a cluster that all tests share; each has a namespace of its own."""
    with tempfile.TemporaryDirectory(prefix="scoreline-") as path, ProcessGroup() as group:
        yield Cluster(pathlib.Path(path), group)


@pytest.fixture
def namespace(cluster):
    """A new namespace of the shared cluster."""
    return cluster.namespace()


@pytest.fixture(scope="session")
def values_of(repository):
    """The values of an example by its name; `defaults` are none."""

    def load(example):
        if example == "defaults":
            return {}
        return yaml.load((repository / f"helm/examples/{example}.yaml").read_text(), StrictLoader)

    return load


@pytest.fixture(scope="session")
def oldest(chart):
    """The oldest Kubernetes that Chart.yaml allows."""
    metadata = yaml.safe_load((chart / "Chart.yaml").read_text())
    return re.fullmatch(r">=(\d+\.\d+)\.0-0", metadata["kubeVersion"])[1]

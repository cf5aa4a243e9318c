"""Workers replaced one after the other while a producer keeps pushing: nothing lost, nothing twice, nothing waits."""

import signal

import pytest

from harness.processes import eventually, run
from harness.replacement import Replacement

REPLICAS = 3
# So many jobs wait at any time.
BACKLOG = 100


@pytest.fixture
def ready_fleet(start_fleet, load):
    """Makes a fleet of three ready workers in front of a full queue."""

    def make(**environment):
        fleet = start_fleet(**environment)
        fleet.scale(REPLICAS)
        load.fill(BACKLOG)
        eventually(lambda: all(fleet.ready(pod) for pod in fleet.pods), what="three ready workers")
        return fleet

    return make


@pytest.fixture
def second_version(repository, programs, folder):
    """The file of a version that answers differently."""
    path = folder / "second.safetensors"
    run(programs / "scoreline-trainer", "train", repository / "recipes/penguins/recipe-v2.yaml", "--out", path)
    return path


def under_load(load, fleet, step, seconds=60):
    """Steps until the replacement is complete and every job is answered; the queue is kept full until the former."""
    complete, busy_at_a_stop = False, 0

    def done():
        nonlocal complete, busy_at_a_stop
        if not complete:
            load.fill(BACKLOG)
            complete = step()
            busy_at_a_stop += bool(fleet.stopping and load.in_flight())
        return load.done and complete

    eventually(done, seconds, what="the replacement under load")
    assert busy_at_a_stop, "no job was in flight while workers stopped: that was no load"


def test_a_rolling_update_loses_nothing_and_nothing_waits(load, ready_fleet):
    fleet = ready_fleet()
    update = Replacement.rolling_update(fleet)
    under_load(load, fleet, update.step)
    load.assert_each_answered_once()
    assert (load.recovered(), load.repeated, fleet.killed) == (0, 0, 0)
    assert {pod.generation for pod in fleet.pods} == {2}
    assert (update.least_ready, update.most) == (REPLICAS, REPLICAS + 1)


def test_a_new_model_version_in_the_middle_changes_nothing(
    load, ready_fleet, programs, redis_server, processes, second_version
):
    fleet = ready_fleet()
    update = Replacement.rolling_update(fleet)
    publication = None

    def step():
        nonlocal publication
        complete = update.step()
        if publication is None and any(pod.generation == 2 for pod in fleet.pods):
            publication = processes.start(
                programs / "scoreline", "models", "publish", load.model, second_version, "--redis", redis_server.url
            )
        return complete and publication.poll() == 0 and load.versions["2"]

    under_load(load, fleet, step)
    load.assert_each_answered_once()
    assert (load.recovered(), load.repeated, fleet.killed) == (0, 0, 0)
    assert set(load.versions) == {"1", "2"}


def test_a_node_drain_evicts_one_at_a_time(load, ready_fleet, rendered):
    fleet = ready_fleet()
    evicted = fleet.pods[:2]
    drain = Replacement.node_drain(fleet, evicted, rendered["PodDisruptionBudget"])
    under_load(load, fleet, drain.step)
    load.assert_each_answered_once()
    assert (load.recovered(), load.repeated, fleet.killed) == (0, 0, 0)
    assert (drain.least_ready, drain.most) == (REPLICAS - 1, REPLICAS)
    assert not {pod.name for pod in evicted} & {pod.name for pod in fleet.pods}


def test_the_counts_would_show_an_update_by_sigkill(load, ready_fleet):
    """What the tests above find absent is found; the lease is a second, so that what must wait waits briefly."""
    fleet = ready_fleet(SCORELINE_LEASE="1")
    update = Replacement.rolling_update(fleet, stop_signal=signal.SIGKILL)
    under_load(load, fleet, update.step)
    load.assert_each_answered_once()
    assert load.recovered() > 0
    assert load.repeated > 0

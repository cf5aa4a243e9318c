"""Workers scaled by the chart's ScaledObject: KEDA and the HPA are modelled; Redis, jobs and workers are real."""

import copy
import json
import math
import signal
import time

import pytest

from harness.autoscaler import Autoscaler
from harness.keda import Scaling
from harness.processes import eventually, run

# The controllers' periods run so many times as fast as the clock.
SPEED = 20
# What the load is, in jobs that wait, as parts of what one replica is for; each for so many seconds of the clock.
BURST = [(0.0, 1.0), (1.5, 3.0), (3.5, 4.0), (0.0, 0.0)]


@pytest.fixture
def scaling(rendered, start_fleet, redis_server, load):
    """The chart's Deployment and ScaledObject, at zero."""
    return Scaling(rendered["ScaledObject"], start_fleet(), redis_server.url, SPEED)


def without_leases(scaled_object):
    """The same ScaledObject as somebody would write it who looks at the backlog alone."""
    changed = copy.deepcopy(scaled_object)
    spec = changed["spec"]
    spec["triggers"] = [trigger for trigger in spec["triggers"] if not trigger["metadata"]["listName"].endswith("leases")]
    spec.get("advanced", {}).pop("scalingModifiers", None)
    return changed


def test_a_burst_takes_the_workers_from_zero_to_many_and_back(scaling, load, built):
    wish = jobs_for_a_replica(scaling)
    began = time.monotonic()

    def finished():
        if level := level_at(time.monotonic() - began):
            load.fill(int(level * wish))
        load.collect()
        scaling.tick(waiting=load.waiting(), in_flight=load.in_flight(), pushed=load.pushed, answered=load.answered)
        return load.pushed and level is None and load.done and scaling.at_rest

    eventually(finished, 90, what="the workers to come, work and go")
    load.assert_each_answered_once()
    assert (load.recovered(), load.repeated, scaling.fleet.killed) == (0, 0, 0)
    assert scaling.peak == min(scaling.autoscaler.maximum, 4)
    replicas = [step["replicas"] for step in scaling.series]
    assert replicas[0] == replicas[-1] == 0
    folder = built / "scaling.json"
    folder.parent.mkdir(parents=True, exist_ok=True)
    folder.write_text(json.dumps({"speed": SPEED, "maximum": scaling.autoscaler.maximum, "series": scaling.series}))


def level_at(seconds):
    """The level of the burst at a time, `None` when it is over."""
    for level, length in BURST:
        if seconds < length:
            return level
        seconds -= length
    return None

"""Workers scaled by the chart's ScaledObject: KEDA and the HPA are modelled; Redis, jobs and workers are real."""

import copy
import json
import signal
import time
import xml.etree.ElementTree as ElementTree

import pytest
import yaml

from harness.autoscaler import Autoscaler
from harness.helm import render
from harness.keda import Scaling
from harness.processes import eventually, run

# How full the queue is kept, as a share of what one worker is for, and for how many seconds of the clock. The last
# level stays until the maximum of workers is wanted, however slowly they start.
BURST = [(0, 0.5), (1, 2), (3, 4)]


@pytest.fixture
def scaling(rendered, start_fleet, redis_server, load):
    """The chart's Deployment and ScaledObject, at zero; its periods run 40 times as fast as the clock."""
    return Scaling(rendered["ScaledObject"], start_fleet(), redis_server.url, speed=40)


def without_leases(scaled_object):
    """The ScaledObject that looks at the backlog alone."""
    changed = copy.deepcopy(scaled_object)
    spec = changed["spec"]
    spec["triggers"] = [trigger for trigger in spec["triggers"] if not trigger["name"].startswith("leases")]
    del spec["advanced"]["scalingModifiers"]
    return changed


def level_at(seconds):
    """The level of the burst at a time; `None` when it is over."""
    for level, length in BURST:
        if seconds < length:
            return level
        seconds -= length
    return None


def test_a_burst_takes_the_workers_from_zero_to_the_maximum_and_back(scaling, load, repository, built, folder):
    each, most = scaling.autoscaler.triggers[0].target, scaling.autoscaler.maximum

    def tick():
        load.collect()
        scaling.tick(waiting=load.waiting(), in_flight=load.in_flight(), pushed=load.pushed, answered=load.answered)

    # Before there is a job.
    tick()
    began = time.monotonic()

    def finished():
        level = level_at(time.monotonic() - began)
        if level is None and scaling.peak < most:
            level = BURST[-1][0]
        load.fill(int((level or 0) * each))
        tick()
        return level is None and load.done and scaling.at_rest

    eventually(finished, 90, what="the workers to come, work and go")
    load.assert_each_answered_once()
    assert (load.recovered(), load.repeated, scaling.fleet.killed) == (0, 0, 0)
    replicas = [step["replicas"] for step in scaling.series]
    assert (replicas[0], max(replicas), replicas[-1]) == (0, most, 0)
    awake = next(index for index, number in enumerate(replicas) if number)
    asleep = [step for step in scaling.series[awake:] if step["replicas"] == 0]
    assert not any(step["waiting"] or step["in_flight"] for step in asleep)
    built.mkdir(parents=True, exist_ok=True)
    (built / "scaling.json").write_text(json.dumps({"series": scaling.series}))
    run(repository / "scripts/scaling-figure.py", built / "scaling.json", folder / "scaling.svg")
    assert ElementTree.parse(folder / "scaling.svg").getroot().tag.endswith("svg")


def test_a_backlog_gets_as_many_workers_as_the_chart_says(scaling, load, programs, redis_server):
    """Paused, so that nothing is claimed while the workers come: 2.5 times what one worker is for takes three."""
    command = programs / "scoreline"
    run(command, "pause", load.model, "--redis", redis_server.url)
    load.fill(int(2.5 * scaling.autoscaler.triggers[0].target))

    def settled():
        scaling.tick()
        return len(scaling.series) > 20 and scaling.series[-20]["replicas"] == scaling.replicas

    eventually(settled, what="a number of workers that stays")
    assert scaling.replicas == len(scaling.fleet.pods) == 3

    run(command, "resume", load.model, "--redis", redis_server.url)
    eventually(lambda: scaling.tick() or load.done, what="the results")
    load.assert_each_answered_once()


@pytest.mark.parametrize("mark, key", [("", "handoff"), ("1:", "suspects")], ids=["handoff", "suspects"])
def test_what_waits_elsewhere_than_in_the_queue_wakes_a_worker(scaling, load, mark, key):
    load.push(1, key=key, mark=mark)
    eventually(lambda: scaling.tick() or load.done, what=f"the result of the job in {key}")
    load.assert_each_answered_once()
    assert scaling.peak == 1


def test_a_lease_that_a_dead_worker_left_wakes_another(rendered, start_fleet, load, redis_server):
    dying = start_fleet(SCORELINE_LEASE="1")
    dying.scale(1)
    freeze_while_busy(dying, load)
    dying.stop(dying.pods[0], by=signal.SIGKILL)
    eventually(lambda: dying.tick() or not dying.stopping)
    left = load.in_flight()
    assert (load.waiting(), load.leases()) == (0, 1)

    scaling = Scaling(rendered["ScaledObject"], start_fleet(SCORELINE_LEASE="1"), redis_server.url, speed=40)
    eventually(lambda: scaling.tick() or load.done, what="the results of the dead worker's jobs")
    load.assert_each_answered_once()
    assert load.recovered() == left


@pytest.mark.parametrize("leases_count", [True, False], ids=["the chart's", "one without leases"])
def test_a_worker_with_the_last_jobs_is_left_alone(rendered, start_fleet, load, redis_server, leases_count):
    """It works for longer than the cooldown. A ScaledObject that looks at the backlog alone stops it."""
    scaled_object = rendered["ScaledObject"] if leases_count else without_leases(rendered["ScaledObject"])
    scaling = Scaling(scaled_object, start_fleet(), redis_server.url, speed=100)
    load.push(1)
    eventually(lambda: scaling.tick() or load.done, what="the first result")
    pod = freeze_while_busy(scaling.fleet, load)
    frozen = scaling.now

    def watched():
        scaling.tick()
        return pod.stopping or scaling.now - frozen > 1.5 * scaling.autoscaler.cooldown

    eventually(watched)
    assert (load.waiting(), load.leases()) == (0, 1)
    assert pod.stopping != leases_count

    pod.process.send_signal(signal.SIGCONT)
    eventually(lambda: scaling.tick() or load.done and scaling.at_rest, what="the results, and no worker")
    load.assert_each_answered_once()
    assert (load.recovered(), load.repeated, scaling.fleet.killed) == (0, 0, 0)


def freeze_while_busy(fleet, load):
    """Stops the only worker in the middle of a batch: work that takes as long as a test wants, on any machine."""
    (pod,) = fleet.pods

    def caught():
        # One job: a lane takes no more of such work at once, and what waits is not being worked on.
        load.push(1)
        eventually(lambda: load.leases() or load.done, what="a lease")
        pod.process.send_signal(signal.SIGSTOP)
        if load.leases() == 1 and not load.waiting():
            return pod
        pod.process.send_signal(signal.SIGCONT)
        return eventually(lambda: load.done, what="the results") and None

    return eventually(caught, what="a worker in the middle of its work")


@pytest.mark.parametrize("leases_count, expected", [(True, 4), (False, 0)], ids=["the chart's", "one without leases"])
def test_busy_workers_stay_for_as_long_as_they_are_busy(rendered, leases_count, expected):
    """A day of four busy workers with an empty queue, in the controllers' time alone."""
    scaled_object = rendered["ScaledObject"]
    autoscaler = Autoscaler(scaled_object if leases_count else without_leases(scaled_object))
    values = {trigger.name: 4 if trigger.key.endswith("leases") else 0 for trigger in autoscaler.triggers}
    replicas = 4
    autoscaler.activate(0, {name: 1 for name in values}, replicas)
    for now in range(0, 24 * 3600, 15):
        replicas = autoscaler.recommend(now, values, autoscaler.activate(now, values, replicas))
    assert replicas == expected


SCALED_BY_KEDA = ["defaults", "keda", "many-models", "sentinel", "cluster"]
FOR_MANY = {"jobsPerReplica": 178_000, "lanesPerReplica": 178_000}


@pytest.mark.parametrize("for_one", [{}, FOR_MANY], ids=["as it is", "a pod for 178 000"])
@pytest.mark.parametrize("example", SCALED_BY_KEDA)
def test_one_entry_of_any_kind_wakes_one_worker_and_none_does_not(repository, example, for_one):
    """However much one worker is for: KEDA hands over thousandths, and a job of 5 000 is less than one."""
    text = (repository / f"helm/examples/{example}.yaml").read_text() if example != "defaults" else "{}"
    values = yaml.safe_load(text)
    for part in (values.setdefault("worker", {}), *values.get("workers", [])):
        scaling = part.setdefault("autoscaling", {})
        scaling.update(mode="keda", minReplicas=0)
        scaling.setdefault("keda", {}).update(for_one)
    objects = render(repository / "helm/scoreline", values)
    scaled_objects = [entry for entry in objects if entry["kind"] == "ScaledObject"]
    assert scaled_objects
    for scaled_object in scaled_objects:
        names = [trigger["name"] for trigger in scaled_object["spec"]["triggers"]]
        nothing = dict.fromkeys(names, 0)
        assert Autoscaler(scaled_object).activate(0, nothing, 0) == 0
        for name in names:
            autoscaler = Autoscaler(scaled_object)
            assert autoscaler.activate(0, {**nothing, name: 1}, 0) == 1, name
            assert autoscaler.recommend(0, {**nothing, name: 1}, 1) == 1, name


TWO_MODELS = [{"name": "both", "models": ["penguins", "diabetes"]}]


@pytest.mark.parametrize(
    "groups, lengths, replicas, expected",
    [
        (None, {"penguins:jobs": 2500}, 1, 3),
        (None, {"penguins:leases": 16}, 4, 4),
        (None, {"penguins:jobs": 1000, "penguins:leases": 8}, 2, 3),
        (None, {"penguins:jobs": 400, "penguins:handoff": 3, "penguins:suspects": 900}, 1, 2),
        (None, {"penguins:jobs": 1_000_000, "penguins:leases": 40}, 4, 8),
        (TWO_MODELS, {"penguins:jobs": 1000, "diabetes:jobs": 1000}, 1, 2),
        (TWO_MODELS, {"penguins:leases": 12, "diabetes:leases": 8}, 3, 3),
    ],
    ids=[
        "a backlog for three", "four busy ones", "a backlog beside busy ones", "suspects wait too",
        "four more at most in a quarter of a minute", "two models add up what waits", "they share the busy pods",
    ],
)
def test_the_chart_wants_so_many_by_default(repository, groups, lengths, replicas, expected):
    """With 1 000 jobs and 4 lanes for a worker."""
    values = {"worker": {"autoscaling": {"mode": "keda"}}, **({"workers": groups} if groups else {})}
    objects = render(repository / "helm/scoreline", values)
    (scaled_object,) = [entry for entry in objects if entry["kind"] == "ScaledObject"]
    autoscaler = Autoscaler(scaled_object)
    by_key = {f"scoreline:{{{name.replace(':', '}:')}": length for name, length in lengths.items()}
    assert set(by_key) <= {trigger.key for trigger in autoscaler.triggers}
    values = {trigger.name: by_key.get(trigger.key, 0) for trigger in autoscaler.triggers}
    assert autoscaler.recommend(0, values, replicas) == expected

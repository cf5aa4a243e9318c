"""The model of KEDA and the HPA, action by action: time, values and replicas in, replicas out."""

import pytest

from harness.autoscaler import Autoscaler
from harness.formula import evaluate


def scaled_object(**spec):
    """A ScaledObject with two triggers, `jobs` for 100 and `leases` for 2 a replica, where `spec` says nothing else."""
    triggers = [
        {"type": "redis", "name": name, "metadata": {"listName": f"scoreline:{{m}}:{name}", "listLength": length}}
        for name, length in (("jobs", "100"), ("leases", "2"))
    ]
    return {"spec": {"minReplicaCount": 0, "maxReplicaCount": 10, "cooldownPeriod": 60, "triggers": triggers, **spec}}


def behavior(**directions):
    """The `advanced` block with these rules; no window and no limit where nothing is said."""
    free = {"stabilizationWindowSeconds": 0, "policies": [{"type": "Percent", "value": 900, "periodSeconds": 15}]}
    at_once = {"stabilizationWindowSeconds": 0, "policies": [{"type": "Percent", "value": 100, "periodSeconds": 15}]}
    rules = {"scaleUp": free, "scaleDown": at_once, **directions}
    return {"horizontalPodAutoscalerConfig": {"behavior": rules}}


def sum_of_both(target, activation="0"):
    """The `advanced` block with one formula instead of the maximum over triggers."""
    modifiers = {"formula": "jobs + 50 * leases", "target": target, "activationTarget": activation}
    return {**behavior(), "scalingModifiers": modifiers}


ACTIVATION = {
    "nothing to do keeps zero": ({}, [(0, 0, 0, 0, 0)]),
    "a waiting job wakes one": ({}, [(0, 1, 0, 0, 1)]),
    "a lease alone wakes one": ({}, [(0, 0, 1, 0, 1)]),
    "a wake-up starts the minimum": ({"minReplicaCount": 3}, [(0, 1, 0, 0, 3)]),
    "an active trigger leaves the number to the HPA": ({}, [(0, 500, 0, 2, 2)]),
    "idle workers go after the cooldown, not in it": ({}, [(0, 1, 0, 4, 4), (60, 0, 0, 4, 4), (61, 0, 0, 4, 0)]),
    "a lease starts the cooldown anew": ({}, [(0, 1, 0, 4, 4), (50, 0, 1, 4, 4), (100, 0, 0, 4, 4), (111, 0, 0, 4, 0)]),
    "workers that KEDA never saw busy go at once": ({}, [(0, 0, 0, 2, 0)]),
    "a minimum never goes": ({"minReplicaCount": 2}, [(0, 1, 0, 5, 5), (999, 0, 0, 5, 5), (999, 0, 0, 1, 2)]),
    "idle replicas stay below the minimum": (
        {"minReplicaCount": 3, "idleReplicaCount": 1},
        [(0, 1, 0, 1, 3), (61, 0, 0, 3, 1), (62, 0, 0, 1, 1)],
    ),
    "a formula decides alone what is active": (
        {"advanced": sum_of_both("100", activation="10")},
        [(0, 10, 0, 0, 0), (1, 11, 0, 0, 1), (2, 0, 1, 0, 1)],
    ),
}


@pytest.mark.parametrize("name", ACTIVATION)
def test_keda_decides_between_zero_and_not_zero(name):
    spec, steps = ACTIVATION[name]
    autoscaler = Autoscaler(scaled_object(**spec))
    for now, jobs, leases, replicas, expected in steps:
        assert autoscaler.activate(now, {"jobs": jobs, "leases": leases}, replicas) == expected, f"at {now} s"


FOUR_EACH_MINUTE = {"stabilizationWindowSeconds": 0, "policies": [{"type": "Pods", "value": 4, "periodSeconds": 60}]}
ONE_EACH_MINUTE = {"stabilizationWindowSeconds": 0, "policies": [{"type": "Pods", "value": 1, "periodSeconds": 60}]}
BOTH = [{"type": "Pods", "value": 1, "periodSeconds": 60}, {"type": "Percent", "value": 50, "periodSeconds": 60}]
WINDOW_OF_A_MINUTE = {
    "stabilizationWindowSeconds": 60,
    "policies": [{"type": "Percent", "value": 100, "periodSeconds": 15}],
}

RECOMMENDATION = {
    "zero replicas are KEDA's": ({}, [(0, 900, 0, 0, 0)]),
    "the target is for each replica": ({}, [(0, 450, 0, 1, 5)]),
    "a part of a replica is a whole one": ({}, [(0, 401, 0, 1, 5)]),
    "the largest wish of all triggers counts": ({}, [(0, 100, 12, 1, 6), (15, 700, 12, 6, 7)]),
    "never more than the maximum": ({}, [(0, 99999, 0, 5, 10)]),
    "never fewer than the minimum": ({"minReplicaCount": 2}, [(0, 0, 0, 5, 2)]),
    "never fewer than one": ({}, [(0, 0, 0, 5, 1)]),
    "a number out of bounds is brought back": ({"minReplicaCount": 2}, [(0, 500, 0, 12, 10), (15, 500, 0, 1, 2)]),
    "ten percent are no difference": ({}, [(0, 1000, 0, 10, 10), (15, 901, 0, 10, 10), (30, 899, 0, 10, 9)]),
    "ten percent more are none either": ({}, [(0, 549, 0, 5, 5), (15, 551, 0, 5, 6)]),
    "leases alone hold what jobs would let go": ({}, [(0, 0, 8, 4, 4), (15, 0, 6, 4, 3), (30, 0, 0, 3, 1)]),
    "a formula adds what the maximum would not": ({"advanced": sum_of_both("100")}, [(0, 150, 3, 1, 3)]),
    "a formula's value loses what is below a thousandth": (
        {"advanced": {**behavior(), "scalingModifiers": {"formula": "jobs / 3000", "target": "1"}}},
        [(0, 6002, 0, 1, 2), (15, 6003, 0, 1, 3)],
    ),
    "so many at most in a period": (
        {"advanced": behavior(scaleUp=FOUR_EACH_MINUTE)},
        [(0, 900, 0, 1, 5), (15, 900, 0, 5, 5), (59, 900, 0, 5, 5), (60, 900, 0, 5, 9)],
    ),
    "a jump to the minimum uses up what is allowed, and no more": (
        {"minReplicaCount": 5, "advanced": behavior(scaleUp=ONE_EACH_MINUTE)},
        [(0, 900, 0, 1, 5), (15, 900, 0, 5, 5), (60, 900, 0, 5, 6)],
    ),
    "a change down gives room up again": (
        {"advanced": behavior(scaleUp=FOUR_EACH_MINUTE)},
        [(0, 900, 0, 1, 5), (15, 200, 0, 5, 2), (30, 900, 0, 2, 5)],
    ),
    "one less in a period": (
        {"advanced": behavior(scaleDown=ONE_EACH_MINUTE)},
        [(0, 0, 0, 5, 4), (30, 0, 0, 4, 4), (60, 0, 0, 4, 3)],
    ),
    "the policy that changes most wins": (
        {"advanced": behavior(scaleDown={"stabilizationWindowSeconds": 0, "policies": BOTH})},
        [(0, 0, 0, 9, 4)],
    ),
    "unless the one that changes least is chosen": (
        {"advanced": behavior(scaleDown={"stabilizationWindowSeconds": 0, "policies": BOTH, "selectPolicy": "Min"})},
        [(0, 0, 0, 9, 8)],
    ),
    "a direction can be disabled": (
        {"advanced": behavior(scaleDown={"selectPolicy": "Disabled", "stabilizationWindowSeconds": 0})},
        [(0, 0, 0, 9, 9)],
    ),
    "down only when nothing in the window wished for more": (
        {"advanced": behavior(scaleDown=WINDOW_OF_A_MINUTE)},
        [(0, 500, 0, 5, 5), (30, 0, 0, 5, 5), (59, 300, 0, 5, 5), (61, 0, 0, 5, 3), (120, 0, 0, 3, 1)],
    ),
    "up only as far as all in the window wished": (
        {"advanced": behavior(scaleUp=WINDOW_OF_A_MINUTE)},
        [(0, 100, 0, 1, 1), (30, 500, 0, 1, 1), (61, 700, 0, 1, 2)],
    ),
    "Kubernetes' defaults: doubled or four more, and five minutes before less": (
        {"advanced": {}},
        [
            (0, 900, 0, 1, 5), (14, 900, 0, 5, 5), (15, 900, 0, 5, 9),
            (30, 0, 0, 9, 9), (314, 0, 0, 9, 9), (316, 0, 0, 9, 1),
        ],
    ),
}


@pytest.mark.parametrize("name", RECOMMENDATION)
def test_the_hpa_decides_everything_above_zero(name):
    spec, steps = RECOMMENDATION[name]
    autoscaler = Autoscaler(scaled_object(**{"advanced": behavior(), **spec}))
    for now, jobs, leases, replicas, expected in steps:
        assert autoscaler.recommend(now, {"jobs": jobs, "leases": leases}, replicas) == expected, f"at {now} s"


@pytest.mark.parametrize(
    ("formula", "value"),
    [
        ("jobs", 6), ("jobs + 2*leases", 12), ("max(jobs, leases) / 4", 1.5), ("ceil((jobs - 1) / leases)", 2),
        ("-jobs", -6),
    ],
)
def test_a_formula_is_evaluated(formula, value):
    assert evaluate(formula, {"jobs": 6, "leases": 3}) == value


@pytest.mark.parametrize("formula", ["queue + 1", "jobs > 1 and leases", "jobs.__class__", "sum([jobs])", "'1'"])
def test_a_formula_with_anything_else_is_refused(formula):
    with pytest.raises(ValueError, match="known are"):
        evaluate(formula, {"jobs": 6, "leases": 3})


@pytest.mark.parametrize(
    "trigger", [{"type": "cpu"}, {"type": "redis-streams"}, {"type": "redis", "metricType": "Value"}]
)
def test_a_trigger_that_is_not_modelled_is_refused(trigger):
    with pytest.raises(ValueError, match="only redis with AverageValue"):
        Autoscaler(scaled_object(triggers=[{"metadata": {}, **trigger}]))

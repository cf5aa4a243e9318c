"""How many replicas KEDA and the Horizontal Pod Autoscaler want for a ScaledObject.

A model of their documented rules, not their code. It knows no clock and does no I/O: each decision gets the time, the
triggers' values and the current replicas, so that a test can walk through it action by action.

Two controllers share the work. KEDA's operator looks every `pollingInterval` seconds and only decides between zero and
not zero. The HPA that KEDA makes from the ScaledObject looks every `SYNC_PERIOD` seconds and decides everything above;
it stands still while there are no replicas.
"""

import dataclasses
import math

from harness.formula import evaluate

# Of the kube-controller-manager, where a cluster does not set them otherwise.
SYNC_PERIOD = 15
TOLERANCE = 0.1

_DEFAULT_POLICIES = {
    "scaleUp": [
        {"type": "Pods", "value": 4, "periodSeconds": 15},
        {"type": "Percent", "value": 100, "periodSeconds": 15},
    ],
    "scaleDown": [{"type": "Percent", "value": 100, "periodSeconds": 15}],
}
_DEFAULT_WINDOWS = {"scaleUp": 0, "scaleDown": 300}


@dataclasses.dataclass(frozen=True)
class Trigger:
    """One `redis` trigger: the length of `key`, and how much of it one replica is for."""

    name: str
    key: str
    target: float
    activation: float
    database: int

    @classmethod
    def of(cls, position, trigger):
        """Reads the trigger at `position` of a ScaledObject."""
        kind, metric_type = trigger["type"], trigger.get("metricType", "AverageValue")
        if not kind.startswith("redis") or kind.endswith("streams") or metric_type != "AverageValue":
            found = f"trigger {position} is {kind} with {metric_type}"
            raise ValueError(f"{found}: only redis with AverageValue is modelled")
        metadata = trigger["metadata"]
        return cls(
            name=trigger.get("name", f"trigger{position}"),
            key=metadata["listName"],
            target=float(metadata.get("listLength", 5)),
            activation=float(metadata.get("activationListLength", 0)),
            database=int(metadata.get("databaseIndex", 0)),
        )


@dataclasses.dataclass(frozen=True)
class Direction:
    """The rules of `behavior.scaleUp` or `behavior.scaleDown`."""

    window: float
    policies: list
    select: str

    @classmethod
    def of(cls, name, behavior):
        """Reads one direction, with Kubernetes' defaults for what is not said."""
        rules = behavior.get(name) or {}
        return cls(
            window=rules.get("stabilizationWindowSeconds", _DEFAULT_WINDOWS[name]),
            policies=rules.get("policies") or _DEFAULT_POLICIES[name],
            select=rules.get("selectPolicy", "Max"),
        )


class Autoscaler:
    """The decisions for one ScaledObject, with the memory that they need."""

    def __init__(self, scaled_object):
        spec = scaled_object["spec"]
        advanced = spec.get("advanced") or {}
        modifiers = advanced.get("scalingModifiers") or {}
        behavior = (advanced.get("horizontalPodAutoscalerConfig") or {}).get("behavior") or {}

        self.triggers = [Trigger.of(position, trigger) for position, trigger in enumerate(spec["triggers"])]
        self.polling_interval = spec.get("pollingInterval", 30)
        self.cooldown = spec.get("cooldownPeriod", 300)
        self.minimum = spec.get("minReplicaCount", 0)
        self.maximum = spec.get("maxReplicaCount", 100)
        self.idle = spec.get("idleReplicaCount")
        self._formula = modifiers.get("formula")
        self._formula_target = float(modifiers.get("target", 0))
        self._formula_activation = float(modifiers.get("activationTarget", 0))
        self._up = Direction.of("scaleUp", behavior)
        self._down = Direction.of("scaleDown", behavior)
        self._last_active = None
        self._recommendations = []
        self._changes = []

    def activate(self, now, values, replicas):
        """KEDA's look at the triggers: to zero after the cooldown, from zero as soon as one is active."""
        if self._active(values):
            self._last_active = now
            asleep = replicas == 0 or (self.idle is not None and replicas < self.minimum)
            return max(self.minimum, 1) if asleep else replicas
        if self.idle is None and replicas < self.minimum:
            return self.minimum
        asleep_at = self.minimum if self.idle is None else self.idle
        may_sleep = asleep_at == 0 or self.idle is not None
        # Replicas that somebody else started before a trigger was ever active have no cooldown.
        cooled_down = self._last_active is None or now - self._last_active > self.cooldown
        return asleep_at if may_sleep and replicas > asleep_at and cooled_down else replicas

    def recommend(self, now, values, replicas):
        """The HPA's look at the metrics: the largest wish, stabilised, no faster than the policies allow."""
        if replicas == 0:
            return 0
        least = max(self.minimum, 1)
        if replicas > self.maximum or replicas < least:
            wanted = min(max(replicas, least), self.maximum)
        else:
            wish = max(_wish(value, target, replicas) for value, target in self.metrics(values))
            wanted = self._limit(now, self._stabilise(now, wish, replicas), replicas, least)
        if wanted != replicas:
            self._changes.append((now, wanted - replicas))
        return wanted

    def metrics(self, values):
        """Pairs of value and target. With a formula there is one metric, and the triggers' own targets mean nothing."""
        if self._formula:
            # KEDA hands over thousandths and drops the rest.
            return [(math.floor(evaluate(self._formula, values) * 1000) / 1000, self._formula_target)]
        return [(values[trigger.name], trigger.target) for trigger in self.triggers]

    def _active(self, values):
        if self._formula:
            ((value, _),) = self.metrics(values)
            return value > self._formula_activation
        return any(values[trigger.name] > trigger.activation for trigger in self.triggers)

    def _stabilise(self, now, wish, replicas):
        """Up only to the smallest wish of the one window, down only to the largest of the other."""
        longest = max(self._up.window, self._down.window)
        self._recommendations = [(time, value) for time, value in self._recommendations if time > now - longest]
        up = min([wish] + [value for time, value in self._recommendations if time > now - self._up.window])
        down = max([wish] + [value for time, value in self._recommendations if time > now - self._down.window])
        self._recommendations.append((now, wish))
        return min(max(replicas, up), down)

    def _limit(self, now, wanted, replicas, least):
        """Keeps to minimum and maximum, and to how fast the policies let the number change."""
        if wanted > replicas:
            return min(wanted, self.maximum, max(replicas, self._bound(now, replicas, self._up, +1)))
        if wanted < replicas:
            return max(wanted, least, min(replicas, self._bound(now, replicas, self._down, -1)))
        return wanted

    def _bound(self, now, replicas, direction, sign):
        """The farthest number that the policies of a direction allow now."""
        if direction.select == "Disabled":
            return replicas
        bounds = []
        for policy in direction.policies:
            start = replicas - sum(change for time, change in self._changes if time > now - policy["periodSeconds"])
            if policy["type"] == "Pods":
                bounds.append(start + sign * policy["value"])
            else:
                share = start * (1 + sign * policy["value"] / 100)
                bounds.append(math.ceil(share) if sign > 0 else math.floor(share))
        # `Max` is the policy that changes most, in either direction.
        farthest, nearest = (max, min) if sign > 0 else (min, max)
        return farthest(bounds) if direction.select == "Max" else nearest(bounds)


def _wish(value, target, replicas):
    """Replicas for one metric; a difference within the tolerance is none."""
    if abs(value / (target * replicas) - 1) <= TOLERANCE:
        return replicas
    return math.ceil(value / target)

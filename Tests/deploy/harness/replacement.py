"""How a Deployment's controller, or the drain of a node, replaces the pods of a fleet."""

import math
import signal

from harness.workers import share


class Replacement:
    """Replaces pods by new ones while the fleet works.

    `step` does what can be done now and tells whether all is done. `least_ready` and `most` are the extremes that it
    saw before it acted.
    """

    def __init__(self, fleet, leaving, most, least_ready, stop_signal=signal.SIGTERM):
        """Has never more than `most` pods, and of its own doing never fewer than `least_ready` that are ready."""
        self.least_ready = self.most = len(fleet.pods)
        self._fleet = fleet
        self._leaving = {pod.name for pod in leaving}
        self._replicas = len(fleet.pods)
        self._most_allowed = most
        self._least_allowed = least_ready
        self._stop_signal = stop_signal
        fleet.generation += 1

    @classmethod
    def rolling_update(cls, fleet, stop_signal=signal.SIGTERM):
        """All pods, within the surge and the unavailability that the Deployment allows."""
        replicas, deployment = len(fleet.pods), fleet.deployment
        least = replicas - deployment.unavailable(replicas)
        return cls(fleet, fleet.pods, replicas + deployment.surge(replicas), least, stop_signal)

    @classmethod
    def node_drain(cls, fleet, evicted, budget):
        """Some pods, evicted as the PodDisruptionBudget allows; what is gone is started elsewhere."""
        replicas, spec = len(fleet.pods), budget["spec"]
        if "minAvailable" in spec:
            least = share(spec["minAvailable"], replicas, math.ceil)
        else:
            least = replicas - share(spec["maxUnavailable"], replicas, math.ceil)
        return cls(fleet, evicted, replicas, least)

    def step(self):
        """One look at the pods, as a controller would have it."""
        fleet = self._fleet
        fleet.tick()
        leaving = [pod for pod in fleet.pods if pod.name in self._leaving]
        ready = sum(fleet.ready(pod) for pod in fleet.pods)
        self.least_ready = min(self.least_ready, ready)
        self.most = max(self.most, len(fleet.pods))

        if len(fleet.pods) - len(leaving) < self._replicas and len(fleet.pods) < self._most_allowed:
            fleet.start()
        elif leaving and ready > self._least_allowed:
            fleet.stop(leaving[0], by=self._stop_signal)
        return not leaving and not fleet.stopping and ready == self._replicas

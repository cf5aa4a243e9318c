"""KEDA, the HPA and a kubelet around one fleet: asks the real Redis, keeps that many real workers."""

import time

import redis

from harness.autoscaler import SYNC_PERIOD, Autoscaler

# The length of a key of any type that has one, and 0 for none, as KEDA's redis scaler has it: so `leases`, a sorted
# set, is a trigger like the lists. One EVAL with the key declared, and nothing else, because the rules of the user that
# KEDA logs in as must allow exactly that.
LENGTH = """
local commands = {list = 'LLEN', none = 'LLEN', zset = 'ZCARD', set = 'SCARD', hash = 'HLEN'}
local command = commands[redis.call('TYPE', KEYS[1]).ok]
return command and redis.call(command, KEYS[1]) or redis.error_reply('no length')
"""


class Scaling:
    """Drives a fleet by a ScaledObject. The caller's loop calls `tick` until it has seen what it waits for.

    Only the controllers' periods run `speed` times as fast as the clock. Workers start, score and drain in real time,
    with the whole grace period, so that speed can only make things harder for them.
    """

    def __init__(self, scaled_object, fleet, redis_url, speed):
        self.autoscaler = Autoscaler(scaled_object)
        self.fleet = fleet
        self.replicas = 0
        self.peak = 0
        self.series = []
        self._speed = speed
        self._client = redis.Redis.from_url(redis_url)
        self._began = time.monotonic()
        self._next_poll = self._next_sync = 0

    @property
    def at_rest(self):
        """Whether there is no worker, and none is wanted."""
        return self.replicas == 0 and not self.fleet.pods and not self.fleet.stopping

    @property
    def now(self):
        """Seconds of the controllers' time."""
        return (time.monotonic() - self._began) * self._speed

    def values(self):
        """The triggers' values by name, read as KEDA reads them."""
        return {trigger.name: self._client.eval(LENGTH, 1, trigger.key) for trigger in self.autoscaler.triggers}

    def tick(self, **notes):
        """Does what is due: KEDA's look, the HPA's look, the kubelet's work. `notes` go into the series."""
        now = self.now
        polls, syncs = now >= self._next_poll, now >= self._next_sync
        if polls or syncs:
            values = self.values()
            if polls:
                self.replicas = self.autoscaler.activate(now, values, self.replicas)
                self._next_poll = now + self.autoscaler.polling_interval
            if syncs:
                self.replicas = self.autoscaler.recommend(now, values, self.replicas)
                self._next_sync = now + SYNC_PERIOD
            self.peak = max(self.peak, self.replicas)
            self.fleet.scale(self.replicas)
            self.series.append({
                "seconds": round(now, 1), "triggers": values, "replicas": self.replicas,
                "running": len(self.fleet.pods), "stopping": len(self.fleet.stopping), **notes,
            })
        self.fleet.tick()

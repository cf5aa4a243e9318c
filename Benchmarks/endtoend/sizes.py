"""How large each part of the benchmark is."""

import dataclasses


@dataclasses.dataclass
class Sizes:
    """Of a run that ends within a quarter of an hour on two cores."""

    name: str = "default"
    # Of every comparison: rounds in which everybody has a turn.
    rounds: int = 5
    # Jobs that drain in one turn.
    jobs: int = 400_000
    loop_jobs: int = 100_000
    celery_jobs: int = 900
    dramatiq_jobs: int = 1_200
    rq_jobs: int = 300
    sidekiq_jobs: int = 6_000
    # Of sweeps: rounds, most jobs, and rows over all jobs of a turn.
    sweep_rounds: int = 3
    sweep_jobs: int = 100_000
    sweep_rows: int = 400_000
    # Seconds of an open loop, at each rate and idle.
    open_seconds: float = 8.0
    idle_seconds: float = 20.0
    # Rounds of turns with telemetry and without.
    pairs: int = 7
    # Versions published one after the other to see what memory does.
    reloads: int = 60
    # No part begins later.
    minutes: float = 15.0


QUICK = Sizes(
    name="quick", rounds=1, jobs=5_000, loop_jobs=5_000, celery_jobs=100, dramatiq_jobs=100, rq_jobs=40, sidekiq_jobs=500, sweep_rounds=1,
    sweep_jobs=3_000, sweep_rows=3_000, open_seconds=2, idle_seconds=2, pairs=1, reloads=4, minutes=60)
FULL = Sizes(
    name="full", rounds=9, jobs=500_000, loop_jobs=200_000, celery_jobs=3_000, dramatiq_jobs=4_000, rq_jobs=1_500, sidekiq_jobs=30_000,
    sweep_rounds=5, sweep_jobs=300_000, sweep_rows=2_000_000, open_seconds=30, idle_seconds=60, pairs=15, reloads=1_000, minutes=600)
BY_NAME = {"quick": QUICK, "default": Sizes(), "full": FULL}


def chosen(name, changes):
    """The sizes of that name with changes such as `rounds=3`. Throws ValueError for one that makes no sense."""
    known = {field.name: type(field.default) for field in dataclasses.fields(Sizes) if field.name != "name"}
    values = {}
    for change in changes:
        key, _, value = change.partition("=")
        if key not in known:
            raise ValueError(f"there is no size {key}; there are {', '.join(known)}")
        values[key] = known[key](value)
        if not values[key] > 0:
            raise ValueError(f"{change}: expected a number above 0")
    return dataclasses.replace(BY_NAME[name], **values, **({"name": f"{name}, {' '.join(changes)}"} if changes else {}))

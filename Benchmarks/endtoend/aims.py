"""What the project aims at beside what was measured."""

import statistics

from figures import against_off, median_ratio, milliseconds, percent
from tables import count, number, ratio, table


def section(reports):
    """What the project aims at beside what was measured, of the parts that were."""
    rows = []

    def row(title, aim, measured, is_met):
        rows.append([title, aim, measured, "met" if is_met else "**missed**"])

    if report := reports.get("drain"):
        found = median_ratio(report["placements"]["pinned"]["rounds"], "scoreline", "python-loop")
        if found is not None:
            row("a full queue, one core for Redis: jobs/s of the tuned Python loop", "≥ 4 ×", ratio(found), found >= 4)
    if report := reports.get("latency"):
        for loop in report["loops"]:
            if loop["share"] == 0:
                row("idle: sent to read, p50", "< 0.5 ms", f"{milliseconds(loop['p50_ms'])} ms", loop["p50_ms"] < 0.5)
            if loop["share"] == 0.5:
                row("50 % of the load: sent to read, p50", "< 1 ms", f"{milliseconds(loop['p50_ms'])} ms", loop["p50_ms"] < 1)
                row("the same, p99", "< 5 ms", f"{milliseconds(loop['p99_ms'])} ms", loop["p99_ms"] < 5)
    if report := reports.get("reload"):
        slowest = max(report["publish_seconds"])
        row(f"{report['model_bytes'] / 1e6:.1f} MB from publishing to READY on every worker, under load", "< 1 s",
            f"{slowest:.2f} s", slowest < 1)
        worse = report["reloading"]["p99_ms"] / report["peace"]["p99_ms"]
        row("a version every second: p99 of that in peace", "≤ 2 ×", ratio(worse), worse <= 2)
    if report := reports.get("memory"):
        most, found = 40 + 2 * report["model_bytes"] / 1e6, report["settled_megabytes"]
        row(f"memory of a worker, some seconds after {count(report['points'][-1]['reloads'])} versions", f"< {number(most)} MB",
            f"{number(found)} MB", found < most)
    if report := reports.get("idle"):
        sent = sum(report["beside"]["sent_per_second"].values()) / report["lanes"]
        row("an idle worker: commands a second for each lane", "< 3", number(sent), sent < 3)
        busy = report["beside"]["worker_cpu_percent"]
        row("the same: of a core", "< 1 %", f"{number(busy)} %", busy < 1)
    if report := reports.get("telemetry"):
        change = statistics.median(against_off(report, "on", "jobs_per_second"))
        row("all telemetry on: jobs/s", "> -3 %", percent(change), change > 0.97)
    if not rows:
        return []
    return ["### Aims", table(["", "aim", "measured", ""], rows, left=2)]

#!/usr/bin/env python3
"""Makes the end-to-end part of docs/performance.md, and its pictures, from the reports of the parts.

    document.py FOLDER [DOCUMENT]   writes it into the document, or prints it
"""

import json
import pathlib
import statistics
import sys

sys.path.append(str(pathlib.Path(__file__).resolve().parent.parent / "peers"))

import aims
import pictures
from figures import against_off, median_of, median_ratio, milliseconds, percent, rate, shown
from tables import ABSENT, count, number, ratio, table, write as write_between

BEGIN, END = "<!-- made by make bench: begin -->", "<!-- made by make bench: end -->"
PARTS = ["drain", "latency", "batch", "payload", "models", "workers", "network", "reload", "idle", "cost", "memory", "telemetry"]
PLACEMENTS = {"pinned": "One core for Redis, the other for whoever answers", "free": "Both cores for everybody"}
# In the order of the table; those of the second group score nothing.
SCORERS = {
    "scoreline": "**Scoreline**, all guarantees on", "python-loop": "tuned Python loop", "celery": "Celery, prefork",
    "dramatiq": "Dramatiq", "rq": "RQ, SimpleWorker",
}
FLOORS = {
    "scoreline-onetree": "Scoreline with a model of one tree: claims, parses and commits",
    "sidekiq": "Sidekiq with a job that does nothing",
}
WAYS = {"unix": "Unix socket", "tcp": "TCP", "tls": "TLS"}


def summary(reason):
    """What happened, and where a log is quoted its last line."""
    first, *rest = reason.strip().splitlines()
    return f"{first} {rest[-1].strip()}" if rest else first


def drain(report):
    parts = ["### A full queue", "One-row JSON jobs of about 250 bytes, a model of 500 trees of depth 6. In brackets the smallest "
             "and the largest ratio of a round."]
    for placement, facts in report["placements"].items():
        rounds = facts["rounds"]
        rows = []
        for name, title in SCORERS.items():
            ratios = [turn["scoreline"] / turn[name] for turn in rounds if name in turn]
            against = ABSENT if name == "scoreline" or not ratios else \
                f"{ratio(statistics.median(ratios))} ({number(min(ratios))} – {number(max(ratios))})"
            rows.append([title, shown(median_of(rounds, name), rate), against])
        parts += [f"{PLACEMENTS[placement]}:", table(["answers", "jobs/s", "Scoreline is"], rows)]
        rows = [[title, shown(median_of(rounds, name), rate)] for name, title in FLOORS.items()]
        parts.append(table(["scores nothing worth the name", "jobs/s"], rows))
        share = median_ratio(rounds, "scoreline", "scoreline-onetree")
        beside = median_ratio(rounds, "scoreline-onetree", "sidekiq")
        sentences = []
        if share is not None:
            sentences.append(f"With 500 trees Scoreline reaches {100 * share:.0f} % of what it does with one.")
        if beside is not None:
            sentences.append(f"With one it does {ratio(beside)} the jobs of Sidekiq.")
        if sentences:
            parts.append(" ".join(sentences))
        parts += [f"* {(SCORERS | FLOORS)[name]}: not measured. {summary(reason)}"
                  for name, reason in facts["absent"].items()]
    versions = ", ".join(f"{name} {version}" for name, version in report["versions"].items())
    parts.append(f"{versions}. {count(report['compared'])} margins were compared with XGBoost's, bit for bit.")
    return parts


def latency(report):
    rows = []
    for loop in report["loops"]:
        load = f"{100 * loop['share']:.0f} %" if loop["share"] else "idle"
        rows.append([load, count(loop["rate"]), *(milliseconds(loop[f"{name}_ms"]) for name in
                                                  ("p50", "p95", "p99", "p999", "max", "late_p99")), count(loop["jobs"])])
    return [
        "### Latency",
        f"Jobs at random times for {number(report['seconds'])} s at each rate, shares of {rate(report['maximum'])} jobs/s, which the "
        "sender, Redis, the worker and the reader sustain together on these cores. Milliseconds from the moment at which a job was "
        "to be sent until its result was read.",
        table(["load", "jobs/s", "p50", "p95", "p99", "p99.9", "largest", "p99 of the sender's lateness", "jobs"], rows),
        alone(report["floor"])]


def alone(floor):
    """What no program on this machine gets below."""
    stopped, ping = floor["stopped"], floor["ping"]
    return (f"The machine alone, just before: processes that only read the clock, one on each of {stopped['cores']} cores, were stopped "
            f"for {100 * stopped['share']:.2f} % of the time in stops of more than a millisecond, the longest "
            f"{milliseconds(stopped['longest_ms'])} ms. A `PING` of the idle Redis took {milliseconds(ping['p50_ms'])} ms (p50) and "
            f"{milliseconds(ping['p99_ms'])} ms (p99 of {count(ping['count'])}): two of the six wake-ups between a job and its result "
            "in the reader's hands.")


def batch(report):
    rows = []
    for size in report["batches"]:
        rates = [turn[str(size)] for turn in report["rounds"]]
        rows.append([count(size), number(median_of(report["taken"], str(size))), rate(statistics.median(rates)),
                     f"{rate(min(rates))} – {rate(max(rates))}"])
    return [
        "### Jobs in a batch",
        "A full queue, by `--batch-jobs`; a lane takes fewer where a batch would be much more than half a millisecond of work.",
        table(["`--batch-jobs`", "jobs in a batch, mean", "jobs/s", "of the rounds"], rows, left=0)]


def payload(report):
    rounds, rows = report["rounds"], []
    for size in report["rows"]:
        cells = [count(size)]
        for form in report["forms"]:
            found = median_of([turn[form] for turn in rounds], str(size))
            cells += [rate(found), rate(found * size)]
        rows.append(cells)
    head = ["rows in a job", *(f"{form}, {unit}/s" for form in report["forms"] for unit in ("jobs", "rows"))]
    return ["### Rows in a job", table(head, rows, left=0)]


def models(report):
    rows = []
    for size in report["models"]:
        rows.append([count(size), rate(median_of(report["rounds"], str(size))), number(report["megabytes"][str(size)]),
                     number(report["commands_per_second"][str(size)])])
    return ["### Models in a worker", "One worker with a queue for each of so many models of one tree; the same jobs in all.",
            table(["models", "jobs/s", "resident, MB", "Redis commands a second when idle, those in scripts too"], rows, left=0)]


def workers(report):
    head = ["workers", "jobs/s", "of one", "of a core that Redis takes"]
    return [
        "### Workers",
        f"Workers of one lane on one queue, on {report['cores']} cores that they share with Redis: with more workers than cores "
        "this shows what sharing costs, not how far one can go.",
        table(head, scaling(report["workers"], report["rounds"]), left=0),
        f"The same with batches of {report['waiting_batch']} jobs over a network of {number(report['delay_ms'])} ms there and back: "
        "workers that mostly wait do not need the cores, so that this shows what they cost each other in Redis.",
        table(head, scaling(report["workers"], report["waiting"]), left=0)]


def scaling(sizes, rounds):
    rows, first = [], None
    for size in sizes:
        turns = [turn[str(size)] for turn in rounds]
        found = statistics.median(turn["jobs_per_second"] for turn in turns)
        first = first or found
        busy = statistics.median(turn["server_cpu_seconds_per_job"] * turn["jobs_per_second"] for turn in turns)
        rows.append([count(size), rate(found), ratio(found / first), f"{100 * min(busy, 1):.0f} %"])
    return rows


def network(report):
    rows = []
    for way in report["ways"]:
        name = WAYS.get(way, f"TCP, {number(report['round_trip_ms'])} ms there and back")
        found = [median_of([turn[way] for turn in report["rounds"]], str(lanes)) for lanes in report["lanes"]]
        rows.append([name, *map(rate, found)])
    return ["### The way to Redis", "A full queue. The delay is made by a proxy between the worker and Redis.",
            table(["way", *(f"{lanes} lanes, jobs/s" for lanes in report["lanes"])], rows)]


def reload(report):
    names = ("p50_ms", "p99_ms", "p999_ms", "max_ms")
    rows = [[title, rate(loop["jobs"] / loop["seconds"]), *(milliseconds(loop[name]) for name in names)]
            for title, loop in (("in peace", report["peace"]), ("a version every second", report["reloading"]))]
    seconds = report["publish_seconds"]
    return [
        "### New versions under load",
        f"{report['workers']} workers at {100 * report['share']:.0f} % of what they sustain with sender and reader beside them; a model of "
        f"{report['model_bytes'] / 1e6:.1f} MB. No job failed, none was lost or answered twice.",
        table(["", "jobs/s", "p50, ms", "p99, ms", "p99.9, ms", "largest, ms"], rows),
        f"{len(seconds)} versions; from the start of `scoreline models publish --wait` until every worker was READY: "
        f"median {statistics.median(seconds):.2f} s, largest {max(seconds):.2f} s."]


def idle(report):
    beside, lanes = report["beside"], report["lanes"]
    sent, inside = beside["sent_per_second"], beside["inside_per_second"]
    rows = [[f"`{name.upper()}`", *(number(of[name]) if name in of else "" for of in (sent, inside))]
            for name in sorted(sent | inside, key=lambda name: (-sent.get(name, 0), -inside.get(name, 0), name))]
    return [
        "### An idle worker",
        f"{lanes} lanes, {number(report['seconds'])} s: {number(sum(sent.values()) / lanes)} Redis commands a second for each "
        "lane, heartbeat and watcher included, which is what clients send; scripts run "
        f"{number(sum(inside.values()) / lanes)} more inside. The worker takes {number(beside['worker_cpu_percent'])} % of a "
        f"core, Redis {number(beside['server_cpu_percent'])} %, and {number(report['alone']['server_cpu_percent'])} % without "
        "a worker.",
        table(["command", "sent, a second", "in scripts, a second"], rows)]


def cost(report):
    def of(name):
        return statistics.median(turn[f"{name}_per_job"] for turn in report["turns"])

    rows = [["Redis, µs of CPU", number(1e6 * of("server_cpu_seconds"))],
            ["worker, µs of CPU", number(1e6 * of("worker_cpu_seconds"))], ["Redis commands", number(of("commands"))],
            ["bytes to Redis", number(of("bytes_in"))], ["bytes from Redis", number(of("bytes_out"))]]
    return ["### What a job costs", "Of a full queue of one-row jobs, from claim to result; pushing them and reading results is not "
            "in it.", table(["each job", ""], rows)]


def memory(report):
    points = report["points"]
    rows = [[count(point["reloads"]), number(point["megabytes"])] for point in points]
    return ["### Memory", f"A worker takes {number(report['idle_megabytes'])} MB before its first job, with a model of "
            f"{report['model_bytes'] / 1e6:.1f} MB. After so many new versions, just behind 2 000 jobs:",
            table(["versions", "resident, MB"], rows, left=0),
            f"Some seconds later, without jobs, {number(report['settled_megabytes'])} MB."]


def telemetry(report):
    rounds = report["rounds"]
    titles = {"off": "off", "on": ", ".join(f"`{flag}`" for flag in report["on"]) + ", metrics read every second",
              "predictions": "the same, and `--prediction-log file:…` of every row"}
    rows = []
    for way in report["ways"]:
        cells = [titles[way]]
        for measure, form in (("jobs_per_second", rate), ("cpu_seconds_per_job", lambda seconds: number(1e6 * seconds))):
            changes = against_off(report, way, measure)
            cells += [form(statistics.median(turn[way][measure] for turn in rounds)), "" if way == "off" else
                      f"{percent(statistics.median(changes))} ({percent(min(changes))} … {percent(max(changes))})"]
        rows.append(cells)
    parts = ["### What telemetry costs",
             f"In turn, {len(rounds)} rounds; a change is the median of the rounds' ratios, in brackets the smallest and the largest.",
             table(["on", "jobs/s", "change", "worker, µs of CPU a job", "change"], rows)]
    if report["lacks"]:
        parts.append(f"Not in this build: {', '.join(f'`{flag}`' for flag in report['lacks'])}.")
    return parts


def origins(reports):
    """One line for each machine, day and size that figures come from."""
    groups = {}
    for name, report in reports.items():
        size = "" if report["size"] == "default" else f"; sizes: {report['size']}"
        commit = f", commit {report['commit']}" if report.get("commit") else ""
        groups.setdefault(f"{report['date']}{commit}: {report['machine']}{size}", []).append(name)
    if len(groups) == 1:
        return [f"Measured on {next(iter(groups))}."]
    return ["\n".join(f"* Measured on {origin}: {', '.join(names)}." for origin, names in groups.items())]


def text(reports, parts=PARTS):
    """Everything between the markers; what was not measured is named."""
    lines = origins(reports) if reports else []
    if missing := [name for name in parts if name not in reports]:
        lines.append(f"Not measured in this run: {', '.join(missing)}.")
    lines += aims.section(reports)
    for name in parts:
        if name in reports:
            lines += globals()[name](reports[name])
            if name in pictures.DRAWN:
                lines.append(f"![{pictures.DRAWN[name][0]}](images/bench-{name}.svg)")
    return "\n\n".join(lines) + "\n"


def read(folder, parts=PARTS):
    """The reports that are there, by part."""
    files = {name: folder / f"{name}.json" for name in parts}
    return {name: json.loads(file.read_text(encoding="utf-8")) for name, file in files.items() if file.exists()}


def write(reports, parts, document):
    write_between(text(reports, parts), document, BEGIN, END)
    for name, (_, draw) in pictures.DRAWN.items():
        file = document.parent / "images" / f"bench-{name}.svg"
        if name in reports:
            file.write_text(draw(reports[name]), encoding="utf-8")
        else:
            file.unlink(missing_ok=True)


def main():
    if len(sys.argv) not in (2, 3):
        sys.exit(__doc__)
    reports = read(pathlib.Path(sys.argv[1]))
    if len(sys.argv) == 3:
        write(reports, PARTS, pathlib.Path(sys.argv[2]))
    else:
        print(text(reports))


if __name__ == "__main__":
    main()

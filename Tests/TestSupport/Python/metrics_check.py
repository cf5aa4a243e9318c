"""Holds what a worker's /metrics answered against the table of docs/operations.md; prints one line for each difference.

    metrics_check.py TEXT_FILE DOCUMENT

The text is read by Prometheus' own client. What that client lets pass is looked at here: a family without HELP or TYPE, or
twice; a series twice; buckets that don't add up.
"""

import pathlib
import re
import sys

from prometheus_client.parser import text_string_to_metric_families

ROW = re.compile(r"^\| ((?:`\w+`(?:, )?)+) \| (\w+) \|([^|]*)\|[^|]*\|$", re.MULTILINE)

# Come and go with what there is to tell; their own tests wait for them.
OPTIONAL = re.compile(r"scoreline_(feature_|score_psi|drift|prediction_log_)")


def documented(document):
    """Metric → its type and the set of its labels."""
    table = {}
    for names, kind, labels in ROW.findall(document):
        if kind in ("counter", "gauge", "histogram"):
            for name in re.findall(r"`(\w+)`", names):
                table[name] = (kind, set(re.findall(r"`(\w+)`", labels)))
    return table


def own_rules(text):
    """What is wrong with the text beside what the parser finds."""
    if not text.endswith("\n"):
        yield "the text does not end with a newline"
    series = [line.rsplit(" ", 1)[0] for line in text.splitlines() if not line.startswith("#")]
    yield from (f"{name} stands twice" for name in sorted(set(series)) if series.count(name) > 1)
    for keyword in ("HELP", "TYPE"):
        families = re.findall(rf"^# {keyword} (\S+)", text, re.MULTILINE)
        yield from (f"{name} has {keyword} twice" for name in sorted(set(families)) if families.count(name) > 1)
    types = set(re.findall(r"^# TYPE (\S+)", text, re.MULTILINE))
    yield from (f"{name} has no HELP" for name in sorted(types - set(re.findall(r"^# HELP (\S+)", text, re.MULTILINE))))


def histogram_rules(family):
    """What is wrong with the buckets of each series."""
    series = {}
    for sample in family.samples:
        key = tuple(sorted((name, value) for name, value in sample.labels.items() if name != "le"))
        series.setdefault(key, []).append(sample)
    for key, samples in series.items():
        buckets = [(float(s.labels["le"]), s.value) for s in samples if s.name.endswith("_bucket")]
        counts = [s.value for s in samples if s.name.endswith("_count")]
        sums = [s.value for s in samples if s.name.endswith("_sum")]
        if buckets != sorted(buckets) or [count for _, count in buckets] != sorted(count for _, count in buckets):
            yield f"{family.name}{key} has buckets that don't ascend"
        if len(sums) != 1 or len(counts) != 1 or not buckets or buckets[-1] != (float("inf"), counts[0]):
            yield f"{family.name}{key} has a count that is not its last bucket"


def main():
    text, document = (pathlib.Path(name).read_text() for name in sys.argv[1:])
    problems = list(own_rules(text))
    found = {}
    for family in text_string_to_metric_families(text):
        # The client takes the ending off the name of a counter's family.
        name = family.name + "_total" if family.type == "counter" else family.name
        found[name] = (family.type, [set(sample.labels) - {"le"} for sample in family.samples])
        if family.type == "histogram":
            problems += histogram_rules(family)
    table = documented(document)
    problems += [f"{name} is in the table and not there" for name in sorted(table.keys() - found.keys())
                 if not OPTIONAL.match(name)]
    problems += [f"{name} is there and not in the table" for name in sorted(found.keys() - table.keys())]
    for name in sorted(table.keys() & found.keys()):
        (kind, labels), (found_kind, samples) = table[name], found[name]
        if kind != found_kind:
            problems.append(f"{name} is a {found_kind}, the table says {kind}")
        problems += [f"{name} has the labels {sorted(sample)}, the table says {sorted(labels)}"
                     for sample in samples if sample != labels]
    if len(table) < 30:
        problems.append(f"the table has {len(table)} metrics: it was not found")
    print("\n".join(dict.fromkeys(problems)))


main()

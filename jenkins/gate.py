#!/usr/bin/env python3
"""Decides whether a newly trained model may be published, and writes the report about it.

    jenkins/gate.py --programs FOLDER --candidate FILE --current FILE --recipe FILE --out FOLDER
                    [--tolerance SHARE] [--metric NAME]

The model passes when

* its file holds what it says, and its golden rows, answered by the library that trained it, come out the same;
* the metric that decides is not worse than the current model's by more than SHARE of its value;
* it scores every row of the recipe's table and of its sample job.

Writes report.json, report.html and gate.json into FOLDER. Ends with 0 when it passed, 1 when it did not or could not be
judged, 2 on a wrong call.
"""

import argparse
import csv
import html
import io
import json
import math
import pathlib
import re
import subprocess
import sys

# Of all other metrics of XGBoost that a recipe can name, less is better.
MORE_IS_BETTER = re.compile(r"^(accuracy|auc|aucpr|interval-regression-accuracy|map|ndcg|pre|r2)(@|-?$)")

PAGE = """<!DOCTYPE html>
<html lang="en"><head><meta charset="utf-8"><title>{title}</title><style>
body {{ font: 16px/1.5 sans-serif; max-width: 50rem; margin: 2rem auto; padding: 0 1rem }}
table {{ border-collapse: collapse }} td, th {{ border: 1px solid #999; padding: .2rem .6rem; text-align: left }}
pre {{ background: #eee; padding: 1rem; overflow-x: auto }}
</style></head><body>
<h1>{title}</h1><p><strong>{verdict}</strong></p>
{checks}
<h2>Metrics on the validation rows</h2>
{metrics}
<h2>The model</h2><pre>{inspection}</pre>
</body></html>
"""


class Unusable(Exception):
    """The call, or a file that it names, can't be right."""


def call(*command):
    """The output of a program, or None and its complaint."""
    done = subprocess.run([str(word) for word in command], capture_output=True, text=True, stdin=subprocess.DEVNULL)
    return (done.stdout, "") if done.returncode == 0 else (None, done.stderr.strip() or f"status {done.returncode}")


def inspect(programs, model):
    """What `scoreline-trainer inspect --json` says about a file; it refuses one that workers would refuse."""
    output, complaint = call(programs / "scoreline-trainer", "inspect", model, "--json")
    return (json.loads(output), "") if output else (None, complaint)


def table_of(recipe):
    """The path of the recipe's table; None when its rows come from elsewhere than one file that `predict` reads."""
    found = re.search(r"^data:[ \t]*[\"']?([^\"'#\n\[{]+?)[\"']?[ \t]*(?:#.*)?$", recipe.read_text(), re.MULTILINE)
    return recipe.parent / found[1] if found and not found[1].endswith(".gz") else None


def split_of(training):
    """What two models have in common that were judged by the same rows."""
    # Older model files have the hash of one table.
    data = training["data"]["sha256"] if "data" in training else training["data_sha256"]
    return data, training["seed"], training["validation_rows"]


def worse_by(metric, new, old):
    """By how much `new` is worse than `old`; negative when it is better."""
    return old - new if MORE_IS_BETTER.match(metric) else new - old


def check_file(description, complaint):
    if description is None:
        return f"the file is refused: {complaint}"
    if not description["verified"] or description["golden_rows"] < 1:
        return "the file has no golden rows of the library that trained it"
    return None


def check_name(name, folder):
    """Published models have the name of their recipe's folder: another would land beside the model that is meant."""
    return None if name == folder else f"the recipe names the model {name}, and its folder is {folder}"


def check_metric(metric, tolerance, candidate, current):
    """The reason for which the model is refused, or None. Without a current model there is nothing to compare with."""
    new = candidate["manifest"]["training"]["metrics"].get(metric)
    if new is None or not math.isfinite(new):
        known = ", ".join(candidate["manifest"]["training"]["metrics"])
        raise Unusable(f"the model has no metric '{metric}'; it has {known}")
    if current is None:
        return None
    old = current["manifest"]["training"]["metrics"].get(metric)
    if old is None:
        return f"the current model has no {metric} to compare with: choose another metric"
    allowed = abs(old) * tolerance
    if worse_by(metric, new, old) > allowed:
        return f"{metric} is {new:.6g}, the current model has {old:.6g}, and at most {allowed:.6g} worse is allowed"
    return None


def check_rows(programs, model, rows, what):
    """Scores rows as `scoreline predict` does: a row that fails, or an empty answer, is a reason to refuse."""
    output, complaint = call(programs / "scoreline", "predict", model, "--input", rows, "--output", "-")
    if output is None:
        return None, f"{what}: {complaint}"
    answers = list(csv.DictReader(io.StringIO(output)))
    column = "label" if answers and "label" in answers[0] else "score"
    labels = [answer[column] for answer in answers]
    if not labels or not all(labels):
        return None, f"{what}: {labels.count('')} of {len(labels)} rows got no {column}"
    return labels, None


def sample_rows(recipe, folder):
    """The sample job's rows as JSON Lines, or None where the recipe has no sample job."""
    sample = recipe.parent / "sample_job.json"
    if not sample.exists():
        return None
    rows = folder / "sample_rows.jsonl"
    output, complaint = call(sys.executable, pathlib.Path(__file__).with_name("sample_job.py"), "rows", sample)
    if output is None:
        raise Unusable(f"{sample} is no sample job: {complaint}")
    rows.write_text(output)
    return rows


def judge(options):
    """Every check of the gate, in the order in which a reader wants to know."""
    recipe, programs = options.recipe, options.programs
    candidate, complaint = inspect(programs, options.candidate)
    if refusal := check_file(candidate, complaint):
        return {"checks": {"the file": refusal}, "sha256": None, "metrics": {}}
    current = None
    if options.current.exists():
        current, complaint = inspect(programs, options.current)
        if current is None:
            raise Unusable(f"the current model {options.current} can't be compared with: {complaint}")
    training = candidate["manifest"]["training"]
    metric = options.metric or training["parameters"].get("eval_metric")
    checks = {
        "the file": None,
        "the name": check_name(candidate["manifest"]["name"], recipe.resolve().parent.name),
        metric: check_metric(metric, options.tolerance, candidate, current),
    }
    table, sample = table_of(recipe), sample_rows(recipe, options.out)
    if not table and not sample:
        raise Unusable(f"{recipe} has neither a line 'data: FILE' nor a sample job, so there are no rows to score")
    labels = None
    if table:
        labels, checks["rows of the recipe's table"] = check_rows(programs, options.candidate, table, "the recipe's table")
    if sample:
        checks["rows of the sample job"] = check_rows(programs, options.candidate, sample, "the sample job")[1]
    report = {
        "model": candidate["manifest"]["name"], "sha256": candidate["sha256"], "metric": metric,
        "tolerance": options.tolerance, "metrics": training["metrics"],
        "baseline_metrics": training["baseline_metrics"], "checks": checks, "current": None,
    }
    if current:
        old = current["manifest"]["training"]
        report["current"] = {"sha256": current["sha256"], "metrics": old["metrics"]}
        report["same_validation_rows"] = split_of(training) == split_of(old)
        before = check_rows(programs, options.current, table, "the current model")[0] if table else None
        if labels and before and "class_labels" in candidate["manifest"]:
            report["labels_that_change"] = sum(new != old for new, old in zip(labels, before))
            report["rows_of_the_table"] = len(labels)
    return report


def html_table(header, rows):
    cells = [header, *rows]
    lines = ["".join(f"<td>{html.escape(str(cell))}</td>" for cell in row) for row in cells]
    return "<table>" + "".join(f"<tr>{line}</tr>" for line in lines) + "</table>"


def page(report, inspection):
    """The report for people."""
    old = (report.get("current") or {}).get("metrics", {})
    baseline = report.get("baseline_metrics", {})

    def shown(metrics, name):
        return f"{metrics[name]:.6g}" if name in metrics else "–"

    new = report["metrics"]
    metrics = [(name, shown(new, name), shown(old, name), shown(baseline, name)) for name in new]
    remarks = []
    if report.get("same_validation_rows") is False:
        remarks.append("<p>The current model was measured on other validation rows: data or split changed.</p>")
    if "labels_that_change" in report:
        changed, rows = report["labels_that_change"], report["rows_of_the_table"]
        remarks.append(f"<p>{changed} of {rows} rows of the table get another label than from the current model.</p>")
    results = [(name, refusal or "passed") for name, refusal in report["checks"].items()]
    checks = html_table(("check", "result"), results)
    return PAGE.format(
        title=html.escape(f"Gate: {report.get('model', 'unreadable model')}"),
        verdict="Passed" if report["passed"] else "Refused",
        checks=checks,
        metrics=html_table(("metric", "new model", "current model", "trivial model"), metrics) + "".join(remarks),
        inspection=html.escape(inspection),
    )


def parse_arguments():
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    for name in ("programs", "candidate", "current", "recipe", "out"):
        parser.add_argument(f"--{name}", type=pathlib.Path, required=True)
    parser.add_argument("--tolerance", type=float, default=0.05)
    parser.add_argument("--metric", default="")
    options = parser.parse_args()
    if not 0 <= options.tolerance < math.inf:
        parser.error(f"--tolerance is a share from 0 on, such as 0.05, not {options.tolerance}")
    return options


def main():
    options = parse_arguments()
    options.out.mkdir(parents=True, exist_ok=True)
    # An earlier verdict must not outlive a run that can't judge.
    for name in ("gate.json", "report.json", "report.html"):
        (options.out / name).unlink(missing_ok=True)
    try:
        report = judge(options)
    except Unusable as problem:
        sys.exit(f"gate: {problem}")
    report["passed"] = all(refusal is None for refusal in report["checks"].values())
    inspection, complaint = call(options.programs / "scoreline-trainer", "inspect", options.candidate)
    (options.out / "report.json").write_text(json.dumps(report, indent=2) + "\n")
    (options.out / "report.html").write_text(page(report, inspection or complaint))
    gate = {"passed": report["passed"], "sha256": report["sha256"]}
    (options.out / "gate.json").write_text(json.dumps(gate) + "\n")
    for name, refusal in report["checks"].items():
        print(f"gate: {name}: {'refused: ' + refusal if refusal else 'passed'}")
    sys.exit(0 if report["passed"] else 1)


if __name__ == "__main__":
    main()

#!/usr/bin/env python3
"""The sample job of a recipe, as something to push and to compare the answer with.

    jenkins/sample_job.py make SAMPLE_JOB --reply NAME      prints the job in one line, with this reply list and id
    jenkins/sample_job.py rows SAMPLE_JOB                   prints its rows as JSON Lines
    jenkins/sample_job.py check JOB RESULT [--predicted CSV]

`check` ends with 0 when RESULT answers every row of JOB, and as CSV says, the output of `scoreline predict`, where that
is given; else with 1 and one sentence.
"""

import argparse
import csv
import json
import pathlib
import sys


def make(options):
    """The job with an id and a reply list of its own, so that nobody else takes its answer."""
    job = json.loads(options.sample.read_text())
    print(json.dumps({**job, "id": options.reply, "reply_to": options.reply}))


def rows(options):
    """The rows as `scoreline predict` reads them."""
    for row in json.loads(options.sample.read_text())["rows"]:
        print(json.dumps(row))


def problem(job, text, predicted):
    """What is wrong with the result, or None."""
    try:
        result = json.loads(text)
    except json.JSONDecodeError:
        return f"the answer is no JSON: {text[:200]!r}"
    if result.get("id") != job["id"]:
        return f"the answer is that of {result.get('id')!r}, not of {job['id']!r}"
    if result.get("status") != "completed":
        return f"the job failed: {result.get('error')}"
    if result.get("row_errors"):
        return f"rows failed: {result['row_errors']}"
    outputs = {output["name"]: output["data"] for output in result["outputs"]}
    name = "label" if "label" in outputs else "score"
    answers = outputs.get(name, [])
    if len(answers) != len(job["rows"]) or None in answers:
        return f"{len(job['rows'])} rows were asked, the answer has {answers}"
    if predicted:
        expected = [row[name] for row in csv.DictReader(predicted.open())]
        if [str(answer) for answer in answers] != expected:
            return f"the answer is {answers}, offline prediction gives {expected}"
    print(f"sample job: {name} of {len(answers)} rows: {', '.join(map(str, answers))}")
    return None


def check(options):
    """Compares a result with its job."""
    job = json.loads(options.job.read_text())
    if found := problem(job, options.result.read_text(), options.predicted):
        sys.exit(f"sample job: {found}")


def main():
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    commands = parser.add_subparsers(required=True)
    making = commands.add_parser("make")
    making.add_argument("sample", type=pathlib.Path)
    making.add_argument("--reply", required=True)
    making.set_defaults(run=make)
    listing = commands.add_parser("rows")
    listing.add_argument("sample", type=pathlib.Path)
    listing.set_defaults(run=rows)
    checking = commands.add_parser("check")
    checking.add_argument("job", type=pathlib.Path)
    checking.add_argument("result", type=pathlib.Path)
    checking.add_argument("--predicted", type=pathlib.Path)
    checking.set_defaults(run=check)
    options = parser.parse_args()
    options.run(options)


main()

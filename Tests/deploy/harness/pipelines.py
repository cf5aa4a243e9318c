"""Runs the project's Jenkins pipelines without Jenkins, by harness/jenkins.groovy, and keeps a book of their steps."""

import itertools
import json
import os
import pathlib

from harness.processes import run

REPOSITORY = pathlib.Path(__file__).resolve().parents[3]
RUNNER = REPOSITORY / "Tests" / "deploy" / "harness" / "jenkins.groovy"
CLASSES = REPOSITORY / "Tests" / "deploy" / "jenkins"
PIPELINES = ("continuous-integration", "train-model", "build-image", "deploy")

# A pipeline that is right, for tests of the runner; broken ones are made from it.
GOOD = """
pipeline {
    agent any
    parameters { string(name: 'WORD', defaultValue: 'hello', description: 'a word') }
    stages {
        stage('One') {
            steps { sh 'echo one' }
        }
    }
    post {
        always { echo "$params.WORD" }
    }
}
"""

# One line for each step that ran in this session: pipeline, run, stage, step, real, seconds, outcome.
BOOK = []


def java_home():
    """A JDK that groovy runs on: 17, or 11. A newer default JDK can't read what old Groovy compiles for it."""
    homes = [path for version in ("17", "11") for path in sorted(pathlib.Path("/usr/lib/jvm").glob(f"java*{version}*"))]
    usable = [path for path in homes if (path / "bin" / "java").exists()]
    assert usable, "groovy needs Java 17 or 11 in /usr/lib/jvm: install openjdk-17-jre-headless"
    return str(usable[0])


def groovy(*arguments, check=True, timeout=1800, env=None):
    """Runs the runner and gives its result."""
    environment = {"JAVA_HOME": java_home(), **(env or {})}
    command = ("groovy", "-cp", CLASSES, RUNNER, *arguments)
    return run(*command, check=check, timeout=timeout, env=environment, cwd=REPOSITORY)


def check(*paths):
    """The structure of each file, or {"refused": WHY}; one start of Java for all of them."""
    return [json.loads(line) for line in groovy("--check", *paths).stdout.splitlines()]


def jenkinsfile(name):
    """The path of a pipeline of the project."""
    return REPOSITORY / "jenkins" / f"{name}.Jenkinsfile"


class PipelineRun:
    """What a run left: `result`, `steps`, `log`, and `artifacts`, the folder of what was archived."""

    def __init__(self, process, record, artifacts):
        self.log = process.stdout + process.stderr
        self.status = process.returncode
        assert record.exists(), self.log
        report = json.loads(record.read_text())
        self.result, self.steps, self.artifacts = report["result"], report["steps"], artifacts

    def outcome(self, stage):
        """How the steps of a stage ended: `ok` or messages, in their order; empty when it did not run."""
        return [step["outcome"] for step in self.steps if step["stage"] == stage and step["real"]]


def run_pipeline(
    name, folder, title, *, parameters=None, credentials=None, jobs=None, env=None, agent=None, approve=False,
    check=True
):
    """Runs a pipeline in the checkout. `title` says in the book what was special about the run.

    `credentials` are id → text; they reach the runner as files, so that no list of processes shows them. `jobs` are
    other jobs → the folder of what they archived. `env` is that of the machine, `agent` what Jenkins adds to it.
    """
    record, artifacts = folder / "record.json", folder / "artifacts"
    options = ["--workspace", REPOSITORY, "--record", record, "--artifacts", artifacts]
    for key, value in (parameters or {}).items():
        options += ["-p", f"{key}={value}"]
    for identifier, text in (credentials or {}).items():
        secret = folder / f"credential-{identifier}"
        secret.touch(mode=0o600)
        secret.write_text(text)
        options += ["-c", f"{identifier}=@{secret}"]
    for job, path in (jobs or {}).items():
        options += ["-j", f"{job}={path}"]
    for key, value in (agent or {}).items():
        options += ["-e", f"{key}={value}"]
    if approve:
        options.append("--approve")
    # What make, pytest or a CI put into the environment is not part of a Jenkins agent's.
    variables = {key: "" for key in os.environ if key.startswith("SCORELINE_")} | (env or {})
    process = groovy(jenkinsfile(name), *options, check=False, env=variables)
    finished = PipelineRun(process, record, artifacts)
    BOOK.extend({"pipeline": name, "run": title, **step} for step in finished.steps)
    if check:
        assert finished.status == 0, f"{name} ended with {finished.status}:\n{finished.log}"
    return finished


def book_as_table():
    """The book for people: pipeline, stage, step, real or stubbed, seconds; what was stubbed in one line a run."""
    rows = [("pipeline (run)", "stage", "step", "", "seconds")]
    for run_name, entries in itertools.groupby(BOOK, lambda entry: f"{entry['pipeline']} ({entry['run']})"):
        entries = list(entries)
        for entry in entries:
            if entry["real"]:
                ended = "" if entry["outcome"] == "ok" else " (failed, as meant)"
                rows.append((run_name, entry["stage"], entry["detail"] + ended, "real", f"{entry['seconds']:.1f}"))
        stubbed = dict.fromkeys(entry["step"] for entry in entries if not entry["real"])
        rows.append((run_name, "all", ", ".join(stubbed), "stubbed", ""))
    widths = [max(len(row[column]) for row in rows) for column in range(4)]
    lines = ([*(cell.ljust(width) for cell, width in zip(row, widths)), row[4].rjust(7)] for row in rows)
    return ["  ".join(line).rstrip() for line in lines]

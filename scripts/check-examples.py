#!/usr/bin/env python3
"""Runs the commands that the documents show, against a Redis of its own.

    scripts/check-examples.py PROGRAMS_FOLDER

* README.md, sections "Five minutes" and "From a table to a model in three commands": their shell blocks in one go, as a reader
  would paste them. Each must succeed.
* docs/template.md: the same with all of its shell blocks.
* docs/import.md: its Python examples, and the imports they lead to, each of which must be proved by its golden CSV.
* docs/examples: score.py, score_array.py and score.sh against a worker; the jobs of jobs.ndjson must get the answers of results.ndjson,
  which docs/protocol.md shows.

Runs in a temporary folder with copies of recipes and model_bin; prints what it ran only when something failed.
"""

import ctypes
import json
import os
import pathlib
import re
import shutil
import signal
import subprocess
import sys
import tempfile
import time

ROOT = pathlib.Path(__file__).resolve().parent.parent
EXAMPLES = ROOT / "docs" / "examples"
DEADLINE = 120


def die_with_parent():
    """Runs in a child between fork and exec: the kernel kills it when this process is gone, however that ended."""
    PR_SET_PDEATHSIG = 1
    ctypes.CDLL(None).prctl(PR_SET_PDEATHSIG, signal.SIGKILL)


def shell(text):
    """One script of all shell blocks."""
    return "set -eux\n" + "\n".join(re.findall(r"^```sh\n(.*?)^```$", text, re.MULTILINE | re.DOTALL))


def section(heading):
    """A section of README.md."""
    text = (ROOT / "README.md").read_text()
    return re.search(rf"^## {heading}\n(.*?)(?=^## )", text, re.MULTILINE | re.DOTALL)[1]


def tour():
    # The programs are built already.
    return shell(section("Five minutes")).replace("make build\n", "").replace("$PWD/.build/debug", "$PROGRAMS")


class Stage:
    """A folder with a Redis server, and the environment in which its examples run."""

    def __init__(self, folder, programs):
        self.folder = folder
        socket = folder / "redis.sock"
        shims = folder / "shims"
        shims.mkdir()
        # The documents speak to the default server; here redis-cli finds the private one, and none is started.
        self.shim(shims / "redis-cli", f'exec "{shutil.which("redis-cli")}" -s "{socket}" "$@"')
        self.shim(shims / "redis-server", "exit 0")
        # A worker that a shell put into the background must not outlive the shell.
        self.shim(shims / "scoreline-worker", f'exec setpriv --pdeathsig KILL "{programs}/scoreline-worker" "$@"')
        for name in ("recipes", "model_bin"):
            shutil.copytree(ROOT / name, folder / name)
        self.address = f"unix://{socket}"
        self.environment = {
            **os.environ,
            "PATH": f"{shims}:{programs}:{os.environ['PATH']}",
            "PROGRAMS": f"{shims}:{programs}",
            "SCORELINE_REDIS": self.address,
        }
        settings = ["--port", "0", "--unixsocket", socket, "--save", "", "--appendonly", "no", "--dir", folder]
        self.server = self.start([shutil.which("redis-server"), *settings])
        deadline = time.monotonic() + DEADLINE
        while "PONG" not in subprocess.run([shims / "redis-cli", "PING"], text=True, capture_output=True).stdout:
            if time.monotonic() > deadline:
                sys.exit("check-examples: redis-server did not start")
            time.sleep(0.01)

    @staticmethod
    def shim(path, body):
        path.write_text(f"#!/bin/sh\n{body}\n")
        path.chmod(0o755)

    def start(self, command):
        with open(self.folder / "log", "ab") as log:
            return subprocess.Popen(
                list(map(str, command)), cwd=self.folder, env=self.environment, stdout=log, stderr=log,
                preexec_fn=die_with_parent,
            )

    def run(self, what, command, text=None):
        """Standard output of a command that must succeed."""
        done = subprocess.run(
            list(map(str, command)), cwd=self.folder, env=self.environment, input=text, text=True, timeout=DEADLINE,
            capture_output=True, preexec_fn=die_with_parent,
        )
        if done.returncode != 0:
            log = (self.folder / "log").read_text()
            sys.exit(f"check-examples: {what} ended with {done.returncode}\n{done.stdout}{done.stderr}\nlog:\n{log}")
        return done.stdout

    def expect(self, what, output, wanted):
        if wanted not in output:
            sys.exit(f"check-examples: {what} printed, without '{wanted}':\n{output}")


def check_tour(stage):
    stage.expect("the tour", stage.run("the tour of README.md", ["bash", "-c", tour()]), "order-42")
    stage.expect("the tour's scored.csv", (stage.folder / "scored.csv").read_text(), "Adelie")


def check_template(stage):
    stage.run("the three commands of README.md", ["bash", "-c", shell(section("From a table to a model in three commands"))])
    stage.expect("the three commands' sexes.csv", (stage.folder / "sexes.csv").read_text(), "female")
    # Databases of the private server instead of those of the default one.
    script = re.sub(r"redis://127\.0\.0\.1:6379/(\d)", rf"{stage.address}?db=\1", shell((ROOT / "docs/template.md").read_text()))
    stage.expect("docs/template.md", stage.run("docs/template.md", ["bash", "-c", script]), "species-sample")
    stage.expect("docs/template.md's scored.csv", (stage.folder / "scored.csv").read_text(), "Gentoo")
    stage.expect("docs/template.md's report", (stage.folder / "report" / "report.html").read_text(), "</html>")


def python_with(name, requirements):
    return subprocess.run(
        [ROOT / "scripts/python-venv.sh", name, EXAMPLES / requirements], check=True, text=True, stdout=subprocess.PIPE,
    ).stdout.strip()


def check_imports(stage):
    python = python_with("import", "import-requirements.txt")
    for script, model in (("xgboost", "churn.json"), ("lightgbm", "shapes.txt"), ("onnx", "sums.onnx")):
        stage.run(f"import_{script}.py", [python, EXAMPLES / f"import_{script}.py"])
        name = model.split(".")[0]
        command = f"scoreline-trainer import {model} --name {name} --golden {name}.csv"
        stage.expect("docs/import.md", (ROOT / "docs/import.md").read_text(), command)
        summary = json.loads(stage.run(command, [*command.split(), "--json"]))
        if not summary["verified"]:
            sys.exit(f"check-examples: {command} did not verify the model")


def check_clients(stage):
    python = python_with("examples", "requirements.txt")
    worker = stage.start(["scoreline-worker", "--model", "penguins"])
    stage.expect("score.py", stage.run("score.py", [python, EXAMPLES / "score.py"]), "python-1 completed")
    output = stage.run("score_array.py", [python, EXAMPLES / "score_array.py"])
    stage.expect("score_array.py", output, "array-1 completed [['Gentoo', 'Adelie']]")
    stage.expect("score.sh", stage.run("score.sh", ["sh", EXAMPLES / "score.sh"]), '"cli-1"')
    check_protocol(stage)
    worker.terminate()
    if (status := worker.wait(timeout=DEADLINE)) != 0:
        sys.exit(f"check-examples: the worker ended with {status} on SIGTERM")


def check_protocol(stage):
    """Jobs and results stand line by line; `…` in a result stands for what differs from run to run."""
    jobs = (EXAMPLES / "jobs.ndjson").read_text().splitlines()
    for job, wanted in zip(jobs, (EXAMPLES / "results.ndjson").read_text().splitlines(), strict=True):
        # -x reads the job from standard input: any bytes, no quoting.
        stage.run("redis-cli", ["redis-cli", "-x", "RPUSH", "scoreline:{penguins}:jobs"], text=job)
        found = json.loads(stage.run("redis-cli", ["redis-cli", "BLPOP", "scoreline:{penguins}:results", "30"]).splitlines()[1])
        for field in ("model_version", "parameters"):
            found.pop(field, None)
        if found != json.loads(wanted):
            sys.exit(f"check-examples: the job\n{job}\nwas answered\n{json.dumps(found)}\nbut results.ndjson says\n{wanted}")


def main():
    programs = pathlib.Path(sys.argv[1]).resolve()
    signal.signal(signal.SIGTERM, lambda *_: sys.exit(143))
    # Short, because a socket's path has 107 bytes at most.
    with tempfile.TemporaryDirectory(prefix="scoreline-docs-") as folder:
        stage = Stage(pathlib.Path(folder), programs)
        try:
            check_tour(stage)
            check_template(stage)
            check_imports(stage)
            check_clients(stage)
        finally:
            stage.server.kill()
            stage.server.wait()
    print("check-examples: the documents' commands work")


main()

#!/usr/bin/env python3
"""Compares Scoreline with the libraries whose models it takes: random models of several versions, hostile rows.

Each library version trains, saves and predicts in a virtual environment of its own. scoreline-parity imports the files,
scores the rows in every way that this processor has, and compares those to the bit; compare.py holds the results against
the library's. Ends with 1 when anything differs.
"""

import argparse
import json
import os
import pathlib
import shutil
import subprocess
import sys
import time

from compare import Comparison
from driver import Driver
from environments import ENVIRONMENTS
from table import Table

HERE = pathlib.Path(__file__).resolve().parent
ROOT = HERE.parent.parent
WORK = ROOT / ".build" / "parity"


def parse():
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("driver", help="path of scoreline-parity")
    parser.add_argument("--seeds", type=int, default=5, help="models of each case and version")
    parser.add_argument("--first-seed", type=int, default=1)
    parser.add_argument("--library", action="append", help="xgboost, lightgbm, onnx; all without it")
    parser.add_argument("--version", action="append", help="versions to run, as environments.py names them")
    parser.add_argument("--newest", action="store_true", help="only the newest version of each library that can run here")
    parser.add_argument("--case", action="append", help="cases to run, by their names")
    parser.add_argument("--keep", type=pathlib.Path, default=WORK / "failures", help="folder for what failed")
    parser.add_argument("--table", type=pathlib.Path, help="document whose table is written again")
    return parser.parse_args()


def interpreter(oldest):
    """A python3 that is new enough, of those on PATH and of pyenv; None without one."""
    candidates = [shutil.which(f"python3{minor}") for minor in ("", ".12", ".13", ".14")]
    candidates += sorted(pathlib.Path.home().glob(".pyenv/versions/3.*/bin/python3"))
    for candidate in candidates:
        if not candidate:
            continue
        found = subprocess.run([candidate, "-c", "import sys; print(*sys.version_info[:2])"], capture_output=True, text=True)
        # Wheels of the newest Python may not exist yet, so the first that is new enough is taken.
        if found.returncode == 0 and tuple(map(int, found.stdout.split())) >= oldest:
            return str(candidate)
    return None


def cases(environment, arguments, folder):
    """Makes the environment, runs its worker and yields what it made, one by one."""
    python = interpreter(environment.oldest_python)
    if python is None:
        print(f"parity: {environment.library} {environment.version} not run: it needs Python "
              f"{'.'.join(map(str, environment.oldest_python))} or newer")
        return
    made = subprocess.run(
        [ROOT / "scripts/python-venv.sh", environment.name, *environment.packages], check=True, text=True,
        stdout=subprocess.PIPE, env={**os.environ, "PYTHON": python})
    command = [made.stdout.strip(), HERE / f"{environment.library}_worker.py", "--out", folder, "--seeds", str(arguments.seeds),
               "--first-seed", str(arguments.first_seed)]
    for case in arguments.case or ():
        command += ["--case", case]
    with (folder.with_suffix(".log")).open("w") as log:
        with subprocess.Popen(command, stdout=subprocess.PIPE, stderr=log, text=True) as worker:
            for line in worker.stdout:
                yield {**json.loads(line), "library": environment.library, "version": environment.version}
        if worker.returncode:
            raise SystemExit(f"parity: the worker of {environment.name} died with {worker.returncode}: see {log.name}")


def check(case, driver):
    answer = {}
    if "failure" not in case:
        request = {key: case[key] for key in ("model", "rows", "features", "iterations", "categories") if key in case}
        answer = driver.ask({**request, "out": f"{case['stem']}.found"})
    return Comparison(case, answer).run()


def report(case, verdict, arguments):
    """Says what differs and how to see it again, and keeps the files."""
    folder = arguments.keep / f"{case['library']}-{case['version']}"
    folder.mkdir(parents=True, exist_ok=True)
    stem = pathlib.Path(case["stem"])
    for path in stem.parent.glob(f"{stem.name}.*"):
        shutil.copy2(path, folder)
    print(f"\nparity: {case['library']} {case['version']}, {case['case']}, seed {case['seed']}: "
          f"{verdict.mismatches} of {verdict.rows} rows")
    for problem in verdict.problems[:5]:
        print(f"    {problem}")
    print(f"    again: make parity LIBRARY={case['library']} VERSION={case['version']} CASE='{case['case']}' "
          f"FIRST_SEED={case['seed']} SEEDS=1; files: {folder}/{stem.name}.*")


def main():
    arguments = parse()
    wanted = [
        environment for environment in ENVIRONMENTS
        if (not arguments.library or environment.library in arguments.library)
        and (not arguments.version or environment.version in arguments.version)
    ]
    if not wanted:
        raise SystemExit("parity: no such library or version; environments.py lists them")
    if arguments.newest:
        # They are listed from old to new.
        runnable = [environment for environment in wanted if interpreter(environment.oldest_python)]
        wanted = list({environment.library: environment for environment in runnable}.values())
    table, driver, failed = Table(), Driver(arguments.driver), 0
    shutil.rmtree(arguments.keep, ignore_errors=True)
    for environment in wanted:
        # Of this process: two runs at once don't take each other's files.
        folder = WORK / str(os.getpid()) / environment.name
        folder.mkdir(parents=True)
        start, count, before = time.monotonic(), 0, failed
        for case in cases(environment, arguments, folder):
            verdict = check(case, driver)
            table.add(case, verdict)
            count += 1
            if verdict.mismatches:
                failed += 1
                report(case, verdict, arguments)
            stem = pathlib.Path(case["stem"])
            for path in stem.parent.glob(f"{stem.name}.*"):
                path.unlink()
        print(f"parity: {environment.library} {environment.version}: {count} models, {failed - before} differ, "
              f"{time.monotonic() - start:.0f} s", flush=True)
    driver.close()
    shutil.rmtree(WORK / str(os.getpid()))
    if arguments.table:
        table.write(arguments.table)
    print(f"parity: {sum(line[0] for line in table.lines.values())} models, {table.rows} rows, "
          f"{table.mismatches} rows differ, {failed} models failed")
    sys.exit(1 if failed else 0)


main()

#!/usr/bin/env python3
"""Trains one model from one CSV file with Scoreline and with Python's xgboost, in turn, and compares times and memory.

    compare.py TRAINER --out FILE [--rows N] [--columns N] [--trees N] [--rounds N] [--threads N] [--alone]

Both read the file, keep a fifth of the rows for validation, compute the metric on both parts after every tree, and write the
model; ours also compares itself with the library and writes what the report needs. The start of the programs counts. With
--alone only Scoreline trains. Exit 1 when it takes more than 1.1 times as long.
"""

import argparse
import json
import os
import pathlib
import statistics
import sys
import tempfile
import time

import numpy

BLOCK = 100_000
LIMIT = 1.1
PYTHON = """
import sys
import pandas, xgboost
path, model, trees, threads = sys.argv[1], sys.argv[2], int(sys.argv[3]), int(sys.argv[4])
table = pandas.read_csv(path)
target = table.pop("target")
validation = len(table) // 5
parts = [xgboost.DMatrix(table[rows], target[rows], nthread=threads) for rows in (slice(validation, None), slice(validation))]
parameters = {"objective": "binary:logistic", "tree_method": "hist", "max_depth": 6, "eta": 0.1, "nthread": threads,
              "eval_metric": "logloss", "base_score": float(target.mean())}
booster = xgboost.train(parameters, parts[0], trees, evals=[(parts[0], "train"), (parts[1], "validation")], verbose_eval=False)
booster.save_model(model)
"""


def make_table(path, rows, columns):
    """Numbers of up to six digits, two cells of a hundred missing, a target that follows three of the columns."""
    random = numpy.random.default_rng(1)
    with open(path, "w", encoding="ascii", newline="") as file:
        file.write(",".join([f"x{column}" for column in range(columns - 1)] + ["target"]) + "\n")
        for start in range(0, rows, BLOCK):
            count = min(BLOCK, rows - start)
            values = random.integers(0, 1_000_000, size=(count, columns - 1))
            signal = (values[:, 0] - values[:, 1] + (values[:, 2] > 500_000) * 300_000) / 3e5 + random.normal(size=count)
            cells = [numpy.char.mod("%.3f", values[:, column] / 1000) for column in range(columns - 1)]
            for column in cells:
                column[random.random(count) < 0.02] = ""
            cells.append((signal > 0).astype(int).astype(str))
            file.writelines(",".join(row) + "\n" for row in zip(*cells))


def run(command, cores):
    """Seconds from start to end, and the most memory that the process had, in MiB."""
    start = time.perf_counter()
    child = os.fork()
    if child == 0:
        os.sched_setaffinity(0, cores)
        os.dup2(os.open(os.devnull, os.O_WRONLY), 1)
        os.execvp(command[0], command)
    _, status, usage = os.wait4(child, 0)
    if status != 0:
        sys.exit(f"{command[0]} ended with {os.waitstatus_to_exitcode(status)}")
    return time.perf_counter() - start, usage.ru_maxrss // 1024


def main():
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawTextHelpFormatter)
    parser.add_argument("trainer")
    parser.add_argument("--out", required=True)
    parser.add_argument("--rows", type=int, default=500_000)
    parser.add_argument("--columns", type=int, default=30)
    parser.add_argument("--trees", type=int, default=100)
    parser.add_argument("--rounds", type=int, default=5)
    parser.add_argument("--threads", type=int, default=1)
    parser.add_argument("--alone", action="store_true")
    options = parser.parse_args()
    cores = set(sorted(os.sched_getaffinity(0))[-options.threads :])
    with tempfile.TemporaryDirectory(prefix="sl-train.") as folder:
        table = f"{folder}/table.csv"
        make_table(table, options.rows, options.columns)
        recipe = pathlib.Path(folder, "recipe.yaml")
        recipe.write_text(
            f"name: bench\ndata: table.csv\ntarget: target\ntask: binary\nrounds: {options.trees}\n"
            f"parameters: {{max_depth: 6, eta: 0.1, nthread: {options.threads}}}\n",
            encoding="utf-8",
        )
        ours = [options.trainer, "train", str(recipe), "--out", f"{folder}/bench.safetensors"]
        theirs = [sys.executable, "-c", PYTHON, table, f"{folder}/bench.json", str(options.trees), str(options.threads)]
        runs = {"scoreline": [], "python": []}
        for number in range(options.rounds):
            runs["scoreline"].append(run(ours, cores))
            line = f"round {number + 1}: scoreline {runs['scoreline'][-1][0]:.2f} s"
            if not options.alone:
                runs["python"].append(run(theirs, cores))
                line += f", python {runs['python'][-1][0]:.2f} s"
            print(line, flush=True)
        report = {"rows": options.rows, "columns": options.columns, "trees": options.trees, "threads": options.threads,
                  "bytes": os.path.getsize(table)}
    for name, measured in runs.items():
        if measured:
            report[f"{name}_seconds"] = statistics.median(seconds for seconds, _ in measured)
            report[f"{name}_mib"] = max(memory for _, memory in measured)
            print(f"{name}: {report[f'{name}_seconds']:.2f} s, {report[f'{name}_mib']} MiB")
    if not options.alone:
        report["ratio"] = report["scoreline_seconds"] / report["python_seconds"]
        print(f"scoreline takes {report['ratio']:.2f} times as long as python; at most {LIMIT} is wanted")
    pathlib.Path(options.out).parent.mkdir(parents=True, exist_ok=True)
    pathlib.Path(options.out).write_text(json.dumps(report, indent=1) + "\n", encoding="utf-8")
    sys.exit(report.get("ratio", 0) > LIMIT)


main()

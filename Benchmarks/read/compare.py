#!/usr/bin/env python3
"""Reads one table with Scoreline and with pandas' C parser, in turn and on the same core, and compares the times.

    compare.py SCORELINE_READ --out FILE [--rows N] [--columns N] [--rounds N]

Both leave the table in memory, ready to train from; the time to start a program is not counted. Exit 1 when Scoreline is
the slower one.
"""

import argparse
import json
import os
import pathlib
import statistics
import subprocess
import sys
import tempfile

HERE = pathlib.Path(__file__).resolve().parent
PANDAS = """
import json, resource, sys, time
import pandas
start = time.perf_counter()
table = pandas.read_csv(sys.argv[1], engine="c")
seconds = time.perf_counter() - start
peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss // 1024
print(json.dumps({"seconds": seconds, "rows": len(table), "columns": table.shape[1], "peak_mib": peak,
                  "version": pandas.__version__}))
"""


def measure(command, core):
    run = subprocess.run(
        command, check=True, capture_output=True, preexec_fn=lambda: os.sched_setaffinity(0, {core})
    )
    return json.loads(run.stdout)


def main():
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawTextHelpFormatter)
    parser.add_argument("program")
    parser.add_argument("--out", required=True)
    parser.add_argument("--rows", type=int, default=1_000_000)
    parser.add_argument("--columns", type=int, default=30)
    parser.add_argument("--rounds", type=int, default=5)
    options = parser.parse_args()
    core = max(os.sched_getaffinity(0))
    with tempfile.TemporaryDirectory(prefix="sl-read.") as folder:
        path = f"{folder}/table.csv"
        maker = [sys.executable, str(HERE / "make_table.py"), path, str(options.rows), str(options.columns)]
        subprocess.run(maker, check=True)
        size = os.path.getsize(path)
        ours, theirs = [], []
        for number in range(options.rounds):
            ours.append(measure([options.program, path], core))
            theirs.append(measure([sys.executable, "-c", PANDAS, path], core))
            for run in ours[-1], theirs[-1]:
                if (run["rows"], run["columns"]) != (options.rows, options.columns):
                    sys.exit(f"read {run['rows']} x {run['columns']}, expected {options.rows} x {options.columns}")
            print(f"round {number + 1}: scoreline {ours[-1]['seconds']:.2f} s, pandas {theirs[-1]['seconds']:.2f} s")
    mine, other = (statistics.median(run["seconds"] for run in runs) for runs in (ours, theirs))
    report = {
        "bytes": size, "rows": options.rows, "columns": options.columns, "scoreline_seconds": mine,
        "pandas_seconds": other, "ratio": other / mine, "scoreline_mib": ours[-1]["peak_mib"],
        "pandas_mib": theirs[-1]["peak_mib"], "pandas": theirs[-1]["version"],
    }
    pathlib.Path(options.out).parent.mkdir(parents=True, exist_ok=True)
    pathlib.Path(options.out).write_text(json.dumps(report, indent=1) + "\n")
    print(
        f"{size / 1e6:.0f} MB on one core: scoreline {mine:.2f} s ({size / mine / 1e6:.0f} MB/s, {report['scoreline_mib']}"
        f" MiB), pandas {report['pandas']} {other:.2f} s ({size / other / 1e6:.0f} MB/s, {report['pandas_mib']} MiB):"
        f" {report['ratio']:.2f} times as fast"
    )
    sys.exit(report["ratio"] < 1)


main()

#!/usr/bin/env python3
"""Scores the same rows with Scoreline and with other libraries, in turn, on one core, and compares answers and times.

    compare.py PROGRAMS --out FILE --peers-python FILE --lleaves-python FILE [--document FILE]
               [--models d6,l31] [--peers xgboost,…] [--rounds N] [--seconds S] [--training-threads N] [--quick]

PROGRAMS is the folder of scoreline and scoreline-trainer. Models are trained and compiled once; --document writes the tables
into a document, between their markers. Exit 1 when an answer is wrong or a peer is the faster one anywhere.
"""

import argparse
import contextlib
import importlib.metadata
import json
import os
import pathlib
import signal
import statistics
import subprocess
import sys
import time

import machine
import tables
from prepared import Contestant, LIMIT_SECONDS, Model
from recipes import BATCHES, BY_NAME, POOL_ROWS
from scoreline import Scoreline, time_to_first_answer

HERE = pathlib.Path(__file__).resolve().parent
PEERS = ["xgboost", "lightgbm", "onnxruntime", "lleaves", "tl2cgen"]
PACKAGES = {"xgboost": "xgboost-cpu"}


def versions(lleaves_python):
    found = {peer: importlib.metadata.version(PACKAGES.get(peer, peer)) for peer in PEERS if peer != "lleaves"}
    ask = "import importlib.metadata as m; print(m.version('lleaves'), m.version('llvmlite'))"
    answer = subprocess.run([lleaves_python, "-c", ask], check=True, capture_output=True, text=True).stdout.split()
    return found | {"lleaves": answer[0], "llvmlite": answer[1]}


def compare(model, options, compiled, core):
    """One model: everybody's time for every batch, the median of the rounds."""
    recipe = model.recipe
    report = {"name": recipe.name, "title": recipe.title, "library": recipe.library, "dtype": recipe.dtype,
              "file_bytes": (model.folder / recipe.model_file).stat().st_size, "peers": {}, "absent": {}, "faults": []}
    with contextlib.ExitStack() as stack:
        contestants = {}
        for peer in options.peers:
            reason = model.refusal(peer)
            if reason is None and peer in compiled and not any(compiled[peer].values()):
                reason = f"did not compile within {LIMIT_SECONDS} s"
            if reason is None:
                try:
                    contestants[peer] = stack.enter_context(contextlib.closing(Contestant(model, peer, core)))
                except RuntimeError as error:
                    reason = str(error)
            if reason:
                report["absent"][peer] = reason
        ours, kernels = None, []
        try:
            ours = Scoreline(options.programs, model, core)
            report["scoreline"] = ours.check()
            kernels = list(report["scoreline"]["kernels"])
            report["faults"] += [f"{kernel}: answers differ" for kernel, check in report["scoreline"]["kernels"].items()
                                 if not ours.is_right(check)]
        except (RuntimeError, ValueError, KeyError, OSError) as error:
            report["faults"].append(f"not measured: {error}")
        times = {}
        for number in range(options.rounds):
            # Turned round every time, so that nobody always follows the same neighbour.
            order = list(contestants)[:: -1 if number % 2 else 1]
            for peer in order:
                try:
                    for batch, result in contestants[peer].measure(options.seconds).items():
                        times.setdefault((peer, batch), []).append(result.pop("ns"))
                        report["peers"].setdefault(peer, {})[batch] = result
                except (RuntimeError, OSError) as error:
                    contestants.pop(peer)
                    report["absent"][peer] = str(error)
            try:
                for key, ns in ours.measure(options.seconds, kernels).items() if kernels else []:
                    times.setdefault(key, []).append(ns)
            except (RuntimeError, ValueError, KeyError, OSError) as error:
                kernels = []
                report["faults"].append(f"not measured: {error}")
            print(f"{recipe.name}: round {number + 1}", flush=True)
    report["cells"] = [
        {"batch": batch, "ns": {who: statistics.median(values) for (who, size), values in times.items() if size == batch},
         "spread": {who: max(values) / min(values) for (who, size), values in times.items() if size == batch}}
        for batch in BATCHES]
    return report


def main():
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawTextHelpFormatter)
    parser.add_argument("programs", type=pathlib.Path)
    parser.add_argument("--out", type=pathlib.Path, required=True)
    parser.add_argument("--peers-python", default=sys.executable)
    parser.add_argument("--lleaves-python", required=True)
    parser.add_argument("--document", type=pathlib.Path)
    parser.add_argument("--models", type=lambda text: text.split(","), default=list(BY_NAME))
    parser.add_argument("--peers", type=lambda text: text.split(","), default=PEERS)
    parser.add_argument("--rounds", type=int, default=5)
    parser.add_argument("--seconds", type=float, default=0.2)
    parser.add_argument("--training-threads", type=int, default=len(os.sched_getaffinity(0)))
    parser.add_argument("--quick", action="store_true", help="--models d6,l31 --rounds 2")
    options = parser.parse_args()
    if options.quick:
        options.models, options.rounds = ["d6", "l31"], 2
    if unknown := [name for name in options.models if name not in BY_NAME]:
        parser.error(f"there is no model {unknown[0]}; there are {', '.join(BY_NAME)}")
    # Leaves by way of everything that has to be ended.
    signal.signal(signal.SIGTERM, lambda *_: sys.exit(143))
    start = time.monotonic()
    pythons = dict.fromkeys(PEERS, options.peers_python) | {
        "peers": options.peers_python, "lleaves": options.lleaves_python}
    found = versions(options.lleaves_python)
    cores = sorted(os.sched_getaffinity(0))
    report = {"date": time.strftime("%Y-%m-%d"), "machine": machine.description(), "versions": found,
              "rounds": options.rounds, "pool_rows": POOL_ROWS, "batches": BATCHES, "peers": options.peers,
              "ghz": machine.time_stamp_ghz(), "models": []}
    models = [Model(BY_NAME[name], options.out.parent / "peers", pythons, found, HERE) for name in options.models]
    for model in models:
        model.train(options.training_threads)
    compiled = [model.compile(options.peers) for model in models]
    # From here on one core measures and the other is left to this process, which sleeps.
    os.sched_setaffinity(0, {cores[0]})
    for model, notes in zip(models, compiled):
        report["models"].append(compare(model, options, notes, cores[-1]))
        report["minutes"] = (time.monotonic() - start) / 60
        if model.recipe.trained:
            try:
                report["load"] = time_to_first_answer(options.programs, model, options.rounds, cores[-1])
            except (RuntimeError, OSError) as error:
                report["models"][-1]["faults"].append(f"not loaded: {error}")
        options.out.write_text(json.dumps(report, indent=1) + "\n", encoding="utf-8")
    # Keys are text from here on, as in the file.
    report = json.loads(options.out.read_text(encoding="utf-8"))
    text = tables.tables(report)
    print(text)
    if options.document:
        tables.write(text, options.document)
    problems = list(tables.problems(report))
    for problem in problems:
        print(f"bench-peers: {problem}", file=sys.stderr)
    sys.exit(1 if problems else 0)


main()

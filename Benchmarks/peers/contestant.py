#!/usr/bin/env python3
"""One peer with one model, in a process of its own: answers on standard output what standard input asks, a line each.

    contestant.py PEER NAME FOLDER                  measures; {"batch": 64, "seconds": 0.2} is answered by {"ns": …, …}
    contestant.py PEER NAME FOLDER --prepare WHAT   compiles that, and ends

A peer is a module with_PEER that gives open_model(folder, recipe): the ways to call it by name. A way takes a block of rows
and gives a function that scores them, with everything prepared that a good caller would prepare, and one that reads the
margins. A peer that needs a compiler has prepare(folder, recipe, what) too, and its ways are what was compiled.
"""

import argparse
import importlib
import json
import pathlib
import sys
import time

import numpy

from recipes import BY_NAME

# More blocks than a branch predictor learns; one row times 4 096 is still a third of a megabyte.
BLOCKS = 4096
# How long each way is tried before the fastest is kept.
TRIAL_SECONDS = 0.05
# Rows whose answers are compared for each batch.
CHECKED_ROWS = 20_000


def run_for(calls, seconds):
    """Nanoseconds a call, over at least that time; every call has rows that the one before it had not."""
    done, clock = 0, time.perf_counter_ns
    start = clock()
    end = start + int(seconds * 1e9)
    while True:
        for call in calls:
            call()
            done += 1
            # Asked rarely when calls are short.
            if done % 16 == 0 or done < 16:
                now = clock()
                if now >= end:
                    return (now - start) / done


class Contestant:
    def __init__(self, peer, recipe, folder):
        self.ways = importlib.import_module(f"with_{peer}").open_model(folder, recipe)
        self.pool = numpy.fromfile(folder / "rows.f32", dtype=numpy.float32).reshape(-1, recipe.features)
        self.margins = numpy.load(folder / "margins.npy")
        self.batches = {}

    def bind(self, way, batch):
        """For every block the function that scores it and the one that reads the answers."""
        count = min(len(self.pool) // batch, BLOCKS)
        blocks = [numpy.ascontiguousarray(self.pool[start : start + batch]) for start in range(0, count * batch, batch)]
        return [self.ways[way](block) for block in blocks]

    def prepared(self, batch):
        """The fastest way for that batch, how far its answers are from the library's, and its functions."""
        if batch not in self.batches:
            trials = {}
            for way in self.ways:
                bound = self.bind(way, batch)
                bound[0][0]()
                trials[way] = run_for([call for call, _ in bound], TRIAL_SECONDS), bound
            way = min(trials, key=lambda name: trials[name][0])
            bound = trials[way][1]
            # Both functions stay: what they read from and write to lives as long as they do.
            self.batches[batch] = {"way": way, **self.difference(bound, batch)}, bound
        return self.batches[batch]

    def difference(self, bound, batch):
        answers = []
        for call, read in bound[: max(CHECKED_ROWS // batch, 1)]:
            call()
            answers.append(numpy.array(read(), dtype=numpy.float64).reshape(batch, -1))
        answers = numpy.concatenate(answers)
        expected = self.margins[: len(answers)]
        difference = numpy.abs(answers - expected) / numpy.maximum(1, numpy.abs(expected))
        return {"checked": len(answers), "unequal": int((answers != expected).any(axis=1).sum()),
                "difference": float(difference.max())}

    def measure(self, batch, seconds):
        facts, bound = self.prepared(batch)
        return {"ns": run_for([call for call, _ in bound], seconds) / batch, **facts}


def main():
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawTextHelpFormatter)
    parser.add_argument("peer")
    parser.add_argument("name", choices=BY_NAME)
    parser.add_argument("folder", type=pathlib.Path)
    parser.add_argument("--prepare")
    options = parser.parse_args()
    recipe = BY_NAME[options.name]
    if options.prepare:
        importlib.import_module(f"with_{options.peer}").prepare(options.folder, recipe, options.prepare)
        return
    contestant = Contestant(options.peer, recipe, options.folder)
    print(json.dumps({"ready": True}), flush=True)
    for line in sys.stdin:
        print(json.dumps(contestant.measure(**json.loads(line))), flush=True)


main()

#!/usr/bin/env python3
"""Measures workers end to end on a Redis of its own, beside what one would use instead, and checks that every job was answered
once and rightly.

    bench.py PROGRAMS --out FOLDER [PART …] [--size quick|default|full] [--set NAME=NUMBER …] [--document FILE]

Every part writes FOLDER/PART.json, and can be run alone; without names all run. A part that fails leaves no figures, and the
others go on. --document writes what is there into the document between its markers, and the pictures beside it. The exit
status is 1 when a part failed.
"""

import argparse
import importlib
import json
import os
import pathlib
import signal
import subprocess
import sys
import time
import traceback

HERE = pathlib.Path(__file__).resolve().parent
sys.path.append(str(HERE.parent / "peers"))

import document
import machine
import sizes
from document import PARTS
from stage import Models


def commit():
    """What was checked out, with a mark where the code was changed since; None outside of a clone."""
    described = subprocess.run(["git", "-C", HERE, "describe", "--always", "--dirty"], capture_output=True, text=True)
    return described.stdout.strip() or None


class Bench:
    """What a part is given."""

    def __init__(self, programs, folder, chosen):
        self.programs, self.folder, self.sizes = programs, folder, chosen
        self.models = Models(programs, HERE.parents[1] / ".build/bench/models")
        self.name = ""

    def say(self, text):
        print(f"bench: {self.name}: {text}", flush=True)

    def sustained_rate(self, stage):
        """Jobs a second that the sender, Redis, the workers that run and the reader manage together: what the rates of open
        loops are shares of. A queue that is full already drains faster, because nobody sends and reads beside it."""
        flood = stage.latency(round(stage.drain(self.sizes.jobs)), self.sizes.open_seconds / 2)
        return flood["jobs"] / flood["seconds"]

    def offers(self, program, flag, *subcommands):
        """Whether this build of a program has a flag."""
        done = subprocess.run([self.programs / program, *subcommands, "--help"], capture_output=True, text=True)
        return any(word.strip("[],") == flag for word in done.stdout.split())

    def run(self, name):
        """Measures a part and writes its report; gives whether it could."""
        self.name = name
        file = self.folder / f"{name}.json"
        # Figures of an earlier run must not stand for a part that failed in this one.
        file.unlink(missing_ok=True)
        began, load = time.monotonic(), os.getloadavg()[0]
        self.say("begins")
        try:
            report = importlib.import_module(f"parts.{name}").measure(self)
        except Exception as error:  # Whatever it is, the other parts go on.
            traceback.print_exc()
            self.say(f"failed, no figures: {error}")
            return False
        seconds = time.monotonic() - began
        report = {
            "part": name, "date": time.strftime("%Y-%m-%d"), "commit": commit(), "machine": machine.description(), "took_seconds": round(seconds, 1),
            "load_before": round(load, 2), "size": self.sizes.name, "rounds": self.sizes.rounds, **report}
        file.write_text(json.dumps(report, indent=1) + "\n", encoding="utf-8")
        self.say(f"done in {seconds:.0f} s")
        return True


def main():
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawTextHelpFormatter)
    parser.add_argument("programs", type=pathlib.Path)
    parser.add_argument("parts", nargs="*", metavar="PART", help=f"of {', '.join(PARTS)}")
    parser.add_argument("--out", type=pathlib.Path, required=True)
    parser.add_argument("--size", choices=sizes.BY_NAME, default="default")
    parser.add_argument("--set", action="append", default=[], metavar="NAME=NUMBER", help="another size than that of --size")
    parser.add_argument("--document", type=pathlib.Path)
    # Intermixed: the parts may come before and after flags.
    options = parser.parse_intermixed_args()
    if unknown := [name for name in options.parts if name not in PARTS]:
        parser.error(f"there is no part {unknown[0]}; there are {', '.join(PARTS)}")
    try:
        chosen = sizes.chosen(options.size, options.set)
    except ValueError as error:
        parser.error(str(error))
    # An interrupt from outside must also end the children: raise, and let the contexts close.
    signal.signal(signal.SIGTERM, lambda *_: sys.exit(143))

    options.out.mkdir(parents=True, exist_ok=True)
    began = time.monotonic()
    bench = Bench(options.programs, options.out, chosen)
    failed, left = [], []
    for name in options.parts or PARTS:
        if time.monotonic() - began > 60 * chosen.minutes:
            left.append(name)
        elif not bench.run(name):
            failed.append(name)
    reports = document.read(options.out, PARTS)
    if options.document:
        document.write(reports, PARTS, options.document)
    print(document.text(reports, PARTS))
    print(f"bench: {(time.monotonic() - began) / 60:.1f} minutes; reports are in {options.out}")
    if left:
        print(f"bench: no time was left for {', '.join(left)}: name them as parts, or --set minutes=…")
    if failed:
        sys.exit(f"bench: failed: {', '.join(failed)}")


if __name__ == "__main__":
    main()

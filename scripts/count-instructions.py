#!/usr/bin/env python3
"""Counts the instructions that the engine's kernels run, under callgrind, and compares them with the recorded counts.

    scripts/count-instructions.py PROGRAM [--renew]

PROGRAM is a built `scoreline`. Instructions do not depend on what else the machine does, as time does. Valgrind knows no
AVX-512, so AVX2, portable and the walk are counted. Exit 1 when a count rose by more than the tolerance; --renew records
what was counted.
"""

import argparse
import json
import os
import pathlib
import re
import subprocess
import sys
import tempfile

ROOT = pathlib.Path(__file__).resolve().parent.parent
BASELINE = ROOT / "Benchmarks/instructions/baseline.json"
MODELS = ["breast_cancer", "penguins"]
# Few rows, because the reference scorer checks them all under callgrind; a part of a block, and some blocks.
BATCHES = "1,64,256"
# The kernels' entry points; what they call counts as theirs.
ENTRIES = ["scoreline_score_blocks_avx2", "scoreline_score_blocks_portable", "scoreline_walk_rows"]
TOLERANCE = 0.03


def count(program: pathlib.Path, model: str, folder: pathlib.Path) -> dict[str, int]:
    """Instructions of one run of the bench by entry point."""
    profile = folder / f"{model}.callgrind"
    command = ["valgrind", "--tool=callgrind", f"--callgrind-out-file={profile}"]
    command += [f"--toggle-collect={entry}" for entry in ENTRIES]
    command += [program, "bench", "engine", ROOT / f"model_bin/{model}.safetensors", "--kernel", "avx2,portable,general"]
    command += ["--batch", BATCHES, "--runs", "1", "--seconds", "0"]
    # The gate's golden rows, scored before the bench, shall not depend on the machine.
    environment = os.environ | {"SCORELINE_KERNEL": "general"}
    run = subprocess.run(command, capture_output=True, text=True, env=environment)
    if run.returncode != 0:
        sys.exit(f"count-instructions: the bench of {model} failed:\n{run.stdout}{run.stderr[-2000:]}")
    annotate = ["callgrind_annotate", "--inclusive=yes", "--threshold=100", profile]
    text = subprocess.run(annotate, capture_output=True, text=True, check=True).stdout
    counts = {}
    for entry in ENTRIES:
        found = re.search(rf"^\s*([\d,]+) .*:{entry}(?: |$)", text, re.MULTILINE)
        if not found:
            sys.exit(f"count-instructions: {entry} did not run with {model}; does this processor lack AVX2?")
        counts[entry] = int(found[1].replace(",", ""))
    return counts


def main() -> None:
    options = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    options.add_argument("program", type=pathlib.Path)
    options.add_argument("--renew", action="store_true")
    options = options.parse_args()
    with tempfile.TemporaryDirectory(prefix="scoreline-count-") as name:
        folder = pathlib.Path(name)
        # Valgrind can't read the debugging information of Swift.
        program = folder / "scoreline"
        subprocess.run(["strip", "--strip-debug", "-o", program, options.program], check=True)
        counts = {model: count(program, model, folder) for model in MODELS}
    if options.renew:
        BASELINE.parent.mkdir(parents=True, exist_ok=True)
        BASELINE.write_text(json.dumps(counts, indent=2) + "\n")
        print(f"count-instructions: recorded in {BASELINE.relative_to(ROOT)}")
        return
    baseline = json.loads(BASELINE.read_text())
    has_risen = False
    for model, entries in counts.items():
        for entry, found in entries.items():
            change = found / baseline[model][entry] - 1
            has_risen |= change > TOLERANCE
            print(f"{model:14} {entry:34} {found:12} {change:+8.2%}")
    renewal = "scripts/count-instructions.py PROGRAM --renew"
    if has_risen:
        sys.exit(f"count-instructions: more than {TOLERANCE:.0%} more; if that is meant, record it: {renewal}")
    print(f"count-instructions: none rose by more than {TOLERANCE:.0%}; record new counts with {renewal}")


if __name__ == "__main__":
    main()

#!/usr/bin/env python3
"""Counts the instructions that a job costs from bytes to bytes, under callgrind, and compares them with the recorded counts.

    scripts/count-job-instructions.py DRIVER [--renew]

DRIVER is a `scoreline-wire` built with -c release. A count is the difference between passing the same jobs three times and
once, so that starting the program costs nothing; scoring is in it, with AVX2. Exit 1 when a count rose by more than the
tolerance; --renew records what was counted.
"""

import argparse
import json
import pathlib
import random
import re
import struct
import subprocess
import sys
import tempfile

ROOT = pathlib.Path(__file__).resolve().parent.parent
BASELINE = ROOT / "Benchmarks/instructions/jobs.json"
MODEL = ROOT / "model_bin/breast_cancer.safetensors"
TOLERANCE = 0.03
# Name: form, rows of a job, whether numbers have all digits of a Float64 instead of four behind the point.
KINDS = {
    "array": ("array", 1, False),
    "array, 17 digits": ("array", 1, True),
    "object": ("object", 1, False),
    "binary": ("binary", 1, False),
    "array of 100 rows": ("array", 100, False),
    "tensor of 100 rows": ("tensor", 100, False),
    "binary of 100 rows": ("binary", 100, False),
}


def feature_names() -> list[str]:
    data = MODEL.read_bytes()
    (length,) = struct.unpack_from("<Q", data)
    manifest = json.loads(data[8 : 8 + length])["__metadata__"]["manifest"]
    return [feature["name"] for feature in json.loads(manifest)["features"]]


def make_job(number: int, names: list[str], form: str, rows: int, is_long: bool, chance: random.Random) -> bytes:
    values = [[chance.gauss(0, 1) if is_long else round(chance.gauss(0, 1), 4) for _ in names] for _ in range(rows)]
    flat = [value for row in values for value in row]
    job = {"id": f"job-{number}"}
    tensor = {"name": "rows", "datatype": "FP32", "shape": [rows, len(names)]}
    match form:
        case "array":
            job["rows"] = values
        case "object":
            job["rows"] = [dict(zip(names, row, strict=True)) for row in values]
        case "tensor":
            job["inputs"] = [tensor | {"data": flat}]
        case "binary":
            job["inputs"] = [tensor | {"parameters": {"binary_data_size": 4 * len(flat)}}]
    text = json.dumps(job, separators=(",", ":")).encode()
    if form != "binary":
        return text
    return b"\x93SL1" + struct.pack("<I", len(text)) + text + struct.pack(f"<{len(flat)}f", *flat)


def count(driver: pathlib.Path, kind: str, folder: pathlib.Path) -> int:
    form, rows, is_long = KINDS[kind]
    names, chance = feature_names(), random.Random(1)
    jobs = [make_job(number, names, form, rows, is_long, chance) for number in range(1024 // rows)]
    (folder / "jobs").write_bytes(b"".join(struct.pack("<I", len(job)) + job for job in jobs))
    totals = []
    for times in (1, 3):
        profile = folder / "profile"
        command = ["valgrind", "--tool=callgrind", f"--callgrind-out-file={profile}", driver, MODEL, folder / "jobs"]
        run = subprocess.run([*command, str(times)], capture_output=True, text=True)
        if run.returncode != 0 or '"status":"completed"' not in run.stdout:
            sys.exit(f"count-job-instructions: {kind} failed:\n{run.stdout}{run.stderr[-2000:]}")
        totals.append(int(re.search(r"^(?:totals|summary): (\d+)", profile.read_text(), re.MULTILINE)[1]))
    return round((totals[1] - totals[0]) / (2 * len(jobs)))


def main() -> None:
    options = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    options.add_argument("driver", type=pathlib.Path)
    options.add_argument("--renew", action="store_true")
    options = options.parse_args()
    with tempfile.TemporaryDirectory(prefix="scoreline-count-") as name:
        folder = pathlib.Path(name)
        # Valgrind can't read the debugging information of Swift.
        driver = folder / "scoreline-wire"
        subprocess.run(["strip", "--strip-debug", "-o", driver, options.driver], check=True)
        counts = {kind: count(driver, kind, folder) for kind in KINDS}
    if options.renew:
        BASELINE.write_text(json.dumps(counts, indent=2) + "\n")
        print(f"count-job-instructions: recorded in {BASELINE.relative_to(ROOT)}")
        return
    baseline = json.loads(BASELINE.read_text())
    has_risen = False
    for kind, found in counts.items():
        change = found / baseline[kind] - 1
        has_risen |= change > TOLERANCE
        print(f"{kind:20} {found:9} {change:+8.2%}")
    renewal = "scripts/count-job-instructions.py DRIVER --renew"
    if has_risen:
        sys.exit(f"count-job-instructions: more than {TOLERANCE:.0%} more; if that is meant, record it: {renewal}")
    print(f"count-job-instructions: none rose by more than {TOLERANCE:.0%}; record new counts with {renewal}")


if __name__ == "__main__":
    main()

"""Scoreline with one model: imported by its trainer, measured by `scoreline bench engine`."""

import json
import os
import subprocess
import tempfile
import time

import numpy

from recipes import BATCHES

# Best first. A kernel that the processor lacks is reported by the program, by name.
KERNELS = {"x86_64": ["avx512", "avx2", "portable"], "aarch64": ["neon", "portable"]}
# Differences that are allowed to a linear model: the libraries that XGBoost comes in multiply and add in one step or in
# two, as their compiler liked.
LINEAR_ULPS = 4


class Scoreline:
    def __init__(self, programs, model, core):
        self.program, self.trainer = programs / "scoreline", programs / "scoreline-trainer"
        self.model, self.core = model, core
        self.kernels = KERNELS.get(os.uname().machine, ["portable"])
        self.file = import_model(self.trainer, model.folder / model.recipe.model_file, model.folder, model.recipe.name)

    def bench(self, *arguments):
        command = [self.program, "bench", "engine", self.file, "--rows-file",
                   self.model.folder / f"rows.{self.model.recipe.dtype}", "--dtype", self.model.recipe.dtype, "--json",
                   *arguments]
        return json.loads(run(command, self.core))

    def check(self):
        """Facts of the model, and how far the margins of every kernel are from the library's."""
        expected = numpy.load(self.model.folder / "margins.npy")
        facts = {"kernels": {}, "not_run": []}
        for kernel in self.kernels:
            with tempfile.NamedTemporaryFile(prefix="sl-margins.") as file:
                report = self.bench("--kernel", kernel, "--batch", "1024", "--runs", "1", "--seconds", "0.01",
                                    "--margins-out", file.name)
                if kernel in report["not_run"]:
                    facts["not_run"].append(kernel)
                    continue
                answers = numpy.fromfile(file.name).reshape(expected.shape)
            facts["precision"] = report["precision"]
            facts["kernels"][kernel] = {
                "checked": len(answers), "mismatches": report["mismatches"],
                "unequal": int((answers != expected).any(axis=1).sum()), "ulps": self.ulps(answers, expected),
                **{name: report["packed"][0][name] for name in ("layout", "bytes", "seconds")},
            }
        return facts

    def ulps(self, answers, expected):
        """The largest difference in units in the last place of the model's numbers."""
        dtype = numpy.float64 if self.model.recipe.dtype == "f64" else numpy.float32
        spacing = numpy.spacing(numpy.abs(expected).astype(dtype)).astype(numpy.float64)
        return float((numpy.abs(answers - expected) / spacing).max())

    def is_right(self, check):
        """XGBoost's and LightGBM's trees to the bit."""
        allowed = LINEAR_ULPS if not self.model.recipe.trees else 0
        return check["mismatches"] == 0 and check["ulps"] <= allowed and (allowed > 0 or check["unequal"] == 0)

    def measure(self, seconds, kernels):
        report = self.bench("--kernel", ",".join(kernels), "--batch", ",".join(map(str, BATCHES)), "--runs", "1",
                            "--seconds", str(seconds))
        return {(result["kernel"], result["batch"]): result["nanoseconds_per_row"] for result in report["results"]}


def import_model(trainer, source, folder, name):
    file = folder / f"{source.stem}.safetensors"
    run([trainer, "import", source, "--name", f"bench-{name}", "--out", file])
    return file


def time_to_first_answer(programs, model, rounds, core):
    """Seconds from the start of a program to its end that reads a model file, packs it, verifies it and scores a row."""
    source = model.folder / "twice.txt"
    file = import_model(programs / "scoreline-trainer", source, model.folder, "twice")
    row = ",".join(repr(float(value)) for value in model.recipe.rows(1, seed=4)[0])
    table = model.folder / "row.csv"
    names = [line for line in source.read_text(encoding="utf-8").splitlines() if line.startswith("feature_names=")]
    table.write_text(",".join(names[0].partition("=")[2].split()) + f"\n{row}\n", encoding="utf-8")
    seconds = []
    for _ in range(rounds):
        start = time.perf_counter()
        run([programs / "scoreline", "predict", file, "--input", table, "--output", "-"], core)
        seconds.append(time.perf_counter() - start)
    return {"trees": model.recipe.trained, "leaves": model.recipe.leaves, "bytes": file.stat().st_size,
            "seconds": sorted(seconds)[len(seconds) // 2]}


def run(command, core=None):
    pin = None if core is None else lambda: os.sched_setaffinity(0, {core})
    done = subprocess.run([str(part) for part in command], capture_output=True, text=True, preexec_fn=pin, check=False)
    if done.returncode != 0:
        message = done.stderr.strip().splitlines()[-1:] or ["nothing said"]
        raise RuntimeError(f"{' '.join(str(part) for part in command[:3])} ended with {done.returncode}: {message[0][:300]}")
    return done.stdout

"""What a worker leaves of a case: files that belong to one name, and a line that tells about them."""

import argparse
import json
import pathlib
import re
import sys
import traceback

import numpy as np


class CaseFile:
    def __init__(self, folder, case, seed):
        self.stem = folder / f"{re.sub('[^a-z0-9]+', '-', case.lower())}-{seed}"
        self.line = {"case": case, "seed": seed, "stem": str(self.stem)}

    def path(self, suffix):
        return self.stem.with_name(f"{self.stem.name}.{suffix}")

    def model(self, suffix):
        path = self.path(suffix)
        self.line["model"] = str(path)
        return path

    def values(self, name, values):
        """Row-major little-endian Float64, which holds a Float32 unchanged."""
        values = np.asarray(values, np.float64)
        values.astype("<f8").tofile(self.path(name))
        self.line[name] = str(self.path(name))
        return values

    def rows(self, values):
        self.line["features"] = values.shape[1]
        self.line["count"] = len(values)
        self.values("rows", values)


def run(cases, library_version):
    """The program around a table of cases: name → function of a seed's name, a `CaseFile` and the version.

    A case answers with a CaseFile, or None where this version has no such model or the draw gave none. One JSON line per
    case goes to standard output.
    """
    parser = argparse.ArgumentParser()
    parser.add_argument("--out", type=pathlib.Path, required=True)
    parser.add_argument("--first-seed", type=int, default=1)
    parser.add_argument("--seeds", type=int, default=1)
    parser.add_argument("--case", action="append")
    arguments = parser.parse_args()
    arguments.out.mkdir(parents=True, exist_ok=True)
    # Libraries write to standard output what is not for this program's reader.
    lines, sys.stdout = sys.stdout, sys.stderr
    version = tuple(int(part) for part in library_version.split(".")[:3])
    for seed in range(arguments.first_seed, arguments.first_seed + arguments.seeds):
        for name, function in cases.items():
            if arguments.case and name not in arguments.case:
                continue
            file = CaseFile(arguments.out, name, seed)
            try:
                if function(name, file, version) is None:
                    continue
            except Exception as error:
                traceback.print_exc()
                file.line["failure"] = f"{type(error).__name__}: {str(error).splitlines()[0]}"
            print(json.dumps(file.line), file=lines, flush=True)

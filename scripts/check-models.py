#!/usr/bin/env python3
"""Trains the shipped models again from their recipes and compares the results with model_bin.

    scripts/check-models.py TRAINER

Equal means: the same manifest, and the same bytes in every tensor, hence the same trees, leaves and golden rows.
`created_at` is taken from the shipped file through SOURCE_DATE_EPOCH.
"""

import datetime
import json
import os
import pathlib
import struct
import subprocess
import sys
import tempfile

ROOT = pathlib.Path(__file__).resolve().parent.parent


def read(path):
    """Every part of a model file by name: the manifest's fields one by one, and the tensors."""
    content = path.read_bytes()
    (length,) = struct.unpack_from("<Q", content)
    header = json.loads(content[8 : 8 + length])
    metadata = header.pop("__metadata__")
    parts = {f"manifest {key}": value for key, value in json.loads(metadata["manifest"]).items()}
    data = content[8 + length :]
    for name, tensor in header.items():
        start, end = tensor["data_offsets"]
        parts[f"tensor {name}"] = (tensor["dtype"], tensor["shape"], data[start:end])
    return parts


def main():
    trainer = pathlib.Path(sys.argv[1]).resolve()
    recipes = sorted((ROOT / "recipes").glob("*/recipe.yaml"))
    shipped = {path.stem for path in (ROOT / "model_bin").glob("*.safetensors")}
    problems = [f"model_bin/{name}.safetensors has no recipe" for name in shipped - {r.parent.name for r in recipes}]
    with tempfile.TemporaryDirectory() as folder:
        for recipe in recipes:
            name = recipe.parent.name
            if name not in shipped:
                problems.append(f"{recipe.relative_to(ROOT)} has no model_bin/{name}.safetensors: train it")
                continue
            old = read(ROOT / "model_bin" / f"{name}.safetensors")
            created = datetime.datetime.fromisoformat(old["manifest created_at"].replace("Z", "+00:00"))
            again = pathlib.Path(folder) / f"{name}.safetensors"
            environment = {**os.environ, "SOURCE_DATE_EPOCH": str(int(created.timestamp()))}
            subprocess.run([trainer, "train", recipe, "--out", again], check=True, env=environment, stdout=sys.stderr)
            new = read(again)
            differing = sorted(part for part in old.keys() | new.keys() if old.get(part) != new.get(part))
            problems += [f"{name}: {part} differs" for part in differing]
            if not differing:
                print(f"check-models: {name}: {len(old)} parts equal")
    for problem in problems:
        print(f"check-models: {problem}", file=sys.stderr)
    sys.exit(1 if problems or not recipes else 0)


main()

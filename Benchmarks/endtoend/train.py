"""Trains the benchmark's models: binary, 28 numeric features, most of trees of depth 6.

    train.py FOLDER      writes NAME.json (XGBoost) for each model, and rows.npy (Float32 rows to make jobs of)
"""

import os
import pathlib
import sys

import numpy
import xgboost

FEATURES = 28
# Name: trees, depth and seed. `onetree` costs next to nothing to score; files of the large ones, which are exchanged for one
# another under load, have some 10 MB.
MODELS = {
    "bench": (500, 6, 1), "other": (500, 6, 2), "onetree": (1, 6, 1), "large": (1_000, 8, 1), "large-other": (1_000, 8, 2)}


def main():
    folder, threads = pathlib.Path(sys.argv[1]), len(os.sched_getaffinity(0))
    random = numpy.random.default_rng(20)
    # Four decimals: a job of 28 of them has about 250 bytes, and the text means the same Float32 to every reader.
    rows = random.normal(size=(50_000, FEATURES)).round(4).astype(numpy.float32)
    weights = random.normal(size=FEATURES)
    signal = rows @ weights + 2 * numpy.sin(3 * rows[:, 0]) * rows[:, 1] + rows[:, 2] * rows[:, 3]
    labels = (signal + random.normal(scale=2, size=len(rows)) > 0).astype(int)
    for name, (trees, depth, seed) in MODELS.items():
        booster = xgboost.train(
            {
                "objective": "binary:logistic", "max_depth": depth, "eta": 0.05, "tree_method": "hist",
                # Nothing stops a split, so that every tree is near its full 2^depth leaves.
                "min_child_weight": 0, "lambda": 0.1, "subsample": 0.9, "nthread": threads, "seed": seed,
            },
            xgboost.DMatrix(rows, labels),
            num_boost_round=trees,
        )
        booster.save_model(folder / f"{name}.json")
        leaves = sum(line.count("leaf=") for line in booster.get_dump())
        print(f"{name}: {trees} trees, {leaves / trees:.1f} leaves each", file=sys.stderr)
    numpy.save(folder / "rows.npy", rows)


main()

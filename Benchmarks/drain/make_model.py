"""Trains the benchmark's model: binary, 500 trees of depth 6, 28 numeric features.

    make_model.py FOLDER      writes model.json (XGBoost) and rows.npy (Float32 rows to make jobs of)
"""

import pathlib
import sys

import numpy
import xgboost

FEATURES, TREES, DEPTH = 28, 500, 6

folder = pathlib.Path(sys.argv[1])
random = numpy.random.default_rng(20)
# Four decimals: a job of 28 of them has about 250 bytes, and the text means the same Float32 to every reader.
rows = random.normal(size=(50_000, FEATURES)).round(4).astype(numpy.float32)
weights = random.normal(size=FEATURES)
signal = rows @ weights + 2 * numpy.sin(3 * rows[:, 0]) * rows[:, 1] + rows[:, 2] * rows[:, 3]
labels = (signal + random.normal(scale=2, size=len(rows)) > 0).astype(int)
booster = xgboost.train(
    {
        "objective": "binary:logistic", "max_depth": DEPTH, "eta": 0.05, "tree_method": "hist",
        # Nothing stops a split, so that every tree is near its full 64 leaves.
        "min_child_weight": 0, "lambda": 0.1, "nthread": 2, "seed": 1,
    },
    xgboost.DMatrix(rows, labels),
    num_boost_round=TREES,
)
booster.save_model(folder / "model.json")
numpy.save(folder / "rows.npy", rows)
leaves = sum(line.count("leaf=") for line in booster.get_dump())
print(f"{TREES} trees, {leaves / TREES:.1f} leaves each", file=sys.stderr)

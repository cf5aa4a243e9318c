"""Trains small LightGBM models and stores each with rows and what the library made of them.

    make-lightgbm-fixtures.py FOLDER

Per case NAME: NAME.txt (Booster.save_model), NAME.rows, NAME.scores (raw scores) and NAME.predictions, row-major Float64 of
little-endian byte order. The scores are those of the booster that was trained, before it was saved.
"""

import re
import sys
from pathlib import Path

import lightgbm as lgb
import numpy as np

VERSION = tuple(int(part) for part in lgb.__version__.split("."))
ZERO_LIMIT = float(np.float32(1e-35))
BASE = {
    "verbose": -1,
    "num_threads": 1,
    "seed": 7,
    "num_leaves": 7,
    "min_data_in_leaf": 5,
    "min_data_per_group": 2,
    "cat_smooth": 1,
    "cat_l2": 1,
    "max_cat_to_onehot": 3,
}
CODES = [-1.0, -0.5, -0.0, 0.0, 0.9, 1.0, 2.0, 3.5, 7.0, 31.0, 32.0, 64.0, 100.0, 2.0**24, 2.0**31, -(2.0**31), 1e30]
NUMBERS = [0.0, -0.0, 5e-324, -5e-324, ZERO_LIMIT, -ZERO_LIMIT, 1e-30, -1e-30, 1e300, -1e300, np.inf, -np.inf]


def columns(random, count, missing=0.1, zeros=0.0):
    """Five columns; the fourth holds whole numbers."""
    x = random.standard_normal((count, 5))
    x[:, 2] = np.round(x[:, 2], 1)
    x[:, 3] = random.randint(0, 9, count)
    x[random.random_sample(x.shape) < zeros] = 0
    x[random.random_sample(x.shape) < missing] = np.nan
    return x


def signal(random, x):
    x = np.nan_to_num(x, nan=0.7)
    return 2 * x[:, 0] - x[:, 1] * x[:, 2] + np.sin(3 * x[:, 3]) + 0.1 * random.standard_normal(len(x))


def thresholds(text, column):
    """Thresholds of a column's numeric splits."""
    found = set()
    for tree in text.split("\nTree=")[1:]:
        lines = dict(line.split("=", 1) for line in tree.split("\n") if "=" in line)
        features = [int(word) for word in lines.get("split_feature", "").split()]
        types = [int(word) for word in lines.get("decision_type", "").split()]
        values = [float(word) for word in lines.get("threshold", "").split()]
        found |= {v for f, t, v in zip(features, types, values) if f == column and not t & 1}
    return sorted(found)


def probes(random, x, text, categorical, count):
    """Rows that a model is asked about: those of the training, edges, and what comes close to them."""
    rows = x[random.randint(0, len(x), count)].copy()
    rows[0] = np.nan
    for row in range(1, count):
        for column in range(x.shape[1]):
            dice = random.random_sample()
            if dice < 0.35:
                continue
            if column in categorical:
                pool = CODES
            elif dice < 0.75:
                pool = thresholds(text, column)
                pool = pool + [np.nextafter(v, np.inf) for v in pool] + [np.nextafter(v, -np.inf) for v in pool]
            elif dice < 0.85:
                pool = [np.nan]
            else:
                pool = NUMBERS
            if pool:
                rows[row, column] = pool[random.randint(len(pool))]
    return rows


def store(folder, name, booster, rows, frame=None):
    booster.save_model(str(folder / f"{name}.txt"))
    asked = rows if frame is None else frame
    rows.astype("<f8").tofile(folder / f"{name}.rows")
    booster.predict(asked, raw_score=True).astype("<f8").tofile(folder / f"{name}.scores")
    booster.predict(asked).astype("<f8").tofile(folder / f"{name}.predictions")


def case(folder, name, parameters, target=lambda y: y, rounds=6, categorical=(), zeros=0.0, missing=0.1, group=0, rows=40):
    random = np.random.RandomState(len(name) + 31 * rounds)
    x = columns(random, 400, missing, zeros)
    y = signal(random, x)
    for column in categorical:
        x[:, column] = np.where(np.isnan(x[:, column]), np.nan, random.randint(0, 9 if column == 3 else 70, len(x)))
        y = y + 3 * (np.nan_to_num(x[:, column], nan=1) % 3 == 0)
    y = target(y)
    data = lgb.Dataset(
        x, y, categorical_feature=list(categorical) or "auto", group=[group] * (len(x) // group) if group else None,
        free_raw_data=False)
    booster = lgb.train({**BASE, **parameters}, data, rounds)
    store(folder, name, booster, probes(random, x, booster.model_to_string(), categorical, rows))


def classes(count):
    return lambda y: np.digitize(y, np.quantile(y, np.arange(1, count) / count))


def positive(y):
    return np.exp(y / 3)


def chance(y):
    return 1 / (1 + np.exp(-y))


def grades(y):
    return classes(4)(y)


def frame_case(folder, name, ordered):
    """A data frame with categories of several types, one of them ordered and one without a use."""
    import pandas as pd

    random = np.random.RandomState(5)
    count = 300
    codes = {"colour": 4, "size": 3, "weight": 3, "only": 1, "flag": 2}
    names = {
        "colour": ["rot", "gr\u00fcn", "dark blue", ""],
        "size": [10, 20, -30],
        "weight": [0.5, 1.0, 2.25],
        "only": ["same"],
        "flag": [False, True],
    }
    drawn = {key: random.randint(-1 if key != "only" else 0, limit, count) for key, limit in codes.items()}
    x = {"width": random.standard_normal(count)}
    for key in codes:
        x[key] = pd.Categorical.from_codes(drawn[key], names[key], ordered=ordered and key == "weight")
    frame = pd.DataFrame(x)
    y = frame["width"] + drawn["colour"] % 2 - drawn["size"] + 3 * (drawn["weight"] == 1) + drawn["flag"]
    booster = lgb.train({**BASE, "objective": "regression"}, lgb.Dataset(frame, y), 6)
    asked = frame.iloc[:40].copy()
    rows = np.column_stack([asked["width"]] + [drawn[key][:40].astype(float) for key in codes])
    rows[:, 1:][rows[:, 1:] < 0] = np.nan
    store(folder, name, booster, rows, asked)


def main(folder):
    case(folder, "binary", {"objective": "binary"}, lambda y: y > 0, rounds=8)
    case(folder, "binary-sigmoid", {"objective": "binary", "sigmoid": 0.7}, lambda y: y > 0)
    case(folder, "multiclass", {"objective": "multiclass", "num_class": 3}, classes(3))
    case(folder, "multiclassova", {"objective": "multiclassova", "num_class": 3, "sigmoid": 1.5}, classes(3))
    case(folder, "regression", {"objective": "regression"}, rounds=8)
    case(folder, "poisson", {"objective": "poisson"}, lambda y: np.round(positive(y)))
    case(folder, "categorical", {"objective": "binary"}, lambda y: y > 0, categorical=(1, 3))
    case(folder, "categorical-complete", {"objective": "regression"}, categorical=(1, 3), missing=0.0)
    case(folder, "forest", {"objective": "binary", "boosting": "rf", "bagging_freq": 1, "bagging_fraction": 0.6}, lambda y: y > 0)
    case(folder, "dart", {"objective": "regression", "boosting": "dart", "drop_rate": 0.5, "skip_drop": 0.1}, rounds=10)
    case(folder, "zero-missing", {"objective": "regression", "zero_as_missing": True}, zeros=0.3)
    case(folder, "no-missing", {"objective": "regression", "use_missing": False}, zeros=0.3)
    case(folder, "around-zero", {"objective": "regression"}, zeros=0.5, missing=0.0, rows=60)
    frame_case(folder, "frame", ordered=True)
    if VERSION >= (3, 2):
        linear = {"linear_tree": True, "objective": "regression", "num_leaves": 5}
        case(folder, "linear", linear)
        case(folder, "linear-categorical", {**linear, "linear_lambda": 0.1}, categorical=(3,))
    if VERSION < (4, 0):
        return
    frame_case(folder, "frame-plain", ordered=False)
    for objective in ["regression_l1", "huber", "fair", "quantile", "mape"]:
        case(folder, objective, {"objective": objective}, lambda y: y + 5)
    case(folder, "sqrt", {"objective": "regression", "reg_sqrt": True})
    case(folder, "l1-sqrt", {"objective": "regression_l1", "reg_sqrt": True})
    case(folder, "gamma", {"objective": "gamma"}, positive)
    case(folder, "tweedie", {"objective": "tweedie"}, lambda y: np.maximum(positive(y) - 0.8, 0))
    case(folder, "cross-entropy", {"objective": "cross_entropy"}, chance)
    case(folder, "cross-entropy-lambda", {"objective": "cross_entropy_lambda"}, chance)
    case(folder, "lambdarank", {"objective": "lambdarank"}, grades, group=20)
    case(folder, "xendcg", {"objective": "rank_xendcg"}, grades, group=20)
    case(folder, "goss", {"objective": "binary", "data_sample_strategy": "goss"}, lambda y: y > 0)
    case(folder, "forest-multiclass", {
        "objective": "multiclass", "num_class": 3, "boosting": "rf", "bagging_freq": 1, "bagging_fraction": 0.6}, classes(3))
    case(folder, "dart-multiclass", {"objective": "multiclass", "num_class": 3, "boosting": "dart"}, classes(3))
    case(folder, "deep", {"objective": "regression", "num_leaves": 255, "min_data_in_leaf": 1}, rounds=2, rows=100)
    case(folder, "constant", {"objective": "regression", "min_data_in_leaf": 500})
    case(folder, "linear-no-missing", {
        "objective": "regression", "linear_tree": True, "num_leaves": 5, "use_missing": False})
    case(folder, "linear-binary", {"objective": "binary", "linear_tree": True, "num_leaves": 5}, lambda y: y > 0)


if __name__ == "__main__":
    main(Path(sys.argv[1]))

"""Trains one small model per case with the XGBoost of this Python and writes it to the folder named on the command line.

Per case: CASE.json and CASE.ubj, the model in both formats, and CASE.expected.json, rows with what XGBoost makes of
them. Numbers there are Float32 bit patterns in hexadecimal, one text per row: equality is to the bit. With the word
"answers" behind the folder nothing is trained: models that another version left there are asked again.
"""

import json
import pathlib
import sys

import numpy as np
import xgboost as xgb

FOLDER = pathlib.Path(sys.argv[1])
VERSION = tuple(int(part) for part in xgb.__version__.split("."))
COLUMNS = 5
CATEGORY_COUNT = 12


def numbers(seed, count=240):
    """Five columns: wide, small whole numbers, one of -1 and 1 (threshold 0), tiny, huge; a tenth is missing."""
    random = np.random.default_rng(seed)
    rows = np.column_stack([
        random.normal(0, 10, count),
        random.integers(-3, 4, count),
        random.choice([-1.0, 1.0], count),
        random.normal(0, 1e-30, count),
        random.normal(0, 1e30, count),
    ]).astype(np.float32)
    rows[random.random(rows.shape) < 0.1] = np.nan
    return random, rows


def signal(rows):
    """A number per row that depends on every column and on what is missing."""
    scaled = np.nan_to_num(rows * np.array([0.1, 1, 1.5, 1e30, 1e-30]), nan=0.5)
    return (scaled.sum(axis=1) + np.isnan(rows).sum(axis=1)).astype(np.float32)


def hex_rows(values):
    words = np.ascontiguousarray(values, dtype=np.float32).view(np.uint32)
    return [" ".join(f"{word:08x}" for word in row) for row in words.reshape(len(words), -1)]


def probes(model, rows, categorical):
    """Rows that are hard to get right: on, just below and just above thresholds; zeros of both signs; the extremes."""
    base = rows[0].copy()
    base[np.isnan(base)] = 0
    width = rows.shape[1]
    found = [rows[1:9], np.full((1, width), np.nan, np.float32)]
    for column in range(width):
        row = base.copy()
        row[column] = np.nan
        found.append(row[None])
    thresholds = {}
    booster = model["learner"]["gradient_booster"]
    for tree in booster.get("gbtree", booster)["model"].get("trees", []):
        kinds = tree.get("split_type") or [0] * len(tree["left_children"])
        for left, column, value, kind in zip(
            tree["left_children"], tree["split_indices"], tree["split_conditions"], kinds
        ):
            if left != -1 and kind == 0:
                thresholds.setdefault(column, []).append(np.float32(value))
    for column, values in sorted(thresholds.items()):
        values = sorted(set(values))
        for value in {values[0], values[len(values) // 2], values[-1]}:
            for probe in (np.nextafter(value, np.float32(-np.inf)), value, np.nextafter(value, np.float32(np.inf))):
                row = base.copy()
                row[column] = probe
                found.append(row[None])
    # A linear model's margins must stay finite: the largest number times a weight is infinite.
    largest = 1e6 if booster["name"] == "gblinear" else np.finfo(np.float32).max
    for value in (0.0, -0.0, 1e-45, -1e-45, largest, -largest):
        row = base.copy()
        for column in range(width):
            if column not in categorical:
                row[column] = value
        found.append(row[None])
    for column in categorical:
        for code in (0, 1, 5, CATEGORY_COUNT - 1, CATEGORY_COUNT, 31, 32, 1000, 16777215, 16777216, 3e9, -1, -0.5, -0.0,
                     0.9, 1.2, 4.999):
            row = base.copy()
            row[column] = code
            found.append(row[None])
    return np.concatenate(found)


def write(name, booster, rows, options=None, iterations=None, frame=None, categorical=()):
    options = options or {}
    for suffix in ("json", "ubj") if VERSION >= (1, 6) else ("json",):
        booster.save_model(str(FOLDER / f"{name}.{suffix}"))
    model = json.loads((FOLDER / f"{name}.json").read_text())
    if frame is None:
        rows = probes(model, rows, categorical)
        matrix = xgb.DMatrix(rows, **options)
    else:
        matrix = xgb.DMatrix(frame, **options)
    choice = {"iteration_range": iterations} if iterations else {}
    # The file's meaning, not the trained object's: what another program that loads the file gets.
    loaded = xgb.Booster(model_file=str(FOLDER / f"{name}.json"))
    margins = loaded.predict(matrix, output_margin=True, **choice)
    again = booster.predict(matrix, output_margin=True, **choice)
    if not np.array_equal(margins, again):
        print(f"{name}: loaded differs from trained by {np.abs(margins - again).max()}", file=sys.stderr)
    expected = {
        "version": xgb.__version__,
        "rows": hex_rows(rows),
        "margins": hex_rows(margins),
        "predictions": hex_rows(loaded.predict(matrix, **choice)),
    }
    if iterations:
        expected["iterations"] = list(iterations)
        expected["allMargins"] = hex_rows(loaded.predict(matrix, output_margin=True))
        expected["middleMargins"] = hex_rows(loaded.predict(matrix, output_margin=True, iteration_range=(2, 4)))
    (FOLDER / f"{name}.expected.json").write_text(json.dumps(expected, indent=0) + "\n")


def train(seed, label, rounds=5, rows=None, options=None, **parameters):
    random, numeric = numbers(seed)
    rows = numeric if rows is None else rows(random, numeric)
    matrix = xgb.DMatrix(rows, label=label(random, numeric), **(options or {}))
    settings = {"max_depth": 3, "nthread": 1, "seed": seed, "eta": 0.3, **parameters}
    return xgb.train(settings, matrix, num_boost_round=rounds), rows


def plain(name, seed, label, options=None, **parameters):
    booster, rows = train(seed, label, options=options, **parameters)
    write(name, booster, rows)


def positive(random, rows):
    return np.exp(np.clip(signal(rows), -3, 3) / 2).astype(np.float32)


def classes(random, rows):
    return np.digitize(signal(rows), [-1, 1.5]).astype(np.float32)


def two_classes(random, rows):
    return (signal(rows) > 0.7).astype(np.float32)


def with_categories(random, rows):
    rows = rows.copy()
    rows[:, 1] = random.integers(0, CATEGORY_COUNT, len(rows))
    rows[:, 2] = random.integers(0, 3, len(rows))
    rows[random.random(rows.shape) < 0.05] = np.nan
    return rows


def categorical():
    options = {
        "feature_types": ["float", "c", "c", "q", "float"],
        "feature_names": ["width", "colour", "größe", "small", "large"],
        "enable_categorical": True,
    }

    def label(random, rows):
        return random.normal(0, 1, len(rows)).astype(np.float32) + signal(rows) / 3

    for name, one_hot in (("categorical", 1), ("categorical-onehot", 100)):
        booster, rows = train(
            15, label, rows=with_categories, options=options, tree_method="hist", max_cat_to_onehot=one_hot,
            objective="reg:squarederror",
        )
        write(name, booster, rows, options, categorical=(1, 2))


def dart():
    """Trees with weights, which change from iteration to iteration."""
    weights = {"booster": "dart", "rate_drop": 0.4, "max_depth": 2}
    plain("dart", 30, classes, objective="multi:softprob", num_class=3, sample_type="weighted", normalize_type="forest",
          **weights)
    random, rows = numbers(31)
    label = two_classes(random, rows)
    label[:40] = random.permutation(label[:40])
    training, validation = xgb.DMatrix(rows[:150], label[:150]), xgb.DMatrix(rows[150:], label[150:])
    booster = xgb.train(
        {"objective": "binary:logistic", "nthread": 1, "seed": 31, "eta": 0.9, "one_drop": 1, **weights}, training, 30,
        evals=[(validation, "validation")], early_stopping_rounds=3, verbose_eval=False,
    )
    write("dart-early-stopped", booster, rows, iterations=(0, booster.best_iteration + 1))


def linear():
    """Weights that are all used: columns of one size. A release's default updater depends on its threads."""
    def same_size(random, rows):
        return (rows * np.array([0.1, 1, 1.5, 1e30, 1e-30])).astype(np.float32)

    own = {"booster": "gblinear", "updater": "coord_descent", "alpha": 0.001, "lambda": 0.01, "eta": 0.5}
    cases = {
        "linear": (32, two_classes, {"objective": "binary:logistic", "base_score": 0.3}),
        "linear-softprob": (33, classes, {"objective": "multi:softprob", "num_class": 3}),
        "linear-regression": (34, lambda random, rows: signal(rows) + 7, {"objective": "reg:squarederror"}),
    }
    for name, (seed, label, settings) in cases.items():
        random, numeric = numbers(seed)
        rows = same_size(random, numeric)
        names = {"feature_names": ["width", "colour", "größe", "small", "large"]}
        matrix = xgb.DMatrix(rows, label=label(random, numeric), **names)
        booster = xgb.train({"nthread": 1, "seed": seed, **own, **settings}, matrix, 6)
        write(name, booster, rows, names)


def rare():
    """Objectives that differ little from the others: one tree each, of the oldest and the newest version."""
    small = {"rounds": 1, "max_depth": 2}
    plain("logistic-regression", 24, lambda random, rows: random.random(len(rows)), objective="reg:logistic", **small)
    plain("squared-log", 25, positive, objective="reg:squaredlogerror", **small)
    plain("pseudo-huber", 26, lambda random, rows: signal(rows), objective="reg:pseudohubererror", **small)
    plain("tweedie", 27, positive, objective="reg:tweedie", **small)
    plain("ranking", 28, lambda random, rows: classes(random, rows), {"qid": np.arange(240) // 12},
          objective="rank:ndcg", **small)
    plain("targets", 29, lambda random, rows: np.column_stack([signal(rows), positive(random, rows)]),
          objective="reg:squarederror", **small)


def vectors():
    """Leaves with a number for each output."""
    own = {"multi_strategy": "multi_output_tree", "tree_method": "hist", "max_depth": 2, "rounds": 2}
    plain("vector", 40, lambda random, rows: np.column_stack([signal(rows), positive(random, rows), rows[:, 2] > 0]),
          objective="reg:squarederror", **own)
    plain("vector-softprob", 41, classes, objective="multi:softprob", num_class=3, num_parallel_tree=2, subsample=0.6,
          **own)


def survival(random, rows):
    return positive(random, rows) * random.choice([-1.0, 1.0], len(rows))


def later():
    """What the first importer refused, a tree or two each."""
    small = {"rounds": 2, "max_depth": 2}
    plain("hinge", 42, two_classes, objective="binary:hinge", **small)
    plain("cox", 43, survival, objective="survival:cox", **small)
    random, rows = numbers(44)
    times = positive(random, rows)
    plain("aft", 44, positive, {"label_lower_bound": times, "label_upper_bound": times * 2}, objective="survival:aft",
          **small)
    plain("labels", 45, lambda random, rows: np.column_stack([rows[:, 2] > 0, signal(rows) > 0.7]).astype(np.float32),
          objective="binary:logistic", **small)
    for objective in ("pairwise", "map"):
        plain(objective, 46, two_classes, {"qid": np.arange(240) // 12}, objective=f"rank:{objective}", **small)
    if VERSION < (2, 0):
        return
    vectors()
    plain("quantile", 47, lambda random, rows: signal(rows), objective="reg:quantileerror", quantile_alpha=0.3, **small)
    # Far too few rows for three quantiles in order: they cross.
    plain("quantiles", 48, lambda random, rows: signal(rows) + random.normal(0, 3, len(rows)),
          objective="reg:quantileerror", quantile_alpha=[0.4, 0.5, 0.6], rounds=4, max_depth=3, eta=0.9)
    if VERSION >= (3, 3):
        plain("expectile", 49, lambda random, rows: signal(rows), objective="reg:expectileerror", expectile_alpha=0.3,
              **small)
        plain("expectiles", 50, lambda random, rows: signal(rows) + random.normal(0, 3, len(rows)),
              objective="reg:expectileerror", expectile_alpha=[0.1, 0.5, 0.9], **small)


def early_stopped():
    random, rows = numbers(16)
    label = two_classes(random, rows)
    label[:40] = random.permutation(label[:40])
    training, validation = xgb.DMatrix(rows[:150], label[:150]), xgb.DMatrix(rows[150:], label[150:])
    booster = xgb.train(
        {"objective": "binary:logistic", "max_depth": 3, "nthread": 1, "seed": 16, "eta": 0.7}, training, 20,
        evals=[(validation, "validation")], early_stopping_rounds=3, verbose_eval=False,
    )
    write("early-stopped", booster, rows, iterations=(0, booster.best_iteration + 1))


def frames():
    """Data frames leave more in the file: names, and from 3.1 a table of categories, empty for numbers."""
    import pandas

    random, rows = numbers(17)
    frame = pandas.DataFrame(rows, columns=["a", "b", "c", "d", "e"])
    booster = xgb.train({"max_depth": 2, "nthread": 1, "seed": 17}, xgb.DMatrix(frame, label=signal(rows)), 2)
    write("frame", booster, rows[:20], frame=frame[:20])

    names = np.array(["red", "green", "blue", "", "dark red"])
    codes = random.integers(0, len(names), len(rows))
    years = random.integers(0, 4, len(rows))
    frame["b"] = pandas.Categorical.from_codes(codes, categories=names)
    frame["c"] = pandas.Categorical.from_codes(years, categories=[1999, 2004, -3, 1000000])
    options = {"enable_categorical": True}
    matrix = xgb.DMatrix(frame, label=signal(rows) + 3 * (codes % 2) + years % 3, **options)
    booster = xgb.train({"max_depth": 3, "nthread": 1, "seed": 17, "max_cat_to_onehot": 1}, matrix, 3)
    rows[:, 1], rows[:, 2] = codes, years
    write("frame-categories", booster, rows[:40], options, frame=frame[:40])

    # XGBoost counts characters where it cuts bytes: names that are not ASCII come out wrong, so they are refused.
    frame["b"] = frame["b"].cat.rename_categories({"green": "grün"})
    matrix = xgb.DMatrix(frame, label=signal(rows), **options)
    booster = xgb.train({"max_depth": 2, "nthread": 1, "seed": 17}, matrix, 1)
    booster.save_model(FOLDER / "frame-accents.json")


def answers():
    """What this version makes of the rows and models that another one left."""
    for path in sorted(FOLDER.glob("*.expected.json")):
        expected = json.loads(path.read_text())
        words = [[int(word, 16) for word in row.split()] for row in expected["rows"]]
        matrix = xgb.DMatrix(np.array(words, np.uint32).view(np.float32))
        loaded = xgb.Booster(model_file=str(path).replace(".expected", ""))
        expected["margins"] = hex_rows(loaded.predict(matrix, output_margin=True))
        expected["predictions"] = hex_rows(loaded.predict(matrix))
        path.write_text(json.dumps(expected, indent=0) + "\n")


def main():
    plain("binary", 11, two_classes, objective="binary:logistic", tree_method="exact", base_score=0.3)
    plain("softprob", 12, classes, objective="multi:softprob", num_class=3, rounds=3)
    plain("regression", 13, lambda random, rows: signal(rows) + 7, objective="reg:squarederror")
    plain("forest", 14, two_classes, objective="binary:logistic", num_parallel_tree=4, rounds=2, subsample=0.6,
          max_depth=2)
    if VERSION < (1, 6):
        return
    dart()
    if VERSION >= (3, 1):
        frames()
    later()
    # What no release between the oldest and the newest read otherwise.
    if VERSION[:2] in ((3, 1), (3, 3), (3, 4)):
        return
    plain("binary-margin", 18, two_classes, objective="binary:logitraw", rounds=2)
    plain("softmax", 19, classes, objective="multi:softmax", num_class=3, rounds=2, max_depth=2)
    plain("poisson", 20, lambda random, rows: np.round(positive(random, rows)), objective="count:poisson", rounds=3)
    plain("gamma", 21, positive, objective="reg:gamma", rounds=2, max_depth=2)
    plain("absolute", 22, lambda random, rows: signal(rows) * 3, objective="reg:absoluteerror", rounds=3)
    # Pruning leaves nodes in the file that no row reaches.
    plain("pruned", 23, lambda random, rows: random.normal(0, 1, len(rows)) + signal(rows) / 2,
          objective="reg:squarederror", tree_method="exact", gamma=4, rounds=3)
    categorical()
    early_stopped()
    linear()
    if VERSION < (2, 0) or VERSION >= (3, 1):
        rare()


answers() if sys.argv[2:] == ["answers"] else main()

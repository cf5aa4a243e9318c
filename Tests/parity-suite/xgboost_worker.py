"""Trains random models with the XGBoost of this Python and writes what it makes of hostile rows."""

import json
import warnings

import numpy as np
import xgboost

from case_file import run
from draw import Draw
from hostile_rows import hostile_rows

ROWS = 192
CASES = {}
warnings.filterwarnings("ignore")
xgboost.set_config(verbosity=0)


def case(name, since=(0,), ulps=0):
    """Registers a case that versions from `since` on have; its margins may differ by `ulps`."""

    def register(function):
        def run_case(name, file, version):
            if version < since:
                return None
            file.line["ulps"] = ulps
            return function(Draw(f"xgboost {name}", file.line["seed"]), file, version)

        CASES[name] = run_case

    return register


def tree_settings(draw, **wanted):
    settings = {
        "nthread": 1,
        "seed": draw.seed,
        "tree_method": draw.choice("exact", "hist", "hist", "approx"),
        "max_depth": draw.choice(1, 2, 3, 6, 6, 9),
        "eta": draw.choice(0.05, 0.3, 1.0),
        "lambda": draw.choice(0.0, 1.0),
        "gamma": draw.choice(0.0, 0.0, 0.5),
        "min_child_weight": draw.choice(0.0, 1.0),
        "subsample": draw.choice(1.0, 0.7),
        "colsample_bynode": draw.choice(1.0, 0.6),
    }
    if draw.chance(0.25):
        settings |= {"tree_method": "hist", "grow_policy": "lossguide", "max_depth": 0, "max_leaves": draw.choice(8, 40)}
    settings |= wanted
    if settings["tree_method"] == "exact":
        settings["colsample_bynode"] = 1.0
    return settings


def train(draw, file, version, label, objective, rows=None, codes=None, options=None, rounds=None, matrix_label=True,
          **settings):
    """Trains on a table with label(signal), saves the model, and writes rows, margins and predictions."""
    if rows is None:
        rows, codes = draw.table()
    codes = codes or {}
    signal = draw.signal(rows, codes)
    options = dict(options or {})
    if codes:
        options["feature_types"] = ["c" if column in codes else "q" for column in range(rows.shape[1])]
        options["enable_categorical"] = True
    matrix = xgboost.DMatrix(rows, label=label(signal) if matrix_label else None, nthread=1, **options)
    settings = tree_settings(draw, objective=objective, **settings)
    booster = xgboost.train(settings, matrix, rounds or draw.choice(1, 4, 25))
    return finish(draw, file, version, booster, rows, codes)


def finish(draw, file, version, booster, rows, codes, iterations=None):
    path = file.model(draw.choice("json", "ubj"))
    booster.save_model(path)
    if not path.suffix == ".json":
        booster.save_model(path.with_suffix(".json"))
    model = json.loads(path.with_suffix(".json").read_text())
    learner = model["learner"]
    file.line["objective"] = learner["objective"]["name"]
    # The file's meaning, not the trained object's: what another program that loads the file gets.
    loaded = xgboost.Booster({"nthread": 1}, model_file=path)
    linear = learner["gradient_booster"]["name"] == "gblinear"
    # Only in-place prediction takes infinite numbers; it refuses a linear booster and adds up dart's trees in another way.
    in_place = learner["gradient_booster"]["name"] == "gbtree" and "weight_drop" not in json.dumps(model)
    hostile = hostile_rows(
        draw.random, rows, thresholds(learner["gradient_booster"]), codes, ROWS, np.float32, infinities=in_place,
        extremes=not linear)
    file.rows(hostile)
    if iterations:
        file.line["iterations"] = list(iterations)
    range_ = iterations or (0, 0)
    if booster.attr("best_iteration") is not None and not iterations:
        range_ = (0, int(booster.attr("best_iteration")) + 1)

    finite = np.isfinite(hostile.astype(np.float32)) | np.isnan(hostile)
    finite = finite.all(axis=1)
    options = {}
    if codes:
        options = {"feature_types": booster.feature_types, "enable_categorical": True}
    matrix = xgboost.DMatrix(hostile[finite], nthread=1, **options)
    margins = loaded.predict(matrix, output_margin=True, iteration_range=range_)
    predictions = loaded.predict(matrix, iteration_range=range_)
    if in_place:
        some, values = margins, predictions
        margins = loaded.inplace_predict(hostile, predict_type="margin", iteration_range=range_)
        predictions = loaded.inplace_predict(hostile, iteration_range=range_)
        assert np.array_equal(some, margins[finite]), "in-place prediction gives other margins"
        assert np.array_equal(values, predictions[finite], equal_nan=True), "in-place prediction gives other predictions"
    file.values("margins", margins)
    file.values("predictions", predictions)
    return file


def thresholds(booster):
    found = {}
    for tree in booster.get("gbtree", booster)["model"].get("trees", []):
        kinds = tree.get("split_type") or [0] * len(tree["left_children"])
        for left, column, value, kind in zip(
            tree["left_children"], tree["split_indices"], tree["split_conditions"], kinds
        ):
            if left != -1 and kind == 0:
                found.setdefault(column, []).append(value)
    return found


@case("squared error")
def _(draw, file, version):
    return train(draw, file, version, draw.scaled, "reg:squarederror")


@case("squared error, intercept given")
def _(draw, file, version):
    return train(draw, file, version, draw.scaled, "reg:squarederror", base_score=draw.real(-10, 10))


@case("absolute error", since=(1, 7))
def _(draw, file, version):
    return train(draw, file, version, draw.scaled, "reg:absoluteerror")


@case("pseudo Huber error")
def _(draw, file, version):
    return train(draw, file, version, draw.scaled, "reg:pseudohubererror", huber_slope=draw.choice(1.0, 3.0))


@case("squared log error")
def _(draw, file, version):
    return train(draw, file, version, draw.positive, "reg:squaredlogerror")


@case("reg:logistic")
def _(draw, file, version):
    return train(draw, file, version, lambda signal: 1 / (1 + np.exp(-signal)), "reg:logistic")


@case("binary:logistic")
def _(draw, file, version):
    more = {"base_score": draw.choice(0.01, 0.3, 0.999)} if draw.chance(0.3) else {}
    return train(draw, file, version, draw.binary, "binary:logistic", scale_pos_weight=draw.choice(1.0, 1.0, 9.0), **more)


@case("binary:logistic, sure of itself")
def _(draw, file, version):
    # Margins of a hundred: exp overflows on one side.
    return train(draw, file, version, draw.binary, "binary:logistic", max_delta_step=40, eta=1.0, min_child_weight=0.0,
                 **{"lambda": 0.0})


@case("binary:logitraw")
def _(draw, file, version):
    return train(draw, file, version, draw.binary, "binary:logitraw")


@case("binary:hinge")
def _(draw, file, version):
    return train(draw, file, version, draw.binary, "binary:hinge")


@case("multi:softprob")
def _(draw, file, version):
    count = draw.choice(2, 3, 5, 9)
    return train(draw, file, version, lambda signal: draw.classes(signal, count), "multi:softprob", num_class=count)


@case("multi:softmax")
def _(draw, file, version):
    count = draw.choice(2, 3, 5)
    return train(draw, file, version, lambda signal: draw.classes(signal, count), "multi:softmax", num_class=count)


@case("multi:softprob, forest")
def _(draw, file, version):
    return train(draw, file, version, lambda signal: draw.classes(signal, 3), "multi:softprob", num_class=3,
                 num_parallel_tree=draw.whole(2, 5), rounds=3, subsample=0.6)


@case("count:poisson")
def _(draw, file, version):
    return train(draw, file, version, lambda signal: np.round(draw.positive(signal) * 3), "count:poisson")


@case("reg:gamma")
def _(draw, file, version):
    return train(draw, file, version, draw.positive, "reg:gamma")


@case("reg:tweedie")
def _(draw, file, version):
    return train(draw, file, version, draw.positive, "reg:tweedie", tweedie_variance_power=draw.choice(1.1, 1.5, 1.9))


@case("survival:cox")
def _(draw, file, version):
    return train(draw, file, version, lambda signal: draw.positive(signal) * np.where(signal > 0.5, -1, 1),
                 "survival:cox")


@case("survival:aft")
def _(draw, file, version):
    rows, _ = draw.table()
    times = draw.positive(draw.signal(rows))
    options = {"label_lower_bound": times, "label_upper_bound": np.where(times > 1.5, np.inf, times)}
    return train(draw, file, version, None, "survival:aft", rows, options=options, matrix_label=False,
                 aft_loss_distribution=draw.choice("normal", "logistic", "extreme"))


@case("rank:pairwise, ndcg, map")
def _(draw, file, version):
    rows, _ = draw.table()
    objective = draw.choice("rank:pairwise", "rank:ndcg", "rank:map")
    return train(draw, file, version, draw.binary, objective, rows, options={"qid": np.arange(len(rows)) // 10})


@case("reg:quantileerror", since=(2, 0))
def _(draw, file, version):
    alphas = draw.choice([0.5], [0.1, 0.9], [0.9, 0.1, 0.5])
    return train(draw, file, version, draw.scaled, "reg:quantileerror", tree_method="hist", quantile_alpha=alphas)


@case("reg:expectileerror", since=(3, 3), ulps=4)
def _(draw, file, version):
    alphas = draw.choice([0.5], [0.1, 0.9], [0.1, 0.5, 0.8])
    return train(draw, file, version, lambda signal: signal, "reg:expectileerror", tree_method="hist",
                 expectile_alpha=alphas)


def targets(draw, count):
    return lambda signal: np.column_stack([draw.scaled(signal * draw.real(-1, 1)) for _ in range(count)])


@case("several targets")
def _(draw, file, version):
    return train(draw, file, version, targets(draw, draw.whole(2, 4)), "reg:squarederror", tree_method="hist")


@case("several targets, vector leaves", since=(2, 0))
def _(draw, file, version):
    return train(draw, file, version, targets(draw, draw.whole(2, 5)), "reg:squarederror", tree_method="hist",
                 multi_strategy="multi_output_tree")


@case("multi:softprob, vector leaves", since=(2, 0))
def _(draw, file, version):
    count = draw.choice(3, 5)
    return train(draw, file, version, lambda signal: draw.classes(signal, count), "multi:softprob", num_class=count,
                 tree_method="hist", multi_strategy="multi_output_tree")


@case("several labels")
def _(draw, file, version):
    def labels(signal):
        return np.column_stack([draw.binary(signal), draw.binary(-signal)])

    return train(draw, file, version, labels, "binary:logistic", tree_method="hist")


@case("forest")
def _(draw, file, version):
    return train(draw, file, version, draw.binary, "binary:logistic", num_parallel_tree=draw.whole(2, 20), rounds=2,
                 subsample=0.5, colsample_bynode=0.5)


@case("dart", ulps=4)
def _(draw, file, version):
    return train(draw, file, version, draw.scaled, "reg:squarederror", booster="dart", rate_drop=draw.real(0.1, 0.6),
                 sample_type=draw.choice("uniform", "weighted"), normalize_type=draw.choice("tree", "forest"), rounds=12)


@case("dart, classes", ulps=4)
def _(draw, file, version):
    return train(draw, file, version, lambda signal: draw.classes(signal, 3), "multi:softprob", num_class=3,
                 booster="dart", rate_drop=0.4, one_drop=1, rounds=8)


@case("gblinear", ulps=4)
def _(draw, file, version):
    return linear(draw, file, version, {}, draw.choice("reg:squarederror", "binary:logistic", "count:poisson"))


@case("gblinear, classes", ulps=4)
def _(draw, file, version):
    return linear(draw, file, version, {"num_class": 3}, "multi:softprob")


def linear(draw, file, version, more, objective):
    rows, _ = draw.table(same_size=True)
    signal = draw.signal(rows)
    label = {
        "reg:squarederror": draw.scaled, "binary:logistic": draw.binary, "multi:softprob": lambda s: draw.classes(s, 3),
        "count:poisson": lambda s: np.round(draw.positive(s)),
    }[objective](signal)
    settings = {"booster": "gblinear", "updater": "coord_descent", "objective": objective, "nthread": 1,
                "lambda": 0.1, "eta": 0.3, **more}
    booster = xgboost.train(settings, xgboost.DMatrix(rows, label, nthread=1), 5)
    return finish(draw, file, version, booster, rows, {})


@case("categories, sets")
def _(draw, file, version):
    rows, codes = draw.table(categorical=draw.whole(1, 3))
    return train(draw, file, version, draw.scaled, "reg:squarederror", rows, codes, tree_method="hist",
                 max_cat_to_onehot=1, max_cat_threshold=draw.choice(2, 64))


@case("categories, one at a time")
def _(draw, file, version):
    rows, codes = draw.table(categorical=2)
    return train(draw, file, version, draw.binary, "binary:logistic", rows, codes, tree_method=draw.choice("hist", "approx"),
                 max_cat_to_onehot=1000)


@case("monotone and interaction constraints")
def _(draw, file, version):
    rows, codes = draw.table()
    width = rows.shape[1]
    signs = "(" + ",".join(str(draw.choice(-1, 0, 1)) for _ in range(width)) + ")"
    more = {"interaction_constraints": json.dumps([[0], list(range(width))])} if draw.chance(0.5) else {}
    return train(draw, file, version, draw.scaled, "reg:squarederror", rows, codes, monotone_constraints=signs, **more)


@case("pruned")
def _(draw, file, version):
    return train(draw, file, version, lambda signal: signal, "reg:squarederror", tree_method="exact",
                 gamma=draw.choice(2.0, 20.0), max_depth=5)


@case("deep")
def _(draw, file, version):
    return train(draw, file, version, lambda signal: draw.random.normal(0, 1, len(signal)), "reg:squarederror",
                 tree_method=draw.choice("exact", "hist"), max_depth=draw.choice(12, 40), min_child_weight=0, gamma=0,
                 rounds=4)


@case("nothing to split")
def _(draw, file, version):
    return train(draw, file, version, draw.scaled, "reg:squarederror", max_depth=3, min_child_weight=1e9)


@case("intercept at the edge", since=(3, 2))
def _(draw, file, version):
    return train(draw, file, version, draw.binary, "binary:logistic", base_score=draw.choice(1e-9, 1 - 1e-9))


def regression_booster(draw, rounds, **settings):
    rows, _ = draw.table()
    matrix = xgboost.DMatrix(rows, draw.scaled(draw.signal(rows)), nthread=1)
    settings = tree_settings(draw, objective="reg:squarederror", **settings)
    return rows, matrix, xgboost.train(settings, matrix, rounds)


@case("trained again with a forest")
def _(draw, file, version):
    # Iterations of one tree, then iterations of three.
    rows, matrix, booster = regression_booster(draw, 4)
    settings = tree_settings(draw, objective="reg:squarederror", num_parallel_tree=3)
    booster = xgboost.train(settings, matrix, 2, xgb_model=booster)
    count = booster.num_boosted_rounds()
    # Earlier versions don't keep where an iteration begins.
    iterations = (1, count - 1) if version >= (2, 0) and draw.chance(0.5) else None
    return finish(draw, file, version, booster, rows, {}, iterations)


@case("a slice of a booster")
def _(draw, file, version):
    rows, _, booster = regression_booster(draw, 9)
    first = draw.whole(0, 5)
    return finish(draw, file, version, booster[first:draw.whole(first + 1, 9)], rows, {})


def stopped(draw, file, version, iterations=None, **settings):
    rows, _ = draw.table()
    label = draw.binary(draw.signal(rows))
    draw.random.shuffle(label[::3])
    half = len(rows) // 2
    training, validation = xgboost.DMatrix(rows[:half], label[:half]), xgboost.DMatrix(rows[half:], label[half:])
    settings = tree_settings(draw, objective="binary:logistic", **settings)
    booster = xgboost.train(settings, training, 30, evals=[(validation, "validation")], early_stopping_rounds=3,
                            verbose_eval=False)
    if iterations:
        iterations = iterations(booster.num_boosted_rounds())
    return finish(draw, file, version, booster, rows, {}, iterations)


@case("early stopped")
def _(draw, file, version):
    return stopped(draw, file, version)


@case("early stopped dart", ulps=4)
def _(draw, file, version):
    return stopped(draw, file, version, booster="dart", rate_drop=0.3)


@case("some iterations")
def _(draw, file, version):
    def some(count):
        first = draw.whole(0, count - 1)
        return first, draw.whole(first + 1, count)

    return stopped(draw, file, version, some, num_parallel_tree=draw.choice(1, 3))


run(CASES, xgboost.__version__)

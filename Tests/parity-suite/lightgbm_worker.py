"""Trains random models with the LightGBM of this Python and writes what it makes of hostile rows."""

import warnings

import lightgbm
import numpy as np

from case_file import run
from draw import Draw
from hostile_rows import hostile_rows

ROWS = 192
CASES = {}
warnings.filterwarnings("ignore")


def case(name, since=(0,)):
    def register(function):
        def run_case(name, file, version):
            if version < since:
                return None
            try:
                return function(Draw(f"lightgbm {name}", file.line["seed"]), file, version)
            except lightgbm.basic.LightGBMError as error:
                # It stops at some draws while it trains: no model, nothing to compare.
                if "model" in file.line or "Check failed" not in str(error):
                    raise
                return None

        CASES[name] = run_case

    return register


def settings_of(draw, **wanted):
    return {
        "num_threads": 1,
        "verbose": -1,
        "seed": draw.seed,
        "deterministic": True,
        "force_row_wise": True,
        "num_leaves": draw.choice(2, 4, 15, 31, 31, 100, 300),
        "min_data_in_leaf": draw.choice(1, 5, 20),
        "min_sum_hessian_in_leaf": draw.choice(0.0, 1e-3),
        "learning_rate": draw.choice(0.05, 0.1, 0.5),
        "lambda_l1": draw.choice(0.0, 0.0, 0.5),
        "lambda_l2": draw.choice(0.0, 1.0),
        "max_bin": draw.choice(255, 255, 15),
        "min_data_in_bin": draw.choice(1, 3),
        "feature_fraction": draw.choice(1.0, 0.7),
        "bagging_fraction": draw.choice(1.0, 0.7),
        "bagging_freq": 1,
        "extra_trees": draw.chance(0.1),
        "path_smooth": draw.choice(0.0, 0.0, 1.0),
        "boost_from_average": draw.chance(0.7),
        **wanted,
    }


def train(draw, file, version, label, objective, rows=None, codes=None, rounds=None, iterations=None, dataset=None,
          custom=None, **settings):
    """Trains on a table with label(signal), saves the model, and writes rows, raw scores and predictions."""
    if rows is None:
        rows, codes = draw.table()
    codes = codes or {}
    data = lightgbm.Dataset(
        rows, label(draw.signal(rows, codes)), categorical_feature=sorted(codes), free_raw_data=False, **(dataset or {}))
    settings = settings_of(draw, objective=objective, **settings)
    rounds = rounds or draw.choice(1, 5, 30)
    if custom:
        booster = train_custom(settings, data, rounds, custom, version)
    else:
        booster = lightgbm.train(settings, data, rounds)
    return finish(draw, file, booster, rows, codes, iterations)


def train_custom(settings, data, rounds, custom, version):
    if version < (4,):
        settings = {key: value for key, value in settings.items() if key != "objective"}
        return lightgbm.train(settings, data, rounds, fobj=custom)
    return lightgbm.train({**settings, "objective": custom}, data, rounds)


def finish(draw, file, booster, rows, codes, iterations=None):
    path = file.model("txt")
    booster.save_model(path)
    text = path.read_text()
    file.line["objective"] = next((line[10:] for line in text.splitlines() if line.startswith("objective=")), "")
    loaded = lightgbm.Booster(model_file=str(path))
    hostile = hostile_rows(draw.random, rows, thresholds(text), codes, ROWS, np.float64)
    file.rows(hostile)
    some = {}
    if iterations:
        first, end = iterations(loaded.current_iteration())
        file.line["iterations"] = [first, end]
        some = {"start_iteration": first, "num_iteration": end - first}
    file.values("margins", loaded.predict(hostile, raw_score=True, num_threads=1, **some))
    file.values("predictions", loaded.predict(hostile, num_threads=1, **some))
    return file


def thresholds(text):
    """Thresholds of numeric splits by feature."""
    found = {}
    for tree in text.split("\nTree=")[1:]:
        fields = dict(line.split("=", 1) for line in tree.splitlines() if "=" in line)
        for feature, value, decision in zip(
            *(fields.get(key, "").split() for key in ("split_feature", "threshold", "decision_type"))
        ):
            if not int(decision) & 1:
                found.setdefault(int(feature), []).append(float(value))
    return found


def unit(signal):
    return 1 / (1 + np.exp(-signal))


def plain(name, objective, label=None, since=(0,), **choices):
    """A case of one objective; `choices` are settings, each drawn from a list."""

    @case(name, since)
    def _(draw, file, version):
        drawn = {key: draw.choice(*values) for key, values in choices.items()}
        return train(draw, file, version, (lambda signal: label(draw, signal)) if label else draw.scaled, objective, **drawn)


plain("regression", "regression")
plain("regression, sqrt", "regression", reg_sqrt=[True])
plain("regression_l1", "regression_l1")
plain("huber", "huber", alpha=[0.5, 0.9])
plain("fair", "fair", fair_c=[1.0, 3.0])
plain("quantile", "quantile", alpha=[0.1, 0.9])
plain("mape", "mape", lambda draw, signal: draw.positive(signal) * 100)
plain("poisson", "poisson", lambda draw, signal: np.round(draw.positive(signal) * 3))
plain("gamma", "gamma", lambda draw, signal: draw.positive(signal))
plain("tweedie", "tweedie", lambda draw, signal: draw.positive(signal), tweedie_variance_power=[1.1, 1.5, 1.9])
plain("binary", "binary", Draw.binary, sigmoid=[1.0, 0.7, 2.5], is_unbalance=[False, True])
plain("binary, sure of itself", "binary", Draw.binary, learning_rate=[3.0], lambda_l2=[0.0], num_leaves=[15])
plain("cross_entropy", "cross_entropy", lambda draw, signal: unit(signal))
plain("cross_entropy_lambda", "cross_entropy_lambda", lambda draw, signal: unit(signal))
plain("deep", "regression", lambda draw, signal: draw.random.normal(0, 1, len(signal)), num_leaves=[255, 500],
      min_data_in_leaf=[1], min_sum_hessian_in_leaf=[0.0], lambda_l1=[0.0], max_bin=[255])
plain("depth limited", "regression", max_depth=[1, 3, 5])
plain("goss", "binary", Draw.binary, boosting=["goss"], bagging_fraction=[1.0], top_rate=[0.2])
plain("zero_as_missing", "regression", zero_as_missing=[True])
plain("use_missing=false", "regression", use_missing=[False])
plain("nothing to split", "regression", min_data_in_leaf=[10000])
plain("nothing to split, binary", "binary", Draw.binary, min_data_in_leaf=[10000])
plain("dart", "regression", boosting=["dart"], drop_rate=[0.3], skip_drop=[0.0, 0.5], xgboost_dart_mode=[False, True])
plain("dart, binary", "binary", Draw.binary, boosting=["dart"], drop_rate=[0.5])
plain("linear trees", "regression", linear_tree=[True], linear_lambda=[0.0, 0.1], boost_from_average=[True, False],
      since=(3, 3))
FOREST = {"boosting": ["rf"], "bagging_fraction": [0.6], "feature_fraction": [0.6], "bagging_freq": [1]}
plain("rf", "regression", **FOREST)
plain("rf, binary", "binary", Draw.binary, **FOREST)
plain("rf, poisson", "poisson", lambda draw, signal: np.round(draw.positive(signal) * 3), **FOREST)


@case("monotone constraints")
def _(draw, file, version):
    rows, codes = draw.table()
    signs = [draw.choice(-1, 0, 1) for _ in range(rows.shape[1])]
    return train(draw, file, version, draw.scaled, "regression", rows, codes, monotone_constraints=signs,
                 monotone_constraints_method=draw.choice("basic", "intermediate", "advanced"))


def multiclass(name, objective, **settings):
    @case(name)
    def _(draw, file, version):
        count = draw.choice(2, 3, 5, 9)
        return train(draw, file, version, lambda signal: draw.classes(signal, count), objective, num_class=count, **settings)


multiclass("multiclass", "multiclass")
multiclass("multiclassova", "multiclassova")
multiclass("multiclassova, sigmoid", "multiclassova", sigmoid=1.7)
multiclass("multiclass, rf", "multiclass", **{key: values[0] for key, values in FOREST.items()})
multiclass("multiclass, dart", "multiclass", boosting="dart", drop_rate=0.4)
multiclass("multiclass, linear trees", "multiclass", linear_tree=True)


@case("lambdarank, rank_xendcg")
def _(draw, file, version):
    rows, _ = draw.table()
    groups = [10] * (len(rows) // 10) + [len(rows) % 10] * bool(len(rows) % 10)
    return train(draw, file, version, draw.binary, draw.choice("lambdarank", "rank_xendcg"), rows, dataset={"group": groups})


@case("custom objective")
def _(draw, file, version):
    return train(draw, file, version, draw.scaled, None,
                 custom=lambda prediction, data: (prediction - data.get_label(), np.ones_like(prediction)))


@case("categories, sets")
def _(draw, file, version):
    rows, codes = draw.table(categorical=draw.whole(1, 3))
    return train(draw, file, version, draw.scaled, "regression", rows, codes, max_cat_to_onehot=1, cat_smooth=0.1,
                 cat_l2=0.1, min_data_per_group=1, max_cat_threshold=draw.choice(8, 64))


@case("categories, one at a time")
def _(draw, file, version):
    rows, codes = draw.table(categorical=2)
    return train(draw, file, version, draw.binary, "binary", rows, codes, max_cat_to_onehot=500, min_data_per_group=1)


@case("categories, nothing missing")
def _(draw, file, version):
    # Without NaN in training a split's missing type is None.
    rows, codes = draw.table(categorical=2, missing=0.0)
    return train(draw, file, version, draw.scaled, "regression", rows, codes, max_cat_to_onehot=4, cat_smooth=1.0,
                 min_data_per_group=1)


@case("categories, zero_as_missing or linear trees", since=(3, 3))
def _(draw, file, version):
    rows, codes = draw.table(categorical=1)
    linear = draw.chance(0.5)
    return train(draw, file, version, draw.scaled, "regression", rows, codes, zero_as_missing=not linear,
                 linear_tree=linear, min_data_per_group=1)


@case("categories, large codes")
def _(draw, file, version):
    rows, codes = draw.table(categorical=2)
    step = draw.choice(97, 3001)
    rows[:, :2] *= step
    train_on = {column: count * step for column, count in codes.items()}
    signal = draw.scaled(draw.signal(rows, train_on))
    data = lightgbm.Dataset(rows, signal, categorical_feature=[0, 1])
    settings = settings_of(draw, objective="regression", max_cat_to_onehot=1, cat_smooth=0.1, min_data_per_group=1)
    return finish(draw, file, lightgbm.train(settings, data, 5), rows, train_on)


@case("trained again")
def _(draw, file, version):
    rows, _ = draw.table()
    label = draw.binary(draw.signal(rows))
    first = lightgbm.train(settings_of(draw, objective="binary"), lightgbm.Dataset(rows, label, free_raw_data=False), 4)
    again = lightgbm.Dataset(rows, label, free_raw_data=False)
    booster = lightgbm.train(settings_of(draw, objective="binary"), again, 4, init_model=first)
    return finish(draw, file, booster, rows, {})


def stopped(draw, file, version, iterations=None, **settings):
    rows, _ = draw.table()
    label = draw.binary(draw.signal(rows))
    draw.random.shuffle(label[::3])
    half = len(rows) // 2
    training = lightgbm.Dataset(rows[:half], label[:half])
    validation = lightgbm.Dataset(rows[half:], label[half:], reference=training)
    booster = lightgbm.train(settings_of(draw, objective="binary", **settings), training, 30, valid_sets=[validation],
                             callbacks=[lightgbm.early_stopping(3, verbose=False)])
    return finish(draw, file, booster, rows, {}, iterations)


@case("early stopped")
def _(draw, file, version):
    return stopped(draw, file, version)


def some_iterations(draw):
    def some(count):
        first = draw.whole(0, count - 1)
        return first, draw.whole(first + 1, count)

    return some


@case("some iterations")
def _(draw, file, version):
    return stopped(draw, file, version, some_iterations(draw))


@case("some iterations of classes")
def _(draw, file, version):
    return train(draw, file, version, lambda signal: draw.classes(signal, 3), "multiclass", num_class=3,
                 iterations=some_iterations(draw))


@case("some iterations of a forest")
def _(draw, file, version):
    return train(draw, file, version, draw.binary, "binary", iterations=some_iterations(draw),
                 **{key: values[0] for key, values in FOREST.items()})


run(CASES, lightgbm.__version__)

"""Trains one small scikit-learn pipeline per case, converts it with skl2onnx and runs it in ONNX Runtime.

Per case: CASE.onnx, and CASE.json with rows (numbers, texts, null for NaN), ONNX Runtime's label of each row for
classifiers, and its probabilities or values, in Float64 digits that are exact.
"""

import json
import pathlib
import sys
import warnings

import numpy as np
import onnx
import onnxruntime
import pandas as pd
from skl2onnx import to_onnx
from skl2onnx.common.data_types import DoubleTensorType, FloatTensorType, Int64TensorType, StringTensorType
from sklearn.compose import ColumnTransformer
from sklearn.decomposition import PCA
from sklearn.ensemble import (AdaBoostClassifier, BaggingClassifier, BaggingRegressor, ExtraTreesClassifier,
                              ExtraTreesRegressor, GradientBoostingClassifier, GradientBoostingRegressor,
                              HistGradientBoostingClassifier, HistGradientBoostingRegressor, RandomForestClassifier,
                              RandomForestRegressor, StackingClassifier, StackingRegressor, VotingClassifier,
                              VotingRegressor)
from sklearn.feature_selection import SelectKBest
from sklearn.impute import SimpleImputer
from sklearn.linear_model import (ElasticNet, Lasso, LinearRegression, LogisticRegression, PoissonRegressor, Ridge,
                                  RidgeClassifier, SGDClassifier, SGDRegressor, TweedieRegressor)
from sklearn.multiclass import OneVsRestClassifier
from sklearn.neural_network import MLPClassifier, MLPRegressor
from sklearn.pipeline import make_pipeline
from sklearn.preprocessing import (Binarizer, MaxAbsScaler, MinMaxScaler, Normalizer, OneHotEncoder, OrdinalEncoder,
                                   PolynomialFeatures, RobustScaler, StandardScaler)
from sklearn.svm import LinearSVC
from sklearn.tree import DecisionTreeClassifier, DecisionTreeRegressor

FOLDER = pathlib.Path(sys.argv[1])
WIDTH = 6
ROWS = 40
warnings.filterwarnings("ignore")


make_attribute = onnx.helper.make_attribute


def make_plain_attribute(key, value, *arguments, **options):
    """skl2onnx 1.20 gives NumPy's integers of histogram trees to onnx, which refuses them."""
    if isinstance(value, list) and any(isinstance(entry, np.integer) for entry in value):
        value = [int(entry) for entry in value]
    return make_attribute(key, value, *arguments, **options)


onnx.helper.make_attribute = make_plain_attribute


def numbers(seed, count, missing=0.0):
    """Columns of very different scales, whole numbers among them; three digits, so that the files stay small."""
    random = np.random.default_rng(seed)
    rows = np.column_stack([
        random.normal(0, 1, count), random.normal(20, 5, count), random.integers(-3, 4, count),
        random.normal(0, 0.05, count), random.exponential(300, count), random.uniform(-1, 1, count),
    ]).round(3).astype(np.float32)
    rows[random.random(rows.shape) < missing] = np.nan
    return rows


def signal(rows):
    clean = np.nan_to_num(rows, nan=0.3)
    return (clean[:, 0] + clean[:, 1] / 5 - 4 + 0.5 * clean[:, 2] + 8 * clean[:, 3] + clean[:, 4] / 300 - 1
            + clean[:, 5] * clean[:, 0])


def classes(rows, count):
    values = signal(rows)
    return np.digitize(values, np.quantile(values, np.arange(1, count) / count))


def frame(seed, count, missing=True):
    random = np.random.default_rng(seed)
    table = pd.DataFrame({
        "age": random.normal(40, 12, count).round(1).astype(np.float32),
        "fare": random.exponential(30, count).round(2).astype(np.float32),
        "siblings": random.integers(0, 5, count).astype(np.int64),
        "city": random.choice(["Oslo", "Łódź", "", "New York", "Lima"], count),
        "size": random.choice(["small", "medium", "large"], count),
    })
    if missing:
        table.loc[random.random(count) < 0.2, "age"] = np.nan
    return table


def frame_signal(table):
    return (table["age"].fillna(30) / 20 + table["siblings"] - table["fare"] / 30 + (table["city"] == "Lima")
            + (table["size"] == "large") * 1.5).to_numpy()


def mixed(model, ordinal="ordinal"):
    encoder = OrdinalEncoder(categories=[["small", "medium", "large"]], handle_unknown="use_encoded_value",
                             unknown_value=-1)
    return make_pipeline(ColumnTransformer([
        ("numbers", make_pipeline(SimpleImputer(strategy="median"), StandardScaler()), ["age", "fare"]),
        ("whole", "passthrough", ["siblings"]),
        ("names", OneHotEncoder(handle_unknown="ignore"), ["city"]),
        ("ordered", encoder if ordinal == "ordinal" else OneHotEncoder(handle_unknown="ignore", drop="first"), ["size"]),
    ]), model)


FRAME_TYPES = [("age", FloatTensorType([None, 1])), ("fare", FloatTensorType([None, 1])),
               ("siblings", Int64TensorType([None, 1])), ("city", StringTensorType([None, 1])),
               ("size", StringTensorType([None, 1]))]


def write(name, onnx_model, feeds, columns):
    data = onnx_model.SerializeToString()
    session = onnxruntime.InferenceSession(data, providers=["CPUExecutionProvider"])
    outputs = session.run(None, feeds)
    expected = {"columns": columns, "rows": []}
    count = len(next(iter(feeds.values())))
    for row in range(count):
        cells = []
        for feed in feeds.values():
            for cell in feed[row].tolist():
                cells.append(None if isinstance(cell, float) and np.isnan(cell) else cell)
        expected["rows"].append(cells)
    if len(outputs) >= 2:
        expected["labels"] = [str(label) for label in np.ravel(outputs[0]).tolist()]
    values = outputs[1:] if len(outputs) >= 2 else outputs
    if isinstance(values[0], list):
        names = sorted(values[0][0])
        expected["names"] = [str(name) for name in names]
        values = np.array([[entry[name] for name in names] for entry in values[0]])
    else:
        values = np.concatenate([np.reshape(value, (count, -1)) for value in values], axis=1)
    assert np.isfinite(values).all(), name
    expected["outputs"] = [[float(number) for number in row] for row in values]
    (FOLDER / f"{name}.onnx").write_bytes(data)
    lines = [f'{json.dumps(key)}: [\n' + ",\n".join(json.dumps(entry) for entry in value) + "\n]"
             for key, value in expected.items()]
    (FOLDER / f"{name}.json").write_text("{" + ",\n".join(lines) + "}\n")


def case(name, model, target, *, seed=1, missing=0.0, dtype=np.float32, opset=None, options=None, count=200):
    try:
        rows = numbers(seed, count, missing).astype(dtype)
        model.fit(rows, target(rows))
        kind = DoubleTensorType if dtype is np.float64 else FloatTensorType
        converted = to_onnx(model, initial_types=[("X", kind([None, WIDTH]))], target_opset=opset,
                            options={id(model): options} if options else None)
        test = numbers(seed + 1000, ROWS, missing)
        test[1] = rows[0]
        write(name, converted, {"X": test.astype(dtype)}, [f"f{column}" for column in range(WIDTH)])
    except Exception as error:
        # Not every pair of versions converts everything.
        print(f"{name}: {type(error).__name__}: {str(error)[:200]}", file=sys.stderr)


def frame_case(name, model, target, *, types=None, missing=True, columns=None, opset=None, options=None):
    try:
        table = frame(3, 240, missing)
        test = frame(1003, ROWS, missing)
        test.loc[2, "city"] = "Atlantis"
        test.loc[3, "size"] = "enormous"
        if columns:
            table, test = table[columns], test[columns]
        types = types or [entry for entry in FRAME_TYPES if entry[0] in table.columns]
        model.fit(table, target(frame_signal(frame(3, 240, missing))))
        converted = to_onnx(model, initial_types=types, target_opset=opset,
                            options={id(model): options} if options else None)
        dtypes = {FloatTensorType: np.float32, Int64TensorType: np.int64, StringTensorType: object}
        feeds = {column: test[[column]].to_numpy().astype(dtypes[type(kind)]) for column, kind in types}
        write(name, converted, feeds, list(test.columns))
    except Exception as error:
        # Not every pair of versions converts everything.
        print(f"{name}: {type(error).__name__}: {str(error)[:200]}", file=sys.stderr)


def two(rows):
    return classes(rows, 2)


def three(rows):
    return classes(rows, 3)


def named(rows):
    return np.array(["low", "middle", "high"])[classes(rows, 3)]


def counts(rows):
    return np.exp(np.clip(signal(rows) / 4, -2, 2)).round()


def positive(rows):
    return np.exp(np.clip(signal(rows) / 4, -2, 2))


def both(rows):
    return np.column_stack([signal(rows), rows[:, 0] * 2 + 100])


def halves(values):
    return (values > np.median(values)).astype(int)


def thirds(values):
    return np.array(["c", "a", "b"])[np.digitize(values, np.quantile(values, [0.33, 0.66]))]


def same(values):
    return values


scaled = lambda model: make_pipeline(StandardScaler(), model)
forest = dict(n_estimators=7, max_depth=4, random_state=0)
boosted = dict(n_estimators=12, max_depth=3, random_state=0)

# Trees alone.
case("tree", DecisionTreeClassifier(max_depth=5, random_state=0), two)
case("tree-multi", DecisionTreeClassifier(max_depth=5, random_state=0), named)
case("tree-value", DecisionTreeRegressor(max_depth=5, random_state=0), signal)
case("tree-values", DecisionTreeRegressor(max_depth=4, random_state=0), both)
case("forest", RandomForestClassifier(**forest), two)
case("forest-even", RandomForestClassifier(n_estimators=4, max_depth=None, random_state=0), two, count=60)
case("forest-multi", RandomForestClassifier(**forest), named)
case("forest-columns", RandomForestClassifier(**forest), three, options={"zipmap": "columns"})
case("forest-array", RandomForestClassifier(**forest), three, options={"zipmap": False})
case("forest-value", RandomForestRegressor(**forest), signal)
case("forest-values", RandomForestRegressor(**forest), both)
case("extra", ExtraTreesClassifier(**forest), three)
case("extra-value", ExtraTreesRegressor(**forest), signal)
case("boosted", GradientBoostingClassifier(**boosted), two)
case("boosted-multi", GradientBoostingClassifier(**boosted), named)
case("boosted-exponential", GradientBoostingClassifier(loss="exponential", **boosted), two)
case("boosted-value", GradientBoostingRegressor(**boosted), lambda rows: signal(rows) + 150)
case("histogram", HistGradientBoostingClassifier(max_iter=10, max_leaf_nodes=8), two, missing=0.1)
case("histogram-value", HistGradientBoostingRegressor(max_iter=10, max_leaf_nodes=8), signal, missing=0.1)
for opset in [{"": 9, "ai.onnx.ml": 1}, {"": 13, "ai.onnx.ml": 2}, {"": 18, "ai.onnx.ml": 3}]:
    case(f"forest-opset{opset['']}", RandomForestClassifier(**forest), three, opset=opset)
    case(f"linear-opset{opset['']}", scaled(LogisticRegression()), two, opset=opset)
    case(f"network-opset{opset['']}", scaled(MLPClassifier((5,), max_iter=60, random_state=0)), three, opset=opset)

# Linear models.
case("logistic", LogisticRegression(max_iter=500), two)
case("logistic-raw", LogisticRegression(max_iter=500), two, options={"raw_scores": True})
case("logistic-multi", scaled(LogisticRegression()), named)
case("logistic-array", scaled(LogisticRegression()), two)
case("logistic-rest", scaled(OneVsRestClassifier(LogisticRegression())), three)
case("linear", LinearRegression(), signal)
case("linear-targets", scaled(Ridge()), both)
case("linear-double", scaled(LinearRegression()), signal, dtype=np.float64)
case("logistic-double", scaled(LogisticRegression()), three, dtype=np.float64, options={"zipmap": False})
case("ridge", scaled(Ridge()), signal)
case("lasso", scaled(Lasso(0.01)), signal)
case("elastic", scaled(ElasticNet(0.01)), signal)
case("ridge-classes", scaled(RidgeClassifier()), two)
case("ridge-classes-multi", scaled(RidgeClassifier()), three)
case("vectors", LinearSVC(), two)
case("vectors-multi", LinearSVC(), three)
case("descent", scaled(SGDClassifier(loss="log_loss", random_state=0)), two)
case("descent-multi", scaled(SGDClassifier(loss="log_loss", random_state=0)), three)
case("descent-hinge", scaled(SGDClassifier(loss="hinge", random_state=0)), two)
case("descent-huber", scaled(SGDClassifier(loss="modified_huber", random_state=0)), two)
case("descent-value", scaled(SGDRegressor(random_state=0)), signal)
case("poisson", scaled(PoissonRegressor()), counts)
case("tweedie", scaled(TweedieRegressor(power=1.5)), positive)

# Networks.
for activation in ["relu", "tanh", "logistic", "identity"]:
    case(f"network-{activation}", scaled(MLPClassifier((8, 4), activation=activation, max_iter=80, random_state=0)), two)
case("network-multi", scaled(MLPClassifier((8,), max_iter=80, random_state=0)), named)
case("network-value", scaled(MLPRegressor(hidden_layer_sizes=(8,), max_iter=80, random_state=0)), signal)
case("network-double", scaled(MLPClassifier((5,), max_iter=80, random_state=0)), two, dtype=np.float64,
     options={"zipmap": False})

# Steps before a model.
case("range-scaler", make_pipeline(MinMaxScaler(), LogisticRegression()), two)
case("range-scaler-clip", make_pipeline(MinMaxScaler(clip=True), LogisticRegression()), two)
case("absolute-scaler", make_pipeline(MaxAbsScaler(), Ridge()), signal)
case("robust-scaler", make_pipeline(RobustScaler(), Ridge()), signal)
case("scaled-forest", scaled(RandomForestClassifier(**forest)), three)
case("imputer", make_pipeline(SimpleImputer(strategy="mean"), StandardScaler(), LogisticRegression()), two, missing=0.2)
case("imputer-forest", make_pipeline(SimpleImputer(strategy="median"), RandomForestClassifier(**forest)), two,
     missing=0.2)
for norm in ["l1", "l2", "max"]:
    case(f"normalizer-{norm}", make_pipeline(Normalizer(norm), LogisticRegression()), two)
case("components", make_pipeline(StandardScaler(), PCA(3), LogisticRegression()), two)
case("components-alone", make_pipeline(StandardScaler(), PCA(2)), two)
case("chosen", make_pipeline(SelectKBest(k=3), GradientBoostingClassifier(**boosted)), three)
case("products", make_pipeline(StandardScaler(), PolynomialFeatures(2), Ridge()), signal)
case("binarizer", make_pipeline(Binarizer(threshold=0.2), LogisticRegression()), two)

# Models of models.
case("stacking", StackingClassifier([("forest", RandomForestClassifier(**forest)),
                                     ("linear", scaled(LogisticRegression()))], cv=3), two)
case("stacking-multi", StackingClassifier([("forest", RandomForestClassifier(**forest)),
                                           ("linear", scaled(LogisticRegression()))], cv=3), three)
case("stacking-value", StackingRegressor([("forest", RandomForestRegressor(**forest)), ("linear", scaled(Ridge()))],
                                         cv=3), signal)
case("voting", VotingClassifier([("forest", RandomForestClassifier(**forest)), ("linear", scaled(LogisticRegression()))],
                                voting="soft", flatten_transform=False), three)
case("voting-value", VotingRegressor([("forest", RandomForestRegressor(**forest)), ("linear", scaled(Ridge()))]), signal)
case("bagging", BaggingClassifier(DecisionTreeClassifier(max_depth=3), n_estimators=4, random_state=0), two)
case("bagging-linear", BaggingClassifier(scaled(LogisticRegression()), n_estimators=3, random_state=0), three)
case("bagging-value", BaggingRegressor(DecisionTreeRegressor(max_depth=3), n_estimators=4, random_state=0), signal)
case("adaptive", AdaBoostClassifier(n_estimators=5, random_state=0), two)

# Columns of several types.
frame_case("frame-logistic", mixed(LogisticRegression(max_iter=300)), halves)
frame_case("frame-forest", mixed(RandomForestClassifier(**forest)), thirds)
frame_case("frame-boosted", mixed(GradientBoostingRegressor(**boosted)), same)
frame_case("frame-network", mixed(MLPClassifier((6,), max_iter=60, random_state=0)), halves)
frame_case("frame-drop", mixed(Ridge(), ordinal="one-hot"), same)
frame_case("frame-array", mixed(LogisticRegression(max_iter=300)), halves, options={"zipmap": False})
frame_case("frame-opset13", mixed(LogisticRegression(max_iter=300)), halves, opset={"": 13, "ai.onnx.ml": 2})
frame_case("codes", make_pipeline(ColumnTransformer([
    ("codes", OneHotEncoder(handle_unknown="ignore"), ["siblings"]), ("fare", RobustScaler(), ["fare"])]),
    LogisticRegression()), halves, columns=["fare", "siblings"])
frame_case("texts", make_pipeline(OneHotEncoder(handle_unknown="ignore"), LogisticRegression()), thirds,
           columns=["city", "size"])
frame_case("ordinal-forest", make_pipeline(
    OrdinalEncoder(handle_unknown="use_encoded_value", unknown_value=-1), RandomForestRegressor(**forest)), same,
    columns=["city", "size"])

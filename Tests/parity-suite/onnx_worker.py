"""Trains random scikit-learn pipelines, converts them with the skl2onnx of this Python and writes what ONNX Runtime makes
of hostile rows."""

import warnings

import numpy as np
import onnx
import onnxruntime
import skl2onnx
import sklearn
from skl2onnx.common.data_types import DoubleTensorType, FloatTensorType, Int64TensorType, StringTensorType
from sklearn.compose import ColumnTransformer
from sklearn.decomposition import PCA
from sklearn.ensemble import (AdaBoostClassifier, BaggingClassifier, BaggingRegressor, ExtraTreesClassifier,
                              ExtraTreesRegressor, GradientBoostingClassifier, GradientBoostingRegressor,
                              HistGradientBoostingClassifier, HistGradientBoostingRegressor, RandomForestClassifier,
                              RandomForestRegressor, StackingClassifier, StackingRegressor, VotingRegressor)
from sklearn.feature_selection import SelectKBest
from sklearn.impute import SimpleImputer
from sklearn.linear_model import (ElasticNet, Lasso, LinearRegression, LogisticRegression, PoissonRegressor, Ridge,
                                  RidgeClassifier, SGDClassifier, SGDRegressor)
from sklearn.neural_network import MLPClassifier, MLPRegressor
from sklearn.pipeline import make_pipeline
from sklearn.preprocessing import (MaxAbsScaler, MinMaxScaler, Normalizer, OneHotEncoder, OrdinalEncoder, RobustScaler,
                                   StandardScaler)
from sklearn.tree import DecisionTreeClassifier, DecisionTreeRegressor

from case_file import run
from draw import Draw
from hostile_rows import hostile_rows

ROWS = 128
CASES = {}
#: skl2onnx remembers options by a model's address, which must not become another model's.
ALIVE = []
warnings.filterwarnings("ignore")


def case(name, until_sklearn=None, since=(0,)):
    def register(function):
        def run_case(name, file, version):
            known = tuple(int(part) for part in sklearn.__version__.split(".")[:2])
            if until_sklearn and known >= until_sklearn or version < since:
                return None
            return function(Draw(f"onnx {name}", file.line["seed"]), file)

        CASES[name] = run_case

    return register


def table(draw, missing=0.0):
    count, width = draw.whole(60, 300), draw.whole(1, 8)
    columns = [
        draw.choice(
            lambda: draw.random.normal(0, 1, count), lambda: draw.random.normal(100, 10, count),
            lambda: draw.random.integers(-3, 4, count), lambda: draw.random.normal(0, 1e-3, count),
            lambda: draw.random.choice([0.0, 1.0], count), lambda: draw.random.exponential(300, count),
        )()
        for _ in range(width)
    ]
    rows = np.column_stack(columns).astype(np.float32)
    rows[draw.random.random(rows.shape) < missing] = np.nan
    return rows


def thresholds(model):
    """Thresholds of the tree ensembles of a file by feature; right where nothing stands before the trees."""
    found = {}
    for node in model.graph.node:
        attributes = {attribute.name: attribute for attribute in node.attribute}
        if "nodes_featureids" not in attributes:
            continue
        values = list(attributes["nodes_values"].floats) if "nodes_values" in attributes else onnx.numpy_helper.to_array(
            attributes["nodes_values_as_tensor"].t).tolist()
        for feature, value, mode in zip(attributes["nodes_featureids"].ints, values, attributes["nodes_modes"].strings):
            if mode != b"LEAF":
                found.setdefault(feature, []).append(value)
    return found


def finish(draw, file, fitted, rows, missing, hostile=True, options=None, double=False):
    ALIVE.append(fitted)
    kind = DoubleTensorType if double else FloatTensorType
    settings = {"options": {id(fitted): options}} if options else {}
    opset = draw.choice(None, {"": 15, "ai.onnx.ml": 3}, {"": 18, "ai.onnx.ml": 3})
    converted = skl2onnx.to_onnx(fitted, initial_types=[("X", kind([None, rows.shape[1]]))], target_opset=opset, **settings)
    precision = np.float64 if double else np.float32
    if hostile:
        probes = hostile_rows(draw.random, rows, thresholds(converted), {}, ROWS, precision, infinities=hostile == "infinite",
                              extremes=hostile == "infinite")
        if not missing:
            probes[np.isnan(probes)] = 1.0
    else:
        probes = rows[draw.random.integers(0, len(rows), ROWS)].astype(float) * draw.random.choice([1.0, 1.0, 3.0], (ROWS, 1))
    with np.errstate(all="ignore"):
        probes = probes.astype(precision)
    write(file, converted, {"X": probes}, probes.astype(float))
    return file


def write(file, converted, feeds, rows):
    path = file.model("onnx")
    path.write_bytes(converted.SerializeToString())
    options = onnxruntime.SessionOptions()
    options.intra_op_num_threads = 1
    session = onnxruntime.InferenceSession(str(path), options, providers=["CPUExecutionProvider"])
    outputs = session.run(None, feeds)
    file.rows(rows)
    if len(outputs) > 1:
        file.line["labels"] = [str(label) for label in np.ravel(outputs[0]).tolist()]
        outputs = outputs[1:]
    if isinstance(outputs[0], list):
        names = list(outputs[0][0])
        file.line["names"] = [str(name) for name in names]
        outputs = [np.array([[entry[name] for name in names] for entry in outputs[0]])]
    values = np.concatenate([np.reshape(output, (len(rows), -1)) for output in outputs], axis=1)
    file.values("predictions", values)


def plain(name, model, task, missing=False, hostile=True, before=None, until_sklearn=None, since=(0,), **more):
    """A case of one estimator. `model` makes it of a draw; task is value, values, two or many (classes)."""

    @case(name, until_sklearn, since)
    def _(draw, file):
        rows = table(draw, draw.choice(0.05, 0.3) if missing else 0.0)
        signal = draw.signal(rows.astype(float))
        target = {
            "value": lambda: draw.scaled(signal), "values": lambda: np.column_stack([signal, draw.scaled(-signal)]),
            "two": lambda: draw.binary(signal).astype(int), "many": lambda: draw.classes(signal, draw.choice(3, 4, 7)).astype(int),
            "named": lambda: np.array(["no", "yes"])[draw.binary(signal).astype(int)],
            "positive": lambda: draw.positive(signal),
        }[task]()
        fitted = model(draw)
        if before:
            fitted = make_pipeline(before(draw), fitted)
        fitted.fit(rows, target)
        return finish(draw, file, fitted, rows, missing, hostile, **more)


def forest(draw):
    return {"n_estimators": draw.whole(1, 15), "max_depth": draw.choice(1, 3, 6, None), "random_state": draw.seed,
            "max_leaf_nodes": draw.choice(None, None, 12)}


def boosting(draw):
    return {"n_estimators": draw.whole(1, 20), "max_depth": draw.choice(1, 3, 5), "random_state": draw.seed}


def tree(draw):
    return {"max_depth": draw.choice(1, 4, None), "random_state": draw.seed}


def scaler(draw):
    return draw.choice(StandardScaler, RobustScaler, MaxAbsScaler, MinMaxScaler)()


T = {"hostile": "infinite"}
plain("tree, value", lambda draw: DecisionTreeRegressor(**tree(draw)), "value", **T)
plain("tree, two classes", lambda draw: DecisionTreeClassifier(**tree(draw)), "two", **T)
plain("tree, classes", lambda draw: DecisionTreeClassifier(**tree(draw)), "many", **T)
plain("tree, named classes", lambda draw: DecisionTreeClassifier(**tree(draw)), "named", **T)
plain("random forest, value", lambda draw: RandomForestRegressor(**forest(draw)), "value", **T)
plain("random forest, values", lambda draw: RandomForestRegressor(**forest(draw)), "values", **T)
plain("random forest, two classes", lambda draw: RandomForestClassifier(**forest(draw)), "two", **T)
plain("random forest, classes", lambda draw: RandomForestClassifier(**forest(draw)), "many", **T)
plain("extra trees, value", lambda draw: ExtraTreesRegressor(**forest(draw)), "value", **T)
plain("extra trees, classes", lambda draw: ExtraTreesClassifier(**forest(draw)), "many", **T)
plain("gradient boosting, value", lambda draw: GradientBoostingRegressor(**boosting(draw)), "value", **T)
plain("gradient boosting, two classes", lambda draw: GradientBoostingClassifier(**boosting(draw)), "two", **T)
plain("gradient boosting, classes", lambda draw: GradientBoostingClassifier(**boosting(draw)), "many", **T)
plain("gradient boosting, exponential", lambda draw: GradientBoostingClassifier(loss="exponential", **boosting(draw)), "two",
      since=(1, 18), **T)
plain("histogram boosting, value", lambda draw: HistGradientBoostingRegressor(max_iter=draw.whole(1, 15), max_leaf_nodes=12),
      "value", missing=True, until_sklearn=(1, 8), **T)
plain("histogram boosting, two classes",
      lambda draw: HistGradientBoostingClassifier(max_iter=draw.whole(1, 15), max_leaf_nodes=12), "two", missing=True,
      until_sklearn=(1, 8), **T)
plain("histogram boosting, classes",
      lambda draw: HistGradientBoostingClassifier(max_iter=draw.whole(1, 8), max_leaf_nodes=12), "many", missing=True,
      until_sklearn=(1, 8), **T)
plain("AdaBoost", lambda draw: AdaBoostClassifier(n_estimators=4, random_state=0), "two")
plain("bagging, value", lambda draw: BaggingRegressor(DecisionTreeRegressor(max_depth=3), n_estimators=4, random_state=0), "value")
plain("bagging, classes", lambda draw: BaggingClassifier(DecisionTreeClassifier(max_depth=3), n_estimators=4, random_state=0), "many")
plain("linear regression", lambda draw: draw.choice(LinearRegression, Ridge)(), "value")
plain("lasso, elastic net", lambda draw: draw.choice(Lasso, ElasticNet)(0.01), "value", before=scaler)
plain("linear regression, values", lambda draw: LinearRegression(), "values")
plain("linear regression, Float64", lambda draw: LinearRegression(), "value", double=True)
plain("Poisson regression", lambda draw: PoissonRegressor(), "positive", hostile=False, before=lambda draw: StandardScaler())
plain("logistic regression, two classes", lambda draw: LogisticRegression(max_iter=300), "two", before=scaler)
plain("logistic regression, named classes", lambda draw: LogisticRegression(max_iter=300), "named")
plain("logistic regression, classes", lambda draw: LogisticRegression(max_iter=300), "many", before=scaler)
plain("logistic regression, array", lambda draw: LogisticRegression(max_iter=300), "two", options={"zipmap": False})
plain("SGD, two classes", lambda draw: SGDClassifier(loss="log_loss", random_state=0), "two", before=scaler)
plain("SGD, classes", lambda draw: SGDClassifier(loss="log_loss", random_state=0), "many", before=scaler)
plain("SGD, value", lambda draw: SGDRegressor(random_state=0), "positive", before=lambda draw: StandardScaler())
plain("ridge classifier", lambda draw: RidgeClassifier(), "two", before=scaler)
plain("network, value", lambda draw: MLPRegressor(hidden_layer_sizes=(draw.whole(1, 9),), max_iter=30, random_state=0), "positive", before=scaler)
plain("network, two classes",
      lambda draw: MLPClassifier(hidden_layer_sizes=(6, 3), activation=draw.choice("relu", "tanh", "logistic", "identity"), max_iter=30, random_state=0),
      "two", before=scaler)
plain("network, classes", lambda draw: MLPClassifier(hidden_layer_sizes=(draw.whole(1, 9),), max_iter=30, random_state=0), "many", before=scaler)
plain("imputer, linear", lambda draw: Ridge(), "value", missing=True,
      before=lambda draw: SimpleImputer(strategy=draw.choice("mean", "median", "most_frequent")))
plain("imputer, forest", lambda draw: RandomForestClassifier(**forest(draw)), "many", missing=True,
      before=lambda draw: SimpleImputer(strategy="median"))
plain("scaler, forest", lambda draw: RandomForestRegressor(**forest(draw)), "value", hostile=False, before=scaler)
plain("normalizer", lambda draw: LogisticRegression(), "two", hostile=False,
      before=lambda draw: Normalizer(draw.choice("l1", "l2", "max")))
plain("components", lambda draw: LogisticRegression(), "two", hostile=False,
      before=lambda draw: make_pipeline(StandardScaler(), PCA(1)))
plain("chosen columns", lambda draw: GradientBoostingClassifier(**boosting(draw)), "many", hostile=False,
      before=lambda draw: SelectKBest(k=1))
plain("stacking, value",
      lambda draw: StackingRegressor([("forest", RandomForestRegressor(**forest(draw))), ("linear", Ridge())], cv=2), "value")
plain("stacking, two classes",
      lambda draw: StackingClassifier([("forest", RandomForestClassifier(**forest(draw))),
                                       ("linear", make_pipeline(StandardScaler(), LogisticRegression()))], cv=2), "two")
plain("voting, value",
      lambda draw: VotingRegressor([("forest", RandomForestRegressor(**forest(draw))), ("linear", Ridge())]), "value")

CITIES = ["Oslo", "Łódź", "", "New York", "Lima"]
SIZES = ["small", "medium", "large"]


def columns_case(name, model, classes):
    @case(name)
    def _(draw, file):
        import pandas

        count = 250
        frame = pandas.DataFrame({
            "age": draw.random.normal(40, 12, count).astype(np.float32),
            "fare": draw.random.exponential(30, count).astype(np.float32),
            "siblings": draw.random.integers(0, 5, count).astype(np.int64),
            "city": draw.random.choice(CITIES, count),
            "size": draw.random.choice(SIZES, count),
        })
        frame.loc[draw.random.random(count) < 0.2, "age"] = np.nan
        signal = (frame["siblings"] - frame["fare"] / 30 + (frame["city"] == "Lima") + draw.random.normal(0, 0.3, count)).to_numpy()
        target = (signal > 0).astype(int) if classes else signal
        ordinal = OrdinalEncoder(categories=[SIZES], handle_unknown="use_encoded_value", unknown_value=-1)
        pipeline = make_pipeline(ColumnTransformer([
            ("numbers", make_pipeline(SimpleImputer(strategy="median"), StandardScaler()), ["age", "fare"]),
            ("whole", draw.choice("passthrough", OneHotEncoder(handle_unknown="ignore")), ["siblings"]),
            ("names", OneHotEncoder(handle_unknown="ignore"), ["city"]),
            ("ordered", ordinal, ["size"]),
        ]), model(draw))
        pipeline.fit(frame, target)
        types = [("age", FloatTensorType([None, 1])), ("fare", FloatTensorType([None, 1])),
                 ("siblings", Int64TensorType([None, 1])), ("city", StringTensorType([None, 1])),
                 ("size", StringTensorType([None, 1]))]
        converted = skl2onnx.to_onnx(pipeline, initial_types=types)
        some = frame.iloc[draw.random.integers(0, count, ROWS)].reset_index(drop=True)
        some.loc[draw.random.random(ROWS) < 0.1, "age"] = np.nan
        some.loc[draw.random.random(ROWS) < 0.1, "siblings"] = draw.choice(-1, 7, 100)
        feeds = {
            "age": some[["age"]].to_numpy(np.float32), "fare": some[["fare"]].to_numpy(np.float32),
            "siblings": some[["siblings"]].to_numpy(np.int64), "city": some[["city"]].to_numpy(object),
            "size": some[["size"]].to_numpy(object),
        }
        file.line["categories"] = {"3": CITIES, "4": SIZES}
        rows = np.column_stack([
            some["age"], some["fare"], some["siblings"], some["city"].map(CITIES.index), some["size"].map(SIZES.index),
        ]).astype(float)
        write(file, converted, feeds, rows)
        return file


columns_case("columns, linear", lambda draw: Ridge(), classes=False)
columns_case("columns, logistic", lambda draw: LogisticRegression(max_iter=300), classes=True)
columns_case("columns, forest", lambda draw: RandomForestClassifier(**forest(draw)), classes=True)
columns_case("columns, network", lambda draw: MLPRegressor(hidden_layer_sizes=(4,), max_iter=30, random_state=0), classes=False)

run(CASES, skl2onnx.__version__)

"""The models of the comparison as ONNX graphs that answer margins.

Converters from PyPI answer labels and probabilities beside them, which costs time that nobody asked for: the graph here is
one TreeEnsembleRegressor, or one Gemm, the fastest form that ONNX Runtime has for each.
"""

import json

import numpy
import onnx
from onnx import TensorProto, helper


def from_xgboost(path, features):
    learner = json.loads(path.read_text(encoding="utf-8"))["learner"]
    parameters = learner["learner_model_param"]
    # 3.1 and later write a vector here.
    scores = numpy.array(parameters["base_score"].strip("[]").split(","), dtype=numpy.float64)
    groups = max(int(parameters["num_class"]), 1)
    booster = learner["gradient_booster"]
    base = numpy.log(scores / (1 - scores)) if learner["objective"]["name"] == "binary:logistic" else scores
    base = numpy.broadcast_to(base, groups)
    if booster["name"] == "gblinear":
        weights = numpy.array(booster["model"]["weights"], dtype=numpy.float32)
        return _linear(weights[:-1].reshape(features, groups), weights[-groups:] + base, features)
    nodes = _Nodes()
    for number, tree in enumerate(booster["model"]["trees"]):
        # left is x < c; the operator's fastest mode is x <= c.
        cuts = numpy.nextafter(numpy.float32(tree["split_conditions"]), numpy.float32(-numpy.inf), dtype=numpy.float32)
        for node, left in enumerate(tree["left_children"]):
            if left < 0:
                nodes.leaf(number, node, booster["model"]["tree_info"][number], tree["split_conditions"][node])
            else:
                nodes.split(number, node, "BRANCH_LEQ", tree["split_indices"][node], cuts[node], left,
                            tree["right_children"][node], tree["default_left"][node])
    return nodes.graph(features, groups, base)


def from_lightgbm(booster, features):
    nodes = _Nodes()
    for number, tree in enumerate(booster.dump_model()["tree_info"]):
        _lightgbm_tree(nodes, number, tree["tree_structure"])
    return nodes.graph(features, 1, [0.0])


def _lightgbm_tree(nodes, number, structure):
    """Nodes in the order that a walk finds them; a set of categories becomes a chain of comparisons, each to the one left
    child, which the runtime folds into one test again."""
    waiting = [(structure, 0)]
    count = 1
    while waiting:
        node, place = waiting.pop()
        if "leaf_value" in node:
            nodes.leaf(number, place, 0, node["leaf_value"])
            continue
        feature = node["split_feature"]
        if node["decision_type"] == "<=":
            left, right = count, count + 1
            count += 2
            # Rows are Float32: the largest Float32 that is not above the threshold decides the same.
            cut = numpy.float32(node["threshold"])
            if float(cut) > node["threshold"]:
                cut = numpy.nextafter(cut, numpy.float32(-numpy.inf), dtype=numpy.float32)
            missing_left = node["default_left"] if node["missing_type"] == "NaN" else node["threshold"] >= 0
            nodes.split(number, place, "BRANCH_LEQ", feature, cut, left, right, missing_left)
        else:
            codes = node["threshold"].split("||")
            left = count
            count += 1
            for index, code in enumerate(codes):
                right = count
                count += 1
                nodes.split(number, place, "BRANCH_EQ", feature, float(code), left, right, False)
                place = right
        waiting += [(node["right_child"], right), (node["left_child"], left)]


def _linear(weights, base, features):
    graph = helper.make_graph(
        [helper.make_node("Gemm", ["rows", "weights", "base"], ["margins"])], "linear",
        [helper.make_tensor_value_info("rows", TensorProto.FLOAT, [None, features])],
        [helper.make_tensor_value_info("margins", TensorProto.FLOAT, [None, weights.shape[1]])],
        [onnx.numpy_helper.from_array(weights, "weights"),
         onnx.numpy_helper.from_array(numpy.float32(base), "base")])
    return _model(graph, [helper.make_opsetid("", 17)])


def _model(graph, operators):
    model = helper.make_model(graph, opset_imports=operators)
    model.ir_version = 8
    return model


class _Nodes:
    def __init__(self):
        self.splits = {name: [] for name in ("treeids", "nodeids", "modes", "featureids", "values", "truenodeids",
                                             "falsenodeids", "missing_value_tracks_true")}
        self.leaves = {name: [] for name in ("treeids", "nodeids", "ids", "weights")}

    def split(self, tree, node, mode, feature, cut, left, right, missing_left):
        values = (tree, node, mode, int(feature), float(cut), int(left), int(right), int(missing_left))
        for column, value in zip(self.splits.values(), values):
            column.append(value)

    def leaf(self, tree, node, group, value):
        self.split(tree, node, "LEAF", 0, 0, 0, 0, 0)
        for column, entry in zip(self.leaves.values(), (tree, node, int(group), float(value))):
            column.append(entry)

    def graph(self, features, groups, base):
        attributes = {f"nodes_{name}": column for name, column in self.splits.items()}
        attributes |= {f"target_{name}": column for name, column in self.leaves.items()}
        node = helper.make_node(
            "TreeEnsembleRegressor", ["rows"], ["margins"], domain="ai.onnx.ml", n_targets=groups,
            base_values=[float(value) for value in base], **attributes)
        graph = helper.make_graph(
            [node], "trees", [helper.make_tensor_value_info("rows", TensorProto.FLOAT, [None, features])],
            [helper.make_tensor_value_info("margins", TensorProto.FLOAT, [None, groups])])
        return _model(graph, [helper.make_opsetid("", 17), helper.make_opsetid("ai.onnx.ml", 3)])

"""What scikit-learn says about scored rows: reads the JSON list of cases that is named, prints a list of answers.

A case has the members of ScoredRows and a threshold. What the rows can't tell (one class, targets that are all the same)
has no figure.
"""

import json
import sys
import warnings

import numpy as np
from sklearn import calibration, metrics

BINS = 10


def expected_calibration_error(scores, targets, weights):
    """Not in scikit-learn; the bins are those of its calibration_curve."""
    bins = np.searchsorted(np.linspace(0, 1, BINS + 1)[1:-1], scores)
    total = 0.0
    for index in range(BINS):
        here = (bins == index) & (weights > 0)
        if here.any():
            gap = np.average(targets[here], weights=weights[here]) - np.average(scores[here], weights=weights[here])
            total += abs(gap) * weights[here].sum()
    return total / weights.sum()


def binary(case, targets, weights, sample_weight):
    scores, threshold = np.array(case["values"]), case["threshold"]
    flagged = (scores >= threshold).astype(float)
    weighted = {"sample_weight": sample_weight}
    found = {
        "accuracy": metrics.accuracy_score(targets, flagged, **weighted),
        "balanced_accuracy": metrics.balanced_accuracy_score(targets, flagged, **weighted),
        "precision": metrics.precision_score(targets, flagged, zero_division=0, **weighted),
        "recall": metrics.recall_score(targets, flagged, zero_division=0, **weighted),
        "f1": metrics.f1_score(targets, flagged, zero_division=0, **weighted),
        "mcc": metrics.matthews_corrcoef(targets, flagged, **weighted),
        "logloss": metrics.log_loss(targets, scores, labels=[0, 1], **weighted),
        "brier_score": metrics.brier_score_loss(targets, scores, labels=[0, 1], pos_label=1, **weighted),
        "ece": expected_calibration_error(scores, targets, weights),
    }
    answer = {"metrics": found}
    confusion = metrics.confusion_matrix(targets, flagged, labels=[0, 1], **weighted)
    answer["confusion"] = (confusion if case["positive"] == 1 else confusion[::-1, ::-1]).tolist()
    if len(set(targets[weights > 0])) == 2:
        found["auc"] = metrics.roc_auc_score(targets, scores, **weighted)
        found["average_precision"] = metrics.average_precision_score(targets, scores, **weighted)
        false, true, _ = metrics.roc_curve(targets, scores, drop_intermediate=False, **weighted)
        answer["roc"] = np.stack([false, true], axis=1).tolist()
        precision, recall, _ = metrics.precision_recall_curve(targets, scores, **weighted)
        # From the highest threshold on; the first point belongs to no threshold.
        answer["precision_recall"] = np.stack([recall, precision], axis=1)[::-1][1:].tolist()
    if sample_weight is None:
        observed, mean = calibration.calibration_curve(targets, scores, n_bins=BINS, pos_label=1)
        answer["calibration"] = np.stack([mean, observed], axis=1).tolist()
    return answer


def multiclass(case, targets, weights, sample_weight):
    count = len(case["labels"])
    labels = list(range(count))
    scores = np.array(case["values"]).reshape(-1, count)
    predicted = scores.argmax(axis=1)
    weighted = {"sample_weight": sample_weight}
    targets = targets.astype(int)
    present = sorted(set(targets) | set(predicted))
    found = {
        "accuracy": metrics.accuracy_score(targets, predicted, **weighted),
        "balanced_accuracy": metrics.balanced_accuracy_score(targets, predicted, **weighted),
        "f1_macro": metrics.f1_score(targets, predicted, labels=present, average="macro", zero_division=0, **weighted),
        "f1_weighted": metrics.f1_score(targets, predicted, average="weighted", zero_division=0, **weighted),
        "mlogloss": metrics.log_loss(targets, scores, labels=labels, **weighted),
        "ece": expected_calibration_error(
            scores[np.arange(len(scores)), predicted], (predicted == targets).astype(float), weights),
    }
    if len(set(targets)) == count:
        # Not roc_auc_score(multi_class="ovr"): it asks for rows that sum to 1 more exactly than Float32 does.
        each = [metrics.roc_auc_score(targets == label, scores[:, label], **weighted) for label in labels]
        found["auc"] = float(np.mean(each))
    confusion = metrics.confusion_matrix(targets, predicted, labels=labels, **weighted)
    return {"metrics": found, "confusion": confusion.tolist()}


def regression(case, targets, weights, sample_weight):
    predictions = np.array(case["values"])
    weighted = {"sample_weight": sample_weight}
    kept = weights > 0
    found = {
        "rmse": metrics.root_mean_squared_error(targets, predictions, **weighted),
        "mae": metrics.mean_absolute_error(targets, predictions, **weighted),
        "median_absolute_error": metrics.median_absolute_error(targets, predictions, **weighted),
        "max_error": metrics.max_error(targets[kept], predictions[kept]),
    }
    if (targets[kept] != 0).all():
        found["mape"] = metrics.mean_absolute_percentage_error(targets, predictions, **weighted)
    if len(set(targets[kept])) > 1:
        found["r2"] = metrics.r2_score(targets, predictions, **weighted)
        found["explained_variance"] = metrics.explained_variance_score(targets, predictions, **weighted)
    residuals = targets - predictions
    shares = [1, 5, 25, 50, 75, 95, 99]
    summary = {"mean": residuals.mean(), "standard_deviation": residuals.std(ddof=1)}
    summary |= {f"p{share}": value for share, value in zip(shares, np.percentile(residuals, shares))}
    return {"metrics": found, "residuals": summary}


def main():
    warnings.simplefilter("ignore")
    tasks = {"binary": binary, "multiclass": multiclass, "regression": regression}
    answers = []
    for case in json.load(open(sys.argv[1])):
        sample_weight = None if case["weights"] is None else np.array(case["weights"])
        targets = np.array(case["targets"])
        weights = np.ones(len(targets)) if sample_weight is None else sample_weight
        answers.append(tasks[case["task"]](case, targets, weights, sample_weight))
    print(json.dumps(answers))


main()

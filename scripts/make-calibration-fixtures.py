"""Writes margins, targets and the probabilities that scikit-learn's Platt scaling makes of them, as the JSON of the file
named on the command line."""

import json
import sys
import warnings

import numpy as np
import sklearn
from sklearn.calibration import CalibratedClassifierCV


class Margins:
    """A classifier that has been fitted: its margin is its only column."""

    _estimator_type = "classifier"
    classes_ = np.array([0, 1])

    def fit(self, rows, targets):
        return self

    def decision_function(self, rows):
        return rows[:, 0]

    def get_params(self, deep=True):
        return {}

    def __sklearn_is_fitted__(self):
        return True


def case(name, margins, targets, weights=None):
    margins = np.asarray(margins, np.float32)
    targets = np.asarray(targets, np.int64)
    rows = margins[:, None].astype(np.float64)
    model = CalibratedClassifierCV(Margins(), method="sigmoid", cv="prefit")
    model.fit(rows, targets, sample_weight=weights)
    calibrator = model.calibrated_classifiers_[0].calibrators[0]
    return {
        "name": name,
        "margins": [float(margin) for margin in margins],
        "targets": targets.tolist(),
        "weights": None if weights is None else [float(weight) for weight in weights],
        "slope": -float(calibrator.a_),
        "intercept": -float(calibrator.b_),
        "probabilities": [float(value) for value in model.predict_proba(rows)[:, 1]],
    }


def main():
    warnings.filterwarnings("ignore", category=FutureWarning)
    random = np.random.default_rng(7)

    def sample(count, slope, intercept):
        margins = random.normal(0.5, 2, count)
        return margins, random.random(count) < 1 / (1 + np.exp(-(slope * margins + intercept)))

    weights = random.integers(0, 4, 90) / 2
    cases = [
        case("overconfident", *sample(120, 0.4, -0.3)),
        case("underconfident", *sample(80, 2.5, 1)),
        case("rare", *sample(150, 1, -4)),
        case("weighted", *sample(90, 0.7, 0.5), weights),
        case("reversed", *sample(60, -0.8, 0)),
        case("separable", np.linspace(-3, 3, 40), np.arange(40) >= 20),
        case("two rows", [-1, 1], [0, 1]),
        case("far away", random.normal(20, 0.5, 50), random.random(50) < 0.5),
    ]
    document = {"scikit-learn": sklearn.__version__, "cases": cases}
    with open(sys.argv[1], "w") as file:
        file.write(json.dumps(document, indent=0).replace(",\n", ", ").replace("}, {", "},\n{") + "\n")


main()

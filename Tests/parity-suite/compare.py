"""The rules by which what Scoreline says is held against what a library says."""

import dataclasses

import numpy as np


@dataclasses.dataclass
class Verdict:
    rows: int
    #: Rows where something differs by more than the rule allows.
    mismatches: int = 0
    #: Largest difference of margins and of outputs, in the unit of the library's rule.
    margins: float = 0.0
    outputs: float = 0.0
    problems: list = dataclasses.field(default_factory=list)


def read(path, rows):
    return np.fromfile(path, "<f8").reshape(rows, -1)


def ordered(values, precision):
    """Whole numbers whose differences count units in the last place; both zeros are one."""
    bits = np.ascontiguousarray(values.astype(precision)).view(np.int32 if precision is np.float32 else np.int64)
    lowest = np.iinfo(bits.dtype).min
    return np.where(bits < 0, lowest - bits, bits).astype(np.float64)


def ulps(found, expected, precision):
    """How many representable numbers apart; 0 where both are NaN, endless where one is."""
    # Infinity is the neighbour of the largest number, which is no measure.
    odd = ~np.isfinite(found) | ~np.isfinite(expected)
    same = (np.isnan(found) & np.isnan(expected)) | (found == expected)
    first, second = np.where(odd, 0, found), np.where(odd, 0, expected)
    distance = np.abs(ordered(first, precision) - ordered(second, precision))
    return np.where(odd, np.where(same, 0.0, np.inf), distance)


def different_bits(found, expected):
    """Where the bits differ: also those of the two zeros. NaN is NaN."""
    return (found.view(np.uint64) != expected.view(np.uint64)) & ~(np.isnan(found) & np.isnan(expected))


class Comparison:
    def __init__(self, case, answer):
        self.case, self.answer, self.count = case, answer, case["count"]
        self.verdict = Verdict(self.count)
        self.bad = np.zeros(self.count, bool)

    def run(self):
        if "failure" in self.case:
            return self.fail(f"the library failed: {self.case['failure']}")
        if self.answer.get("error"):
            return self.fail(self.answer["error"])
        for difference in self.answer["differences"]:
            self.fail(difference)
        {"onnx": self.onnx}.get(self.case["library"], self.boosted)()
        self.verdict.mismatches = max(self.verdict.mismatches, int(self.bad.sum()))
        return self.verdict

    def fail(self, problem):
        self.verdict.problems.append(problem)
        self.verdict.mismatches = max(1, self.verdict.mismatches)
        return self.verdict

    def found(self, name):
        return read(f"{self.case['stem']}.found.{name}", self.count)

    def expected(self, name):
        return read(self.case[name], self.count)

    def note(self, name, bad, found, expected):
        """Remembers the rows of a table that are wrong and shows the first cell."""
        if found.shape != expected.shape:
            self.fail(f"{name}: {found.shape[1]} per row, the library has {expected.shape[1]}")
            return
        if not bad.any():
            return
        self.bad |= bad.any(axis=1)
        row, column = np.argwhere(bad)[0]
        self.verdict.problems.append(
            f"{name}: {int(bad.sum())} differ, first row {row}, column {column}: found {found[row, column]!r}, "
            f"the library says {expected[row, column]!r}")

    def boosted(self):
        precision = np.float32 if self.answer["precision"] == "float32" else np.float64
        found, expected = self.found("margins"), self.expected("margins")
        if found.shape != expected.shape:
            self.fail(f"{found.shape[1]} margins per row, the library has {expected.shape[1]}")
            return
        distance = ulps(found, expected, precision)
        self.verdict.margins = float(distance.max(initial=0))
        allowed = self.case.get("ulps", 0)
        self.note("margins", distance > allowed if allowed else different_bits(found, expected), found, expected)

        found, expected = self.predictions(), self.expected("predictions")
        if found.shape == expected.shape:
            distance = ulps(found, expected, precision)
            self.verdict.outputs = float(distance.max(initial=0))
            self.note("outputs", distance > max(2, 2 * allowed), found, expected)
        else:
            self.note("outputs", None, found, expected)

    def predictions(self):
        """What `predict` of the library gives, out of what Scoreline gives."""
        if self.answer["objective"] == "multi:softmax":
            return self.found("labels")
        outputs = self.found("outputs")
        if self.answer["task"] == "binary":
            return outputs[:, self.answer["firstScore"]:][:, :1]
        return outputs

    #: What ONNX Runtime adds up in another order.
    CLOSE = 1e-6

    def onnx(self):
        expected, found = self.expected("predictions"), self.found("outputs")
        if "names" in self.case:
            labels = self.answer["classLabels"]
            if sorted(labels) != sorted(self.case["names"]):
                self.fail(f"the classes are {labels}, ONNX Runtime says {self.case['names']}")
                return
            expected = expected[:, [self.case["names"].index(label) for label in labels]]
        if found.shape[1] == 1 and expected.shape[1] == 2:
            # Two raw scores, the second of which is the positive class's.
            expected = expected[:, 1:]
        if found.shape != expected.shape:
            self.note("outputs", None, found, expected)
            return
        with np.errstate(all="ignore"):
            distance = np.abs(found - expected) / np.maximum(1, np.abs(expected))
        same = (found == expected) | (np.isnan(found) & np.isnan(expected))
        distance = np.where(same, 0, np.where(np.isfinite(distance), distance, np.inf))
        self.verdict.outputs = float(distance.max(initial=0))
        self.note("outputs", distance > self.CLOSE, found, expected)
        if "labels" in self.case:
            self.labels(expected)

    def labels(self, expected):
        """Classes must agree, except where two of them are as likely as the rule can tell."""
        indexes = self.found("labels").astype(int).ravel()
        names = np.array([self.answer["classLabels"][index] for index in indexes])
        wrong = names != np.array(self.case["labels"])
        if expected.shape[1] > 1:
            ranked = np.sort(expected, axis=1)
            wrong &= ~(ranked[:, -1] - ranked[:, -2] <= 2 * self.CLOSE)
        if wrong.any():
            self.bad |= wrong
            row = int(np.argmax(wrong))
            self.verdict.problems.append(
                f"labels: {int(wrong.sum())} differ, first row {row}: found {names[row]}, ONNX Runtime says "
                f"{self.case['labels'][row]} of {expected[row].tolist()}")

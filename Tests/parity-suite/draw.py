"""Random tables, labels and settings. Everything follows from a case's name and its seed, so that every version of a
library is asked the same."""

import zlib

import numpy as np


class Draw:
    def __init__(self, case, seed):
        self.random = np.random.default_rng([zlib.crc32(case.encode()), seed])
        self.seed = seed

    def choice(self, *options):
        return options[self.random.integers(len(options))]

    def whole(self, low, high):
        """Both ends may come."""
        return int(self.random.integers(low, high + 1))

    def real(self, low, high):
        return float(self.random.uniform(low, high))

    def chance(self, share):
        return bool(self.random.random() < share)

    def table(self, categorical=0, missing=None, same_size=False):
        """Float64 rows and the number of codes of each categorical column; those come first."""
        count, width = self.whole(80, 500), self.whole(max(1, categorical), self.choice(3, 8, 30))
        missing = self.choice(0.0, 0.0, 0.02, 0.2, 0.7) if missing is None else missing
        codes = {column: self.choice(2, 3, 12, 31, 33, 70, 150) for column in range(categorical)}
        columns = [
            self.random.integers(0, codes[column], count).astype(float) if column in codes
            else self.random.normal(0, 1, count) if same_size
            else self._column(count)
            for column in range(width)
        ]
        rows = np.column_stack(columns)
        rows[self.random.random(rows.shape) < missing] = np.nan
        return rows, codes

    def _column(self, count):
        random = self.random
        return self.choice(
            lambda: random.normal(0, 1, count),
            lambda: random.normal(0, 1, count).astype(np.float32).astype(float),
            lambda: random.normal(100, 10, count),
            lambda: random.integers(-3, 4, count).astype(float),
            lambda: random.choice([-1.0, 1.0], count),
            lambda: random.choice([0.0, 1.0], count),
            lambda: random.choice([0.0, 0.0, 0.0, 1.5, -2.5], count),
            lambda: random.normal(0, 1e-30, count),
            lambda: random.normal(0, 1e-39, count),
            lambda: random.normal(0, 1e30, count),
            lambda: random.standard_cauchy(count),
            lambda: 1 + random.integers(0, 6, count) * 2.0**-23,
            lambda: 1 + random.integers(0, 40, count) * 2.0**-50,
            lambda: np.full(count, 3.0),
        )()

    def signal(self, rows, codes=None):
        """A number per row, about 0 ± 1, that depends on every column and on what is missing."""
        total = self.random.normal(0, 0.1, len(rows))
        for column in range(rows.shape[1]):
            values = rows[:, column]
            if codes and column in codes:
                effects = self.random.normal(0, 1, codes[column])
                part = effects[np.nan_to_num(values).astype(int)]
            else:
                part = np.argsort(np.argsort(np.nan_to_num(values), kind="stable")) / len(rows) - 0.5
            part = np.where(np.isnan(values), self.random.normal(), part)
            total += self.random.normal() * part
        return total / max(1, np.std(total))

    def scaled(self, signal):
        return signal * 10 ** self.real(-3, 4) + self.choice(0, 0, 7, -1e3)

    def positive(self, signal):
        return np.exp(np.clip(signal, -3, 3) / 2)

    def binary(self, signal):
        label = (signal > np.quantile(signal, self.choice(0.5, 0.2, 0.95))).astype(float)
        label[:2] = 0, 1
        return label

    def classes(self, signal, count):
        edges = np.quantile(signal, np.sort(self.random.random(count - 1)))
        label = np.digitize(signal, edges).astype(float)
        label[:count] = range(count)
        return label

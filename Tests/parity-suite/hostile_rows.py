"""Rows that are hard to score right: what a model was trained on, and cells put on and beside its thresholds, missing,
infinite, of either zero, subnormal, and codes that no category has."""

import numpy as np

#: LightGBM takes numbers up to here, of either sign, for zero.
SMALLEST = float(np.float32(1e-35))
LARGEST = float(np.finfo(np.float32).max)

SPECIAL = [
    np.nan, 0.0, -0.0, 5e-324, -5e-324, 1e-45, -1e-45, 7e-46, 1.1754942e-38, 1.17549435e-38, SMALLEST, -SMALLEST,
    np.nextafter(SMALLEST, 1), np.nextafter(-SMALLEST, -1), 1e-35, -1e-35, 1.0, -1.0, 1 + 2**-24, 16777217.0, LARGEST, -LARGEST,
]
#: The second is the first double that Float32 rounds to infinity.
INFINITE = [np.inf, -np.inf, 3.4028235677973366e38, -3.4028235677973366e38, 1.7976931348623157e308]
CODES = [
    np.nan, -1.0, -0.5, -0.0, -1e-45, 0.0, 0.9, 1.2, 31.0, 31.999, 32.0, 63.0, 64.0, 1000.0, 16777215.0, 16777215.4,
    16777215.5, 16777216.0, -0.99999999, 2147483647.0, 2147483648.0, 4294967296.0, 4294967297.0, 1e18, -1e18,
]


def beside(thresholds, precision):
    """The thresholds, their neighbours in the model's precision and among doubles, and where rounding turns."""
    at = np.asarray(thresholds, precision)
    at = np.unique(at[np.isfinite(at)])
    up, down = np.nextafter(at, precision(np.inf)), np.nextafter(at, precision(-np.inf))
    wide, above, below = (values.astype(np.float64) for values in (at, up, down))
    middle, other = wide / 2 + above / 2, wide / 2 + below / 2
    found = [wide, above, below, np.nextafter(wide, np.inf), np.nextafter(wide, -np.inf)]
    for turn in (middle, other):
        found += [turn, np.nextafter(turn, np.inf), np.nextafter(turn, -np.inf)]
    values = np.concatenate(found)
    return values[np.isfinite(values)]


def hostile_rows(random, training, thresholds, categories, count, precision, infinities=True, extremes=True):
    """`count` rows of Float64.

    - training: rows to start from; thresholds: column → list; categories: column → number of codes.
    - infinities: whether ±inf and what rounds to it may occur; extremes: whether the largest finite numbers may.
    """
    rows = np.array(training[random.integers(0, len(training), count)], np.float64)
    # From plain rows to rows where every cell is hostile.
    share = random.choice([0.0, 0.1, 0.5, 1.0], count, p=[0.2, 0.3, 0.3, 0.2])
    special = np.array([value for value in SPECIAL if extremes or not abs(value) > 1e9] + INFINITE * infinities)
    for column in range(rows.shape[1]):
        if column in categories:
            codes = np.array(CODES + [np.inf, -np.inf, 1e30] * infinities)
            known = random.integers(0, categories[column] + 2, 2 * count) + random.choice([0, 0, 0.5, 0.999], 2 * count)
            pool = np.concatenate([random.choice(codes, count), known])
        else:
            pool = random.choice(special, count)
            with np.errstate(all="ignore"):
                near = beside(thresholds.get(column, []), precision)
            if len(near):
                pool = np.concatenate([pool, random.choice(near, 3 * count)])
        chosen = random.random(count) < share
        rows[chosen, column] = random.choice(pool, int(chosen.sum()))
    if not infinities:
        with np.errstate(all="ignore"):
            rows[np.isinf(rows.astype(np.float32))] = 1.0
    if not extremes:
        rows[np.abs(rows) > 1e9] = 1e9
    return rows

"""Figures of rounds that were measured side by side, and how they are written."""

import pathlib
import statistics
import sys

sys.path.append(str(pathlib.Path(__file__).resolve().parent.parent / "peers"))

from tables import ABSENT, count, number


def median_of(rounds, name):
    """The median over the rounds that have it; None where none has."""
    found = [turn[name] for turn in rounds if name in turn]
    return statistics.median(found) if found else None


def median_ratio(rounds, upper, lower):
    """The median of the rounds' ratios: rounds side by side are less noisy than medians of rates."""
    found = [turn[upper] / turn[lower] for turn in rounds if upper in turn and lower in turn]
    return statistics.median(found) if found else None


def shown(value, form=number):
    return ABSENT if value is None else form(value)


def rate(value):
    """Jobs or rows a second, to three digits."""
    return count(int(float(f"{value:.3g}"))) if value >= 100 else number(value)


def milliseconds(value):
    return number(value)


def percent(change):
    """How much more or less than before, from a ratio."""
    return f"{100 * (change - 1):+.1f} %"


def against_off(report, way, measure):
    """Against the turn without, of each round."""
    return [turn[way][measure] / turn["off"][measure] for turn in report["rounds"]]

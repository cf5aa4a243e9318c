#!/usr/bin/env python3
"""Draws how the workers followed the load, from what Tests/deploy/test_scaling.py wrote.

    scripts/scaling-figure.py [.build/deploy/scaling.json [docs/images/scaling.svg]]
"""

import html
import json
import math
import pathlib
import sys

ROOT = pathlib.Path(__file__).resolve().parent.parent
DEFAULTS = [ROOT / ".build/deploy/scaling.json", ROOT / "docs/images/scaling.svg"]
WIDTH, LEFT, RIGHT = 880, 64, 24
# Top and bottom edge of each panel.
JOBS, WORKERS = (64, 234), (298, 418)
HEIGHT = WORKERS[1] + 56
BLUE, ORANGE, GREEN, INK, PALE = "#1f6fb2", "#d9730d", "#2a8a4a", "#333a40", "#d9dee3"


class Panel:
    """One plot: places values between its edges, with the time axis that all panels share."""

    def __init__(self, edges, seconds, largest):
        self.top, self.bottom = edges
        self.largest = largest
        self._seconds = seconds

    def x(self, seconds):
        """Place of a time."""
        return round(LEFT + (WIDTH - LEFT - RIGHT) * seconds / self._seconds, 1)

    def y(self, value):
        """Place of a value."""
        return round(self.bottom - (self.bottom - self.top) * value / self.largest, 1)

    def points(self, series, name):
        """The places of one value over time."""
        return [(self.x(step["seconds"]), self.y(step[name])) for step in series]

    def frame(self, title, ticks):
        """Title, lines and numbers of the value axis."""
        parts = [text(LEFT, self.top - 30, title, weight="600")]
        for value in ticks:
            parts.append(f'<path d="M{LEFT} {self.y(value)}H{WIDTH - RIGHT}" stroke="{PALE}"/>')
            parts.append(text(LEFT - 10, self.y(value) + 4, value, anchor="end"))
        return parts


def text(x, y, content, anchor="start", weight="400", fill=INK):
    """One text."""
    content = html.escape(str(content))
    return f'<text x="{x}" y="{y}" text-anchor="{anchor}" font-weight="{weight}" fill="{fill}">{content}</text>'


def line(points, colour):
    """Points joined by straight lines."""
    path = "M" + "L".join(f"{x} {y}" for x, y in points)
    return f'<path d="{path}" fill="none" stroke="{colour}" stroke-width="2"/>'


def steps(points):
    """The same points for a value that stays until it changes."""
    joined = points[:1]
    for (_, before), (x, y) in zip(points, points[1:]):
        joined += [(x, before), (x, y)]
    return joined


def area(points, bottom, colour):
    """What lies below some points."""
    path = f"M{points[0][0]} {bottom}L" + "L".join(f"{x} {y}" for x, y in points) + f"L{points[-1][0]} {bottom}Z"
    return f'<path d="{path}" fill="{colour}" fill-opacity="0.15"/>'


def legend(x, y, entries):
    """Colours and their names, side by side."""
    parts = []
    for colour, name in entries:
        parts.append(f'<path d="M{x} {y - 4}h18" stroke="{colour}" stroke-width="3"/>')
        parts.append(text(x + 24, y, name))
        x += 42 + 7 * len(name)
    return parts


def ticks_up_to(largest, most=5):
    """Round numbers from 0 to `largest`."""
    rough = largest / most
    power = 10 ** math.floor(math.log10(max(rough, 1)))
    step = next(factor * power for factor in (1, 2, 5, 10) if factor * power >= rough)
    return range(0, int(largest) + 1, int(step))


def draw(run):
    """The whole picture of one run."""
    series = run["series"]
    length = series[-1]["seconds"]
    jobs = Panel(JOBS, length, 1.1 * max(max(step["waiting"], step["in_flight"]) for step in series))
    workers = Panel(WORKERS, length, 1 + max(step["running"] + step["stopping"] for step in series))

    waiting, in_flight = jobs.points(series, "waiting"), jobs.points(series, "in_flight")
    parts = jobs.frame("Jobs", ticks_up_to(jobs.largest))
    parts += legend(WIDTH - 300, jobs.top - 30, [(BLUE, "waiting"), (ORANGE, "being scored")])
    parts += [area(waiting, jobs.bottom, BLUE), line(waiting, BLUE), line(in_flight, ORANGE)]

    running = steps(workers.points(series, "running"))
    parts += workers.frame("Workers", range(int(workers.largest) + 1))
    parts += legend(WIDTH - 300, workers.top - 30, [(GREEN, "running")])
    parts += [area(running, workers.bottom, GREEN), line(running, GREEN)]

    minutes = range(int(length // 60) + 1)
    for minute in minutes[:: max(1, len(minutes) // 12)]:
        x = workers.x(60 * minute)
        parts.append(f'<path d="M{x} {workers.bottom}v6" stroke="{INK}"/>')
        parts.append(text(x, workers.bottom + 22, minute, anchor="middle"))
    parts.append(text(WIDTH - RIGHT, workers.bottom + 42, "minutes of the autoscaler's time", anchor="end"))
    return "\n".join([
        f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {WIDTH} {HEIGHT}" width="{WIDTH}" height="{HEIGHT}"'
        ' font-family="system-ui, sans-serif" font-size="13">',
        "<title>Workers follow the load: none, then one, then as many as the backlog wants, then none again</title>",
        f'<rect width="{WIDTH}" height="{HEIGHT}" rx="8" fill="#ffffff"/>',
        *parts,
        "</svg>\n",
    ])


def main():
    """Reads the run and writes the picture."""
    paths = [pathlib.Path(argument) for argument in sys.argv[1:]]
    if len(paths) > 2:
        sys.exit("usage: scripts/scaling-figure.py [RUN.json [PICTURE.svg]]")
    source, target = paths + DEFAULTS[len(paths) :]
    if not source.exists():
        sys.exit(f"scaling-figure: {source} is not there: Tests/deploy/run.sh -k burst writes it")
    target.parent.mkdir(parents=True, exist_ok=True)
    target.write_text(draw(json.loads(source.read_text())))


if __name__ == "__main__":
    main()

"""The pictures of docs/performance.md: plain SVG, the same bytes for the same figures, readable on light and dark pages."""

import html
import math
import statistics

WIDTH, LEFT, RIGHT, TOP = 760, 64, 24, 56
COLOURS = ["series0", "series1", "series2", "series3"]
STYLE = """<style>
.ground{fill:#fff}.ink{fill:#333a40}.grid{stroke:#d9dee3}
.series0{--c:#1f6fb2}.series1{--c:#d9730d}.series2{--c:#2a8a4a}.series3{--c:#8a4fae}
.bar{fill:var(--c)}.line{stroke:var(--c);fill:none;stroke-width:2}.dot{fill:var(--c)}
@media (prefers-color-scheme:dark){
.ground{fill:#15191c}.ink{fill:#dfe4e8}.grid{stroke:#3a4248}
.series0{--c:#5aa9e6}.series1{--c:#f0a050}.series2{--c:#5fc486}.series3{--c:#c08fe0}}
</style>"""


def label(x, y, content, anchor="start", weight="400"):
    return (f'<text class="ink" x="{x:g}" y="{y:g}" text-anchor="{anchor}" font-weight="{weight}">'
            f"{html.escape(str(content))}</text>")


def short(value):
    """A number for an axis or a bar: three digits, with k and M."""
    for size, unit in ((1e6, "M"), (1e3, "k")):
        if value >= size:
            return f"{value / size:.3g} {unit}"
    return f"{value:.3g}"


def page(title, height, parts):
    return "\n".join([
        f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {WIDTH} {height}" width="{WIDTH}" height="{height}"'
        ' font-family="system-ui, sans-serif" font-size="13">',
        f"<title>{html.escape(title)}</title>", STYLE, f'<rect class="ground" width="{WIDTH}" height="{height}" rx="8"/>',
        label(20, 28, title, weight="600"), *parts, "</svg>\n"])


class Scale:
    """Places values on a logarithmic axis of whole decades."""

    def __init__(self, values, begin, end):
        self.low = math.floor(math.log10(min(values)))
        self.high = max(math.ceil(math.log10(max(values))), self.low + 1)
        self._begin, self._end = begin, end

    def __call__(self, value):
        share = (math.log10(value) - self.low) / (self.high - self.low)
        return round(self._begin + (self._end - self._begin) * share, 1)

    def decades(self):
        return [10.0 ** power for power in range(self.low, self.high + 1)]


def bars(title, entries):
    """Names, values and series, a line each, on a logarithmic axis."""
    begin, end, step = 290, WIDTH - 90, 26
    bottom = TOP + step * len(entries)
    scale = Scale([value for _, value, _ in entries], begin, end)
    parts = []
    for tick in scale.decades():
        parts.append(f'<path class="grid" d="M{scale(tick):g} {TOP - 8}V{bottom}"/>')
        parts.append(label(scale(tick), bottom + 18, short(tick), "middle"))
    for row, (name, value, series) in enumerate(entries):
        y = TOP + step * row
        parts.append(label(begin - 10, y + 13, name, "end"))
        width = max(scale(value) - begin, 1)
        parts.append(f'<rect class="{series} bar" x="{begin}" y="{y}" width="{width:g}" height="18" rx="2"/>')
        parts.append(label(begin + width + 6, y + 13, short(value)))
    return page(title, bottom + 34, parts)


def lines(title, series, x_label):
    """Name: points with positive values, on two logarithmic axes; or with texts instead of numbers along x, evenly apart."""
    bottom, end = 330, WIDTH - RIGHT - 110
    points = [point for values in series.values() for point in values]
    vertical = Scale([y for _, y in points], bottom, TOP)
    texts = [x for x, _ in next(iter(series.values()))]
    if isinstance(texts[0], str):
        def across(x):
            return round(LEFT + 30 + (end - LEFT - 60) * texts.index(x) / max(len(texts) - 1, 1), 1)
        ticks = [(text, text) for text in texts]
    else:
        across = Scale([x for x, _ in points], LEFT, end)
        ticks = [(tick, short(tick)) for tick in across.decades()]
    parts = []
    for tick in vertical.decades():
        parts.append(f'<path class="grid" d="M{LEFT} {vertical(tick):g}H{end}"/>')
        parts.append(label(LEFT - 8, vertical(tick) + 4, short(tick), "end"))
    parts += [label(across(x), bottom + 20, text, "middle") for x, text in ticks]
    parts.append(label((LEFT + end) / 2, bottom + 40, x_label, "middle"))
    # Names beside the last points, at least a line apart.
    used = []
    for colour, (name, values) in zip(COLOURS, sorted(series.items(), key=lambda item: item[1][-1][1])):
        places = [(across(x), vertical(y)) for x, y in values]
        path = "L".join(f"{x:g} {y:g}" for x, y in places)
        parts.append(f'<path class="{colour} line" d="M{path}"/>')
        parts += [f'<circle class="{colour} dot" cx="{x:g}" cy="{y:g}" r="3.5"/>' for x, y in places]
        x, y = places[-1]
        y = min([y, *(place - 16 for place in used[-1:])])
        used.append(y)
        parts.append(label(x + 10, y + 4, name))
    return page(title, bottom + 56, parts)


def median(rounds, name):
    found = [turn[name] for turn in rounds if name in turn]
    return statistics.median(found) if found else None


def drain(report):
    names = {"scoreline": ("Scoreline", "series0"), "python-loop": ("tuned Python loop", "series1"),
             "celery": ("Celery", "series1"), "dramatiq": ("Dramatiq", "series1"), "rq": ("RQ", "series1"),
             "scoreline-onetree": ("Scoreline, one tree", "series2"), "sidekiq": ("Sidekiq, jobs do nothing", "series2")}
    rounds = next(iter(report["placements"].values()))["rounds"]
    found = [(title, median(rounds, name), series) for name, (title, series) in names.items()]
    return bars(DRAWN["drain"][0], [entry for entry in found if entry[1]])


def latency(report):
    loads = [(f"{100 * loop['share']:.0f} %" if loop["share"] else "idle", loop) for loop in report["loops"]]
    # A result in no time at all has no place on a logarithmic axis.
    series = {name: [(load, max(loop[f"{key}_ms"], 0.001)) for load, loop in loads]
              for key, name in (("p50", "p50"), ("p95", "p95"), ("p99", "p99"), ("p999", "p99.9"))}
    return lines(DRAWN["latency"][0], series, "load")


def batch(report):
    points = [(size, median(report["rounds"], str(size))) for size in report["batches"]]
    return lines(DRAWN["batch"][0], {"jobs/s": points}, "most jobs in a batch")


def payload(report):
    series = {form: [(size, size * median([turn[form] for turn in report["rounds"]], str(size))) for size in report["rows"]]
              for form in report["forms"]}
    return lines(DRAWN["payload"][0], series, "rows in a job")


# Part: what its picture shows, and what draws it.
DRAWN = {
    "drain": ("Jobs a second of a full queue, one core for Redis and one for whoever answers", drain),
    "latency": ("Milliseconds from the moment of sending to the result read, by load", latency),
    "batch": ("Jobs a second of a full queue, by jobs in a batch", batch),
    "payload": ("Rows a second of a full queue, by rows in a job", payload),
}

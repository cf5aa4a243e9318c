#!/usr/bin/env python3
"""Makes the tables of docs/performance.md from a report.

    tables.py REPORT [DOCUMENT]   writes them into the document, or prints them
"""

import json
import math
import pathlib
import sys

BEGIN, END = "<!-- made by make bench-peers: begin -->", "<!-- made by make bench-peers: end -->"
NAMES = {"xgboost": "XGBoost", "lightgbm": "LightGBM", "onnxruntime": "ONNX Runtime", "llvmlite": "llvmlite"}
ABSENT = "–"
NOT_RUN = "not run"
# Peers compute in orders and widths of their own; further from the library's answer than this they score another model.
PEER_TOLERANCE = 1e-4


def count(value):
    return f"{value:,}".replace(",", " ")


def number(value):
    """Three digits, without an exponent."""
    return count(round(value)) if value >= 99.95 else f"{value:#.3g}" if value >= 1e-4 else "0"


def ratio(value):
    return f"{number(value)} ×"


def row(cells):
    return "| " + " | ".join(cells) + " |"


def table(head, rows, left=1):
    return "\n".join([row(head), row(["---"] * left + ["---:"] * (len(head) - left)), *map(row, rows)])


def geometric_mean(values):
    return math.exp(math.fsum(map(math.log, values)) / len(values))


def kernels(report):
    """All kernels that this kind of processor may have, those that ran and those that did not, in the order of the run."""
    found = {}
    for model in report["models"]:
        ours = model.get("scoreline", {"kernels": {}, "not_run": []})
        found |= dict.fromkeys([*ours["not_run"], *ours["kernels"]])
    return list(found)


def best_peer(report, cell):
    """The fastest peer's name and time; None where no peer ran."""
    ran = [(cell["ns"][peer], peer) for peer in report["peers"] if peer in cell["ns"]]
    return min(ran, default=(None, None))


def ratios(report, kernel, batch=None):
    """How many times as fast as the best peer, for every cell that both have, by model and batch."""
    found = {}
    for model in report["models"]:
        for cell in model["cells"]:
            best, _ = best_peer(report, cell)
            if best and kernel in cell["ns"] and batch in (None, cell["batch"]):
                found[model["title"], cell["batch"]] = best / cell["ns"][kernel]
    return found


def times(report):
    ours = kernels(report)
    rows = []
    for model in report["models"]:
        for cell in model["cells"]:
            best, fastest = best_peer(report, cell)
            cells = [model["title"], count(cell["batch"])]
            for peer in report["peers"]:
                text = number(cell["ns"][peer] / 1000) if peer in cell["ns"] else ABSENT
                cells.append(f"**{text}**" if peer == fastest else text)
            for kernel in ours:
                if kernel in cell["ns"]:
                    mine = cell["ns"][kernel]
                    cells.append(number(mine / 1000) + (f" ({ratio(best / mine)})" if best else ""))
                else:
                    cells.append(NOT_RUN if kernel in model.get("scoreline", {}).get("not_run", []) else ABSENT)
            rows.append(cells)
    return table(["model", "rows a call", *(NAMES.get(peer, peer) for peer in report["peers"]), *ours], rows)


def means(report):
    batches = report["batches"]
    rows = []
    for kernel in kernels(report):
        every = ratios(report, kernel)
        if not every:
            rows.append([kernel] + [NOT_RUN] * (len(batches) + 2))
            continue
        (title, batch), smallest = min(every.items(), key=lambda item: item[1])
        parts = [ratios(report, kernel, size) for size in batches]
        rows.append([kernel, *(ratio(geometric_mean(part.values())) if part else ABSENT for part in parts),
                     ratio(geometric_mean(every.values())), f"{ratio(smallest)} ({title}; {count(batch)})"])
    head = ["kernel", *(f"{count(size)} a call" for size in batches), "all", "smallest"]
    return table(head, rows)


def sizes(report):
    ghz = report["ghz"]
    rows = []
    for model in report["models"]:
        ours = model.get("scoreline")
        if not ours or not ours["kernels"]:
            rows.append([model["title"], NAMES[model["library"]]] + [ABSENT] * 7)
            continue
        best, packed = next(iter(ours["kernels"].items()))
        largest = max(model["cells"], key=lambda cell: cell["batch"])["ns"].get(best)
        checks = ours["kernels"].values()
        unequal = max(check["unequal"] for check in checks)
        answers = count(min(check["checked"] for check in checks))
        rows.append([
            model["title"], NAMES[model["library"]], ours["precision"], number(model["file_bytes"] / 1000),
            packed["layout"], number(packed["bytes"] / 1000), number(packed["seconds"] * 1000),
            number(largest * ghz) if ghz and largest else ABSENT,
            f"{answers} equal" if not unequal else
            f"{unequal} of {answers} differ, by ≤ {max(check['ulps'] for check in checks):.0f} ulp",
        ])
    return table(["model", "trained by", "precision", "its file, kB", "layout", "packed, kB", "packing, ms", "cycles a row",
                  "margins against the library's"], rows, left=3)


def absences(report):
    lines = []
    for model in report["models"]:
        for peer, reason in model["absent"].items():
            if not reason.startswith(("another library's", "takes ")):
                lines.append(f"* {NAMES.get(peer, peer)}, {model['title']}: {reason}.")
    return lines


def peer_differences(report):
    """The largest difference of each peer's margins to those of the library that trained the model."""
    lines = []
    for peer in report["peers"]:
        found = [result["difference"] for model in report["models"] for result in model["peers"].get(peer, {}).values()]
        if found:
            lines.append(f"{NAMES.get(peer, peer)} {max(found):.1e}" if max(found) else f"{NAMES.get(peer, peer)} 0")
    return ", ".join(lines)


def tables(report):
    versions = ", ".join(f"{NAMES.get(name, name)} {version}" for name, version in report["versions"].items())
    parts = [
        f"Measured on {report['date']}: {report['machine']}; {versions}; the median of {report['rounds']} rounds, "
        f"{report['minutes']:.0f} minutes in all.",
        "Microseconds a row. Best peer in bold; in brackets how many times as fast as that one a kernel is. "
        f"`{ABSENT}`: cannot take the model.", times(report),
        "Geometric means of the ratios to the best peer:", means(report),
    ]
    if lines := absences(report):
        parts.append("\n".join(lines))
    cycles = f"at {report['ghz']} GHz, the rate of the time stamp counter" if report["ghz"] else "not counted here"
    parts += [
        f"What a model takes. Cycles: of the best kernel that ran, {count(max(report['batches']))} rows a call, {cycles}.",
        sizes(report),
        "The peers' largest difference to the library's margins, relative to max(1, |x|): "
        f"{peer_differences(report)}.",
    ]
    if load := report.get("load"):
        parts.append(
            f"A model of {load['trees']} trees of {load['leaves']} leaves ({load['bytes'] / 1e6:.0f} MB): "
            f"{load['seconds']:.2f} s from the start of `scoreline predict` to its end, which reads the file, checks it, "
            "packs it, verifies it on its golden rows and scores one row.")
    return "\n\n".join(parts) + "\n"


def problems(report):
    """What makes a run fail: an answer that is not the library's, something not measured, a cell that a peer wins."""
    for model in report["models"]:
        for fault in model["faults"]:
            yield f"{model['title']}: {fault}"
        for peer, batches in model["peers"].items():
            worst = max(result["difference"] for result in batches.values())
            if not worst <= PEER_TOLERANCE:
                yield f"{model['title']}: {peer} is {worst} off; it does not score the same model"
    for kernel in kernels(report):
        for (title, batch), value in ratios(report, kernel).items():
            if value < 1:
                yield f"{title}, {batch} rows a call: {kernel} reaches {value:.2f} of the best peer"


def write(text, document, first=BEGIN, last=END):
    """Replaces what a document has between two of its lines."""
    before, begin, rest = document.read_text(encoding="utf-8").partition(first)
    _, end, after = rest.partition(last)
    if not (begin and end):
        sys.exit(f"{document} has no lines '{first}' and '{last}' to write between")
    document.write_text(f"{before}{first}\n\n{text}\n{last}{after}", encoding="utf-8")


def main():
    if len(sys.argv) not in (2, 3):
        sys.exit(__doc__)
    text = tables(json.loads(pathlib.Path(sys.argv[1]).read_text(encoding="utf-8")))
    if len(sys.argv) == 3:
        write(text, pathlib.Path(sys.argv[2]))
    else:
        print(text)


if __name__ == "__main__":
    main()

"""The table of docs/fidelity.md: one line per library, version and case."""

import re

START = "<!-- table: written by make parity -->"
COLUMNS = "| Library | Version | Case | Models | Rows | Mismatches | Largest difference of margins | … of outputs |"


class Table:
    def __init__(self):
        self.lines = {}

    def add(self, case, verdict):
        key = case["library"], case["version"], case["case"]
        models, rows, mismatches, margins, outputs = self.lines.get(key, (0, 0, 0, 0.0, 0.0))
        self.lines[key] = (
            models + 1, rows + verdict.rows, mismatches + verdict.mismatches, max(margins, verdict.margins),
            max(outputs, verdict.outputs))

    @property
    def rows(self):
        return sum(line[1] for line in self.lines.values())

    @property
    def mismatches(self):
        return sum(line[2] for line in self.lines.values())

    def text(self):
        lines = [COLUMNS, re.sub(r"[^|]+", "---", COLUMNS)]
        for (library, version, case), (models, rows, mismatches, margins, outputs) in self.lines.items():
            unit = "" if library == "onnx" else " ulp"
            cells = [library, version, case, models, rows, mismatches, f"{margins:.3g}{unit}", f"{outputs:.3g}{unit}"]
            lines.append("| " + " | ".join(str(cell) for cell in cells) + " |")
        return "\n".join(lines) + "\n"

    def write(self, path):
        """Replaces what follows the mark in a document, up to the next heading."""
        text = path.read_text()
        head, mark, rest = text.partition(START)
        if not mark:
            raise SystemExit(f"parity: {path} lacks the line {START}")
        following = re.search(r"^#+ ", rest, re.MULTILINE)
        path.write_text(f"{head}{START}\n\n{self.text()}" + ("\n" + rest[following.start():] if following else ""))

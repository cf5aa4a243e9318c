#!/usr/bin/env python3
"""Writes the table of values in helm/README.md from the comments of helm/scoreline/values.yaml.

    scripts/chart-readme.py            writes it
    scripts/chart-readme.py --check    ends with 1 when the table is not what it would write

A comment belongs to the key right below it. A key whose children have no comments stands for all of them; any other
must have one. Only what values.yaml uses of YAML is understood, so that this runs without a package.
"""

import pathlib
import re
import sys

ROOT = pathlib.Path(__file__).resolve().parent.parent
VALUES = ROOT / "helm/scoreline/values.yaml"
README = ROOT / "helm/README.md"
BEGIN, END = "<!-- values: made by scripts/chart-readme.py -->", "<!-- end of values -->"
KEY = re.compile(r"^( *)([A-Za-z]\w*):(?: (.*))?$")


class Entry:
    """One key: its path, the line it stands on, its own value, its comment, and the raw lines below it."""

    def __init__(self, path, line, value, comment):
        self.path, self.line, self.value, self.comment = path, line, value, comment
        self.children = []
        self.below = []

    def documented(self):
        return bool(self.comment) or any(child.documented() for child in self.children)

    def default(self):
        """The value in one line."""
        if self.value or not self.below:
            return self.value or ""
        words = ", ".join(line.strip() for line in self.below).removeprefix("- ").replace(":, ", ": ")
        return f"[{{{words}}}]" if self.below[0].strip().startswith("- ") else f"{{{words}}}"


def entries_of(text):
    """The keys of the top level, with their children in them."""
    top, stack, comment = [], [], []
    for number, line in enumerate(text.splitlines(), 1):
        stripped = line.strip()
        if stripped.startswith("#"):
            comment.append(stripped.removeprefix("#").strip())
            continue
        if not stripped:
            comment = []
            continue
        indent = len(line) - len(line.lstrip())
        while stack and stack[-1][0] >= indent:
            stack.pop()
        for _, parent in stack:
            parent.below.append(line)
        match = KEY.match(line)
        if match:
            path = ".".join([*(parent.path.rpartition(".")[2] for _, parent in stack), match[2]])
            entry = Entry(path, number, match[3], " ".join(comment))
            (stack[-1][1].children if stack else top).append(entry)
            stack.append((indent, entry))
        comment = []
    return top


def rows(entries):
    """(path, default, comment) of each row of the table."""
    for entry in entries:
        split = any(child.documented() for child in entry.children)
        if entry.comment or not split:
            if not entry.comment:
                sys.exit(f"chart-readme: {VALUES.relative_to(ROOT)}:{entry.line}: {entry.path} has no comment above it")
            yield entry.path, "" if split else entry.default(), entry.comment
        if split:
            yield from rows(entry.children)


def table():
    lines = ["| value | default | meaning |", "|---|---|---|"]
    for path, default, comment in rows(entries_of(VALUES.read_text())):
        shown = f"`{default}`" if default else ""
        lines.append(f"| `{path}` | {shown} | {comment.replace('|', chr(92) + '|')} |")
    return "\n".join(lines)


def main():
    text = README.read_text()
    before, begin, rest = text.partition(BEGIN)
    _, end, after = rest.partition(END)
    if not (begin and end):
        sys.exit(f"chart-readme: helm/README.md lacks the line {BEGIN} or the line {END}")
    wanted = f"{before}{BEGIN}\n\n{table()}\n\n{END}{after}"
    if sys.argv[1:] == ["--check"]:
        if text != wanted:
            sys.exit("chart-readme: the table of helm/README.md is not made of values.yaml: run scripts/chart-readme.py"
                     " without --check")
    elif sys.argv[1:]:
        sys.exit("chart-readme: takes nothing or --check")
    else:
        README.write_text(wanted)


main()

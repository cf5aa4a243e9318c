#!/usr/bin/env python3
"""Checks that the documents tell the truth about the tree.

* Every relative link of a Markdown file leads to a file that exists, and to a heading of it where it names one.
* A code block under the line `<!-- file: PATH -->` is that file, character by character.
"""

import pathlib
import re
import subprocess
import sys

ROOT = pathlib.Path(__file__).resolve().parent.parent
LINK = re.compile(r"(?<!!)\[[^\]\n]*\]\(([^)\s]+)\)|^\[[^\]\n]+\]:\s*(\S+)", re.MULTILINE)
INCLUDED = re.compile(r"^<!-- file: (\S+) -->\n+```\w*\n(.*?)^```$", re.MULTILINE | re.DOTALL)
CODE = re.compile(r"^```.*?^```$|`[^`\n]*`", re.MULTILINE | re.DOTALL)


def anchors(path):
    """The fragments that GitHub gives to the headings of a file."""
    headings = re.findall(r"^#+ +(.+?)\s*$", path.read_text(), re.MULTILINE)
    return {re.sub(r"[^\w\- ]", "", heading.lower()).replace(" ", "-") for heading in headings}


def problems_of(name):
    path = ROOT / name
    text = path.read_text()
    for one, other in LINK.findall(CODE.sub("", text)):
        target, _, fragment = (one or other).partition("#")
        if re.match(r"\w+:", target):
            continue
        file = (path.parent / target).resolve() if target else path
        if not file.exists():
            yield f"{name}: the link to {target} leads nowhere"
        elif fragment and file.suffix == ".md" and fragment not in anchors(file):
            yield f"{name}: {target or name} has no heading '{fragment}'"
    for included, block in INCLUDED.findall(text):
        file = ROOT / included
        if not file.is_file():
            yield f"{name}: shows {included}, which does not exist"
        elif file.read_text() != block:
            yield f"{name}: the block shown as {included} differs from that file"


def main():
    listing = subprocess.run(["git", "ls-files", "-z", "*.md"], cwd=ROOT, check=True, capture_output=True).stdout
    names = [name for name in listing.decode().split("\0") if name and (ROOT / name).is_file()]
    problems = [problem for name in names for problem in problems_of(name)]
    for problem in problems:
        print(f"check-docs: {problem}", file=sys.stderr)
    sys.exit(1 if problems else 0)


main()

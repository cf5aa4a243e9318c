#!/usr/bin/env python3
"""Checks the rules of the source tree that no compiler checks; docs/architecture.md explains them.

The layers are read from that document's table, so that the document can't drift from the code: a target may depend on
what stands in a lower row, or to its left in its own row.
"""

import fnmatch
import json
import pathlib
import re
import subprocess
import sys

ROOT = pathlib.Path(__file__).resolve().parent.parent
DOCUMENT = "docs/architecture.md"

# module pattern: the targets that may import it
WRAPPED = {
    "CHiredis": {"Redis"},
    "CMalloc": {"Host"},
    "COpenSSL": {"Checksum", "Redis"},
    "CXGBoost": {"XGBoost"},
    "CZlib": {"TrainingData"},
    "CScoringKernels": {"ScoringEngine", "ScoringEngineTests"},
    "Hummingbird*": {"AdminHTTP", "Dashboard"},
    "NIO*": {"AdminHTTP", "Dashboard"},
}

# What the worker links must stay free of these: Foundation alone is larger than the worker.
NOT_IN_WORKER = "Foundation*"

IMPORT = re.compile(
    r"^\s*(?:@\w+(?:\(\w+\))?\s+)*(?:(?:public|package|internal|fileprivate|private)\s+)?"
    r"import\s+(?:(?:struct|class|enum|protocol|func|var|let|typealias|actor)\s+)?(\w+)",
    re.MULTILINE,
)

# pattern, where it is looked for, what to say
FORBIDDEN_TEXT = [
    (r"\.disabled\(|\bXCTSkip|\bTest\.cancel\(", "Tests/*.swift", "skips a test: let it fail for want of a tool"),
    (r"\b(?:Thread\.sleep|usleep|nanosleep|Task\.sleep)\b", "Tests/*.swift", "sleeps: wait for a condition with a deadline"),
    (r"\bas!", "*.swift", "forces a cast"),
    (r"\bcatch\s*\{\s*\}", "*.swift", "swallows an error"),
    (r"\b(?:TODO|FIXME|XXX|HACK)\b:?", "*", "leaves work unnamed: do it or open an issue"),
    (r"""(?<![\w.$}~-])/(?:work|root|home|Users)/\w""", "*", "names a path of one machine"),
]
NOT_TEXT = {".safetensors", ".ubj", ".model", ".png", ".gz"}
# This file names what it looks for.
EXEMPT = {"scripts/check-layout.py"}
VAGUE_NAME = re.compile(r"(?:Utils?|Helpers?|Manager|Common|Misc)(?:\.swift)?$")


def tracked_files():
    listing = subprocess.run(["git", "ls-files", "-z"], cwd=ROOT, check=True, capture_output=True).stdout
    return [name for name in listing.decode().split("\0") if name and (ROOT / name).is_file()]


def manifest_targets():
    """Name → (type, names of the targets and modules it depends on)."""
    dump = subprocess.run(["swift", "package", "dump-package"], cwd=ROOT, check=True, capture_output=True).stdout
    targets = {}
    for target in json.loads(dump)["targets"]:
        dependencies = [next(iter(entry.values()))[0] for entry in target["dependencies"]]
        # What only tests use is not part of the product, whatever kind of target it is.
        kind = "test" if (target.get("path") or "").startswith("Tests/") else target["type"]
        targets[target["name"]] = (kind, dependencies)
    return targets


def layer_order():
    """The targets of the document's table, lowest first."""
    text = (ROOT / DOCUMENT).read_text()
    section = re.search(r"^## Layers\n(.*?)(?=^## |\Z)", text, re.MULTILINE | re.DOTALL)
    if not section:
        sys.exit(f"check-layout: {DOCUMENT} has no section '## Layers'")
    rows = [line.split("|")[2] for line in section[1].splitlines() if re.match(r"\| \d ", line)]
    return [name for row in reversed(rows) for name in re.findall(r"`([\w-]+)`", row)]


def check_layers(targets):
    order = layer_order()
    rank = {name: position for position, name in enumerate(order)}
    for name in order:
        if name not in targets:
            yield f"{DOCUMENT} has a target {name} that Package.swift does not have"
    for name, (kind, dependencies) in targets.items():
        if kind == "test":
            continue
        if name not in rank:
            yield f"Package.swift has a target {name} that the table of {DOCUMENT} does not have"
            continue
        for dependency in dependencies:
            if rank.get(dependency, -1) >= rank[name]:
                yield f"Package.swift: {name} depends on {dependency}, which does not stand below it"


def closure(name, targets):
    found, open_names = set(), [name]
    while open_names:
        current = open_names.pop()
        if current in targets and current not in found:
            found.add(current)
            open_names += targets[current][1]
    return found


def check_imports(files, targets):
    in_worker = closure("scoreline-worker", targets)
    for name in files:
        folder, _, rest = name.partition("/")
        if not name.endswith(".swift") or folder not in ("Sources", "Tests"):
            continue
        target = rest.partition("/")[0]
        for module in IMPORT.findall((ROOT / name).read_text()):
            for pattern, owners in WRAPPED.items():
                if fnmatch.fnmatchcase(module, pattern) and target not in owners:
                    yield f"{name} imports {module}: only {' and '.join(sorted(owners))} may"
            if folder == "Sources" and target in in_worker and fnmatch.fnmatchcase(module, NOT_IN_WORKER):
                yield f"{name} imports {module}, but {target} is linked into scoreline-worker: use Glibc"


def check_text(files):
    for name in files:
        if name in EXEMPT or pathlib.PurePath(name).suffix in NOT_TEXT:
            continue
        if VAGUE_NAME.search(name):
            yield f"{name}: a name that says nothing about what is inside"
        try:
            text = (ROOT / name).read_text(encoding="utf-8")
        except UnicodeDecodeError:
            continue
        for pattern, where, complaint in FORBIDDEN_TEXT:
            if fnmatch.fnmatchcase(name, where):
                for match in re.finditer(pattern, text):
                    line = text.count("\n", 0, match.start()) + 1
                    yield f"{name}:{line}: '{match[0].strip()}' {complaint}"


def main():
    files, targets = tracked_files(), manifest_targets()
    problems = [*check_layers(targets), *check_imports(files, targets), *check_text(files)]
    for problem in problems:
        print(f"check-layout: {problem}", file=sys.stderr)
    sys.exit(1 if problems else 0)


main()

#!/usr/bin/env python3
"""Makes the manual pages and completions of built programs, and checks them with the programs that read them.

    scripts/check-manuals.py PROGRAMS       the folder with the three programs

Needs mandoc, man, bash, zsh and fish. Prints a line for each problem and ends with 1 when there is one.
"""

import json
import os
import pathlib
import subprocess
import sys
import tempfile

ROOT = pathlib.Path(__file__).resolve().parent.parent
NAMES = ["scoreline", "scoreline-worker", "scoreline-trainer"]


def run(*command, **options):
    result = subprocess.run([str(part) for part in command], capture_output=True, text=True, **options)
    return result.stdout, result.stderr, result.returncode


def paths(command, above=()):
    """The names that lead to each command: ("scoreline", "models", "publish")."""
    path = above + (command["commandName"],)
    yield path
    for child in command.get("subcommands", []):
        if child.get("shouldDisplay", True) and child["commandName"] != "help":
            yield from paths(child, path)


def page_problems(pages):
    found, complaint, status = run("mandoc", "-T", "lint", "-W", "warning", *pages)
    if status or found or complaint:
        yield f"mandoc: {found}{complaint}"
    shown, complaint, status = run(
        "man", "--warnings=w", "--local-file", *pages, env=os.environ | {"MANWIDTH": "80", "LC_ALL": "C.UTF-8"})
    if status or complaint or shown.count("EXIT STATUS") < len(pages):
        yield f"man: {complaint or 'not every page has a section EXIT STATUS'}"


def completion_problems(program, command, share):
    scripts = {
        "bash": share / "bash-completion/completions" / program,
        "zsh": share / "zsh/vendor-completions" / f"_{program}",
        "fish": share / "fish/vendor_completions.d" / f"{program}.fish",
    }
    for shell, script in scripts.items():
        _, complaint, status = run(shell, "-n", script)
        if status or complaint:
            yield f"{shell}: {script.name}: {complaint}"
    bash, zsh = scripts["bash"].read_text(), scripts["zsh"].read_text()
    for path in paths(command):
        function = "_".join(["", *path]).replace("-", "_")
        for shell, text in (("bash", bash), ("zsh", zsh)):
            if f"{function}()" not in text.replace("-", "_"):
                yield f"{shell}: {program} has no completion of {' '.join(path)}"
    fish = scripts["fish"].read_text()
    for path in paths(command):
        if f'"{" ".join(path)}"' not in fish:
            yield f"fish: {program} has no completion of {' '.join(path)}"


def main():
    if len(sys.argv) != 2:
        sys.exit(__doc__.split("\n\n")[1])
    programs = pathlib.Path(sys.argv[1]).resolve()
    problems = []
    with tempfile.TemporaryDirectory() as folder:
        share = pathlib.Path(folder)
        os.environ |= {"HOME": folder, "XDG_CONFIG_HOME": folder, "XDG_DATA_HOME": folder}
        subprocess.run([ROOT / "scripts/make-manuals.py", programs, share], check=True)
        pages = sorted((share / "man/man1").iterdir())
        problems += page_problems(pages)
        expected = set()
        for program in NAMES:
            command = json.loads(run(programs / program, "--experimental-dump-help")[0])["command"]
            expected |= {"-".join(path) + ".1" for path in paths(command)}
            problems += completion_problems(program, command, share)
        if {page.name for page in pages} != expected:
            problems.append(f"pages: {sorted({page.name for page in pages} ^ expected)} are too many or missing")
    for problem in problems:
        print(f"check-manuals: {problem}", file=sys.stderr)
    sys.exit(1 if problems else 0)


main()

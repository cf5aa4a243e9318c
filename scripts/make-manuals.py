#!/usr/bin/env python3
"""Writes the manual pages and shell completions of the programs, from what the programs say about themselves.

    scripts/make-manuals.py PROGRAMS SHARE

PROGRAMS is the folder with scoreline, scoreline-worker and scoreline-trainer, as scripts/build-release.sh makes it. SHARE
gets what belongs into /usr/share: man/man1, bash-completion/completions, zsh/vendor-completions and
fish/vendor_completions.d. Every command has a page of its own: scoreline-models-publish(1). SOURCE_DATE_EPOCH, where it is
set, is the time that the pages carry.
"""

import datetime
import json
import os
import pathlib
import re
import subprocess
import sys
import textwrap

NAMES = ["scoreline", "scoreline-worker", "scoreline-trainer"]
COMPLETIONS = {
    "bash": "bash-completion/completions/{}",
    "zsh": "zsh/vendor-completions/_{}",
    "fish": "fish/vendor_completions.d/{}.fish",
}
ENVIRONMENT = (
    "Every flag",
    "can be given as a variable: SCORELINE_ and its name in capitals, with _ for -. NO_COLOR turns colours off, COLUMNS "
    "is the width that tables may take in a terminal.",
)
EXIT_STATUS = [
    ("0", "Done."),
    ("1", "The work failed: a row failed, a worker refused the version, a wait timed out."),
    ("2", "Usage or configuration; the message names the layer and the key."),
    ("3", "Redis can't be reached, or refuses the login."),
]


def text(words):
    """Text of a page: a line for each sentence, as pages have them, and none that begins like a request."""
    lines = []
    for paragraph in words.replace("\\", "\\e").replace("…", "...").split("\n\n"):
        lines += [".Pp"] if lines else []
        for sentence in re.split(r"(?<=[.!?]) +", " ".join(paragraph.split())):
            wrapped = textwrap.wrap(sentence, 78, break_long_words=False, break_on_hyphens=False)
            lines += ["\\&" + line if line[:1] in (".", "'") else line for line in wrapped]
    return "\n".join(lines)


def name_of(argument):
    """An argument as it is written on the command line, in macros."""
    value = text(argument["valueName"])
    if argument["kind"] == "positional":
        return f"Ar {value}"
    names = []
    for name in argument["names"]:
        dashes = "" if name["kind"] == "short" else "-"
        names.append(f"Fl {dashes}{name['name']}")
    shown = " , ".join(names)
    return shown if argument["kind"] == "flag" else f"{shown} Ar {value}"


def synopsis(argument):
    shown = name_of({**argument, "names": [argument["preferredName"]]} if "preferredName" in argument else argument)
    shown += " ..." if argument["isRepeating"] else ""
    return f".Op {shown}" if argument["isOptional"] else f".{shown}"


def described(command):
    return [a for a in command.get("arguments", []) if a.get("shouldDisplay", True)]


def subcommands(command):
    return [c for c in command.get("subcommands", []) if c.get("shouldDisplay", True) and c["commandName"] != "help"]


def page(command, path, date):
    """The page of a command, in mdoc; `path` is its name and those of the commands above it."""
    title = "-".join(path)
    children = subcommands(command)
    lines = [f".Dd {date}", f".Dt {title.upper()} 1", ".Os", ".Sh NAME", f".Nm {title}"]
    lines += [f".Nd {text(command['abstract']).rstrip('.')}", ".Sh SYNOPSIS", f".Nm {' '.join(path)}"]
    arguments = described(command)
    # What must be given stands first.
    lines += [synopsis(a) for a in sorted(arguments, key=lambda a: a["isOptional"])]
    if children:
        lines.append(".Ar command")
    lines += [".Sh DESCRIPTION", text(command["abstract"])]
    discussion, _, examples = ("\n\n" + (command.get("discussion") or "")).partition("\n\nExamples:\n")
    if discussion.strip():
        lines += [".Pp", text(discussion.strip())]
    if children:
        lines += [".Pp", "The commands are:", ".Bl -tag -width Ds"]
        for child in children:
            lines += [f".It Xr {title}-{child['commandName']} 1", text(child["abstract"])]
        lines.append(".El")
    if arguments:
        lines += [".Pp", "The arguments are:", ".Bl -tag -width Ds"]
        for argument in arguments:
            lines += [f".It {name_of(argument)}", text(argument.get("abstract") or "")]
        lines.append(".El")
    lines += [".Sh ENVIRONMENT", text(" ".join(ENVIRONMENT)), ".Sh EXIT STATUS", ".Bl -tag -width Ds"]
    for status, meaning in EXIT_STATUS:
        lines += [f".It {status}", text(meaning)]
    lines.append(".El")
    if examples:
        shown = [line.strip().replace("\\", "\\e") for line in examples.splitlines()]
        lines += [".Sh EXAMPLES", ".Bd -literal -offset indent", *shown, ".Ed"]
    lines.append(".Sh SEE ALSO")
    others = {"-".join(path[:-1]) if len(path) > 1 else ""} | set(NAMES)
    others = sorted(others - {title, ""})
    lines += [f".Xr {other} 1" + (" ," if other != others[-1] else "") for other in others]
    yield title, "\n".join(line for line in lines if line) + "\n"
    for child in children:
        yield from page(child, path + [child["commandName"]], date)


def output_of(program, *arguments):
    return subprocess.run([program, *arguments], check=True, capture_output=True, text=True).stdout


def write(path, content):
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(content)


def main():
    if len(sys.argv) != 3:
        sys.exit(__doc__.split("\n\n")[1])
    programs, share = map(pathlib.Path, sys.argv[1:])
    seconds = os.environ.get("SOURCE_DATE_EPOCH")
    day = datetime.datetime.fromtimestamp(int(seconds), datetime.timezone.utc) if seconds else datetime.datetime.now()
    date = f"{day:%B} {day.day}, {day.year}"
    for name in NAMES:
        program = str((programs / name).resolve())
        command = json.loads(output_of(program, "--experimental-dump-help"))["command"]
        for title, content in page(command, [name], date):
            write(share / "man/man1" / f"{title}.1", content)
        for shell, place in COMPLETIONS.items():
            write(share / place.format(name), output_of(program, "--generate-completion-script", shell))


main()

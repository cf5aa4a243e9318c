"""Runs a program in a terminal of its own, and prints what was on the screen as JSON.

    terminal.py STEPS PROGRAM [ARGUMENT …]

STEPS is JSON: a list of steps, done one after another. Each waits until the screen shows a text (`see`) or no longer does
(`miss`), then does one thing: `type` a text, `resize` to [columns, lines], send a `signal` by its number, or nothing. The
last step waits for the program's end. With `blocked` in the first step the program starts with those signals blocked, by number. The answer has `screens` (the lines at each step), `status`, `restored` (whether the
terminal's settings are those from before the start) and `raw` (every byte that the program wrote).
"""

import errno
import fcntl
import json
import os
import pty
import re
import select
import signal
import struct
import sys
import termios
import time

LIMIT = 600.0
# The end of what was read, when more of a sequence or a character is to come.
INCOMPLETE = re.compile(rb"(?:\x1b(?:\[[?0-9;]*)?|[\xc0-\xff][\x80-\xbf]{0,2})\Z")
SEQUENCE = re.compile(rb"\x1b\[([?0-9;]*)([A-Za-z])|\x1b.|\r|\n|[^\x1b\r\n]+", re.DOTALL)


def is_character(data):
    try:
        return bool(data.decode())
    except UnicodeDecodeError:
        return False


class Screen:
    """What a terminal shows: the few control sequences that a full-screen program of ours may send."""

    def __init__(self, columns, lines):
        self.main = self.alternate = None
        self.is_alternate = self.is_hidden = False
        self.wraps = True
        self.rest = b""
        self.resize(columns, lines)

    def resize(self, columns, lines):
        self.columns, self.lines = columns, lines
        self.cells = [[" "] * columns for _ in range(lines)]
        self.row = self.column = 0

    def feed(self, data):
        data, self.rest = self.rest + data, b""
        if (cut := INCOMPLETE.search(data)) and (cut[0][:1] == b"\x1b" or not is_character(cut[0])):
            data, self.rest = data[:cut.start()], cut[0]
        for match in SEQUENCE.finditer(data):
            text = match[0]
            if match[2]:
                self.control(match[1].decode(), match[2].decode())
            elif text == b"\r":
                self.column = 0
            elif text == b"\n":
                self.row = min(self.row + 1, self.lines - 1)
            elif text[:1] != b"\x1b":
                self.put(text.decode(errors="replace"))

    def put(self, text):
        for character in text:
            if self.column >= self.columns:
                if not self.wraps:
                    continue
                self.column, self.row = 0, min(self.row + 1, self.lines - 1)
            self.cells[self.row][self.column] = character
            self.column += 1

    def control(self, arguments, final):
        if final == "H":
            row, _, column = (arguments or "1;1").partition(";")
            # What was drawn for a larger screen may come after it has shrunk.
            self.row = min(int(row or 1), self.lines) - 1
            self.column = min(int(column or 1), self.columns) - 1
        elif final == "K":
            self.cells[self.row][self.column:] = [" "] * (self.columns - self.column)
        elif final == "J" and arguments == "2":
            self.cells = [[" "] * self.columns for _ in range(self.lines)]
        elif arguments == "?1049":
            self.is_alternate = final == "h"
        elif arguments == "?25":
            self.is_hidden = final == "l"
        elif arguments == "?7":
            self.wraps = final == "h"
        elif arguments == "?2026" or final == "m":
            pass
        else:
            raise SystemExit(f"terminal.py: unknown control sequence {arguments}{final}")

    def text(self):
        return ["".join(line).rstrip() for line in self.cells]


class Session:
    def __init__(self, command, blocked=(), columns=100, lines=24):
        self.screen = Screen(columns, lines)
        self.raw = b""
        self.status = None
        # A slave that stays open keeps the settings to be looked at after the program's end.
        self.master, self.slave = pty.openpty()
        self.resize(columns, lines, tell=False)
        self.before = termios.tcgetattr(self.slave)
        self.pid = os.fork()
        if self.pid == 0:
            os.setsid()
            # A test's threads block signals, and children inherit that; a shell's do not.
            signal.pthread_sigmask(signal.SIG_SETMASK, blocked)
            fcntl.ioctl(self.slave, termios.TIOCSCTTY, 0)
            for descriptor in range(3):
                os.dup2(self.slave, descriptor)
            os.closerange(3, 256)
            os.execve(command[0], command, os.environ | {"TERM": "xterm-256color"})

    def resize(self, columns, lines, tell=True):
        fcntl.ioctl(self.slave, termios.TIOCSWINSZ, struct.pack("HHHH", lines, columns, 0, 0))
        if tell:
            self.screen.resize(columns, lines)

    def read(self, seconds):
        if select.select([self.master], [], [], seconds)[0]:
            try:
                data = os.read(self.master, 65536)
            except OSError as error:
                if error.errno != errno.EIO:
                    raise
                data = b""
            self.raw += data
            self.screen.feed(data)
        elif self.status is None and os.waitid(os.P_PID, self.pid, os.WEXITED | os.WNOHANG | os.WNOWAIT):
            self.status = os.waitstatus_to_exitcode(os.waitpid(self.pid, 0)[1])

    def wait(self, what, condition):
        deadline = time.monotonic() + LIMIT
        while not condition():
            if time.monotonic() > deadline or (self.status is not None and what != "the end"):
                print("\n".join(self.screen.text()), file=sys.stderr)
                os.kill(self.pid, signal.SIGKILL) if self.status is None else None
                raise SystemExit(f"terminal.py: never came: {what}; status {self.status}")
            self.read(0.05)

    def shows(self, text):
        return any(text in line for line in self.screen.text())


def main():
    steps = json.loads(sys.argv[1])
    session = Session(sys.argv[2:], steps[0].get("blocked", ()) if steps else ())
    screens = []
    for step in steps:
        if "see" in step:
            session.wait(step["see"], lambda: session.shows(step["see"]))
        if "miss" in step:
            session.wait(f"the end of {step['miss']}", lambda: not session.shows(step["miss"]))
        screens.append(
            {"lines": session.screen.text(), "alternate": session.screen.is_alternate, "hidden": session.screen.is_hidden})
        if "type" in step:
            os.write(session.master, step["type"].encode())
        if "resize" in step:
            session.resize(*step["resize"])
        if "signal" in step:
            os.kill(session.pid, step["signal"])
        if "run" in step:
            os.waitstatus_to_exitcode(os.system(step["run"]))
    session.wait("the end", lambda: session.status is not None)
    json.dump(
        {
            "screens": screens, "status": session.status,
            "restored": termios.tcgetattr(session.slave) == session.before
            and not session.screen.is_alternate and not session.screen.is_hidden and session.screen.wraps,
            "raw": session.raw.decode(errors="replace"),
        }, sys.stdout)


main()

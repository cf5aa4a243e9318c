"""Processes that end with this one, and what the kernel knows of them."""

import contextlib
import ctypes
import os
import pathlib
import shutil
import signal
import subprocess
import time

DEADLINE = 60


class Failed(Exception):
    """Something did not happen, or not rightly; the part has no figures then."""


def die_with_parent():
    """Runs in a child between fork and exec: the kernel kills it when this process is gone, however that ended."""
    PR_SET_PDEATHSIG = 1
    ctypes.CDLL(None).prctl(PR_SET_PDEATHSIG, signal.SIGKILL)


def on_cores(cores, command):
    """`command` bound to those cores; to none where `cores` is empty."""
    words = [str(word) for word in command]
    return ["taskset", "-c", ",".join(map(str, cores)), *words] if cores and shutil.which("taskset") else words


class Process:
    """A child whose output goes to a file."""

    def __init__(self, command, log, environment=None, **options):
        self.log = pathlib.Path(log)
        self.name = pathlib.Path(next(word for word in command if not word.startswith("-"))).name
        with open(log, "ab") as output:
            self._process = subprocess.Popen(
                command, stdin=subprocess.DEVNULL, stdout=output, stderr=output, preexec_fn=die_with_parent,
                env={**os.environ, **(environment or {})}, **options)

    @property
    def pid(self):
        return self._process.pid

    def is_running(self):
        return self._process.poll() is None

    def finish(self, seconds=120):
        """Waits until it has ended by itself, well."""
        eventually(lambda: not self.is_running(), f"the end of {self.name}", seconds=seconds, interval=0.01)
        if self._process.returncode != 0:
            raise Failed(f"{self.name} ended with {self._process.returncode}; its log ends:\n{self.tail()}")

    def end(self):
        """Asks it to end, and waits."""
        if self.is_running():
            self._process.terminate()
            try:
                self._process.wait(timeout=DEADLINE)
            except subprocess.TimeoutExpired:
                self._process.kill()
                self._process.wait()

    def tail(self):
        return "\n".join(self.log.read_text(errors="replace").splitlines()[-5:])

    def cpu_seconds(self):
        """Of all its threads that still run; in nanosecond steps, where /proc/PID/stat has hundredths of a second."""
        total = 0
        for thread in pathlib.Path(f"/proc/{self.pid}/task").iterdir():
            with contextlib.suppress(OSError):
                total += int((thread / "schedstat").read_text().split()[0])
        return total / 1e9

    def megabytes(self):
        """In memory now."""
        fields = dict(line.split(":", 1) for line in pathlib.Path(f"/proc/{self.pid}/status").read_text().splitlines())
        return int(fields["VmRSS"].split()[0]) / 1000


def eventually(condition, what, *processes, seconds=DEADLINE, interval=0.002):
    """Waits until `condition()` gives something true, and gives that; no longer than the processes run."""
    deadline = time.monotonic() + seconds
    while not (value := condition()):
        for process in processes:
            if not process.is_running():
                raise Failed(f"{process.name} ended before {what}; its log ends:\n{process.tail()}")
        if time.monotonic() > deadline:
            raise Failed(f"{what} did not happen within {seconds} s" + "".join(f"\n{p.tail()}" for p in processes))
        time.sleep(interval)
    return value

"""Child processes that can't outlive the test, and waiting for a condition."""

import ctypes
import os
import signal
import socket
import subprocess
import time

_PR_SET_PDEATHSIG = 1
_libc = ctypes.CDLL(None)


def _die_with_parent():
    _libc.prctl(_PR_SET_PDEATHSIG, signal.SIGKILL)


class ProcessGroup:
    """Owns processes: at its end each gets SIGTERM, then SIGKILL after five seconds."""

    def __init__(self):
        self._processes = []

    def __enter__(self):
        return self

    def __exit__(self, *_):
        living = [process for process in self._processes if process.poll() is None]
        for process in living:
            process.terminate()
        for process in living:
            try:
                process.wait(5)
            except subprocess.TimeoutExpired:
                process.kill()
                process.wait()

    def start(self, *command, env=None, **options):
        """Starts `command`, with the variables of `env` beside those of the test."""
        options.setdefault("stdin", subprocess.DEVNULL)
        process = subprocess.Popen(
            [str(word) for word in command],
            env={**os.environ, **(env or {})},
            preexec_fn=_die_with_parent,
            **options,
        )
        self._processes.append(process)
        return process


def run(*command, timeout=120, check=True, env=None, **options):
    """Runs `command` to its end and gives its result with texts; fails with both outputs in the message."""
    result = subprocess.run(
        [str(word) for word in command],
        env={**os.environ, **(env or {})},
        stdin=None if "input" in options else subprocess.DEVNULL,
        capture_output=True,
        text=True,
        timeout=timeout,
        **options,
    )
    if check and result.returncode != 0:
        words = " ".join(str(word) for word in command)
        raise AssertionError(f"{words}\nended with {result.returncode}\n{result.stdout}\n{result.stderr}")
    return result


def eventually(condition, seconds=30, what="the condition"):
    """Waits until `condition()` gives something true, and gives that; fails after `seconds`."""
    deadline = time.monotonic() + seconds
    while True:
        value = condition()
        if value:
            return value
        assert time.monotonic() < deadline, f"gave up after {seconds} s waiting for {what}"
        time.sleep(0.02)


def free_port():
    """A port of loopback that nobody listens on."""
    with socket.socket() as listener:
        listener.bind(("127.0.0.1", 0))
        return listener.getsockname()[1]

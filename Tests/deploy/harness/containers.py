"""Containers as a careful operator runs them: no capability, no writable root, no way to more rights, little memory."""

import json
import pathlib
import uuid

from harness.processes import eventually, run

_SETTINGS = {"CONTAINERS_CONF": str(pathlib.Path(__file__).resolve().parents[1] / "containers" / "containers.conf")}


def image(name):
    """The local image of `worker`, `trainer`, `cli` or `toolchain`."""
    return f"localhost/scoreline/{name}:test"


def podman(*arguments, **options):
    """Runs podman with the settings of the tests; the options are those of `run`."""
    return run("podman", *arguments, env=_SETTINGS, **options)


def hardened(*, redis_url=None, memory="256m", pids=64, env=None, mounts=(), options=()):
    """The options of `podman run`. `mounts` are texts as of --volume; `options` are podman's own, added last."""
    variables = {**({"SCORELINE_REDIS": redis_url} if redis_url else {}), **(env or {})}
    return [
        "--network=host", "--pull=never", "--read-only", "--read-only-tmpfs=false", "--cap-drop=all",
        "--security-opt=no-new-privileges", f"--memory={memory}", f"--memory-swap={memory}", f"--pids-limit={pids}",
        *(f"--env={name}={value}" for name, value in variables.items()),
        *(f"--volume={mount}" for mount in mounts),
        *options,
    ]


def podman_run(image, *arguments, redis_url=None, check=True, timeout=120, **hardening):
    """Runs a container to its end and gives its result; `hardening` is what `hardened` takes."""
    options = hardened(redis_url=redis_url, **hardening)
    # Who runs for a moment needs no timer that asks for its health.
    return podman("run", "--rm", "--no-healthcheck", *options, image, *arguments, check=check, timeout=timeout)


class Container:
    """A container in the background, gone with its `with` block; `name` is unique."""

    def __init__(self, image, *arguments, redis_url=None, **hardening):
        self.name = f"scoreline-test-{uuid.uuid4().hex[:12]}"
        options = hardened(redis_url=redis_url, **hardening)
        self._command = ["run", "--detach", f"--name={self.name}", *options, image, *arguments]

    def __enter__(self):
        try:
            podman(*self._command)
        except BaseException:
            self.__exit__()
            raise
        return self

    def __exit__(self, *_):
        podman("rm", "--force", "--time=0", "--ignore", self.name)

    def logs(self):
        """What the container has written to both of its outputs."""
        result = podman("logs", self.name)
        return result.stdout + result.stderr

    def inspect(self):
        """What podman knows about the container."""
        return json.loads(podman("inspect", self.name).stdout)[0]

    def execute(self, *command, check=True):
        """Runs a program of the image beside the container's own."""
        return podman("exec", self.name, *command, check=check)

    def is_running(self):
        """Whether the container's program has not ended."""
        return self.inspect()["State"]["Running"]

    def stop(self, grace):
        """Sends the image's stop signal, SIGKILL after `grace` seconds, and gives the exit code."""
        podman("stop", f"--time={grace}", self.name, timeout=grace + 60)
        return self.inspect()["State"]["ExitCode"]

    def wait(self, seconds=60):
        """Waits for the container's end and gives the exit code."""
        eventually(lambda: not self.is_running(), seconds, f"the end of {self.name}")
        return self.inspect()["State"]["ExitCode"]

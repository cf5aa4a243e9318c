"""Docker's engine in namespaces of its own, so that its bridge, its packet filters and its processes end with the test."""

import os
import pathlib

from harness.processes import eventually, run

_SCRIPT = """
ip link set lo up
exec dockerd --host "unix://$1/docker.sock" --data-root "$1/data" --exec-root "$1/exec" --pidfile "$1/pid" \
    --default-ulimit nofile=1024:1024
"""


class DockerEngine:
    """`dockerd` from a folder of unpacked packages. Ends with its process group, and all containers with it."""

    def __init__(self, packages, folder, processes):
        self._socket = pathlib.Path(folder) / "docker.sock"
        programs = f"{packages}/usr/sbin:{packages}/usr/bin"
        # A newer client of the machine goes before the one that came with the engine.
        self.environment = {"DOCKER_HOST": f"unix://{self._socket}", "PATH": f"{os.environ['PATH']}:{programs}"}
        self._log = pathlib.Path(folder) / "dockerd.log"
        with self._log.open("w") as log:
            # As process 1 of a namespace it takes every container's processes with it, whatever ends it.
            self.process = processes.start(
                "unshare", "--net", "--mount", "--pid", "--fork", "--kill-child", "--mount-proc", "--",
                "bash", "-c", _SCRIPT, "dockerd", folder, env={"PATH": f"{programs}:{os.environ['PATH']}"}, stdout=log, stderr=log,
            )
        eventually(self._answers, 60, "Docker's engine")

    def _answers(self):
        assert self.process.poll() is None, f"dockerd has ended:\n{self._log.read_text()[-4000:]}"
        return self._socket.exists() and self.docker("info", check=False).returncode == 0

    def docker(self, *arguments, **options):
        """Runs the client against this engine."""
        return run("docker", *arguments, env=self.environment, **options)

"""Booted Debian hosts with systemd, for playbooks: the tree of prepare/10-host.sh in systemd-nspawn, over ssh.

A host's changes live in memory and are gone with it. All hosts share the loopback of the tests: ports must differ.
"""

import re
import shlex

from harness.processes import eventually, free_port, run


def libraries_outside_the_system(program):
    """Folders of the libraries that `program` takes from elsewhere than Debian: a debug build's Swift runtime."""
    found = re.findall(r"=> (/\S+)/[^/]+ \(", run("ldd", program).stdout)
    return {folder for folder in found if not folder.startswith(("/lib", "/usr/lib"))}


class Hosts:
    """Boots hosts that accept one ssh key; `ssh_options` is what ssh and Ansible need to reach them by name."""

    def __init__(self, built, folder, processes):
        self._tree = built / "host" / "tree"
        assert self._tree.is_dir(), f"{self._tree} is missing: run Tests/deploy/prepare/10-host.sh"
        self._folder = folder
        self._processes = processes
        self._configuration = folder / "ssh_config"
        self._key = folder / "key"
        self.ssh_options = ["-F", str(self._configuration)]
        run("ssh-keygen", "-q", "-t", "ed25519", "-N", "", "-f", self._key)
        # sshd reads it as the user who logs in, and accepts it only when nobody else can write to it.
        self._authorized = folder / "authorized"
        self._authorized.mkdir(mode=0o755)
        (self._authorized / "keys").write_text(self._key.with_suffix(".pub").read_text())
        self._configuration.write_text(
            f"Host *\n  User root\n  HostName 127.0.0.1\n  IdentityFile {self._key}\n  IdentitiesOnly yes\n"
            f"  StrictHostKeyChecking no\n  UserKnownHostsFile /dev/null\n  LogLevel ERROR\n"
            f"  ControlMaster auto\n  ControlPath {folder}/ssh-%n-%r\n  ControlPersist 600\n"
        )

    def boot(self, name, shared=()):
        """Boots a host called `name` that also sees the folders `shared`, read-only and under the same paths."""
        port = free_port()
        settings = self._folder / f"{name}.sshd"
        settings.write_text(f"Port {port}\nListenAddress 127.0.0.1\nAuthorizedKeysFile /srv/authorized/keys\n")
        binds = [
            f"--bind-ro={self._authorized}:/srv/authorized",
            f"--bind-ro={settings}:/etc/ssh/sshd_config.d/test.conf",
            *(f"--bind-ro={path}" for path in sorted(shared)),
        ]
        with open(self._folder / f"{name}.console", "wb") as console:
            process = self._processes.start(
                "systemd-nspawn", "--quiet", f"--directory={self._tree.resolve()}", "--volatile=overlay",
                f"--machine={name}", "--register=no", "--keep-unit", "--boot", "--console=read-only",
                "--resolv-conf=off", *binds, stdout=console, stderr=console,
            )
        text = self._configuration.read_text()
        self._configuration.write_text(f"Host {name}\n  Port {port}\n{text}")
        return Host(name, self.ssh_options, process, self._folder / f"{name}.console")


class Host:
    """One booted host."""

    def __init__(self, name, ssh_options, process, console):
        self.name = name
        self._ssh_options = ssh_options
        self._process = process
        self._console = console
        eventually(self._is_running, 1800, f"the host {name} to boot")

    def _is_running(self):
        assert self._process.poll() is None, f"{self.name} ended:\n{self._console.read_text(errors='replace')}"
        return self.run("systemctl", "is-system-running", check=False).stdout.strip() == "running"

    def run(self, *command, **options):
        """Runs `command` as root on the host and gives its result."""
        words = " ".join(shlex.quote(str(word)) for word in command)
        return run("ssh", *self._ssh_options, self.name, words, **options)

    def read(self, path):
        """The text of a file of the host."""
        return self.run("cat", path).stdout

    def write(self, path, text, mode="0755"):
        """Writes a file on the host, such as a program that stands in for another."""
        self.run("install", "-D", "-m", mode, "/dev/stdin", path, input=text)

    def unit(self, unit, *properties):
        """The asked properties of a unit, by name."""
        shown = self.run("systemctl", "show", unit, f"--property={','.join(properties)}").stdout
        return dict(line.split("=", 1) for line in shown.splitlines())

    def exists(self, path):
        """Whether there is such a file on the host."""
        return self.run("test", "-e", path, check=False).returncode == 0

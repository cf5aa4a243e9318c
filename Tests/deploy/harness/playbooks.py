"""Runs Scoreline's playbooks against hosts of a test, with an inventory made from the shipped example."""

import json
import pathlib
import re
import secrets
import shutil

import yaml

from harness.processes import run

ANSIBLE = pathlib.Path(__file__).resolve().parents[3] / "ansible"
SECRETS = tuple(yaml.safe_load((ANSIBLE / "inventories" / "example" / "vault.example.yml").read_text()))
RECAP = re.compile(r"^(\S+)\s+: ok=(\d+)\s+changed=(\d+)\s", re.MULTILINE)


class Outcome:
    """What a run of a playbook came to: its output, and `changed`, the number of changed tasks by host."""

    def __init__(self, result):
        self.output = result.stdout + result.stderr
        self.succeeded = result.returncode == 0
        self.changed = {host: int(changed) for host, _, changed in RECAP.findall(result.stdout)}


class Inventory:
    """A copy of the example inventory with other hosts, and a vault of random secrets that is really encrypted."""

    def __init__(self, folder, hosts, ssh_options):
        self._folder = folder / "inventory"
        shutil.copytree(ANSIBLE / "inventories" / "example", self._folder)
        self._password = folder / "vault-password"
        self._password.write_text(secrets.token_urlsafe(32))
        self._ssh_options = " ".join(ssh_options)
        self.secrets = {name: secrets.token_urlsafe(33) for name in SECRETS}
        self.change(hosts)

    def change(self, hosts, **changed_secrets):
        """Takes other hosts, and other secrets for some names."""
        self.secrets.update(changed_secrets)
        (self._folder / "hosts.yml").write_text(yaml.safe_dump(hosts))
        vault = self._folder / "group_vars" / "all" / "vault.yml"
        vault.write_text(yaml.safe_dump(self.secrets))
        run("ansible-vault", "encrypt", "--vault-password-file", self._password, vault, cwd=ANSIBLE)
        assert vault.read_text().startswith("$ANSIBLE_VAULT;")

    def apply(self, playbook, *arguments, check=True, **variables):
        """Runs `playbook` as a user would; `variables` override those of the inventory."""
        extra = ["--extra-vars", json.dumps(variables)] if variables else []
        result = run(
            "ansible-playbook", playbook, "--inventory", self._folder / "hosts.yml", "--user", "deploy",
            "--vault-password-file", self._password, f"--ssh-common-args={self._ssh_options}", *extra, *arguments,
            timeout=1800, check=check, cwd=ANSIBLE,
            env={
                "ANSIBLE_HOME": str(self._folder / "home"), "ANSIBLE_NOCOLOR": "1",
                # The connections are kept by the tests' own configuration of ssh.
                "ANSIBLE_SSH_ARGS": "-o BatchMode=yes", "ANSIBLE_PYTHON_INTERPRETER": "/usr/bin/python3",
            },
        )
        return Outcome(result)

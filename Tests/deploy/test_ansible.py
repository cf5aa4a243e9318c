"""The playbooks really prepare hosts: applied over ssh to booted Debian systems, with a real Redis and real workers."""

import collections
import json
import pathlib
import re
import shutil
import tempfile
import threading

import pytest
import redis
import yaml

from harness.host import Hosts, libraries_outside_the_system
from harness.playbooks import ANSIBLE, Inventory
from harness.processes import ProcessGroup, eventually, free_port, run

PLAYBOOKS = sorted(path.name for path in ANSIBLE.glob("*.yml"))
ROW = {"island": "Biscoe", "bill_length_mm": 50.0, "flipper_length_mm": 230, "body_mass_g": 5700, "sex": "male"}


class Site:
    """Redis and workers on the host `first`, workers on the host `second`, as plain-hosts.yml leaves them.

    `dry_run`, `first_run` and `second_run` are what the first three runs came to.
    """

    def __init__(self, folder, processes, built, programs, repository):
        self._folder = folder
        self._repository = repository
        for version in ("0.1.0", "0.1.1"):
            (folder / version).mkdir()
            for name in ("scoreline", "scoreline-worker"):
                shutil.copy2(programs / name, folder / version / name)
        # Another build of the same program: what stands behind an executable's end is not looked at.
        with open(folder / "0.1.1" / "scoreline-worker", "ab") as newer:
            newer.write(b"another build")

        hosts = Hosts(built, folder, processes)
        libraries = libraries_outside_the_system(programs / "scoreline-worker")
        self.first = hosts.boot("first", libraries)
        self.second = hosts.boot("second", libraries)
        self.port = free_port()
        self._admin_ports = [free_port() for _ in range(4)]
        self.inventory = Inventory(folder, self.hosts(), hosts.ssh_options)

        self.dry_run = self.inventory.apply("plain-hosts.yml", "--check", "--diff")
        self.after_dry_run = [host.exists(path) for host in (self.first, self.second)
                              for path in ("/etc/scoreline", "/etc/redis", "/usr/local/bin/scoreline")]
        with CommandLines() as self.command_lines:
            self.first_run = self.inventory.apply("plain-hosts.yml", "-v")
        self.second_run = self.inventory.apply("plain-hosts.yml")

    def hosts(self, on_first=("penguins", "diabetes"), memory="256mb"):
        """The inventory's hosts. They share one loopback, so each of their workers has a port of its own."""
        common = {
            "scoreline_programs": str(self._folder) + "/{{ scoreline_version }}",
            "scoreline_redis_url": f"redis://127.0.0.1:{self.port}/0",
        }
        redis_settings = {"redis_port": self.port, "redis_bind": ["127.0.0.1"], "redis_maxmemory": memory}
        # Jobs of a killed worker are waited for, so leases are short.
        settings = {"SCORELINE_LEASE": 2}
        ports = iter(self._admin_ports)
        first, second = (
            [
                {"name": name, "admin_port": next(ports), "lanes": 1, "environment": settings,
                 "file": str(self._repository / "model_bin" / f"{name}.safetensors")}
                for name in ("penguins", "diabetes")
            ]
            for _ in range(2)
        )
        first = [model for model in first if model["name"] in on_first]
        workers = {
            "first": {**common, **redis_settings, "scoreline_models": first},
            "second": {**common, "scoreline_models": second},
        }
        return {"scoreline_redis": {"hosts": {"first": workers["first"]}}, "scoreline_workers": {"hosts": workers}}

    def client(self, user):
        """A connection to Redis as `user`; None logs in as nobody."""
        password = user and self.inventory.secrets[f"vault_redis_{user}_password"]
        return redis.Redis(port=self.port, username=user, password=password, decode_responses=True)

    def process(self, host, model="penguins"):
        """The pid of a worker, as its host counts."""
        return int(host.unit(f"scoreline-worker@{model}", "MainPID")["MainPID"])


class CommandLines:
    """Collects the command lines of all processes of the machine, hosts included, until its end."""

    def __init__(self):
        self.seen = set()
        self._end = threading.Event()
        self._thread = threading.Thread(target=self._collect)

    def __enter__(self):
        self._thread.start()
        return self

    def __exit__(self, *_):
        self._end.set()
        self._thread.join()

    def _collect(self):
        while not self._end.wait(0.05):
            for path in pathlib.Path("/proc").glob("[0-9]*/cmdline"):
                try:
                    self.seen.add(path.read_bytes().replace(b"\0", b" ").decode(errors="replace"))
                except OSError:
                    pass


class Producer:
    """Pushes one job after the other until its end, and takes the answers."""

    def __init__(self, site):
        self._client = site.client("producer")
        self._end = threading.Event()
        self._thread = threading.Thread(target=self._push)
        self.pushed = 0
        self.answers = []

    def __enter__(self):
        self._thread.start()
        return self

    def __exit__(self, *_):
        self._end.set()
        self._thread.join()

    def _push(self):
        while not self._end.wait(0.01):
            push_jobs(self._client, range(self.pushed, self.pushed + 1), "rolling")
            self.pushed += 1

    def answered(self):
        """All answers, once there is one for each job that was pushed."""
        return take_answers(self._client, self.pushed, "rolling")


def push_jobs(client, numbers, name):
    """Pushes a job for each number, to be answered in the reply list `name`."""
    jobs = [json.dumps({"id": f"{name}-{number}", "rows": [ROW], "reply_to": name}) for number in numbers]
    client.rpush("scoreline:{penguins}:jobs", *jobs)


def take_answers(client, count, name):
    """`count` answers from the reply list `name`; there must be no more, one for each job, and all good."""
    answers = []

    def take():
        answers.extend(json.loads(answer) for answer in client.lpop(f"scoreline:{{penguins}}:reply:{name}", 1000) or [])
        return len(answers) >= count

    eventually(take, 60, f"{count} answers")
    assert len({answer["id"] for answer in answers}) == len(answers) == count
    assert {answer["status"] for answer in answers} == {"ok"}
    return answers


@pytest.fixture(scope="module")
def site(built, programs, repository):
    """The two hosts after three runs of plain-hosts.yml."""
    with tempfile.TemporaryDirectory(prefix="scoreline-") as path, ProcessGroup() as group:
        yield Site(pathlib.Path(path), group, built, programs, repository)


def test_a_dry_run_on_empty_hosts_succeeds_and_leaves_them_empty(site):
    assert site.dry_run.changed["first"] > 0 and site.dry_run.changed["second"] > 0
    assert site.after_dry_run == [False] * 6


def test_the_second_run_changes_nothing(site):
    assert site.first_run.changed["first"] > 0 and site.first_run.changed["second"] > 0
    assert site.second_run.changed == {"first": 0, "second": 0}


@pytest.mark.parametrize(("user", "command", "refusal"), [
    (None, ("PING",), "Authentication required"),
    ("producer", ("DEL", "scoreline:{penguins}:model"), "no permissions"),
    ("worker", ("FLUSHALL",), "no permissions"),
    ("worker", ("CONFIG", "GET", "*"), "no permissions"),
    ("trainer", ("LPOP", "scoreline:{penguins}:jobs"), "no permissions"),
    ("operator", ("SET", "other", "1"), "permission"),
])
def test_redis_refuses_what_a_user_may_not(site, user, command, refusal):
    with pytest.raises(redis.exceptions.RedisError, match=f"(?i){refusal}"):
        site.client(user).execute_command(*command)


def test_redis_keeps_jobs_and_evicts_none(site):
    settings = site.client("admin").config_get("*")
    found = {name: settings[name] for name in ("appendonly", "appendfsync", "maxmemory-policy", "maxmemory", "bind", "save")}
    assert found == {
        "appendonly": "yes", "appendfsync": "everysec", "maxmemory-policy": "noeviction", "maxmemory": str(256 << 20),
        "bind": "127.0.0.1", "save": "",
    }


def test_redis_can_not_write_its_own_configuration(site):
    pid = site.first.unit("redis-server", "MainPID")["MainPID"]
    for folder in ("/etc/redis", "/usr/bin"):
        assert "Read-only file system" in site.first.run("nsenter", "-t", pid, "-m", "touch", f"{folder}/x", check=False).stderr


def test_jobs_of_a_producer_are_answered(site):
    client = site.client("producer")
    push_jobs(client, range(10), "answered")
    answers = take_answers(client, 10, "answered")
    assert {answer["model_version"] for answer in answers} == {1}


@pytest.mark.parametrize("model", ["penguins", "diabetes"])
def test_a_worker_is_confined(site, model):
    host, pid = site.second, site.process(site.second, model)
    status = dict(line.split(":\t", 1) for line in host.read(f"/proc/{pid}/status").splitlines() if ":\t" in line)
    user, *others = status["Uid"].split()
    assert int(user) >= 61184 and set(others) == {user}
    assert status["NoNewPrivs"] == "1" and status["Seccomp"] == "2"
    assert {status[name] for name in ("CapEff", "CapPrm", "CapBnd", "CapAmb")} == {"0" * 16}
    # Root in the worker's own view of the files can't write there either.
    for folder in ("/usr/local/bin", "/etc/scoreline", "/var/lib"):
        refused = host.run("nsenter", "-t", pid, "-m", "touch", f"{folder}/x", check=False).stderr
        assert "Read-only file system" in refused, folder
    assert "Permission denied" in host.run(
        "nsenter", "-t", pid, "-m", "setpriv", f"--reuid={user}", "--clear-groups", "cat",
        "/etc/scoreline/secrets/redis-password", check=False).stderr


def test_units_are_well_formed_and_hardened(site):
    unit = "/etc/systemd/system/scoreline-worker@.service"
    verified = site.first.run("systemd-analyze", "verify", "scoreline-worker@penguins.service")
    assert verified.stdout + verified.stderr == ""
    for name in ("scoreline-worker@penguins.service", "redis-server.service"):
        site.first.run("systemd-analyze", "security", "--threshold=15", name)
    site.first.run("systemd-analyze", "security", "--offline=yes", "--threshold=15", unit)
    # What is set; the cgroups of the tests' machine may be read-only for its hosts.
    assert site.first.unit("scoreline-worker@penguins", "MemoryMax", "TimeoutStopUSec", "Restart") == {
        "MemoryMax": str(1 << 30), "TimeoutStopUSec": "35s", "Restart": "always"}


def test_a_worker_says_nothing_but_that_it_serves(site):
    log = site.second.run("journalctl", "--unit=scoreline-worker@penguins", "--output=cat", "_COMM=scoreline-worke").stdout
    assert "version 1 serves" in log
    assert [line for line in log.splitlines() if "notice" not in line] == []


def test_killed_workers_come_back_and_every_job_is_answered_once(site):
    client = site.client("producer")
    before = {host.name: site.process(host) for host in (site.first, site.second)}
    push_jobs(client, range(5000), "killed")
    for host in (site.first, site.second):
        host.run("kill", "-KILL", before[host.name])
    take_answers(client, 5000, "killed")
    for host in (site.first, site.second):
        eventually(lambda: site.process(host) not in (0, before[host.name]), 30, "the unit to come back")
        assert host.unit("scoreline-worker@penguins", "NRestarts") == {"NRestarts": "1"}


def test_no_secret_is_in_clear_but_the_workers_own(site):
    found = collections.Counter()
    for name, secret in site.inventory.secrets.items():
        assert not [line for line in site.command_lines.seen if secret in line], f"{name} was an argument of a process"
        assert secret not in site.first_run.output, f"{name} was printed"
        for host in (site.first, site.second):
            assert secret not in host.run("journalctl", "--output=export", "--all").stdout, f"{name} is in {host.name}'s journal"
            files = host.run("grep", "-rlsF", "--", secret, "/etc", "/var", "/root", "/home", "/usr/local", "/tmp", check=False)
            found.update((host.name, path) for path in files.stdout.split())
            environment = host.run("grep", "-lsaF", "--", secret, f"/proc/{site.process(host)}/environ", check=False).stdout
            assert environment == "", f"{name} is in the environment of a worker"
    assert found == {(host, "/etc/scoreline/secrets/redis-password"): 1 for host in ("first", "second")}
    mode = site.first.run("stat", "--format=%U %a", "/etc/scoreline/secrets", "/etc/scoreline/secrets/redis-password").stdout
    assert mode.splitlines() == ["root 700", "root 600"]
    assert any("ansible" in line for line in site.command_lines.seen)


def test_an_upgrade_rolls_from_host_to_host_and_loses_nothing(site):
    before = {host.name: site.process(host) for host in (site.first, site.second)}
    with Producer(site) as producer:
        eventually(lambda: producer.pushed > 10, what="the producer to begin")
        outcome = site.inventory.apply("plain-hosts.yml", scoreline_version="0.1.1")
        enough = producer.pushed
    answers = producer.answered()
    assert enough > 100
    # A worker that is stopped finishes or gives back what it has: nothing waited for a lease.
    assert {answer.get("attempt", 1) for answer in answers} == {1}
    for host in (site.first, site.second):
        pid = site.process(host)
        assert pid not in (0, before[host.name])
        assert host.run("tail", "--bytes=13", f"/proc/{pid}/exe").stdout == "another build"
    started = [int(host.unit("scoreline-worker@penguins", "ActiveEnterTimestampMonotonic")["ActiveEnterTimestampMonotonic"])
               for host in (site.first, site.second)]
    assert started[0] < started[1]
    # The program, the settings that name it, the restart.
    assert outcome.changed == {"first": 3, "second": 3}


def test_a_program_that_does_not_run_replaces_no_running_one(site):
    before = {host.name: site.process(host) for host in (site.first, site.second)}
    broken = site._folder / "0.1.2"
    broken.mkdir()
    shutil.copy2(site._folder / "0.1.0" / "scoreline", broken / "scoreline")
    (broken / "scoreline-worker").write_text("#!/bin/sh\nexit 127\n")
    outcome = site.inventory.apply("plain-hosts.yml", check=False, scoreline_version="0.1.2")
    assert not outcome.succeeded and "See that they run" in outcome.output
    assert {host.name: site.process(host) for host in (site.first, site.second)} == before


def test_a_roll_back_with_fewer_models_and_a_new_password(site):
    started = site.first.unit("redis-server", "MainPID")
    old = site.inventory.secrets["vault_redis_worker_password"]
    site.inventory.change(site.hosts(on_first=("penguins",)), vault_redis_worker_password="n" * 40)
    site.inventory.apply("plain-hosts.yml")
    assert site.first.unit("redis-server", "MainPID") == started
    with pytest.raises(redis.exceptions.AuthenticationError):
        redis.Redis(port=site.port, username="worker", password=old).ping()
    assert site.first.unit("scoreline-worker@diabetes", "ActiveState", "UnitFileState") == {
        "ActiveState": "inactive", "UnitFileState": "disabled"}
    assert not site.first.exists("/etc/scoreline/models/diabetes.env")
    assert site.second.unit("scoreline-worker@diabetes", "ActiveState") == {"ActiveState": "active"}
    pid = site.process(site.first)
    assert site.first.run("tail", "--bytes=13", f"/proc/{pid}/exe").stdout != "another build"
    client = site.client("producer")
    push_jobs(client, range(10), "rolled")
    take_answers(client, 10, "rolled")


@pytest.mark.parametrize("value", ["change-me", "too-short", "with spaces, and longer than the thirty-two characters"])
def test_a_placeholder_is_refused_before_anything_is_done(site, value, processes):
    variables = {"vault_redis_worker_password": value}
    outcome = site.inventory.apply("plain-hosts.yml", "--limit", "second", check=False, **variables)
    assert not outcome.succeeded
    assert "The secret vault_redis_worker_password is missing, is still the placeholder" in " ".join(outcome.output.split())
    assert outcome.changed == {"second": 0}

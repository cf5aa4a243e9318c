"""The playbooks really prepare hosts: applied over ssh to booted Debian systems, with a real Redis and real workers."""

import collections
import json
import pathlib
import shutil
import tempfile

import pytest
import redis

from harness.background import Flood, InBackground
from harness.host import Hosts, libraries_outside_the_system
from harness.playbooks import Inventory
from harness.processes import ProcessGroup, eventually, free_port

ROW = {"island": "Biscoe", "bill_length_mm": 50.0, "flipper_length_mm": 230, "body_mass_g": 5700, "sex": "male"}
Worker = collections.namedtuple("Worker", "pid restarts")


class Site:
    """Redis and workers on the host `first`, workers on the host `second`, as plain-hosts.yml leaves them.

    `dry_run`, `first_run` and `second_run` are what the first three runs came to.
    """

    def __init__(self, folder, processes, built, programs, repository):
        self.folder = folder
        self._repository = repository
        for build in ("programs", "other"):
            (folder / build).mkdir()
            for name in ("scoreline", "scoreline-worker"):
                shutil.copy2(programs / name, folder / build / name)
        # Another build of the same program: what stands behind an executable's end is not looked at.
        with open(folder / "other" / "scoreline-worker", "ab") as newer:
            newer.write(b"another build")

        hosts = Hosts(built, folder, processes)
        libraries = libraries_outside_the_system(programs / "scoreline-worker")
        self.first = hosts.boot("first", libraries)
        self.second = hosts.boot("second", libraries)
        self.both = (self.first, self.second)
        self.port = free_port()
        self._admin_ports = [free_port() for _ in range(3)]
        self.inventory = Inventory(folder, self.hosts(), hosts.ssh_options)

        self.dry_run = self.inventory.apply("plain-hosts.yml", "--check", "--diff")
        self.after_dry_run = [host.exists(path) for host in self.both
                              for path in ("/etc/scoreline", "/etc/redis", "/usr/local/bin/scoreline")]
        with CommandLines() as self.command_lines:
            self.first_run = self.inventory.apply("plain-hosts.yml", "-v")
        self.second_run = self.inventory.apply("plain-hosts.yml")

    def hosts(self, diabetes=True, lease=2):
        """The inventory's hosts. They share one loopback, so each of their workers has a port of its own."""
        common = {
            "scoreline_programs": str(self.folder / "programs"),
            "scoreline_redis_url": f"redis://127.0.0.1:{self.port}/0",
        }
        redis_settings = {"redis_port": self.port, "redis_bind": ["127.0.0.1"], "redis_maxmemory": "256mb"}
        # Jobs of a killed worker are waited for, so leases are short.
        settings = {"SCORELINE_LEASE": lease}
        models = [
            {"name": name, "admin_port": port, "lanes": 1, "environment": settings,
             "file": str(self._repository / "model_bin" / f"{name}.safetensors")}
            for name, port in zip(("penguins", "penguins", "diabetes"), self._admin_ports)
        ]
        on_first = [models[0], models[2]] if diabetes else [models[0]]
        workers = {
            "first": {**common, **redis_settings, "scoreline_models": on_first},
            "second": {**common, "scoreline_models": [models[1]]},
        }
        return {"scoreline_redis": {"hosts": {"first": workers["first"]}}, "scoreline_workers": {"hosts": workers}}

    def client(self, user):
        """A connection to Redis as `user`; None logs in as nobody."""
        password = user and self.inventory.secrets[f"vault_redis_{user}_password"]
        return redis.Redis(port=self.port, username=user, password=password, decode_responses=True)

    def worker(self, host, model="penguins"):
        """The worker of a host: its pid there, 0 for none, and how often systemd has restarted it."""
        shown = host.unit(f"scoreline-worker@{model}", "MainPID", "NRestarts")
        return Worker(int(shown["MainPID"]), int(shown["NRestarts"]))


class CommandLines(InBackground):
    """Samples the command lines and environments of all processes of the machine, hosts included."""

    def __init__(self):
        super().__init__(pause=0.02)
        self.seen = set()

    def step(self):
        """Reads the command lines and environments of this moment."""
        for process in pathlib.Path("/proc").glob("[0-9]*"):
            for kind in ("cmdline", "environ"):
                try:
                    self.seen.add((process / kind).read_bytes().replace(b"\0", b" ").decode(errors="replace"))
                except OSError:  # It has ended.
                    break


class Producer(InBackground):
    """Pushes one job after the other."""

    def __init__(self, client):
        super().__init__(pause=0.01)
        self._client = client
        self.pushed = 0

    def step(self):
        """Pushes the next job."""
        push_jobs(self._client, [self.pushed], "rolling")
        self.pushed += 1


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
    assert {(answer["status"], "row_errors" in answer) for answer in answers} == {("completed", False)}
    return answers


def runs_other_build(host, worker):
    """Whether a worker runs the program of the folder `other`."""
    return host.run("tail", "--bytes=13", f"/proc/{worker.pid}/exe").stdout == "another build"


def assert_read_only(host, pid, folder):
    """Not even root can write to `folder` as the process `pid` sees it."""
    assert "Read-only file system" in host.run("touch", f"/proc/{pid}/root{folder}/x", check=False).stderr, folder


def attempts(answers):
    """How often the jobs were tried that were answered so, without repetition."""
    return {answer["parameters"]["attempt"] for answer in answers}


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
    expected = {
        "appendonly": "yes", "appendfsync": "everysec", "maxmemory-policy": "noeviction", "maxmemory": str(256 << 20),
        "bind": "127.0.0.1", "save": "",
    }
    settings = site.client("admin").config_get("*")
    assert {name: settings[name] for name in expected} == expected


def test_redis_can_not_write_its_own_configuration(site):
    pid = site.first.unit("redis-server", "MainPID")["MainPID"]
    for folder in ("/etc/redis", "/usr/bin"):
        assert_read_only(site.first, pid, folder)


def test_jobs_of_a_producer_are_answered(site):
    client = site.client("producer")
    push_jobs(client, range(10), "answered")
    answers = take_answers(client, 10, "answered")
    assert {answer["model_version"] for answer in answers} == {"1"}


@pytest.mark.parametrize("model", ["penguins", "diabetes"])
def test_a_worker_is_confined(site, model):
    host, pid = site.first, site.worker(site.first, model).pid
    status = dict(line.split(":\t", 1) for line in host.read(f"/proc/{pid}/status").splitlines() if ":\t" in line)
    user, *others = status["Uid"].split()
    assert int(user) >= 61184 and set(others) == {user}
    assert status["NoNewPrivs"] == "1" and status["Seccomp"] == "2"
    assert {status[name] for name in ("CapEff", "CapPrm", "CapBnd", "CapAmb")} == {"0" * 16}
    for folder in ("/usr/local/bin", "/etc/scoreline", "/var/lib"):
        assert_read_only(host, pid, folder)
    secret = "/etc/scoreline/secrets/redis-password"
    read = host.run("setpriv", f"--reuid={user}", "--clear-groups", "cat", secret, check=False)
    assert "Permission denied" in read.stderr


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


def test_killed_workers_come_back_and_every_job_is_answered_once(site):
    client = site.client("producer")
    before = {host: site.worker(host) for host in site.both}
    # Of many rows, written once: they are pushed far faster than they are scored, and their answers are short.
    form = f'"reply_to": "killed", "outputs": ["label"], "rows": {json.dumps([ROW] * 50)}'
    with Flood(client, lambda number: f'{{"id": "killed-{number}", {form}}}', level=2_000) as flood:
        eventually(lambda: client.llen("scoreline:{penguins}:reply:killed") > 0, what="workers to answer")
        for host in site.both:
            host.run("kill", "-KILL", before[host].pid)
    answers = take_answers(client, flood.pushed, "killed")
    assert max(attempts(answers)) > 1, "the kill hit no job"
    for host in site.both:
        eventually(lambda: site.worker(host).pid not in (0, before[host].pid), what=f"{host.name}'s unit to return")
        assert site.worker(host).restarts == before[host].restarts + 1


def test_no_secret_is_in_clear_but_the_workers_own(site):
    assert any("ansible" in line for line in site.command_lines.seen)
    found = set()
    for name, secret in site.inventory.secrets.items():
        assert not [line for line in site.command_lines.seen if secret in line], f"{name} was an argument or in an environment"
        assert secret not in site.first_run.output, f"{name} was printed"
        for host in site.both:
            journal = host.run("journalctl", "--output=export", "--all").stdout
            assert secret not in journal, f"{name} is in the journal of {host.name}"
            folders = ("/etc", "/var", "/root", "/home", "/usr/local", "/tmp", f"/proc/{site.worker(host).pid}/environ")
            files = host.run("grep", "-rlsaF", "--", secret, *folders, check=False).stdout.split()
            found.update((host.name, name, path) for path in files)
    kept = "/etc/scoreline/secrets/redis-password"
    assert found == {(host.name, "vault_redis_worker_password", kept) for host in site.both}
    modes = site.first.run("stat", "--format=%U %a", kept, "/etc/scoreline/secrets").stdout
    assert modes == "root 600\nroot 700\n"


def test_an_upgrade_rolls_from_host_to_host_and_loses_nothing(site):
    # Long leases: no job is tried again because a worker stood still for a moment.
    site.inventory.change(site.hosts(lease=60))
    site.inventory.apply("plain-hosts.yml")
    before = {host: site.worker(host) for host in site.both}
    client = site.client("producer")
    with Producer(client) as producer:
        eventually(lambda: producer.pushed > 10, what="the producer to begin")
        outcome = site.inventory.apply("plain-hosts.yml", scoreline_programs=str(site.folder / "other"))
    answers = take_answers(client, producer.pushed, "rolling")
    assert producer.pushed > 100
    # A worker that is stopped finishes or gives back what it has: nothing waited for a lease.
    assert attempts(answers) == {1}
    for host in site.both:
        worker = site.worker(host)
        assert worker.pid not in (0, before[host].pid) and worker.restarts == 0
        assert runs_other_build(host, worker)
    # Nothing is done to the second host before the first one is ready again.
    waiting = outcome.output.index("Wait until workers are ready")
    assert outcome.output.index("ok: [first] => (item=penguins)", waiting) < outcome.output.index("changed: [second]")
    # The program, the settings that name it, the restart.
    assert outcome.changed == {"first": 3, "second": 3}, outcome.output


def test_a_program_that_does_not_run_takes_no_place(site):
    before = {host: site.worker(host) for host in site.both}
    broken = site.folder / "broken"
    broken.mkdir()
    shutil.copy2(site.folder / "programs" / "scoreline", broken / "scoreline")
    (broken / "scoreline-worker").write_text("#!/bin/sh\necho no such library >&2\nexit 127\n")
    outcome = site.inventory.apply("plain-hosts.yml", "--limit", "second", check=False, scoreline_programs=str(broken))
    assert not outcome.succeeded and "no such library" in outcome.output
    assert {host: site.worker(host) for host in site.both} == before
    site.second.run("scoreline-worker", "--help")


@pytest.mark.parametrize(("folder", "program"), [("other", "scoreline"), ("programs", "scoreline-worker")])
def test_programs_of_another_version_are_refused_there_or_new(site, folder, program):
    before = site.worker(site.second)
    outcome = site.inventory.apply("plain-hosts.yml", "--limit", "second", check=False, scoreline_version="0.9.0",
                                   scoreline_programs=str(site.folder / folder))
    assert not outcome.succeeded
    assert f"/{folder}/{program} is of version 0.1.0, not 0.9.0: put the programs of 0.9.0 there" in outcome.output
    assert site.worker(site.second) == before and runs_other_build(site.second, before)


def test_a_roll_back_with_fewer_models_and_a_new_password(site):
    started = site.first.unit("redis-server", "MainPID")
    old = site.inventory.secrets["vault_redis_worker_password"]
    site.inventory.change(site.hosts(diabetes=False), vault_redis_worker_password="n" * 40)
    site.inventory.apply("plain-hosts.yml", "--limit", "first")
    assert site.first.unit("redis-server", "MainPID") == started
    with pytest.raises(redis.exceptions.AuthenticationError):
        redis.Redis(port=site.port, username="worker", password=old).ping()
    assert site.first.unit("scoreline-worker@diabetes", "ActiveState", "UnitFileState") == {
        "ActiveState": "inactive", "UnitFileState": "disabled"}
    assert not site.first.exists("/etc/scoreline/models/diabetes.env")
    assert not runs_other_build(site.first, site.worker(site.first))
    client = site.client("producer")
    push_jobs(client, range(10), "rolled")
    take_answers(client, 10, "rolled")


@pytest.mark.parametrize("value", ["change-me-" * 5, "short", "with spaces, and longer than thirty-two characters"])
def test_a_placeholder_is_refused_before_anything_is_done(site, value):
    password = {"vault_redis_worker_password": value}
    outcome = site.inventory.apply("plain-hosts.yml", "--limit", "second", check=False, **password)
    assert not outcome.succeeded
    words = " ".join(outcome.output.split())
    assert "The secret vault_redis_worker_password is missing, is still the placeholder" in words
    assert outcome.changed == {"second": 0}

"""docker/compose.yaml, started by Compose on a Docker engine of the test's own."""

import json
import shutil

import pytest

from harness.docker_engine import DockerEngine
from harness.processes import ProcessGroup, eventually, run

PASSWORD = 'a "quoted" \\ pass word of the test'


class Composition:
    """The services of a copy of the Compose file, under a project name of the test."""

    def __init__(self, engine, folder, repository):
        self._engine = engine
        self._folder = folder / "docker"
        self._folder.mkdir()
        shutil.copy(repository / "docker" / "compose.yaml", self._folder)
        (self._folder / "secrets").mkdir(mode=0o700)
        (self._folder / "secrets" / "redis-password").write_text(PASSWORD + "\n")
        self._environment = {
            **engine.environment, "COMPOSE_PROJECT_NAME": "scoreline", "SCORELINE_TAG": "test",
            "REDIS_IMAGE": "localhost/redis:7-bookworm",
        }

    def compose(self, *arguments, timeout=300, **options):
        """Runs Compose in the folder of the file."""
        return run("docker-compose", *arguments, env=self._environment, cwd=self._folder, timeout=timeout, **options)

    def containers(self, service):
        """What Docker knows of each container of a service, also of those that have ended."""
        mark = f"label=com.docker.compose.service={service}"
        found = self._engine.docker("ps", "--all", "--quiet", "--filter", mark).stdout.split()
        return json.loads(self._engine.docker("inspect", *found).stdout) if found else []

    def exit_code(self, service):
        """The exit code of a service that runs once; None before its end."""
        found = [container["State"] for container in self.containers(service)]
        return found[0]["ExitCode"] if found and found[0]["Status"] == "exited" else None

    def output(self, service):
        """What all containers of a service have written."""
        logs = [self._engine.docker("logs", container["Id"]) for container in self.containers(service)]
        return "".join(log.stdout + log.stderr for log in logs)

    def execute(self, service, *command, check=True):
        """The output of a program in the first container of a service; without `check` also of one that failed."""
        container = self.containers(service)[0]["Id"]
        return self._engine.docker("exec", container, *command, check=check).stdout.strip()

    def redis(self, command):
        """A command of redis-cli with the password, in the container of Redis."""
        line = f"REDISCLI_AUTH=$(cat /run/secrets/redis-password) redis-cli {command}"
        return self.execute("redis", "sh", "-c", line)


@pytest.fixture(scope="module")
def composition(tmp_path_factory, built, repository):
    """The services as `up` leaves them, the demo at its end."""
    folder = tmp_path_factory.mktemp("compose")
    with ProcessGroup() as processes:
        engine = DockerEngine(built / "docker-engine", folder, processes)
        engine.docker("load", "--input", built / "compose-images.tar", timeout=300)
        composition = Composition(engine, folder, repository)
        try:
            composition.compose("up", "--detach", "--no-build")
            eventually(lambda: composition.exit_code("demo") is not None, 120, "the end of the demo")
            yield composition
        finally:
            composition.compose("down", "--volumes", check=False)


def test_up_gives_the_demo(composition):
    output = composition.output("demo")
    assert composition.exit_code("demo") == 0, output
    rows = output.splitlines()
    assert rows[0].startswith("label,probability_")
    assert sum(row.split(",")[0] in ("Adelie", "Gentoo", "Chinstrap") for row in rows) == 344


def test_two_workers_are_healthy_and_follow_the_live_version(composition):
    workers = composition.containers("worker")
    assert [worker["State"]["Health"]["Status"] for worker in workers] == ["healthy", "healthy"]
    assert composition.redis("zcard 'scoreline:{penguins}:workers'") == "2"


def test_the_dashboard_answers_to_the_names_of_this_machine(composition):
    def status(host):
        request = f"GET /api/status HTTP/1.1\\r\\nHost: {host}\\r\\nConnection: close\\r\\n\\r\\n"
        line = f"exec 3<>/dev/tcp/dashboard/8080; printf '{request}' >&3; cat <&3"
        # Refused until it listens; then the answer is empty and asked for again.
        return composition.execute("redis", "bash", "-c", line, check=False)

    eventually(lambda: '"model":"penguins"' in status("localhost:8080"), what="the dashboard's first answer")
    assert status("elsewhere.example").startswith("HTTP/1.1 403")
    published = composition.containers("dashboard")[0]["HostConfig"]["PortBindings"]
    assert published == {"8080/tcp": [{"HostIp": "127.0.0.1", "HostPort": "8080"}]}


@pytest.mark.parametrize("service", ("redis", "train", "publish", "worker", "dashboard", "demo"))
def test_every_service_is_confined(composition, service):
    for container in composition.containers(service):
        host = container["HostConfig"]
        assert host["ReadonlyRootfs"] and host["CapDrop"] == ["ALL"]
        assert host["SecurityOpt"] == ["no-new-privileges:true"]
        assert host["Memory"] > 0 and host["PidsLimit"] == 128
        assert container["Config"]["User"].split(":")[0] not in ("", "0", "root")


def test_nobody_shows_the_password(composition):
    for service in ("redis", "train", "publish", "worker", "dashboard", "demo"):
        for container in composition.containers(service):
            assert json.dumps(PASSWORD)[1:-1] not in json.dumps(container)
        assert PASSWORD not in composition.output(service)


def test_redis_keeps_what_it_accepts_and_evicts_nothing(composition):
    assert composition.redis("config get maxmemory-policy").split() == ["maxmemory-policy", "noeviction"]
    assert composition.redis("config get appendonly").split() == ["appendonly", "yes"]
    assert "NOAUTH" in composition.execute("redis", "redis-cli", "ping")


def test_the_client_is_at_hand(composition):
    status = composition.compose("run", "--rm", "-T", "demo", "status", "penguins").stdout
    assert "penguins" in status and status.count("READY") == 2


def test_a_stop_is_clean_and_a_second_start_finds_the_model(composition):
    composition.compose("stop")
    for service, count in (("worker", 2), ("dashboard", 1), ("redis", 1)):
        ends = [container["State"]["ExitCode"] for container in composition.containers(service)]
        assert ends == [0] * count, composition.output(service)
    composition.compose("up", "--detach", "--no-build")
    eventually(lambda: composition.exit_code("demo") == 0, 120, "the demo after a restart")
    assert composition.redis("hget 'scoreline:{penguins}:model' version") == "1"

"""The images as they are shipped: hardened, each does its work, ends in time, and carries nothing it does not need."""

import json
import pathlib
import re
import shutil
import signal
import stat
import tarfile

import pytest
import redis

from harness.background import Flood
from harness.containers import Container, image, podman, podman_run
from harness.processes import eventually, free_port, run

ALL = ("worker", "trainer", "cli", "toolchain")
PROGRAMS = {"worker": "scoreline-worker", "trainer": "scoreline-trainer", "cli": "scoreline"}
MEGABYTE = 1_000_000


def configuration(name):
    """What the image `name` says of itself."""
    return json.loads(podman("image", "inspect", image(name)).stdout)[0]


@pytest.fixture(scope="module")
def trees(tmp_path_factory):
    """Image name → the files of the image, as the members of its flattened archive."""
    return {name: image_files(name, tmp_path_factory.mktemp(name)) for name in PROGRAMS}


def image_files(name, folder):
    """The members of the image's whole file system by path."""
    container = podman("create", image(name)).stdout.strip()
    archive = folder / "tree.tar"
    try:
        podman("export", "--output", archive, container)
    finally:
        podman("rm", container)
    with tarfile.open(archive) as tree:
        members = {member.name: member for member in tree.getmembers()}
    archive.unlink()
    return members


@pytest.fixture
def worker(redis_server):
    """A running worker of the penguins, its Redis, and a model that is live."""
    with running_worker(redis_server) as container:
        yield container


def running_worker(redis_server, *arguments, port=None, **hardening):
    """A worker's container on a free admin port, with the shipped penguins model published."""
    podman_run(image("cli"), "models", "publish", "penguins", "model_bin/penguins.safetensors", "--if-absent",
               redis_url=redis_server.url)
    environment = {"SCORELINE_ADMIN": f"127.0.0.1:{port or free_port()}", **hardening.pop("env", {})}
    return Container(
        image("worker"), "--model", "penguins", "--lanes", "2", *arguments, redis_url=redis_server.url,
        env=environment, **hardening,
    )


def is_ready(container):
    """Whether the worker says that it is, asked as a health check does."""
    return container.execute("scoreline-worker", "--probe", "readyz", check=False).returncode == 0


def sample_job(repository, identifier):
    """The sample job of the penguins under a name of its own."""
    job = json.loads((repository / "recipes" / "penguins" / "sample_job.json").read_text())
    return json.dumps({**job, "id": identifier})


# What the images are


@pytest.mark.parametrize("name", ALL)
def test_the_labels_say_what_it_is_and_where_it_comes_from(name, repository):
    labels = configuration(name)["Labels"]
    prefix = "org.opencontainers.image."
    version = run(repository / "scripts" / "version.sh").stdout.strip()
    assert labels[prefix + "title"].startswith("Scoreline ")
    assert len(labels[prefix + "description"]) > 20
    assert labels[prefix + "licenses"] == "MIT"
    assert labels[prefix + "version"] == version
    assert re.fullmatch("[0-9a-f]{40}", labels[prefix + "revision"])
    assert re.fullmatch(r"\d{4}-\d\d-\d\dT\d\d:\d\d:\d\dZ", labels[prefix + "created"])


@pytest.mark.parametrize("name, program", PROGRAMS.items())
def test_its_process_is_the_program_itself_as_a_user_without_rights(name, program):
    found = configuration(name)["Config"]
    init = [] if name == "worker" else ["/usr/bin/tini", "--"]
    assert found["Entrypoint"] == [*init, f"/usr/bin/{program}"]
    assert found["User"] == "10001:10001"
    assert found["StopSignal"] in ("SIGTERM", "15")


@pytest.mark.parametrize("name, limit", [("worker", 60), ("cli", 60), ("trainer", 100)])
def test_it_adds_little_to_its_base(name, limit):
    base = json.loads(podman("image", "inspect", "debian:bookworm-slim").stdout)[0]["Size"]
    added = (configuration(name)["Size"] - base) / MEGABYTE
    print(f"{name} adds {added:.1f} MB to its base")
    assert added <= limit, f"{name} adds {added:.1f} MB"


@pytest.mark.parametrize("name", PROGRAMS)
def test_no_program_in_it_gives_more_rights(name, trees):
    elevated = [path for path, member in trees[name].items() if member.mode & (stat.S_ISUID | stat.S_ISGID) and
                member.isfile()]
    assert elevated == []


@pytest.mark.parametrize("name", PROGRAMS)
def test_it_holds_no_lists_of_packages_and_no_tools_of_the_build(name, trees):
    unwanted = re.compile(r"var/lib/apt/lists/.|usr/bin/(swift|git|gcc|clang|ld|curl)$|source/|root/\.cache")
    assert [path for path in trees[name] if unwanted.match(path)] == []


def test_only_the_trainer_carries_xgboost(trees):
    carrying = {name for name, tree in trees.items() if any(re.search("xgboost|libgomp", path) for path in tree)}
    assert carrying == {"trainer"}


def test_each_image_has_one_program_of_ours(trees):
    ours = {name: [path for path in tree if path.startswith("usr/bin/scoreline")] for name, tree in trees.items()}
    assert ours == {name: [f"usr/bin/{program}"] for name, program in PROGRAMS.items()}


@pytest.mark.parametrize("name, program", PROGRAMS.items())
def test_every_library_of_the_program_is_there(name, program):
    libraries = podman("run", "--rm", "--network=none", "--entrypoint=/usr/bin/ldd", image(name),
                       f"/usr/bin/{program}").stdout
    assert "libhiredis" in libraries and "not found" not in libraries
    assert not re.search("libswift|libFoundation", libraries)


def test_the_worker_passes_its_own_check(repository, programs):
    script = repository / "scripts" / "check-worker.sh"
    assert "no XGBoost" in run(script, programs / "scoreline-worker").stdout


@pytest.mark.parametrize("name", ("trainer", "cli"))
def test_models_and_recipes_are_those_of_the_repository(name, repository, trees):
    shipped = {path.removeprefix("usr/share/scoreline/") for path, member in trees[name].items()
               if path.startswith("usr/share/scoreline/") and member.isfile()}
    wanted = {
        str(path.relative_to(repository))
        for pattern in ("model_bin/*.safetensors", "recipes/*/*.yaml", "recipes/*/*.csv", "recipes/*/*.gz",
                        "recipes/*/sample_job.json")
        for path in repository.glob(pattern)
    }
    assert shipped == wanted


@pytest.mark.parametrize("name, program", PROGRAMS.items())
def test_it_tells_the_version_without_a_shell_in_the_image(name, program, repository, folder):
    """An empty file where the shell was: what needs one can't start."""
    nothing = folder / "nothing"
    nothing.touch()
    shells = [f"{nothing}:/bin/{shell}:ro" for shell in ("sh", "dash", "bash")]
    told = podman_run(image(name), "--version", mounts=shells).stdout.strip()
    assert told == run(repository / "scripts" / "version.sh").stdout.strip()


def test_the_toolchain_image_has_all_that_make_needs_and_lints(repository):
    """With the Swift of this machine, as when the image was built; what is written goes to an overlay."""
    toolchain = pathlib.Path(shutil.which("swift")).resolve().parents[2]
    podman(
        "run", "--rm", "--network=none", f"--volume={toolchain}:/opt/toolchain:ro", f"--volume={repository}:/source:O",
        image("toolchain"), "sh", "-c", "scripts/setup.sh make shellcheck && scripts/lint.sh", timeout=300,
    )


# What the worker does


def test_a_hardened_worker_scores_a_job(worker, redis_server, repository):
    eventually(lambda: is_ready(worker), what="readiness")
    redis_server.client.rpush("scoreline:{penguins}:jobs", sample_job(repository, "first"))
    _, text = redis_server.client.blpop("scoreline:{penguins}:results", timeout=30)
    result = json.loads(text)
    assert (result["id"], result["status"]) == ("first", "completed")
    assert len(result["outputs"]) == 2
    state = worker.inspect()
    assert state["EffectiveCaps"] in (None, []) and state["HostConfig"]["ReadonlyRootfs"]
    status = pathlib.Path(f"/proc/{state['State']['Pid']}/status").read_text()
    assert re.search(r"^Uid:\s+10001\s+10001\s+10001\s+10001$", status, re.MULTILINE)
    assert re.search(r"^Gid:\s+10001\s+10001\s+10001\s+10001$", status, re.MULTILINE)
    assert re.search(r"^CapEff:\s+0+$", status, re.MULTILINE) and re.search(r"^NoNewPrivs:\s+1$", status, re.MULTILINE)


def test_the_health_check_of_the_image_is_real(worker):
    eventually(lambda: is_ready(worker), what="readiness")
    assert configuration("worker")["Healthcheck"]["Test"] == ["CMD", "scoreline-worker", "--probe", "livez"]
    assert podman("healthcheck", "run", worker.name).returncode == 0
    # A worker that hangs, as one that is frozen does.
    podman("pause", worker.name)
    port = worker.inspect()["Config"]["Env"]
    address = next(entry.split("=", 1)[1] for entry in port if entry.startswith("SCORELINE_ADMIN="))
    try:
        frozen = podman_run(image("worker"), "--probe", "livez", "--admin", address, check=False, timeout=30)
    finally:
        podman("unpause", worker.name)
    assert frozen.returncode == 1 and "did not answer /livez within" in frozen.stderr


def test_a_stop_under_load_loses_nothing_and_doubles_nothing(redis_server, repository):
    client = redis_server.client
    job = sample_job(repository, "job-NUMBER")
    with running_worker(redis_server, "--batch-jobs", "64") as first:
        eventually(lambda: is_ready(first), what="readiness")
        with Flood(client, lambda number: job.replace("NUMBER", str(number)), level=5_000) as flood:
            eventually(lambda: client.llen("scoreline:{penguins}:results") > 500, what="the first results")
            assert first.stop(grace=60) == 0
            answered = client.llen("scoreline:{penguins}:results")
            assert client.zcard("scoreline:{penguins}:leases") == 0
            assert client.zcard("scoreline:{penguins}:workers") == 0
        jobs = flood.pushed
    waiting = sum(client.llen("scoreline:{penguins}:" + name) for name in ("jobs", "handoff", "suspects"))
    assert waiting + answered == jobs and waiting > 0
    with running_worker(redis_server):
        eventually(lambda: client.llen("scoreline:{penguins}:results") >= jobs, 120, "all results")
    results = [json.loads(text) for text in client.lrange("scoreline:{penguins}:results", 0, -1)]
    assert len(results) == jobs and {result["id"] for result in results} == {f"job-{n}" for n in range(jobs)}
    assert {result["status"] for result in results} == {"completed"}


@pytest.mark.parametrize("memory", (64, 256))
def test_the_memory_budget_follows_the_limit_of_the_container(redis_server, memory):
    with running_worker(redis_server, memory=f"{memory}m") as container:
        eventually(lambda: is_ready(container), what="readiness")
        assert f"bytes that models may take: {(memory << 20) // 5 * 4}" in container.logs()


def test_a_worker_with_little_memory_scores_a_long_queue(redis_server, repository):
    jobs = 10_000
    client = redis_server.client
    client.rpush("scoreline:{penguins}:jobs", *(sample_job(repository, f"job-{number}") for number in range(jobs)))
    with running_worker(redis_server, memory="64m") as container:
        eventually(lambda: client.llen("scoreline:{penguins}:results") == jobs, 120, "all results")
        assert is_ready(container) and not container.inspect()["State"]["OOMKilled"]


# What the trainer and the client do


def test_the_trainer_trains_by_recipe_and_publishes(redis_server, folder):
    """Nothing is writable but the mounted folder."""
    output = folder / "models"
    output.mkdir()
    output.chmod(0o777)
    told = podman_run(
        image("trainer"), "train", "recipes/penguins/recipe.yaml", "--out", "/models/penguins.safetensors", "--publish",
        redis_url=redis_server.url, memory="512m", mounts=[f"{output}:/models"],
    )
    assert (output / "penguins.safetensors").stat().st_uid == 10001
    assert redis_server.client.hget("scoreline:{penguins}:model", "version") == "1", told.stdout
    inspected = podman_run(image("trainer"), "inspect", "/models/penguins.safetensors", mounts=[f"{output}:/models:ro"])
    assert "penguins" in inspected.stdout


def test_the_trainer_says_that_it_cannot_write_to_a_read_only_root():
    refused = podman_run(image("trainer"), "train", "recipes/penguins/recipe.yaml", "--out", "/models/x.safetensors",
                         memory="512m", check=False)
    assert refused.returncode == 1 and "/models/x.safetensors" in refused.stderr


@pytest.fixture
def long_training(folder, repository):
    """A trainer that would go on for many minutes."""
    recipe = (repository / "recipes" / "penguins" / "recipe.yaml").read_text()
    recipe = re.sub(r"^rounds: .*", "rounds: 10000", recipe, flags=re.MULTILINE)
    recipe = re.sub(r"^early_stopping: .*", "early_stopping: 10000", recipe, flags=re.MULTILINE)
    (folder / "recipe.yaml").write_text(re.sub(r"^  eta: .*", "  eta: 0.00001", recipe, flags=re.MULTILINE))
    shutil.copy(repository / "recipes" / "penguins" / "penguins.csv", folder)
    folder.chmod(0o755)
    # The trainer looks whether it can write there before it begins.
    output = folder / "models"
    output.mkdir()
    output.chmod(0o777)
    with Container(image("trainer"), "train", "/recipe/recipe.yaml", "--out", "/models/x.safetensors", memory="512m",
                   mounts=[f"{folder}:/recipe:ro", f"{output}:/models"]) as container:
        eventually(lambda: "scoreline-train" in commands(container), what="the start of the training")
        yield container


def commands(container):
    """The names of all processes in the container, those of processes that nobody waited for included."""
    return podman("top", container.name, "comm").stdout.split()[1:]


def test_a_training_ends_at_sigterm(long_training):
    assert long_training.stop(grace=60) == 128 + signal.SIGTERM


def test_processes_that_lost_their_parent_are_reaped(long_training):
    # The shell ends at once; its child then belongs to process 1.
    long_training.execute("sh", "-c", "sleep 0.1 & echo $!")
    eventually(lambda: sorted(commands(long_training)) == ["scoreline-train", "tini"], what="the end of the orphan")


def test_the_client_publishes_scores_and_looks_after_redis(worker, redis_server):
    eventually(lambda: is_ready(worker), what="readiness")
    scored = podman_run(image("cli"), "score", "penguins", "--input", "recipes/penguins/penguins.csv",
                        "--output", "-", redis_url=redis_server.url)
    lines = scored.stdout.splitlines()
    assert lines[0].startswith("label,probability_") and len(lines) == 345
    listed = podman_run(image("cli"), "models", "list", redis_url=redis_server.url)
    assert "penguins" in listed.stdout
    # This Redis writes nothing to disk, which is a problem that doctor names.
    doctor = podman_run(image("cli"), "doctor", "--json", redis_url=redis_server.url, check=False)
    problems = [entry["check"] for entry in json.loads(doctor.stdout)["findings"] if entry["severity"] == "problem"]
    assert doctor.returncode == 1 and problems == ["persistence"]


def test_a_client_that_follows_ends_at_sigterm(redis_server):
    with Container(image("cli"), "results", "penguins", "--follow", redis_url=redis_server.url) as container:
        eventually(lambda: redis_server.client.client_list(_type="normal")[1:], what="its connection")
        assert container.stop(grace=60) in (0, 128 + signal.SIGTERM)

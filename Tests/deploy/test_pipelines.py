"""Every Jenkins pipeline executed, with a table of what was real at the end.

Real: lint, tests, training, gate, publication to a worker, image build, push, Helm's engine, sample jobs, roll-back.
Stubbed, and named so in the table: what only Jenkins has, such as checkout, locks, approvals, archives. Releases go to
the stand-in for a cluster, harness/kube_api.py.
"""

import base64
import ctypes
import hashlib
import json
import os
import re
import shutil
import subprocess
import urllib.error
import urllib.request
import uuid

import pytest
import yaml

from harness.access import access_rule
from harness.pipelines import GOOD, REPOSITORY, groovy, run_pipeline
from harness.processes import eventually, free_port, run
from harness.redis_server import RedisServer

# Tests/deploy/bin has the `helm` command over Helm's engine.
HELM_PATH = f"{REPOSITORY / 'Tests' / 'deploy' / 'bin'}:{os.environ['PATH']}"

PASSWORDS = {role: uuid.uuid4().hex * 2 for role in ("worker", "trainer", "producer")}


@pytest.fixture
def secured_redis(folder, processes):
    """A Redis with the users of docs/examples/users.acl; beside them the test's own client may do everything."""
    lines = ["user default on nopass ~* &* +@all"]
    for role, password in PASSWORDS.items():
        lines.append(access_rule(REPOSITORY, role, password))
        (folder / f"password-{role}").write_text(password)
    (folder / "users.acl").write_text("\n".join(lines) + "\n")
    return RedisServer(folder, processes, "--aclfile", folder / "users.acl")


@pytest.fixture
def worker(folder, processes, programs, secured_redis):
    """Starts a worker of penguins that logs in as the user `worker`."""
    def start():
        return processes.start(
            programs / "scoreline-worker", "--model", "penguins", "--lanes", 1, "--redis", secured_redis.url,
            "--redis-user", "worker", "--redis-password-file", folder / "password-worker",
            stderr=(folder / "worker.log").open("a"))
    return start


@pytest.fixture
def untouched_model():
    """The model of the checkout, which is as before after the test."""
    path = REPOSITORY / "model_bin" / "penguins.safetensors"
    content = path.read_bytes()
    yield path
    path.write_bytes(content)


def test_continuous_integration_lints_tests_and_checks_exactly(folder, programs):
    finished = run_pipeline(
        "continuous-integration", folder, "two test targets",
        parameters={"FILTER": "KeyspaceTests|ChecksumTests", "JOBS": "1000", "PROGRAMS": programs})
    archived = finished.artifacts / ".build" / "ci"
    assert {path.name for path in archived.iterdir()} >= {"lint.log", "test.log", "tests.xml", "benchmarks.log"}
    summary = (archived / "test-summary").read_text()
    passed, failed = re.fullmatch(r"(\d+) passed, (\d+) failed\n", summary).groups()
    assert int(passed) > 4 and failed == "0"
    benchmarks = (archived / "benchmarks.log").read_text()
    for model in ("breast_cancer", "diabetes", "flights", "penguins"):
        assert f"{model}: 1000 jobs, 0 lost, 0 answered twice" in benchmarks
        assert re.search(rf"{model}: \d+ rows of .* answered as offline, byte for byte", benchmarks)


def test_a_failing_step_ends_the_run_and_post_still_archives(folder):
    path = folder / "Failing.Jenkinsfile"
    path.write_text(GOOD.replace("sh 'echo one'", "sh 'echo one > log.txt'; sh 'false'")
                    .replace("always { echo", "always { archiveArtifacts artifacts: 'log.txt'\necho"))
    failed = groovy(path, "--workspace", folder, "--artifacts", folder / "artifacts", check=False)
    assert failed.returncode == 1
    assert "ERROR: script returned exit code 1" in failed.stdout
    assert (folder / "artifacts" / "log.txt").read_text() == "one\n"


@pytest.fixture
def train(folder, programs, secured_redis):
    """Runs train-model for penguins against the test's Redis."""
    def run_it(title, check=True, env=None, **parameters):
        return run_pipeline(
            "train-model", folder, title, check=check,
            parameters={"PROGRAMS": programs, "WAIT": 30, **parameters},
            env={"SCORELINE_REDIS": secured_redis.url, **(env or {})},
            credentials={"scoreline-redis-password-staging-trainer": PASSWORDS["trainer"],
                         "scoreline-git": "jenkins:unused"})
    return run_it


def as_remote(name, path):
    """Variables that give the checkout a remote, for as long as a command runs."""
    return {"GIT_CONFIG_COUNT": "1", "GIT_CONFIG_KEY_0": f"remote.{name}.url", "GIT_CONFIG_VALUE_0": str(path)}


def test_a_model_is_trained_published_to_a_worker_and_committed(
        folder, programs, secured_redis, worker, train, untouched_model):
    remote = folder / "remote.git"
    run("git", "init", "-q", "--bare", remote)
    process = worker()
    finished = train("a good model", env=as_remote("models", remote), COMMIT_BRANCH="models", COMMIT_REMOTE="models")
    report = json.loads((finished.artifacts / ".build/train/penguins/report.json").read_text())
    assert report
    assert "</html>" in (finished.artifacts / ".build/train/penguins/report.html").read_text()
    trained = finished.artifacts / "model_bin" / "penguins.safetensors"
    sha256 = run("sha256sum", trained).stdout.split()[0]
    described = json.loads((finished.artifacts / ".build/train/penguins/trained.json").read_text())
    assert described["sha256"] == sha256 and described["manifest"]["training"]["metrics"]["mlogloss"] < 0.05
    status = run(programs / "scoreline", "status", "penguins", "--json", "--redis", secured_redis.url).stdout
    (serving,) = json.loads(status)["workers"]
    assert (serving["state"], serving["version"]) == ("READY", 1)
    live = secured_redis.client.hgetall("scoreline:{penguins}:model")
    assert sha256 in json.dumps(live)
    committed = folder / "committed.safetensors"
    run("git", "clone", "-q", "--branch", "models", remote, folder / "clone")
    shutil.copy(folder / "clone" / "model_bin" / "penguins.safetensors", committed)
    assert committed.read_bytes() == trained.read_bytes() == untouched_model.read_bytes()
    assert PASSWORDS["trainer"] not in finished.log
    assert process.poll() is None


@pytest.fixture
def strict_recipe():
    """Fewer features, and a gate that compares with the live model; the name of its file."""
    folder = REPOSITORY / "recipes" / "penguins"
    path = folder / f"strict-{uuid.uuid4().hex}.yaml"
    path.write_text((folder / "recipe-v2.yaml").read_text() + "gate:\n  - not_worse_than_live: 0.002\n")
    yield path.name
    path.unlink()


def test_the_gate_refuses_a_worse_model_and_nothing_is_published(
        folder, programs, secured_redis, worker, train, untouched_model, strict_recipe):
    run(programs / "scoreline", "models", "publish", "penguins", untouched_model, "--redis", secured_redis.url)
    worker()
    before = untouched_model.read_bytes()
    finished = train("a worse model", check=False, RECIPE_FILE=strict_recipe)
    assert finished.result == "FAILURE"
    assert finished.outcome("Train") == ["script returned exit code 1"]
    assert finished.outcome("Publish") == finished.outcome("Keep") == []
    assert "not_worse_than_live: 0.002: mlogloss is 0." in finished.log
    assert "that of version 1, which is live, is 0." in finished.log
    assert (finished.artifacts / ".build/train/penguins/report.html").exists()
    assert secured_redis.client.hget("scoreline:{penguins}:model", "version") == "1"
    assert untouched_model.read_bytes() == before


def train_script(folder, programs, *steps, **variables):
    """jenkins/train.sh by hand, with what it makes in the test's folder."""
    settings = {"RECIPE": "penguins", "PROGRAMS": programs, "OUT": folder / "train", **variables}
    return run(REPOSITORY / "jenkins" / "train.sh", *steps, check=False, cwd=REPOSITORY,
               env={name: str(value) for name, value in settings.items()})


def test_only_the_bytes_that_were_trained_are_published(folder, programs, redis_server):
    assert train_script(folder, programs, "train").returncode == 0
    train_script(folder, programs, "train", RECIPE_FILE="recipe-v2.yaml", OUT=folder / "other")
    shutil.copy(folder / "other" / "penguins.safetensors", folder / "train")
    refused = train_script(folder, programs, "publish", SCORELINE_REDIS=redis_server.url, WAIT=0)
    assert refused.returncode == 1
    assert "has other bytes than were trained" in refused.stderr
    assert redis_server.client.keys("*") == []


# Bash runs this where it expects a number.
COMMAND = "SECONDS[$(echo ran >&2)0]"


@pytest.mark.parametrize("wrong", [{"PROGRAMS": "/nowhere"}, {"RECIPE_FILE": "nobody.yaml"}], ids=["programs", "recipe"])
def test_nothing_of_an_earlier_training_passes_for_that_of_a_failed_one(folder, programs, wrong):
    assert train_script(folder, programs, "train").returncode == 0
    (folder / "train" / "of-another").touch()
    failed = train_script(folder, programs, "train", **wrong)
    assert failed.returncode == 2
    assert [path.name for path in (folder / "train").iterdir()] == ["of-another"]


def test_a_gate_that_fails_leaves_nothing_to_publish(folder, programs, strict_recipe):
    assert train_script(folder, programs, "train").returncode == 0
    path = REPOSITORY / "recipes" / "penguins" / strict_recipe
    path.write_text(path.read_text() + "  - accuracy > 1\n")
    failed = train_script(folder, programs, "train", RECIPE_FILE=strict_recipe)
    assert (failed.returncode, "accuracy > 1: accuracy is " in failed.stdout) == (1, True), failed.stdout
    refused = train_script(folder, programs, "keep")
    assert (refused.returncode, "run jenkins/train.sh train first" in refused.stderr) == (1, True)


def test_tests_that_could_not_start_leave_no_report_of_earlier_ones(folder):
    (folder / "tests.xml").write_text("<testsuites/>")
    (folder / "bin").mkdir()
    (folder / "bin" / "swift").write_text("#!/bin/sh\necho 'Swift version 5.0'\n")
    (folder / "bin" / "swift").chmod(0o755)
    failed = run(REPOSITORY / "jenkins" / "ci.sh", "test", check=False,
                 env={"REPORTS": str(folder), "PATH": f"{folder / 'bin'}:{os.environ['PATH']}"})
    assert failed.returncode == 2
    assert "is older than" in failed.stdout
    assert not (folder / "tests.xml").exists()


@pytest.mark.parametrize("remote", ["--upload-pack=echo ran >&2;", "https://git.example/other.git", "nobody"])
def test_a_model_goes_to_a_remote_of_the_checkout_only(folder, programs, untouched_model, remote):
    assert train_script(folder, programs, "train").returncode == 0
    refused = train_script(folder, programs, "keep", COMMIT_BRANCH="models", COMMIT_REMOTE=remote)
    assert refused.returncode == 2
    assert refused.stderr.startswith("train: COMMIT_REMOTE is the name of one of the checkout's remotes")


@pytest.mark.parametrize("script, arguments, variables, message", [
    ("train.sh", ["train"], {"RECIPE": "../x"}, "RECIPE is the name of a folder in recipes/, not '../x'"),
    ("train.sh", ["train"], {"RECIPE": "nobody"}, "there is no recipe recipes/nobody/recipe.yaml"),
    ("train.sh", ["teach"], {}, "there is no step 'teach'"),
    ("ci.sh", ["test"], {"BENCHMARK": "fast"}, "BENCHMARK is exact or drain, not 'fast'"),
    ("ci.sh", ["benchmarks"], {"PROGRAMS": "/nowhere"}, "PROGRAMS is /nowhere, which has no program scoreline"),
    ("build-image.sh", ["test"], {"ENGINE": "lxc"}, "ENGINE is docker or podman, not 'lxc'"),
    ("build-image.sh", ["push"], {"ENGINE": "podman"}, "push needs REGISTRY"),
    ("deploy.sh", ["upgrade"], {}, "ENVIRONMENT is a name such as staging, not ''"),
    ("deploy.sh", ["upgrade"], {"ENVIRONMENT": "moon"}, "there is no values file jenkins/environments/moon.yaml"),
    ("deploy.sh", ["upgrade"], {"ENVIRONMENT": "staging", "TAG": "a,b=c"}, "'a,b=c' is no tag"),
    ("deploy.sh", ["upgrade"], {"ENVIRONMENT": "staging", "IMAGES": "README.md"},
     "is not what jenkins/build-image.sh writes"),
    ("deploy.sh", ["sample"], {"ENVIRONMENT": "staging", "SAMPLE": "hope"},
     "SAMPLE is redis, helm-test or none, not 'hope'"),
    ("deploy.sh", ["upgrade"], {"ENVIRONMENT": "staging", "RELEASE": "--debug"}, "RELEASE is a name such as scoreline"),
    ("deploy.sh", ["upgrade"], {"ENVIRONMENT": "staging", "NAMESPACE": "A b"}, "NAMESPACE is a name such as"),
    ("deploy.sh", ["upgrade"], {"ENVIRONMENT": "staging", "TIMEOUT": "soon"}, "TIMEOUT is a time such as 5m or 90s"),
    ("deploy.sh", ["sample"], {"ENVIRONMENT": "staging", "RECIPE": "../x"}, "RECIPE is the name of a folder"),
    ("train.sh", ["train"], {"RECIPE": "penguins", "RECIPE_FILE": "../diabetes/recipe.yaml"},
     "RECIPE_FILE is the name of a file in recipes/penguins"),
    ("build-image.sh", ["test"], {"ENGINE": "podman", "RECIPE": "../x"}, "RECIPE is the name of a folder in recipes/"),
    ("deploy.sh", ["sample"], {"ENVIRONMENT": "staging", "SAMPLE_TIMEOUT": COMMAND},
     "SAMPLE_TIMEOUT is a whole number"),
    ("train.sh", ["publish"], {"RECIPE": "penguins", "WAIT": COMMAND}, "WAIT is a whole number"),
    ("ci.sh", ["benchmarks"], {"JOBS": COMMAND}, "JOBS is a whole number"),
])
def test_a_call_that_cannot_be_right_is_refused(script, arguments, variables, message):
    refused = run(REPOSITORY / "jenkins" / script, *arguments, check=False, cwd="/",
                  env={**variables, "PATH": HELM_PATH})
    assert refused.returncode == 2
    assert message in refused.stderr
    assert "ran" not in refused.stderr.splitlines()


SCRIPTS = sorted(path.name for path in (REPOSITORY / "jenkins").glob("*.sh") if path.stem != "shared")


@pytest.mark.parametrize("script, steps", [*((script, []) for script in SCRIPTS), ("train.sh", ["train"])])
def test_a_script_explains_itself(script, steps):
    text = run(REPOSITORY / "jenkins" / script, *steps, "--help").stdout
    assert text.count("\n") > 1
    assert "set -euo" not in text and not text.startswith("#")


# build-image

@pytest.fixture
def registry(folder, processes):
    """apt's docker-registry on loopback, which lets in who has the password; gives its address."""
    crypt = ctypes.CDLL("libcrypt.so.1").crypt
    crypt.restype = ctypes.c_char_p
    hashed = crypt(REGISTRY_PASSWORD.encode(), b"$2b$04$" + b"scorelinescoreline....").decode()
    (folder / "users").write_text(f"jenkins:{hashed.replace('$2b$', '$2y$')}\n")
    port = free_port()
    settings = {
        "version": 0.1, "log": {"level": "warn"}, "http": {"addr": f"127.0.0.1:{port}"},
        "storage": {"filesystem": {"rootdirectory": str(folder / "registry")}},
        "auth": {"htpasswd": {"realm": "scoreline", "path": str(folder / "users")}},
    }
    (folder / "registry.yml").write_text(yaml.safe_dump(settings))
    processes.start("docker-registry", "serve", folder / "registry.yml", stdout=(folder / "registry.log").open("w"),
                    stderr=subprocess.STDOUT)
    address = f"127.0.0.1:{port}"
    eventually(lambda: registry_answer(address, "") is not None, what="the registry")
    return address


REGISTRY_PASSWORD = uuid.uuid4().hex


def registry_answer(address, path, **headers):
    """The body of an answer of the registry, or None while it does not listen."""
    login = base64.b64encode(f"jenkins:{REGISTRY_PASSWORD}".encode()).decode()
    headers = {"Authorization": f"Basic {login}", **headers}
    request = urllib.request.Request(f"http://{address}/v2/{path}", headers=headers)
    try:
        with urllib.request.urlopen(request, timeout=30) as answer:
            return answer.read()
    except urllib.error.URLError:
        return None


MANIFEST_TYPES = ("application/vnd.docker.distribution.manifest.v2+json", "application/vnd.oci.image.manifest.v1+json")


@pytest.fixture
def names_of_images(registry):
    """The names that the pipeline gives to the images; gone after the test, while the images stay for other tests."""
    names = {name: f"{registry}/scoreline/{name}:test" for name in ("worker", "trainer", "cli")}
    yield names
    form = '{{.Id}} {{join .NamesHistory " "}}'
    known = run("podman", "image", "inspect", "--format", form, *names.values(), check=False).stdout
    for identifier, *others in map(str.split, known.splitlines()):
        ours = [name for name in others if name.startswith(registry)]
        # Without a name podman takes all names from the image.
        assert ours
        run("podman", "untag", identifier, *ours, check=False)


def test_images_are_built_tested_pushed_and_come_back_the_same(folder, built, registry, names_of_images):
    finished = run_pipeline(
        "build-image", folder, "the shipped Dockerfile",
        parameters={"ENGINE": "podman", "BUILD_ENGINE": "buildah", "TAG": "test"},
        credentials={"scoreline-registry": f"jenkins:{REGISTRY_PASSWORD}"}, env=image_settings(built),
        agent={"SCORELINE_REGISTRY": registry})
    images = json.loads((finished.artifacts / ".build/images/images.json").read_text())
    assert set(images) == {"worker", "trainer", "cli"}
    for name, image in images.items():
        assert image["image"] == names_of_images[name]
        path = f"scoreline/{name}/manifests/{image['digest']}"
        manifest = registry_answer(registry, path, Accept=", ".join(MANIFEST_TYPES))
        assert "sha256:" + hashlib.sha256(manifest).hexdigest() == image["digest"]
        for blob in [json.loads(manifest)["config"], *json.loads(manifest)["layers"]]:
            content = registry_answer(registry, f"scoreline/{name}/blobs/{blob['digest']}")
            assert "sha256:" + hashlib.sha256(content).hexdigest() == blob["digest"]
    assert finished.log.count("sample job: label of 2 rows") == 2
    assert REGISTRY_PASSWORD not in finished.log


def image_settings(built):
    """What building and running images needs on a machine of the tests."""
    options = built / "build-options"
    assert options.exists(), f"{options} is not there: run Tests/deploy/prepare/10-images.sh"
    return {
        "CONTAINERS_CONF": str(REPOSITORY / "Tests" / "deploy" / "containers" / "containers.conf"),
        "SCORELINE_BUILD_OPTIONS": options.read_text().strip(), "SCORELINE_PUSH_OPTIONS": "--tls-verify=false",
    }


# deploy

@pytest.fixture
def deploy(folder, programs, secured_redis, cluster, namespace):
    """Runs deploy for a release in a namespace of the stand-in cluster, with sample jobs through the test's Redis."""
    (folder / "build-image" / ".build" / "images").mkdir(parents=True)
    (folder / "build-image" / ".build" / "images" / "images.json").write_text(json.dumps(IMAGES))
    kubeconfig = cluster.kubeconfig.read_text()

    def run_it(title, check=False, approve=False, **parameters):
        environment = parameters.get("ENVIRONMENT", "staging")
        return run_pipeline(
            "deploy", folder, title, check=check, approve=approve, jobs={"build-image": folder / "build-image"},
            parameters={"PROGRAMS": programs, "TIMEOUT": "20s", "SAMPLE_TIMEOUT": 20, **parameters},
            credentials={f"scoreline-kubeconfig-{environment}": kubeconfig,
                         f"scoreline-redis-password-{environment}": PASSWORDS["producer"]},
            env={"NAMESPACE": namespace, "PATH": HELM_PATH, "SCORELINE_REDIS": secured_redis.url})
    return run_it


IMAGES = {name: {"image": f"registry.example:5000/scoreline/{name}:0.1.0", "digest": "sha256:" + character * 64}
          for name, character in (("worker", "a"), ("trainer", "b"), ("cli", "c"))}
PINNED = f"registry.example:5000/scoreline/worker@sha256:{'a' * 64}"


def worker_images(cluster, namespace):
    """The images of the worker Deployments."""
    pods = [found["spec"]["template"]["spec"] for found in cluster.list("Deployment", namespace).values()]
    return {container["image"] for pod in pods for container in pod["containers"]}


def revisions(cluster, namespace):
    """Revision → status, as helm tells them."""
    history = json.loads(cluster.helm("history", "scoreline", "-n", namespace, "-o", "json").stdout)
    return {entry["revision"]: entry["status"] for entry in history}


def test_a_deployment_scores_a_sample_job_and_goes_back_when_none_is_answered(
        folder, programs, secured_redis, worker, cluster, namespace, deploy):
    run(programs / "scoreline", "models", "publish", "penguins", REPOSITORY / "model_bin" / "penguins.safetensors",
        "--redis", secured_redis.url)
    process = worker()
    first = deploy("first installation", check=True)
    assert "sample job: label of 2 rows" in first.log
    assert worker_images(cluster, namespace) == {PINNED}
    assert PASSWORDS["producer"] not in first.log

    (folder / "wrong.yaml").write_text("worker: {replicas: many}\n")
    wrong = deploy("refused values", VALUES=folder / "wrong.yaml")
    assert (wrong.result, wrong.outcome("Sample job")) == ("FAILURE", [])
    assert "replicas" in wrong.log
    assert revisions(cluster, namespace) == {1: "deployed"}

    cluster.break_images("*:never-ready")
    broken = deploy("pods never ready", TAG="never-ready", TIMEOUT="3s")
    cluster.break_images()
    assert (broken.result, broken.outcome("Sample job")) == ("FAILURE", [])
    assert worker_images(cluster, namespace) == {PINNED}

    process.terminate()
    process.wait(10)
    unanswered = deploy("no answer: rolled back", TAG="0.2.0", SAMPLE_TIMEOUT=2)
    assert (unanswered.result, unanswered.outcome("Upgrade")) == ("FAILURE", ["ok"])
    assert "got no answer within 2 seconds" in unanswered.log
    assert worker_images(cluster, namespace) == {PINNED}
    assert list(revisions(cluster, namespace).values())[-2:] == ["superseded", "deployed"]


def test_production_waits_for_an_approval_and_goes_back_when_helms_test_fails(cluster, namespace, deploy):
    aborted = deploy("production, not approved", ENVIRONMENT="production", SAMPLE="helm-test")
    assert (aborted.result, aborted.outcome("Upgrade")) == ("ABORTED", [])
    assert cluster.list("Deployment", namespace) == {}
    approved = deploy("production, approved", ENVIRONMENT="production", SAMPLE="helm-test", approve=True, check=True)
    assert [step["step"] for step in approved.steps if step["stage"] == "Approval"] == ["input"]
    assert "Phase: Succeeded" in approved.log
    assert worker_images(cluster, namespace) == {PINNED}
    cluster.break_images("*/cli:0.2.0")
    failed = deploy("helm's test fails: rolled back", ENVIRONMENT="production", SAMPLE="helm-test", approve=True,
                    TAG="0.2.0")
    cluster.break_images()
    assert (failed.result, failed.outcome("Upgrade")) == ("FAILURE", ["ok"])
    assert "the sample job failed on production; the revision before serves again" in failed.log
    assert worker_images(cluster, namespace) == {PINNED}


# What the sample job's check lets through

ANSWER = {"id": "s", "status": "completed", "outputs": [{"name": "label", "data": ["Gentoo", "Adelie"]}]}


@pytest.mark.parametrize("change, status, message", [
    ({}, 0, "label of 2 rows: Gentoo, Adelie"),
    ({"id": "t"}, 1, "the answer is that of 't', not of 's'"),
    ({"status": "failed", "error": {"code": "poison"}}, 1, "the job failed: {'code': 'poison'}"),
    ({"row_errors": [{"row": 1}]}, 1, "rows failed: [{'row': 1}]"),
    ({"outputs": [{"name": "label", "data": ["Gentoo"]}]}, 1, "2 rows were asked, the answer has ['Gentoo']"),
    ({"outputs": [{"name": "label", "data": ["Gentoo", None]}]}, 1,
     "2 rows were asked, the answer has ['Gentoo', None]"),
    ({"outputs": [{"name": "label", "data": ["Gentoo", "Gentoo"]}]}, 1,
     "offline prediction gives ['Gentoo', 'Adelie']"),
], ids=["right", "of another job", "failed", "a row failed", "too few rows", "an empty row", "another answer"])
def test_only_the_right_answer_of_a_sample_job_counts(folder, change, status, message):
    (folder / "job").write_text(json.dumps({"id": "s", "rows": [{}, {}]}))
    (folder / "result").write_text(json.dumps({**ANSWER, **change}))
    (folder / "predicted").write_text("label,score\nGentoo,\nAdelie,\n")
    done = run(REPOSITORY / "jenkins" / "sample_job.py", "check", folder / "job", folder / "result", "--predicted",
               folder / "predicted", check=False)
    assert (done.returncode, message in done.stdout + done.stderr) == (status, True), done.stdout + done.stderr


@pytest.mark.parametrize("question, answer", [
    ("Username for 'https://git.example': ", "jenkins"), ("Password for 'https://jenkins@git.example': ", "s e c"),
])
def test_git_gets_name_and_password_from_the_environment(question, answer):
    login = {"GIT_USERNAME": "jenkins", "GIT_PASSWORD": "s e c"}
    assert run(REPOSITORY / "jenkins" / "git-login.sh", question, env=login).stdout == f"{answer}\n"

"""docker/build.sh: names, refusals, and what reaches a build. That it builds is shown by the images themselves."""

import json
import os
import shutil
import subprocess

import pytest

from harness.containers import podman
from harness.processes import eventually, free_port, run


@pytest.fixture
def checkout(folder, repository):
    """A small Git repository with all that decides about names."""
    for name in ("docker/build.sh", "scripts/version.sh", "Sources/Settings/ScorelineVersion.swift"):
        (folder / name).parent.mkdir(parents=True, exist_ok=True)
        shutil.copy(repository / name, folder / name)
    for command in (["init", "--quiet"], ["add", "."], ["commit", "--quiet", "--message", "First"]):
        git(folder, *command)
    return folder


@pytest.fixture
def stub_docker(folder):
    """A PATH with a docker that only writes down its arguments, for its own builds would need a network; and where."""
    print("STUBBED: docker, whose arguments are looked at")
    tools, asked = folder / "tools", folder / "asked"
    tools.mkdir()
    (tools / "docker").write_text(f'#!/bin/sh\n[ "$1" = info ] || echo "$@" >>{asked}\n')
    (tools / "docker").chmod(0o755)
    return f"{tools}:{os.environ['PATH']}", asked


def git(folder, *arguments):
    """Runs git in the folder as somebody, without the settings of the machine."""
    someone = {"GIT_CONFIG_GLOBAL": "/dev/null", "GIT_CONFIG_SYSTEM": "/dev/null", **{
        f"GIT_{role}_{key}": value for role in ("AUTHOR", "COMMITTER")
        for key, value in (("NAME", "Ada"), ("EMAIL", "ada@example.org"))
    }}
    return run("git", *arguments, cwd=folder, env=someone).stdout.strip()


def build(folder, *arguments, check=True, **variables):
    """Runs the script of a checkout."""
    return run(folder / "docker" / "build.sh", *arguments, check=check, env=variables)


def version_of(folder):
    """What scripts/version.sh of a checkout prints."""
    return run(folder / "scripts" / "version.sh").stdout.strip()


def test_a_commit_that_is_no_release_is_named_by_its_hash_and_changes_show(checkout):
    version, commit = version_of(checkout), git(checkout, "rev-parse", "HEAD")[:12]
    assert build(checkout, "--print").stdout.split() == \
        [f"scoreline/{image}:{version}-g{commit}" for image in ("worker", "trainer", "cli")]
    (checkout / "Sources" / "New.swift").touch()
    assert build(checkout, "--print", "worker").stdout == f"scoreline/worker:{version}-g{commit}-dirty\n"


def test_the_tagged_commit_is_the_release_and_only_without_changes(checkout):
    version = version_of(checkout)
    git(checkout, "tag", f"v{version}")
    assert build(checkout, "--print", "cli").stdout == f"scoreline/cli:{version}\n"
    (checkout / "docker" / "build.sh").chmod(0o700)
    (checkout / "new").touch()
    assert "-dirty" in build(checkout, "--print", "cli").stdout
    (checkout / "new").unlink()
    git(checkout, "commit", "--quiet", "--allow-empty", "--message", "Next")
    assert f"{version}-g" in build(checkout, "--print", "cli").stdout


def test_an_archive_without_history_is_the_release(checkout):
    shutil.rmtree(checkout / ".git")
    assert build(checkout, "--print", "cli").stdout == f"scoreline/cli:{version_of(checkout)}\n"


def test_a_registry_and_a_tag_are_parts_of_the_name(checkout):
    printed = build(checkout, "--print", "--registry", "r.example:5000/team", "--tag", "test", "toolchain").stdout
    assert printed == "r.example:5000/team/scoreline/toolchain:test\n"


@pytest.mark.parametrize("arguments, sentence", [
    (["dashboard"], "there is no image 'dashboard': name worker, trainer, cli or toolchain"),
    (["--fast"], "there is no option '--fast'"),
    (["--engine", "kaniko"], "there is no engine 'kaniko': name docker, podman or buildah"),
    (["--tag"], "--tag needs a value"),
    (["--tag", "a b"], "'a b' is no tag"),
    (["--tag", "-x"], "'-x' is no tag"),
    (["--registry", "https://r.example"], "'https://r.example' is no registry"),
    (["--push"], "--push needs --registry"),
])
def test_what_makes_no_sense_is_refused_in_one_sentence(checkout, arguments, sentence):
    refused = build(checkout, *arguments, check=False)
    assert refused.returncode == 2 and refused.stdout == ""
    assert refused.stderr.startswith("build: ") and sentence in refused.stderr
    assert len(refused.stderr.splitlines()) == 1


def test_a_time_that_is_none_is_refused(checkout):
    refused = build(checkout, "--engine", "buildah", check=False, SOURCE_DATE_EPOCH="yesterday")
    assert refused.returncode == 2 and "SOURCE_DATE_EPOCH is 'yesterday'" in refused.stderr


def test_without_an_engine_it_says_which_would_do(checkout, folder):
    tools = folder / "tools"
    tools.mkdir()
    for tool in ("bash", "sed", "git", "dirname", "date", "env"):
        (tools / tool).symlink_to(shutil.which(tool))
    refused = build(checkout, "worker", check=False, PATH=str(tools))
    assert refused.returncode == 2
    assert refused.stderr == \
        "build: neither docker (with its daemon), podman nor buildah is there: install one of them\n"


def test_a_client_without_its_daemon_is_no_engine(checkout, folder):
    refused = build(checkout, "--engine", "docker", check=False, DOCKER_HOST=f"unix://{folder}/none.sock")
    assert refused.returncode == 2 and "docker can't be used" in refused.stderr


# Every layer is there already, so that nothing is compiled and nothing asked from a network.
_OPTIONS = "--isolation chroot --network host --pull=never"


@pytest.mark.parametrize("engine", ("podman", "buildah"))
def test_each_engine_pushes_what_it_built_to_a_registry(engine, repository, folder, processes):
    registry = f"127.0.0.1:{free_port()}"
    settings = folder / "registry.yml"
    settings.write_text(f"""
version: 0.1
storage: {{filesystem: {{rootdirectory: {folder}/registry}}}}
http: {{addr: "{registry}"}}
""")
    processes.start("docker-registry", "serve", settings, stderr=subprocess.DEVNULL, stdout=subprocess.DEVNULL)
    eventually(lambda: run("curl", "--silent", f"http://{registry}/v2/", check=False).returncode == 0, what="registry")
    name = f"{registry}/scoreline/cli:pushed"
    try:
        built = build(
            repository, "--engine", engine, "--registry", registry, "--tag", "pushed", "--push", "cli",
            CONTAINERS_CONF=str(repository / "Tests" / "deploy" / "containers" / "containers.conf"),
            SCORELINE_BUILD_OPTIONS=_OPTIONS, SCORELINE_PUSH_OPTIONS="--tls-verify=false",
        )
        assert built.stdout == f"{name}\n"
        assert "Compiling" not in built.stderr
    finally:
        podman("image", "rm", "--force", name, check=False)
    podman("pull", "--quiet", "--tls-verify=false", name)
    try:
        pulled = json.loads(podman("image", "inspect", name).stdout)[0]
    finally:
        podman("image", "rm", "--force", name, check=False)
    assert pulled["Labels"]["org.opencontainers.image.revision"] == git(repository, "rev-parse", "HEAD")
    assert pulled["Created"][:19] + "Z" == pulled["Labels"]["org.opencontainers.image.created"]


def test_docker_is_asked_for_the_same_target_name_and_labels(checkout, stub_docker):
    path, asked = stub_docker
    build(checkout, "--registry", "r.example", "--tag", "7", "--push", "worker", PATH=path, SCORELINE_BUILD_OPTIONS="--build-arg A=b", SOURCE_DATE_EPOCH="86400")
    built, pushed = asked.read_text().splitlines()
    assert built.startswith("build --build-arg SOURCE_DATE_EPOCH=86400 --build-arg A=b --file docker/Dockerfile ")
    assert "--target worker --tag r.example/scoreline/worker:7" in built
    assert "org.opencontainers.image.created=1970-01-02T00:00:00Z" in built
    assert pushed == "push r.example/scoreline/worker:7"


def test_a_login_in_the_address_of_the_repository_stays_out_of_the_labels(checkout, stub_docker):
    git(checkout, "remote", "add", "origin", "https://ada:secret@git.example/scoreline.git")
    path, asked = stub_docker
    build(checkout, "worker", PATH=path)
    assert "image.source=https://git.example/scoreline.git " in asked.read_text()


def test_help_is_the_usage(checkout):
    told = build(checkout, "--help").stdout
    assert "docker/build.sh [OPTION …] [IMAGE …]" in told
    for word in ("--engine", "--registry", "--tag", "--push", "--print", "SCORELINE_BUILD_OPTIONS"):
        assert word in told


def test_only_sources_models_and_recipes_reach_a_build(repository, folder):
    """An image of the whole context holds what .dockerignore lets through: no secret, no history, no build."""
    everything = folder / "Everything.Dockerfile"
    everything.write_text("FROM scratch\nCOPY . /\n")
    name = f"localhost/scoreline-context-{os.getpid()}"
    try:
        run("buildah", "bud", "--isolation", "chroot", "--file", everything, "--tag", name, repository)
        with_files = podman("create", name, "nothing").stdout.strip()
        podman("export", "--output", folder / "context.tar", with_files)
        podman("rm", with_files)
    finally:
        podman("image", "rm", "--force", name, check=False)
    files = run("tar", "--list", "--file", folder / "context.tar").stdout.split()
    tops = {path.split("/")[0] for path in files} - {"dev", "etc", "proc", "run", "sys"}
    assert tops <= {"Package.swift", "Package.resolved", "Sources", "Tests", "model_bin", "recipes", "scripts"}
    assert not [path for path in files if path.startswith("Tests/deploy")]


def test_the_dockerfile_has_no_findings(repository):
    run("hadolint", repository / "docker" / "Dockerfile")

"""The workflows for GitHub Actions run the scripts of the pipelines, with no more rights than they need."""

import os
import re

import pytest
import yaml

from harness.processes import run

WORKFLOWS = ("ci", "deploy", "image", "release", "train")

# Which steps of which scripts each workflow runs, beside the commands of the runner's system.
SCRIPTS = {
    "ci": ["scripts/setup.sh shellcheck", "jenkins/ci.sh lint", "jenkins/ci.sh test", "jenkins/ci.sh benchmarks"],
    "train": ["scripts/setup.sh", "jenkins/train.sh train", "jenkins/train.sh publish", "jenkins/train.sh keep"],
    "deploy": ["jenkins/deploy.sh upgrade", "jenkins/deploy.sh sample"],
    "image": [f"jenkins/build-image.sh {step}" for step in ("lint", "build", "test", "push")],
    "release": ['scripts/check-version.sh "$GITHUB_REF_NAME"', 'scripts/release-notes.sh "$GITHUB_REF_NAME"',
                "scripts/setup.sh shellcheck", "jenkins/ci.sh lint",
                "scripts/build-release.sh .build/dist scoreline scoreline-worker scoreline-trainer",
                "scripts/make-manuals.py .build/dist .build/dist/share",
                "jenkins/ci.sh benchmarks", 'scripts/release-notes.sh "$GITHUB_REF_NAME" >notes.md'],
}
SYSTEM_COMMANDS = {"apt-get", "sudo", "git", "printf", "tar", "gh", "umask"}
# What a job may beyond reading the repository.
RIGHTS = {("train", "train"): {"contents": "write"}, ("release", "release"): {"contents": "write"}}
# Where a job does not run on the runner itself.
CONTAINERS = dict.fromkeys([("ci", "check"), ("release", "programs"), ("train", "train")], "swift:6.3-bookworm")
# What runs only now and then.
CONDITIONS = {("image", "Push"): "vars.SCORELINE_REGISTRY != ''", ("train", "Publish"): "vars.SCORELINE_REDIS != ''",
              ("train", "Say where Redis is"): "vars.SCORELINE_REDIS != ''",
              **{(name, "actions/upload-artifact"): "always()" for name in ("ci", "deploy", "image", "train")}}
YAMLLINT = "{extends: default, rules: {line-length: {max: 140}, truthy: {check-keys: false}, document-start: disable}}"


@pytest.fixture(scope="module")
def workflows(repository):
    """Name → workflow."""
    paths = sorted((repository / ".github" / "workflows").iterdir())
    assert [path.name for path in paths] == [f"{name}.yml" for name in WORKFLOWS]
    return {path.stem: yaml.safe_load(path.read_text()) for path in paths}


def steps(workflow):
    """Every step of every job."""
    return [step for job in workflow["jobs"].values() for step in job["steps"]]


def commands(workflow):
    """Every line that a shell runs."""
    return [line for step in steps(workflow) for line in step.get("run", "").splitlines()]


def test_workflows_casc_and_values_are_good_yaml(repository):
    run("yamllint", "--strict", "-d", YAMLLINT, repository / ".github", repository / "jenkins")


@pytest.mark.parametrize("name", WORKFLOWS)
def test_a_workflow_runs_the_scripts_of_the_pipelines(repository, workflows, name):
    scripts = [line for line in commands(workflows[name]) if "/" in line.split()[0]]
    assert scripts == SCRIPTS[name]
    for line in scripts:
        path = repository / line.split()[0]
        assert path.is_file() and os.access(path, os.X_OK), f"{path} is no script"
    others = {line.split()[0] for line in commands(workflows[name]) if line not in scripts}
    assert others <= SYSTEM_COMMANDS


@pytest.mark.parametrize("name", WORKFLOWS)
def test_a_workflow_is_bounded_and_has_few_rights(workflows, name):
    workflow = workflows[name]
    assert workflow["permissions"] == {"contents": "read"}
    assert workflow["concurrency"]["group"].startswith(f"{name}-")
    for job_name, job in workflow["jobs"].items():
        assert job["timeout-minutes"] <= 120
        assert job.get("permissions", {}) == RIGHTS.get((name, job_name), {})


@pytest.mark.parametrize("name", WORKFLOWS)
def test_a_workflow_runs_where_and_when_it_should(workflows, name):
    jobs = workflows[name]["jobs"]
    assert {(name, job_name): job["container"] for job_name, job in jobs.items() if "container" in job} == {
        key: image for key, image in CONTAINERS.items() if key[0] == name}
    found = {(name, step.get("name") or step["uses"].split("@")[0]): step["if"]
             for step in steps(workflows[name]) if "if" in step}
    assert found == {key: condition for key, condition in CONDITIONS.items() if key[0] == name}


@pytest.mark.parametrize("name", WORKFLOWS)
def test_every_variable_of_a_workflow_is_one_of_its_scripts(repository, workflows, name):
    for job in workflows[name]["jobs"].values():
        used = " ".join(step.get("run", "") for step in job["steps"])
        for step in job["steps"]:
            assert step.get("env", {}).keys() <= known_variables(repository, step.get("run", ""))
        assert job.get("env", {}).keys() <= known_variables(repository, used)


def known_variables(repository, commands):
    """What the heads of the scripts in `commands` list, what their lines use, and what gh reads."""
    heads = [(repository / script).read_text().split("set -euo")[0]
             for script in re.findall(r"(?:jenkins|scripts)/[\w-]+\.sh", commands)]
    listed = re.findall(r"\b[A-Z][A-Z_]+\b", " ".join(heads))
    return {*listed, *re.findall(r"\$([A-Z_]+)", commands), "GH_TOKEN"}


def test_a_checkout_fetches_what_started_it_and_a_cache_depends_on_a_file_of_the_repository(repository, workflows):
    known = run("git", "ls-files", cwd=repository).stdout.splitlines()
    for step in (step for workflow in workflows.values() for step in steps(workflow)):
        # With fetch-tags a checkout of a tag fails: git is told to fetch it twice.
        assert "fetch-tags" not in step.get("with", {})
        assert set(re.findall(r"hashFiles\('([^']+)'\)", str(step.get("with")))) <= set(known)


@pytest.mark.parametrize("tag", ["v9.9.9", "0.1.0", ""])
def test_a_tag_of_another_version_is_refused(repository, tag):
    refused = run(repository / "scripts" / "check-version.sh", tag, check=False)
    assert refused.returncode == 1
    assert f"the tag is '{tag}'" in refused.stderr


def test_the_tag_of_the_version_is_taken(repository):
    version = run(repository / "scripts" / "version.sh").stdout.strip()
    run(repository / "scripts" / "check-version.sh", f"v{version}")


@pytest.mark.parametrize("name", WORKFLOWS)
def test_actions_are_pinned_and_nothing_from_outside_becomes_a_command(workflows, name):
    for step in steps(workflows[name]):
        if "uses" in step:
            assert re.fullmatch(r"actions/[a-z-]+@(v\d+\.\d+\.\d+|[0-9a-f]{40})", step["uses"])
        # A branch's or an input's name would be run as part of the script.
        assert "${{" not in step.get("run", "")


@pytest.mark.parametrize("version, expected", [
    ("1.1.0", "### Added\n\n- A door.\n\n### Fixed\n\n- The roof.\n"),
    ("v1.0.0", "- A house.\n"),
    ("Unreleased", "- A garden.\n"),
])
def test_release_notes_are_the_section_of_the_version(folder, repository, version, expected):
    assert notes(folder, repository, version).stdout == expected


@pytest.mark.parametrize("version, message", [
    ("1.1.1", "has no section '## [1.1.1]' with text"),
    ("0.9.0", "has no section '## [0.9.0]' with text"),
    ("1.1", "'1.1' is no version"),
    ("1.0.0; ls", "is no version"),
])
def test_release_notes_refuse_a_version_that_nobody_described(folder, repository, version, message):
    refused = notes(folder, repository, version)
    assert refused.returncode == 2
    assert message in refused.stderr
    assert refused.stdout == ""


CHANGELOG = """# Changelog

## [Unreleased]

- A garden.

## [1.1.0] - 2026-02-01

### Added

- A door.

### Fixed

- The roof.

## [1.0.0] - 2026-01-01

- A house.

## [0.9.0] - 2025-01-01

[1.1.0]: https://git.example/compare/v1.0.0...v1.1.0
"""


def notes(folder, repository, version):
    """scripts/release-notes.sh beside a changelog of the test's."""
    (folder / "scripts").mkdir()
    (folder / "CHANGELOG.md").write_text(CHANGELOG)
    (folder / "scripts" / "release-notes.sh").write_bytes((repository / "scripts" / "release-notes.sh").read_bytes())
    (folder / "scripts" / "release-notes.sh").chmod(0o755)
    return run(folder / "scripts" / "release-notes.sh", version, check=False)

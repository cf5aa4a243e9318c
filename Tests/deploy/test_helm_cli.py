"""The command line over Helm's engine reads its arguments as Helm does."""

import os

import pytest
import yaml

from harness import helm_cli
from harness.cluster import DEPLOY
from harness.processes import run

HELM = DEPLOY / "bin" / "helm"


@pytest.fixture
def chart(folder):
    """A small chart."""
    (folder / "small" / "templates").mkdir(parents=True)
    (folder / "small" / "Chart.yaml").write_text("{apiVersion: v2, name: small, version: 1.0.0}")
    for name in ("first", "second"):
        (folder / "small" / "templates" / f"{name}.yaml").write_text(
            "{apiVersion: v1, kind: ConfigMap, metadata: {name: %s}, data: {a: {{ .Values.a | quote }}}}" % name)
    return folder / "small"


def test_a_template_is_rendered_with_the_values(chart):
    result = run(HELM, "template", "demo", chart, "--show-only", "templates/second.yaml", "--set", "a=5")
    assert yaml.safe_load(result.stdout) == {
        "apiVersion": "v1", "kind": "ConfigMap", "metadata": {"name": "second"}, "data": {"a": "5"}}


@pytest.mark.parametrize(
    "arguments, expected",
    [
        (["--values", "one", "--values", "two"], {"a": 2, "deep": {"x": 1, "v": 2}}),
        (["--values", "one", "--set", "a=3,deep.v=4"], {"a": 3, "deep": {"x": 1, "v": 4}}),
        (["--set-string", "a=2", "--set", "a=1"], {"a": "2"}),
        (["--set-string", "a=2", "--set-json", 'a=[1,{"b":2}]'], {"a": "2"}),
        (["--set-json", 'a=[1,{"b":2}]'], {"a": [1, {"b": 2}]}),
        (["--values", "one", "--set", "deep=null"], {"a": 1, "deep": None}),
    ],
)
def test_later_values_win_and_the_kinds_have_their_order(folder, monkeypatch, arguments, expected):
    monkeypatch.chdir(folder)
    (folder / "one").write_text("{a: 1, deep: {x: 1}}")
    (folder / "two").write_text("{a: 2, deep: {v: 2}}")
    assert helm_cli.values_of(helm_cli.parser().parse_args(["template", "demo", "chart", *arguments])) == expected


@pytest.mark.parametrize("text, seconds", [("90s", 90), ("5m", 300), ("1h2m3s", 3723), ("45", 45)])
def test_durations(text, seconds):
    assert helm_cli.duration(text) == seconds


@pytest.mark.parametrize("arguments", [["template", "demo"], ["upgrade", "demo", "chart", "--timeout", "5 minutes"],
                                       ["template", "demo", "chart", "--no-such-flag"], ["frobnicate"]])
def test_what_it_does_not_know_is_an_error_of_usage(arguments):
    assert run(HELM, *arguments, check=False).returncode == 2


def test_an_unknown_release_is_not_found(cluster, namespace):
    for command in ("history", "status", "rollback", "uninstall"):
        result = cluster.helm(command, "nobody", "--namespace", namespace, check=False)
        assert result.returncode == 1 and "not found" in result.stderr


def test_another_helm_on_the_path_is_preferred(folder):
    real = folder / "helm"
    real.write_text('#!/bin/sh\necho "the real one: $*"\n')
    real.chmod(0o755)
    path = f"{HELM.parent}:{folder}:{os.environ['PATH']}"
    assert run(HELM, "list", "--all", env={"PATH": path}).stdout == "the real one: list --all\n"

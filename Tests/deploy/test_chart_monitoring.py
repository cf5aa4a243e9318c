"""The chart's alerts and its dashboard."""

import json
import re

import pytest
import yaml

from harness.helm import render
from harness.objects import of_kind, only
from harness.processes import run


def test_the_alerts_fire_when_they_should(chart, repository):
    alerts = chart / "files/alerts.yaml"
    tests = repository / "Tests/deploy/alerts_test.yaml"
    run("promtool", "check", "rules", "--lint-fatal", alerts)
    run("promtool", "test", "rules", tests)
    tested = re.findall(r"alertname(?:: |=\")(\w+)", tests.read_text())
    named = [rule["alert"] for group in yaml.safe_load(alerts.read_text())["groups"] for rule in group["rules"]]
    assert set(tested) == set(named)


def test_the_prometheus_rule_is_the_file_without_what_is_disabled(chart, values_of, folder):
    groups = only(render(chart, values_of("monitoring")), "PrometheusRule")["spec"]["groups"]
    # To the usual names of Deployments the release adds its own.
    usual = "(.+-)?scoreline(-.+)?-worker-.+"
    text = (chart / "files/alerts.yaml").read_text()
    file = yaml.safe_load(text.replace(usual, f"{usual}|demo-scoreline-worker-penguins"))["groups"]
    assert groups[0]["rules"] == [rule for rule in file[0]["rules"] if rule["alert"] != "ScorelineRedisMemory"]
    assert groups[1]["name"] == "ours"
    (folder / "rules.yaml").write_text(yaml.safe_dump({"groups": groups}))
    run("promtool", "check", "rules", folder / "rules.yaml")


@pytest.mark.parametrize("release, values", [
    ("scoreline-staging", {}), ("demo", {"nameOverride": "scoring"}), ("demo", {"fullnameOverride": "answers"}),
    ("a-very-long-release-name-of-some-team-in-production", {}),
])
def test_the_alerts_know_the_deployments_of_their_release(chart, release, values):
    documents = render(chart, {**values, "metrics": {"prometheusRule": {"enabled": True}}}, release=release)
    rules = only(documents, "PrometheusRule")["spec"]["groups"][0]["rules"]
    expression = next(rule["expr"] for rule in rules if rule["alert"] == "ScorelineNoReadyWorker")
    known = re.search(r'deployment=~"([^"]+)"', expression)[1]
    assert re.fullmatch(known, only(documents, "Deployment")["metadata"]["name"])


def test_without_any_alert_there_is_no_prometheus_rule_but_one_with_rules_of_ones_own(chart):
    file = yaml.safe_load((chart / "files/alerts.yaml").read_text())["groups"]
    disabled = [rule["alert"] for group in file for rule in group["rules"]]
    values = {"enabled": True, "disabled": disabled}
    assert of_kind(render(chart, {"metrics": {"prometheusRule": values}}), "PrometheusRule") == []
    own = {"name": "ours", "rules": [{"alert": "Late", "expr": "up == 0"}]}
    objects = render(chart, {"metrics": {"prometheusRule": {**values, "additionalGroups": [own]}}})
    assert only(objects, "PrometheusRule")["spec"]["groups"] == [own]


def test_the_dashboard_is_the_file(chart):
    config_map = only(
        [document for document in render(chart, {"metrics": {"dashboard": {"enabled": True}}})
         if document["metadata"]["name"].endswith("-dashboard")], "ConfigMap")
    assert json.loads(config_map["data"]["scoreline.json"]) == json.loads((chart / "files/dashboard.json").read_text())
    assert config_map["metadata"]["labels"]["grafana_dashboard"] == "1"

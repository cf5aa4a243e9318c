"""The chart's alerts and its dashboard."""

import json
import re

import pytest
import yaml

from harness.helm import render
from harness.objects import of_kind, only
from harness.processes import eventually, run


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


@pytest.fixture(scope="session")
def expressions(chart):
    """All PromQL of the alerts and of the dashboard, by where it stands."""
    found = {}
    for group in yaml.safe_load((chart / "files/alerts.yaml").read_text())["groups"]:
        found.update({rule["alert"]: rule["expr"] for rule in group["rules"]})
    for panel in json.loads((chart / "files/dashboard.json").read_text())["panels"]:
        found.update({f"{panel['title']} {target['refId']}": target["expr"] for target in panel["targets"]})
    return found


@pytest.fixture
def metrics(install):
    """Metric → its labels, of a worker that scored, failed a row, saw drift, took a version and refused one."""
    release = install()
    release.start_redis()
    release.start_worker()
    release.run("scoreline", "Job", "publish")
    client = release.client()
    eventually(lambda: (release.get("/readyz") or [0])[0] == 200, what="readiness")
    rows = [{"bill_length_mm": "long"}] + 100 * [{"bill_length_mm": 39}]
    client.rpush("scoreline:{penguins}:jobs", json.dumps({"id": "1", "rows": rows}))
    eventually(lambda: client.llen("scoreline:{penguins}:results") == 1, what="a result")
    eventually(lambda: "scoreline_drifted_features{" in release.get("/metrics")[1], what="counts for drift")
    client.set("scoreline:{penguins}:model:2", "no model")
    client.hset("scoreline:{penguins}:model", mapping={
        "version": 2, "previous": 1, "last_version": 2, "generation": 2, "sha256:2": "0" * 64})
    client.publish("scoreline:{penguins}:events", "2")

    def all_of_them():
        text = release.get("/metrics")[1]
        return text if re.search(r'^scoreline_model_refusals_total\{.*reason="checksum"\} 1$', text, re.MULTILINE) else None

    found = {}
    text = eventually(all_of_them, what="a refused version")
    run("promtool", "check", "metrics", input=text)
    for name, labels in re.findall(r"^(\w+)(?:\{(.*)\})? ", text, re.MULTILINE):
        found.setdefault(name, set()).update(re.findall(r'(\w+)="', labels))
    return found


# What Prometheus adds to each series, and what Grafana's own variables are.
ADDED_LABELS = {"namespace"}
# Exported by kube-state-metrics and redis_exporter.
FOREIGN = re.compile(r"(kube_deployment|keda_scaler|redis_memory)_\w+")


def test_alerts_and_dashboard_read_metrics_and_labels_that_exist(expressions, metrics):
    wrong, used = [], set()
    for place, expression in expressions.items():
        if FOREIGN.search(expression):
            continue
        names = set(re.findall(r"\bscoreline_\w+", expression))
        labels = set().union(*(metrics.get(name, set()) for name in names)) | ADDED_LABELS
        asked = set(re.findall(r"(\w+)\s*(?:=~|!=|=)\s*\"", expression))
        for group in re.findall(r"\b(?:by|on) \(([^)]*)\)", expression):
            asked.update(re.findall(r"\w+", group))
        wrong += [f"{place}: no metric {name}" for name in names - metrics.keys()]
        wrong += [f"{place}: no label {label}" for label in asked - labels]
        used |= names
    assert wrong == []
    shown = {re.sub(r"_(bucket|sum|count)$", "", name) for name in used}
    offered = {re.sub(r"_(bucket|sum|count)$", "", name) for name in metrics if name.startswith("scoreline_")}
    assert offered == shown, "a metric that neither an alert nor the dashboard looks at"


def test_prometheus_understands_each_expression(expressions, folder):
    plain = [
        re.sub(r"\$(model|namespace)\b", ".*", expression).replace("$__rate_interval", "5m")
        for expression in expressions.values()
    ]
    rules = [{"record": f"panel:{number}", "expr": expression} for number, expression in enumerate(plain)]
    (folder / "rules.yaml").write_text(yaml.safe_dump({"groups": [{"name": "all", "rules": rules}]}))
    run("promtool", "check", "rules", folder / "rules.yaml")

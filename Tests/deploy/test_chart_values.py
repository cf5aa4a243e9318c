"""The chart's values: what is refused with the way out, and whether the table and the schema name them all."""

import copy
import functools
import json
import re

import helm_python
import pytest
import yaml

from harness.helm import StrictLoader, render
from harness.kube_schemas import schemas_of
from harness.objects import only
from harness.processes import run
from harness.values import EXTERNAL, KEDA, with_every_kind


REFUSED = [
    # By the schema: the place and what is expected there.
    ({"replica": 2}, "additional properties 'replica' not allowed"),
    ({"worker": {"replicas": "two"}}, "at '/worker/replicas': got string, want integer"),
    ({"worker": {"replicas": -1}}, "at '/worker/replicas'"),
    ({"worker": {"settings": {"lane": 2}}}, "additional properties 'lane' not allowed"),
    ({"worker": {"settings": {"lanes": 0}}}, "at '/worker/settings/lanes'"),
    ({"worker": {"settings": {"drainTimeout": 0}}}, "at '/worker/settings/drainTimeout'"),
    ({"worker": {"settings": {"logLevel": "loud"}}}, "value must be one of 'trace'"),
    ({"worker": {"settings": {"logFormat": "xml"}}}, "value must be one of 'text'"),
    ({"worker": {"maxSurge": 0}}, "at '/worker/maxSurge'"),
    ({"worker": {"maxSurge": "0%"}}, "at '/worker/maxSurge'"),
    ({"worker": {"autoscaling": {"mode": "keda+hpa"}}}, "value must be one of 'none', 'keda', 'hpa'"),
    ({"worker": {"resources": {"limits": {"memory": "1 GB"}}}}, "at '/worker/resources/limits/memory'"),
    ({"workers": []}, "at '/workers': minItems"),
    ({"workers": [{"name": "a", "models": []}]}, "at '/workers/0/models': minItems"),
    ({"workers": [{"name": "a", "models": ["m", "m"]}]}, "at '/workers/0/models': items at 0 and 1 are equal"),
    ({"workers": [{"name": "A_B", "models": ["m"]}]}, "at '/workers/0/name'"),
    ({"workers": [{"models": ["m"]}]}, "missing property 'name'"),
    ({"workers": [{"name": "a", "models": ["über"]}]}, "at '/workers/0/models/0'"),
    ({"workers": [{"name": "a", "models": ["m"], "replica": 1}]}, "additional properties 'replica' not allowed"),
    ({"redis": {"mode": "sentinels"}}, "value must be one of 'trial', 'standalone', 'sentinel', 'cluster'"),
    ({"redis": {"credentials": {"worker": {"password": "x"}}}}, "additional properties 'password' not allowed"),
    ({"prefix": "a b"}, "at '/prefix'"),
    ({"trainer": {"schedule": "daily"}}, "at '/trainer/schedule'"),
    ({"networkPolicy": {"redisPorts": [0]}}, "at '/networkPolicy/redisPorts/0'"),
    ({"worker": {"resources": {"limits": {"memory": "1.5.5Gi"}}}}, "at '/worker/resources/limits/memory'"),
    ({"worker": {"maxSurge": "101%"}}, "at '/worker/maxSurge'"),
    ({"worker": {"podDisruptionBudget": {"maxUnavailable": "200%"}}},
     "at '/worker/podDisruptionBudget/maxUnavailable'"),
    ({"worker": {"extraEnv": [{"name": "A", "value": 1}]}}, "at '/worker/extraEnv/0/value': got number, want string"),
    ({"workers": [{"name": "a", "models": ["m"], "extraEnv": [{"name": "A", "values": "1"}]}]},
     "properties 'values' not"),
    ({"redis": {"trial": {"maxmemory": "0"}}}, "at '/redis/trial/maxmemory'"),
    ({"networkPolicy": {"extraEgress": [{"port": 53}]}}, "additional properties 'port' not allowed"),
    # By the chart: what contradicts what, and the way out.
    ({"redis": {"mode": "standalone"}}, "there is no Redis at all: name where it is, or set redis.mode to trial."),
    ({"redis": {"mode": "standalone", "hosts": ["redis://r"]}}, "redis.hosts[0] is not HOST or HOST:PORT"),
    ({"redis": {"mode": "cluster", "hosts": ["n", "::1"]}}, "redis.hosts[1] is not HOST or HOST:PORT"),
    ({"redis": {"mode": "cluster", "hosts": ["n:1", "n:65536"]}}, "redis.hosts[1] has the port 65536"),
    ({"redis": {"mode": "standalone", "hosts": ["r:0"]}}, "ports go from 1 to 65535."),
    ({"redis": {"trial": {"maxmemory": "512mb"}}}, "lower the one to half of the other, or raise that."),
    ({"redis": {"trial": {"maxmemory": "1g", "resources": {"limits": {"memory": "0.5Gi"}}}}},
     "redis.trial.maxmemory is 1g, but resources.limits.memory of its pod is 0.5Gi"),
    ({"redis": {"trial": {"maxmemory": "600m"}}}, "redis.trial.maxmemory is 600m, but resources.limits.memory"),
    ({"redis": {"trial": {"maxmemory": "100kb", "resources": {"limits": {"memory": 102400}}}}}, "is 100kb, but"),
    ({"worker": {"extraEnv": [{"name": "SCORELINE_LANES", "value": "3"}]}},
     "extraEnv of the workers penguins sets SCORELINE_LANES, which the chart makes of other values"),
    ({"workers": [{"name": "a", "models": ["m"], "extraEnv": [{"name": "SCORELINE_REDIS_CA", "value": "/x"}]}]},
     "extraEnv of the workers a sets SCORELINE_REDIS_CA"),
    ({"worker": {"extraEnv": [{"name": "A", "value": "1"}, {"name": "A", "value": "2"}]}}, "has A twice"),
    ({"redis": {"hosts": ["r"]}}, "redis.mode is trial: set redis.mode to standalone, sentinel or cluster"),
    ({"redis": {"mode": "standalone", "hosts": ["r", "s"]}}, "names 2 hosts: name one"),
    ({"redis": {"mode": "sentinel", "hosts": ["s"]}}, "redis.sentinelService is empty"),
    ({"redis": {**EXTERNAL, "sentinelService": "m"}}, "set redis.mode to sentinel, or leave both out."),
    ({"redis": {"mode": "cluster", "hosts": ["n"], "database": 2}}, "a cluster has only database 0"),
    ({"redis": {"tls": {"enabled": True}}}, "the Redis of redis.mode trial has no TLS"),
    ({"redis": {**EXTERNAL, "tls": {"serverName": "x"}}}, "redis.tls.enabled is false"),
    ({"redis": {**EXTERNAL, "tls": {"enabled": True, "existingSecret": "s", "certKey": "c"}}}, "set both or none"),
    ({"redis": {**EXTERNAL, "tls": {"enabled": True, "certKey": "c", "keyKey": "k"}}}, "that holds the certificate."),
    ({"redis": {"credentials": {"worker": {"existingSecret": "s"}}}}, "set redis.trial.existingSecret"),
    ({"redis": {**EXTERNAL, "credentials": {"worker": {"userKey": "u"}}}}, "Secret that holds the user's name"),
    ({"redis": {**EXTERNAL, "credentials": {"producer": {"user": "u"}}}}, "a user needs a password"),
    ({"redis": {**EXTERNAL, "credentials": {"worker": {"user": "u", "userKey": "u", "existingSecret": "s"}}}},
     "keep one of them"),
    ({"redis": {**EXTERNAL, "credentials": {"trainer": {"existingSecret": "s", "passwordKey": ""}}}},
     "redis.credentials.trainer.existingSecret is set, but its passwordKey is empty"),
    ({"worker": {"settings": {"drainTimeout": 60}, "terminationGracePeriodSeconds": 60}},
     "Kubernetes would kill a worker that still finishes its batch"),
    ({"worker": {"autoscaling": {"mode": "hpa", "minReplicas": 5, "maxReplicas": 4}}},
     "minReplicas of the workers penguins is 5, more than maxReplicas 4"),
    ({"worker": {"autoscaling": {"mode": "hpa", "minReplicas": 0}}}, "set it to 1, or autoscaling.mode to keda."),
    ({"worker": {"autoscaling": {"mode": "hpa"}, "resources": {"requests": {"cpu": None}}}}, "hpa, which compares"),
    ({"worker": {**KEDA, "settings": {"lanes": None}}}, "set settings.lanes."),
    ({"worker": KEDA, "redis": {**EXTERNAL, "tls": {"enabled": True, "serverName": "x"}}}, "leave serverName out."),
    ({"worker": KEDA, "redis": {**EXTERNAL, "credentials": {"worker": {"user": "u", "existingSecret": "s"}}}},
     "KEDA, which scales the workers penguins, would log in as the worker, who may not run its script"),
    ({"worker": KEDA, "redis": {**EXTERNAL, "credentials": {"worker": {"userKey": "u", "existingSecret": "s"}}}},
     "or the same login once more if it may do everything."),
    ({"workers": [{"name": "a", "models": ["m"]}, {"name": "a", "models": ["n"]}]}, "two groups of workers have"),
    ({"worker": KEDA, "workers": [{"name": "a", "models": ["m"]}, {"name": "b", "models": ["m"]}]},
     "the model m is in the groups a and b"),
    ({"publish": {"models": ["fraud"]}}, "publish.models names fraud, which no group of workers serves"),
    ({"test": {"model": "fraud"}}, "test.model is fraud, which no group of workers serves: name one of penguins."),
    ({"workers": [{"name": "f", "models": ["fraud"]}], "test": {"model": "fraud"}}, "give some rows in test.rows."),
    ({"dashboard": {"hosts": ["a b"]}}, "at '/dashboard/hosts/0'"),
    ({"dashboard": {"service": {"port": 0}}}, "at '/dashboard/service/port'"),
    ({"dashboard": {"allowActions": True}}, "dashboard.allowActions is true, but nobody has to say who acts"),
    ({"dashboard": {"existingSecret": "s", "identityHeader": "X-User"}}, "exclude each other: keep one of them."),
    ({"dashboard": {"identityHeader": "X-User"}}, "name the proxy's pods alone in networkPolicy.dashboardPeers."),
    ({"podLabels": {"scoreline/group": "x"}}, "podLabels sets scoreline/group, by which the chart finds its pods"),
    ({"metrics": {"prometheusRule": {"disabled": ["Nope"]}}}, "Nope, which is no alert: it can name Scoreline"),
]


@pytest.mark.parametrize(("values", "sentence"), REFUSED, ids=[sentence for _, sentence in REFUSED])
def test_nonsense_is_refused_with_the_way_out(chart, values, sentence):
    with pytest.raises(helm_python.HelmError) as refusal:
        render(chart, values)
    assert sentence in str(refusal.value)


# Null takes a default away: these have to stay.
NO_NULL = [
    "prefix", "image", "image.repository", "image.tag", "redis", "redis.mode", "redis.hosts", "redis.database",
    "redis.tls", "redis.credentials", "redis.credentials.worker", "redis.credentials.worker.passwordKey", "redis.trial",
    "redis.trial.maxmemory", "redis.trial.resources", "workers", "worker", "worker.replicas", "worker.settings",
    "worker.resources", "worker.maxSurge", "worker.extraEnv", "worker.autoscaling", "worker.autoscaling.mode",
    "worker.autoscaling.keda", "worker.autoscaling.keda.jobsPerReplica", "worker.autoscaling.hpa.cpuUtilization",
    "worker.podDisruptionBudget", "worker.podDisruptionBudget.maxUnavailable", "publish", "publish.folder", "trainer",
    "trainer.schedule", "dashboard", "dashboard.hosts", "dashboard.service.port", "test", "test.timeout", "metrics", "metrics.podMonitor", "metrics.prometheusRule.disabled",
    "networkPolicy", "networkPolicy.redisPorts", "serviceAccount", "serviceAccount.name", "podLabels", "tolerations",
]


@pytest.mark.parametrize("path", NO_NULL)
def test_a_value_that_the_chart_needs_can_not_be_taken_away(chart, path):
    *above, name = path.split(".")
    values = functools.reduce(lambda tree, key: {key: tree}, reversed(above), {name: None})
    with pytest.raises(helm_python.HelmError) as refusal:
        render(chart, values)
    assert f"missing property '{name}'" in str(refusal.value)


def paths_of(tree, above=()):
    """The path of every value, those of maps too."""
    for key, value in tree.items():
        yield (*above, key)
        if isinstance(value, dict):
            yield from paths_of(value, (*above, key))


def test_no_null_ends_in_an_error_of_a_template_or_in_an_object_that_kubernetes_refuses(chart, values_of):
    """Each value of the chart is set to null: the schema refuses that, or what is rendered is right."""
    everything = with_every_kind(values_of)
    taken = []
    for path in paths_of(yaml.load((chart / "values.yaml").read_text(), StrictLoader)):
        values = copy.deepcopy(everything)
        part = values
        for key in path[:-1]:
            part = part.setdefault(key, {})
        part[path[-1]] = None
        try:
            objects = render(chart, values)
        except helm_python.HelmError as refusal:
            told = f"missing property '{path[-1]}'", "these values can't work:"
            assert any(words in str(refusal) for words in told), (path, str(refusal))
            continue
        taken.append(".".join(path))
        assert "%!" not in str(objects), path
        assert [fault for fault in map(schemas_of("1.30").fault, objects) if fault] == [], path
    assert "worker.settings.lease" in taken


def test_a_refusal_shows_no_password(chart):
    with pytest.raises(helm_python.HelmError) as refusal:
        render(chart, {"redis": {"mode": "standalone", "hosts": ["redis://worker:s3cret@r"]}})
    assert "redis.hosts[0]" in str(refusal.value) and "s3cret" not in str(refusal.value)


def test_all_contradictions_are_told_at_once(chart):
    short = {"terminationGracePeriodSeconds": 1}
    values = {"redis": {"mode": "sentinel"}, "publish": {"models": ["x"]}, "worker": short}
    with pytest.raises(helm_python.HelmError) as refusal:
        render(chart, values)
    assert str(refusal.value).count("\n- ") == 4


def test_every_value_is_in_the_table_and_no_other(chart, repository):
    values = yaml.load((chart / "values.yaml").read_text(), StrictLoader)
    readme = (repository / "helm/README.md").read_text()
    paths = re.findall(r"^\| `([\w.]+)` \|", readme.partition("## Values")[2], re.MULTILINE)

    def leaves(tree, prefix=""):
        for key, value in tree.items():
            path = f"{prefix}{key}"
            if path not in paths or (isinstance(value, dict) and any(other.startswith(f"{path}.") for other in paths)):
                yield from leaves(value, f"{path}.")
            else:
                yield path

    assert set(leaves(values)) <= set(paths)
    for path in paths:
        tree = values
        for key in path.split("."):
            assert key in tree, path
            tree = tree[key]


def test_every_value_that_the_schema_allows_has_a_default_and_a_comment(chart):
    schema = json.loads((chart / "values.schema.json").read_text())
    values = yaml.load((chart / "values.yaml").read_text(), StrictLoader)
    del schema["properties"]["global"]

    def missing(properties, tree, place):
        for name, part in properties.items():
            part = schema["$defs"][part["$ref"].rpartition("/")[2]] if "$ref" in part else part
            if name not in tree:
                yield f"{place}{name}"
            elif isinstance(tree[name], dict) and part.get("properties"):
                yield from missing(part["properties"], tree[name], f"{place}{name}.")

    # How fast pods come is left to Kubernetes.
    assert set(missing(schema["properties"], values, "")) == {"worker.autoscaling.behavior.scaleUp"}


@pytest.mark.parametrize(
    ("before", "after", "sentence"),
    [
        ("First part of every key", "First part of each key", "not made of values.yaml: run scripts/chart-readme.py"),
        ("prefix: scoreline", "\nprefix: scoreline", "prefix has no comment above it"),
    ],
)
def test_a_table_of_values_that_is_out_of_date_is_found(repository, folder, before, after, sentence):
    for path in ("scripts/chart-readme.py", "helm/README.md", "helm/scoreline/values.yaml"):
        (folder / path).parent.mkdir(parents=True, exist_ok=True)
        text = (repository / path).read_text()
        (folder / path).write_text(text.replace(before, after, 1) if path.endswith(".yaml") else text)
    checked = run("python3", folder / "scripts/chart-readme.py", "--check", check=False)
    assert (checked.returncode, sentence in checked.stderr) == (1, True), checked.stderr


def test_the_yaml_files_are_tidy(chart, repository):
    files = [chart / "values.yaml", chart / "Chart.yaml"]
    for folder in (chart / "files", repository / "helm/examples", repository / "Tests/deploy/schemas"):
        files += sorted(folder.glob("*.yaml"))
    rules = {"line-length": {"max": 120}, "document-start": "disable"}
    run("yamllint", "--strict", "-d", json.dumps({"extends": "default", "rules": rules}), *files)


def test_the_chart_takes_no_setting_of_its_own_as_a_further_variable(chart, values_of):
    """Whatever variable it gives a worker is refused in extraEnv: twice, the one would hide the other."""
    settings = yaml.safe_load((chart / "values.yaml").read_text())["worker"]["settings"]
    words = {"drift": "on", "predictionLog": "redis", "predictionLogSample": 1, "predictionLogFeatures": True,
             "logLevel": "info", "logFormat": "text"}
    numbers = {name: 8 for name in settings if name not in ("drainTimeout", *words)}
    values = values_of("external-tls")
    values["redis"]["tls"]["serverName"] = "redis"
    values["worker"] = {"settings": {**numbers, **words}}
    variables = [entry["name"] for entry in
                 only(render(chart, values), "Deployment")["spec"]["template"]["spec"]["containers"][0]["env"]]
    assert len(variables) > 15
    values["worker"]["extraEnv"] = [{"name": name, "value": "8"} for name in variables]
    with pytest.raises(helm_python.HelmError) as refusal:
        render(chart, values)
    assert [name for name in variables if f"sets {name}, which" not in str(refusal.value)] == []

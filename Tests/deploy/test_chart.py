"""The chart, rendered by Helm's own engine: what it gives, what it refuses, and whether the real programs take it."""

import base64
import copy
import functools
import itertools
import json
import re

import helm_python
import pytest
import yaml

from harness import pods
from harness.helm import StrictLoader, lint, notes, render, render_files
from harness.kube_schemas import Schemas, kubernetes_versions
from harness.processes import run

EXAMPLES = (
    "defaults", "cluster", "external-tls", "hpa", "keda", "many-models", "monitoring", "restricted", "sentinel",
    "trainer", "trial",
)
EXTERNAL = {"mode": "standalone", "hosts": ["r"]}
KEDA = {"autoscaling": {"mode": "keda"}}


@pytest.fixture(scope="session")
def values_of(repository):
    """The values of an example by its name; `defaults` are none."""

    def load(example):
        if example == "defaults":
            return {}
        return yaml.load((repository / f"helm/examples/{example}.yaml").read_text(), StrictLoader)

    return load


@pytest.fixture(scope="session")
def oldest(chart):
    """The oldest Kubernetes that Chart.yaml allows."""
    metadata = yaml.safe_load((chart / "Chart.yaml").read_text())
    return re.fullmatch(r">=(\d+\.\d+)\.0-0", metadata["kubeVersion"])[1]


@functools.lru_cache
def schemas_of(version):
    """The schemas of a Kubernetes version, read once."""
    return Schemas(version)


def only(objects, kind):
    """The one object of a kind."""
    (found,) = [document for document in objects if document["kind"] == kind]
    return found


def arguments_of(job):
    """What a Job's program is told."""
    return job["spec"]["template"]["spec"]["containers"][0]["args"]


def of_kind(objects, kind):
    """All objects of a kind."""
    return [document for document in objects if document["kind"] == kind]


def environment_of(container):
    """The variables of a container that have a plain value."""
    return {entry["name"]: entry["value"] for entry in container["env"] if "value" in entry}


def holds_a_float(tree):
    """Whether there is a number that is not whole anywhere in a document."""
    if isinstance(tree, dict | list):
        return any(map(holds_a_float, tree.values() if isinstance(tree, dict) else tree))
    return isinstance(tree, float)


def with_every_kind(values_of):
    """Values that make an object of every kind the chart has."""
    return {**values_of("monitoring"), "trainer": {"enabled": True}, "worker": {"autoscaling": {"mode": "keda"}}}


# What it gives


def test_every_example_is_tried(repository, oldest):
    files = {path.stem for path in (repository / "helm/examples").iterdir()}
    assert files == set(EXAMPLES) - {"defaults"}
    readme = (repository / "helm/README.md").read_text()
    assert not [name for name in files if f"examples/{name}.yaml" not in readme]
    assert f"Kubernetes {oldest} or later" in readme


@pytest.mark.parametrize("age", ["oldest", "newest"])
@pytest.mark.parametrize("example", EXAMPLES)
def test_kubernetes_takes_every_object(chart, values_of, oldest, example, age):
    version = oldest if age == "oldest" else kubernetes_versions()[-1]
    schemas = schemas_of(version)
    objects = render(chart, values_of(example), kubernetes=version)
    assert len(objects) > 5
    assert [fault for fault in map(schemas.fault, objects) if fault] == []
    names = [(document["kind"], document["metadata"]["name"]) for document in objects]
    assert len(names) == len(set(names))


@pytest.mark.parametrize("example", EXAMPLES)
def test_helm_lint_has_nothing_to_say(chart, values_of, oldest, example):
    assert lint(chart, values_of(example), kubernetes=oldest) == []


@pytest.mark.parametrize("example", EXAMPLES)
def test_every_pod_is_restricted_probed_and_bounded(chart, values_of, example):
    templates = list(pods.pod_templates(render(chart, values_of(example))))
    assert templates
    assert [fault for document, _, spec in templates for fault in pods.faults(document, spec)] == []


@pytest.mark.parametrize("example", EXAMPLES)
def test_workers_may_finish_and_are_replaced_one_by_one(chart, values_of, example):
    for deployment in of_kind(render(chart, values_of(example)), "Deployment"):
        spec = deployment["spec"]["template"]["spec"]
        drain = int(environment_of(spec["containers"][0])["SCORELINE_DRAIN_TIMEOUT"])
        assert spec["terminationGracePeriodSeconds"] >= drain + 10
        assert deployment["spec"]["strategy"]["rollingUpdate"]["maxUnavailable"] == 0
        assert deployment["spec"]["strategy"]["rollingUpdate"]["maxSurge"]


@pytest.mark.parametrize("example", EXAMPLES)
def test_what_selects_pods_selects_some_of_its_own(chart, values_of, example):
    objects = render(chart, values_of(example))
    labels = [metadata["labels"] for _, metadata, _ in pods.pod_templates(objects)]
    selectors = 0
    for document in objects:
        selector = document.get("spec", {}).get("podSelector") or document.get("spec", {}).get("selector")
        if not selector:
            continue
        selectors += 1
        wanted = selector.get("matchLabels", selector).items()
        assert wanted and any(wanted <= those.items() for those in labels), document["metadata"]["name"]
    assert selectors >= 4


@pytest.mark.parametrize("example", ["keda", "hpa", "many-models", "sentinel", "cluster"])
def test_autoscalers_find_their_deployment_which_has_no_number_of_its_own(chart, values_of, example):
    objects = render(chart, values_of(example))
    deployments = {document["metadata"]["name"]: document["spec"] for document in of_kind(objects, "Deployment")}
    scalers = of_kind(objects, "ScaledObject") + of_kind(objects, "HorizontalPodAutoscaler")
    assert {scaler["spec"]["scaleTargetRef"]["name"] for scaler in scalers} == set(deployments)
    assert not [name for name, spec in deployments.items() if "replicas" in spec]


def test_a_group_overrides_what_all_have_in_common_also_by_zero_false_and_null(chart):
    values = {
        "worker": {"settings": {"logLevel": "info"}, "autoscaling": {"mode": "keda", "minReplicas": 2}},
        "workers": [
            {"name": "a", "models": ["m"], "autoscaling": {"minReplicas": 0},
             "podDisruptionBudget": {"enabled": False}, "settings": {"logLevel": None},
             "resources": {"limits": {"cpu": None}}, "topologyKeys": []},
            {"name": "b", "models": ["n"], "replicas": 7, "autoscaling": {"mode": "none"}},
        ],
    }
    objects = render(chart, values)
    scaled = only(objects, "ScaledObject")
    assert (scaled["metadata"]["name"], scaled["spec"]["minReplicaCount"]) == ("demo-scoreline-worker-a", 0)
    assert only(objects, "PodDisruptionBudget")["metadata"]["name"] == "demo-scoreline-worker-b"
    first, second = of_kind(objects, "Deployment")
    spec = first["spec"]["template"]["spec"]
    assert "SCORELINE_LOG_LEVEL" not in environment_of(spec["containers"][0])
    assert "cpu" not in spec["containers"][0]["resources"]["limits"] and "topologySpreadConstraints" not in spec
    assert second["spec"]["replicas"] == 7
    assert environment_of(second["spec"]["template"]["spec"]["containers"][0])["SCORELINE_LOG_LEVEL"] == "info"


def test_numbers_from_a_million_on_stay_whole(chart):
    month = 2592000
    values = {
        "publish": {"ttlSecondsAfterFinished": month}, "trainer": {"enabled": True, "activeDeadlineSeconds": month},
        "test": {"timeout": month}, "tolerations": [{"operator": "Exists", "tolerationSeconds": month}],
        "worker": {
            "terminationGracePeriodSeconds": month, "maxSurge": month, "podDisruptionBudget": {"maxUnavailable": month},
            "settings": {"maxResults": month},
            "autoscaling": {"mode": "keda", "keda": {
                "jobsPerReplica": month, "lanesPerReplica": month, "pollingInterval": month, "cooldownPeriod": month}},
        },
    }
    objects = render(chart, values)
    text = yaml.safe_dump(objects)
    assert text.count(str(month)) > 15 and not re.search(r"\de\+\d", text)
    assert [fault for fault in map(schemas_of("1.30").fault, objects) if fault] == []
    floats = [document["metadata"]["name"] for document in objects if holds_a_float(document)]
    assert floats == []


@pytest.mark.parametrize(
    ("redis", "url"),
    [
        ({}, "redis://demo-scoreline-redis.scoring.svc:6379/0"),
        ({"mode": "standalone", "hosts": ["r"], "database": 3}, "redis://r:6379/3"),
        ({"mode": "standalone", "hosts": ["[::1]:7000"], "tls": {"enabled": True}}, "rediss://[::1]:7000/0"),
        ({"mode": "standalone", "hosts": ["[::1]"]}, "redis://[::1]:6379/0"),
        ({"mode": "sentinel", "hosts": ["s", "t:1"], "sentinelService": "main"}, "redis+sentinel://s:26379,t:1/main/0"),
        ({"mode": "cluster", "hosts": ["n", "o"], "tls": {"enabled": True}}, "rediss+cluster://n:6379,o:6379"),
    ],
)
def test_the_address_of_redis_is_made_of_its_parts(chart, redis, url):
    for document, _, spec in pods.pod_templates(render(chart, {"redis": redis})):
        if document["kind"] != "StatefulSet":
            assert environment_of(spec["containers"][0])["SCORELINE_REDIS"] == url


def test_each_program_logs_in_as_its_role(chart, values_of):
    values = values_of("external-tls")
    values["trainer"] = {"enabled": True}
    secrets = {}
    for document, _, spec in pods.pod_templates(render(chart, values)):
        login = next(volume["secret"] for volume in spec["volumes"] if volume["name"] == "redis-login")
        user = environment_of(spec["containers"][0])["SCORELINE_REDIS_USER"]
        secrets[document["kind"]] = user, login["secretName"]
    assert secrets == {
        "Deployment": ("worker", "redis-worker"), "Job": ("trainer", "redis-trainer"),
        "CronJob": ("trainer", "redis-trainer"), "Pod": ("producer", "redis-producer"),
    }


@pytest.mark.parametrize(
    ("name", "change", "trigger", "secrets"),
    [
        ("keda", {}, {"type": "redis", "address": "demo-scoreline-redis.scoring.svc:6379", "databaseIndex": "0"},
         {"password": ("demo-scoreline-redis", "redis-password")}),
        ("external-tls", {"credentials": {"autoscaler": {"user": "autoscaler", "existingSecret": "redis-keda"}}},
         {"type": "redis", "address": "redis.data.svc:6380", "databaseIndex": "1", "enableTLS": "true",
          "username": "autoscaler"},
         {"password": ("redis-keda", "redis-password"), "ca": ("redis-client", "ca.crt"),
          "cert": ("redis-client", "tls.crt"), "key": ("redis-client", "tls.key")}),
        ("sentinel", {},
         {"type": "redis-sentinel", "sentinelMaster": "mymaster", "databaseIndex": "0", "addresses":
          "sentinel-0.redis.data.svc:26379,sentinel-1.redis.data.svc:26379,sentinel-2.redis.data.svc:26380"},
         {"username": ("redis-autoscaler", "user"), "password": ("redis-autoscaler", "password"),
          "sentinelUsername": ("redis-autoscaler", "user"), "sentinelPassword": ("redis-autoscaler", "password")}),
        ("cluster", {},
         {"type": "redis-cluster", "enableTLS": "true", "addresses":
          "node-0.redis.data.svc:6379,node-1.redis.data.svc:6379,node-2.redis.data.svc:6379"},
         {"password": ("redis-login", "redis-password")}),
    ],
)
def test_keda_is_told_where_redis_is_and_logs_in_by_secrets(chart, values_of, name, change, trigger, secrets):
    values = values_of(name)
    values.setdefault("worker", {}).setdefault("autoscaling", {})["mode"] = "keda"
    for key, part in change.items():
        values["redis"][key].update(part)
    objects = render(chart, values)
    login = only(objects, "TriggerAuthentication")
    given = {entry["parameter"]: (entry["name"], entry["key"]) for entry in login["spec"]["secretTargetRef"]}
    assert given == secrets
    for entry in only(objects, "ScaledObject")["spec"]["triggers"]:
        metadata = {key: text for key, text in entry["metadata"].items() if not key.startswith("list")}
        assert {"type": entry["type"], **metadata} == {"enableTLS": "false", **trigger}
        assert entry["authenticationRef"]["name"] == login["metadata"]["name"]


@pytest.mark.parametrize(
    ("worker", "autoscaler"),
    [
        ({"user": "default", "existingSecret": "s"}, {}),
        ({"existingSecret": "s"}, {}),
        ({"user": "all", "existingSecret": "s"}, {"user": "all", "existingSecret": "s"}),
    ],
    ids=["Redis' default user by its name", "the default user", "a user who is named for both"],
)
def test_keda_logs_in_as_the_worker_where_that_user_may_run_its_script(chart, worker, autoscaler):
    redis = {**EXTERNAL, "credentials": {"worker": worker, "autoscaler": autoscaler}}
    objects = render(chart, {"redis": redis, "worker": KEDA})
    login = only(objects, "TriggerAuthentication")["spec"]["secretTargetRef"]
    assert login == [{"parameter": "password", "name": "s", "key": "redis-password"}]
    metadata = only(objects, "ScaledObject")["spec"]["triggers"][0]["metadata"]
    assert metadata.get("username") == worker.get("user")


def test_redis_without_passwords_needs_no_login(chart):
    values = {"redis": {"mode": "standalone", "hosts": ["r"]}, "worker": {"autoscaling": {"mode": "keda"}},
              "trainer": {"enabled": True}}
    objects = render(chart, values)
    assert of_kind(objects, "TriggerAuthentication") == of_kind(objects, "Secret") == []
    assert "authenticationRef" not in only(objects, "ScaledObject")["spec"]["triggers"][0]
    assert [fault for fault in map(schemas_of("1.30").fault, objects) if fault] == []


def test_a_formula_adds_what_waits_and_takes_the_busiest_model(chart, values_of):
    formulas = {
        document["metadata"]["name"]: document["spec"]["advanced"]["scalingModifiers"]
        for document in of_kind(render(chart, values_of("many-models")), "ScaledObject")
    }
    small, large = formulas["demo-scoreline-worker-small"], formulas["demo-scoreline-worker-diabetes"]
    assert small["formula"] == (
        "max((jobs_0 + handoff_0 + suspects_0 + jobs_1 + handoff_1 + suspects_1) / 1000 + max(leases_0, leases_1) / 2, "
        "min(jobs_0 + handoff_0 + suspects_0 + jobs_1 + handoff_1 + suspects_1 + max(leases_0, leases_1), 0.001))")
    assert large["formula"] == (
        "max((jobs_0 + handoff_0 + suspects_0) / 1000 + leases_0 / 8, "
        "min(jobs_0 + handoff_0 + suspects_0 + leases_0, 0.001))")
    assert {text["target"] for text in formulas.values()} == {"1"}


def test_the_password_of_the_trial_redis_stands_in_its_secret_only(chart):
    files = render_files(chart)
    encoded = only(render(chart), "Secret")["data"]["redis-password"]
    assert len(base64.b64decode(encoded)) == 40
    text = "\n".join(files.values())
    encoded = re.search(r"redis-password: (\S+==)", text)[1]
    assert text.count(encoded) == 1
    assert base64.b64decode(encoded).decode() not in text
    other = only(render(chart), "Secret")["data"]["redis-password"]
    assert other != encoded, "a password that everybody has"


def test_the_workers_of_a_network_policy_reach_redis_and_names_only(chart, values_of):
    policies = {policy["metadata"]["name"]: policy["spec"] for policy in of_kind(render(chart), "NetworkPolicy")}
    workers, trial = policies["demo-scoreline"], policies["demo-scoreline-redis"]
    assert [rule["ports"] for rule in workers["ingress"]] == [[{"port": "admin"}]]
    names, redis = workers["egress"]
    assert {entry["port"] for entry in names["ports"]} == {53}
    assert redis["ports"] == [{"port": 6379}]
    assert redis["to"][0]["podSelector"]["matchLabels"] == trial["podSelector"]["matchLabels"]
    assert trial["egress"] == [] and "Egress" in trial["policyTypes"]

    for example, ports in [("sentinel", [26379, 26380, 6379]), ("external-tls", [6380]), ("cluster", [6379])]:
        policy = only(render(chart, values_of(example)), "NetworkPolicy")["spec"]
        assert [entry["port"] for entry in policy["egress"][1]["ports"]] == ports
    restricted = only(render(chart, values_of("restricted")), "NetworkPolicy")["spec"]
    assert restricted["ingress"] == []
    assert restricted["egress"][1]["to"] == [{"ipBlock": {"cidr": "10.20.0.5/32"}}]


@pytest.mark.parametrize(
    ("redis", "named", "ports"),
    [
        ({"mode": "standalone", "hosts": ["r:6400"]}, [], [6400]),
        ({"mode": "standalone", "hosts": ["r:6400"]}, [6379], [6400, 6379]),
        ({"mode": "sentinel", "hosts": ["s"], "sentinelService": "m"}, [], [26379, 6379]),
        ({"mode": "sentinel", "hosts": ["s"], "sentinelService": "m"}, [6380], [26379, 6380]),
        ({"mode": "cluster", "hosts": ["n:7000"]}, [], [7000, 6379]),
        ({"mode": "cluster", "hosts": ["n:7000"]}, [7001, 7000], [7000, 7001]),
        ({}, [7000], [6379]),
    ],
)
def test_the_ports_of_redis_in_a_network_policy_are_those_of_its_hosts_and_those_that_are_named(
        chart, redis, named, ports):
    extra = {"ports": [{"port": 5353, "protocol": "UDP"}], "to": [{"ipBlock": {"cidr": "10.0.0.10/32"}}]}
    values = {"redis": redis, "networkPolicy": {"redisPorts": named, "extraEgress": [extra]}}
    objects = render(chart, values)
    policy = next(entry for entry in of_kind(objects, "NetworkPolicy") if entry["metadata"]["name"] == "demo-scoreline")
    _, to_redis, last = policy["spec"]["egress"]
    assert [entry["port"] for entry in to_redis["ports"]] == ports
    assert last == extra
    assert schemas_of("1.30").fault(policy) is None
    if redis:
        assert f"ports of Redis only: {', '.join(map(str, ports))}." in notes(chart, values)


def test_a_publish_job_has_another_name_when_it_would_do_something_else(chart):
    def job(values=None):
        return only(render(chart, values), "Job")

    assert job() == job()
    assert job({"worker": {"replicas": 5}}) == job()
    changes = [
        {"image": {"tag": "0.2.0"}}, {"prefix": "other"}, {"publish": {"folder": "/models"}},
        {"redis": {"database": 1}}, {"podLabels": {"a": "b"}},
    ]
    names = [job(change)["metadata"]["name"] for change in [{}, *changes]]
    assert len(set(names)) == len(names)


def test_models_that_the_images_carry_are_published_and_no_others(chart, repository):
    shipped = sorted(path.stem for path in (repository / "model_bin").glob("*.safetensors"))
    values = {"workers": [{"name": "all", "models": [*shipped, "fraud"]}]}
    published = [arguments_of(job)[2] for job in of_kind(render(chart, values), "Job")]
    assert sorted(published) == shipped
    own = {**values, "publish": {"models": ["fraud"]}}
    assert arguments_of(only(render(chart, own), "Job"))[:4] == [
        "models", "publish", "fraud", "/usr/share/scoreline/model_bin/fraud.safetensors"]
    none = {"workers": [{"name": "own", "models": ["fraud"]}]}
    assert of_kind(render(chart, none), "Job") == of_kind(render(chart, none), "Pod") == []
    assert of_kind(render(chart, {"publish": {"enabled": False}}), "Job") == []


@pytest.mark.parametrize("release", ["a", "r" * 53, "x" * 40 + "-scoreline"])
def test_long_names_stay_short_enough_for_what_controllers_append(chart, values_of, release):
    values = {**with_every_kind(values_of), "workers": [
        {"name": "g" * 30, "models": ["M" * 64, "m" * 64]}, {"name": "h" * 30, "models": ["penguins"]}]}
    for document in render(chart, values, release=release):
        assert len(document["metadata"]["name"]) <= 52
        assert schemas_of("1.30").fault(document) is None


@pytest.mark.parametrize(
    ("one", "other"),
    [
        (("a", {}), ("b", {})),
        (("a" * 53, {}), ("a" * 52 + "b", {})),
        (("a", {}), ("a-scoreline-worker", {})),
        (("a", {"fullnameOverride": "one"}), ("b", {"fullnameOverride": "two"})),
    ],
)
def test_two_releases_share_a_namespace(chart, values_of, one, other):
    releases = [render(chart, {**with_every_kind(values_of), **values}, release=name) for name, values in (one, other)]
    names = [{(document["kind"], document["metadata"]["name"]) for document in objects} for objects in releases]
    assert not names[0] & names[1]
    for mine, others in itertools.permutations(releases):
        labels = [metadata["labels"] for _, metadata, _ in pods.pod_templates(others)]
        for document in mine:
            selector = document.get("spec", {}).get("podSelector") or document.get("spec", {}).get("selector")
            if selector:
                wanted = selector.get("matchLabels", selector).items()
                assert not any(wanted <= those.items() for those in labels), document["metadata"]["name"]


def test_a_full_name_of_ones_own_replaces_the_release_in_all_names(chart, values_of):
    objects = render(chart, {**with_every_kind(values_of), "fullnameOverride": "scoring"})
    assert {document["metadata"]["name"].partition("-")[0] for document in objects} == {"scoring"}
    named = render(chart, release="my-scoreline")
    assert only(named, "Deployment")["metadata"]["name"] == "my-scoreline-worker-penguins"


@pytest.mark.parametrize(
    ("values", "sentences"),
    [
        ({}, ["rollout status deployment/demo-scoreline-worker-penguins", "test demo", "is for trials"]),
        ({"workers": [{"name": "f", "models": ["fraud"]}]}, ["scoreline models publish fraud FILE", "set test.model"]),
        ({"worker": {"autoscaling": {"mode": "keda", "minReplicas": 0}}}, ["penguins are gone while there is no job"]),
        ({"redis": {"mode": "standalone", "hosts": ["r"]}}, ["scoreline doctor", "redis.tls.enabled is false"]),
        ({"redis": {"mode": "sentinel", "hosts": ["s"], "sentinelService": "m"}},
         ["reach these ports of Redis only: 26379, 6379."]),
    ],
)
def test_the_notes_say_what_to_do_next(chart, values, sentences):
    text = notes(chart, values)
    assert [sentence for sentence in sentences if sentence not in text] == []
    assert ("is for trials" in text) == ("redis" not in values)


# What it refuses

REFUSED = [
    # By the schema: the place and what is expected there.
    ({"replica": 2}, "additional properties 'replica' not allowed"),
    ({"worker": {"replicas": "two"}}, "at '/worker/replicas': got string, want integer"),
    ({"worker": {"replicas": -1}}, "at '/worker/replicas'"),
    ({"worker": {"settings": {"lane": 2}}}, "additional properties 'lane' not allowed"),
    ({"worker": {"settings": {"lanes": 0}}}, "at '/worker/settings/lanes'"),
    ({"worker": {"settings": {"drainTimeout": 0}}}, "at '/worker/settings/drainTimeout'"),
    ({"worker": {"settings": {"logLevel": "loud"}}}, "value must be one of 'trace'"),
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
    "trainer.schedule", "test", "test.timeout", "metrics", "metrics.podMonitor", "metrics.prometheusRule.disabled",
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


# What stands in its files


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


def test_the_chart_takes_no_setting_of_its_own_as_a_further_variable(chart, values_of):
    """Whatever variable it gives a worker is refused in extraEnv: twice, the one would hide the other."""
    settings = yaml.safe_load((chart / "values.yaml").read_text())["worker"]["settings"]
    numbers = {name: 8 for name in settings if name not in ("logLevel", "drainTimeout")}
    values = values_of("external-tls")
    values["redis"]["tls"]["serverName"] = "redis"
    values["worker"] = {"settings": {**numbers, "logLevel": "info"}}
    variables = [entry["name"] for entry in
                 only(render(chart, values), "Deployment")["spec"]["template"]["spec"]["containers"][0]["env"]]
    assert len(variables) > 15
    values["worker"]["extraEnv"] = [{"name": name, "value": "8"} for name in variables]
    with pytest.raises(helm_python.HelmError) as refusal:
        render(chart, values)
    assert [name for name in variables if f"sets {name}, which" not in str(refusal.value)] == []


@pytest.mark.parametrize(
    ("maxmemory", "limit"),
    [("511mb", "512Mi"), ("1g", "1Gi"), ("999k", "1M"), ("100mb", 104857601), ("1gb", "1.1Gi"), ("64gb", None)],
)
def test_a_trial_redis_below_its_limit_is_taken(chart, maxmemory, limit):
    trial = {"maxmemory": maxmemory, "resources": {"limits": {"memory": limit}}}
    text = yaml.safe_dump(render(chart, {"redis": {"trial": trial}}))
    assert f"maxmemory {maxmemory}" in text


def test_the_dashboard_is_the_file(chart):
    config_map = only(
        [document for document in render(chart, {"metrics": {"dashboard": {"enabled": True}}})
         if document["metadata"]["name"].endswith("-dashboard")], "ConfigMap")
    assert json.loads(config_map["data"]["scoreline.json"]) == json.loads((chart / "files/dashboard.json").read_text())
    assert config_map["metadata"]["labels"]["grafana_dashboard"] == "1"

"""How the chart's programs, and KEDA, find Redis, log in there, and reach it."""

import base64
import re

import pytest
import yaml

from harness import pods
from harness.helm import notes, render, render_files
from harness.kube_schemas import schemas_of
from harness.objects import environment_of, of_kind, only
from harness.values import EXTERNAL, KEDA


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
        "max((jobs_0 + handoff_0 + suspects_0 + jobs_1 + handoff_1 + suspects_1) / 1000 + max(leases_0, leases_1) / 4, "
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


@pytest.mark.parametrize(
    ("maxmemory", "limit"),
    [("511mb", "512Mi"), ("1g", "1Gi"), ("999k", "1M"), ("100mb", 104857601), ("1gb", "1.1Gi"), ("64gb", None)],
)
def test_a_trial_redis_below_its_limit_is_taken(chart, maxmemory, limit):
    trial = {"maxmemory": maxmemory, "resources": {"limits": {"memory": limit}}}
    text = yaml.safe_dump(render(chart, {"redis": {"trial": trial}}))
    assert f"maxmemory {maxmemory}" in text

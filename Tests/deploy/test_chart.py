"""The objects of the chart, rendered by Helm's own engine: what they are called, hold, and may do."""

import itertools
import re

import pytest
import yaml

from harness import pods
from harness.helm import lint, notes, render
from harness.kube_schemas import kubernetes_versions, schemas_of
from harness.objects import environment_of, of_kind, only
from harness.values import with_every_kind


EXAMPLES = (
    "defaults", "cluster", "dashboard", "external-tls", "hpa", "keda", "many-models", "monitoring", "restricted", "sentinel",
    "trainer", "trial",
)


def arguments_of(job):
    """What a Job's program is told."""
    return job["spec"]["template"]["spec"]["containers"][0]["args"]


def holds_a_float(tree):
    """Whether there is a number that is not whole anywhere in a document."""
    if isinstance(tree, dict | list):
        return any(map(holds_a_float, tree.values() if isinstance(tree, dict) else tree))
    return isinstance(tree, float)


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
        if deployment["metadata"]["labels"]["app.kubernetes.io/component"] != "worker":
            continue
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

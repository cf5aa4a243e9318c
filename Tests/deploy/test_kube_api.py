"""The stand-in for the API server behaves as the real one where the life cycle of a release depends on it."""

import copy
import json

import pytest

from harness import kube_merge, kube_protobuf
from harness.cluster import Cluster, Refused
from harness.processes import eventually

def deployment(**spec):
    """A small valid Deployment."""
    return {
        "apiVersion": "apps/v1", "kind": "Deployment", "metadata": {"name": "worker", "labels": {"app": "worker"}},
        "spec": {
            "replicas": 2, "selector": {"matchLabels": {"app": "worker"}},
            "template": {"metadata": {"labels": {"app": "worker"}},
                         "spec": {"containers": [{"name": "worker", "image": "worker:1"}]}},
            **spec,
        },
    }


def job(image="publish:1"):
    """A small valid Job."""
    return {"apiVersion": "batch/v1", "kind": "Job", "metadata": {"name": "publish"}, "spec": {"template": {"spec": {
        "restartPolicy": "Never", "containers": [{"name": "publish", "image": image}]}}}}


def apply(cluster, namespace, document, force=False):
    """Server-side apply."""
    path = cluster.path(document["kind"], namespace, document["metadata"]["name"])
    return cluster.request("PATCH", f"{path}?fieldManager=helm&force={str(force).lower()}", document,
                           "application/apply-patch+yaml")


@pytest.mark.parametrize(
    "change, words",
    [
        ({"replicas": "two"}, "spec.replicas: 'two' is not"),
        ({"replicaCount": 2}, "'replicaCount' was unexpected"),
        ({"selector": {"matchLabels": {"app": "other"}}}, "do not match spec.selector"),
        ({"template": {"spec": {}}}, "spec.template.spec: 'containers' is a required property"),
    ],
)
def test_a_wrong_object_is_refused(cluster, namespace, change, words):
    with pytest.raises(Refused, match=words) as refused:
        apply(cluster, namespace, deployment(**change))
    assert refused.value.code == 422
    assert cluster.list("Deployment", namespace) == {}


def test_a_kind_without_a_schema_is_refused(cluster, namespace):
    with pytest.raises(Refused) as refused:
        cluster.request("POST", f"apis/example.com/v1/namespaces/{namespace}/things", {"kind": "Thing"})
    assert refused.value.code == 404


def test_what_is_frozen_stays(cluster, namespace):
    apply(cluster, namespace, deployment())
    apply(cluster, namespace, job())
    moved = deployment(selector={"matchLabels": {"app": "worker", "more": "x"}})
    moved["spec"]["template"]["metadata"]["labels"]["more"] = "x"
    for document, field in ((moved, "selector"), (job("publish:2"), "template")):
        with pytest.raises(Refused, match=f"spec.{field}: field is immutable") as refused:
            apply(cluster, namespace, document)
        assert refused.value.code == 422


def test_applying_removes_what_is_no_longer_named_and_keeps_what_others_set(cluster, namespace):
    first = deployment()
    variables = [{"name": "A", "value": "1"}, {"name": "B", "value": "2"}]
    first["spec"]["template"]["spec"]["containers"][0]["env"] = variables
    apply(cluster, namespace, first)
    other = {"spec": {"template": {"spec": {"containers": [{"name": "worker", "env": [{"name": "C", "value": "3"}]}]}}}}
    cluster.request("PATCH", cluster.path("Deployment", namespace, "worker"), other,
                    "application/strategic-merge-patch+json")
    second = copy.deepcopy(first)
    del second["spec"]["template"]["spec"]["containers"][0]["env"][0]
    apply(cluster, namespace, second)
    container = cluster.get("Deployment", "worker", namespace)["spec"]["template"]["spec"]["containers"][0]
    assert [entry["name"] for entry in container["env"]] == ["B", "C"]


def test_applying_over_what_another_changed_is_a_conflict(cluster, namespace):
    apply(cluster, namespace, deployment())
    scale = cluster.path("Deployment", namespace, "worker/scale")
    cluster.request("PATCH", scale, {"spec": {"replicas": 5}}, "application/merge-patch+json")
    with pytest.raises(Refused, match="spec.replicas") as refused:
        apply(cluster, namespace, deployment())
    assert refused.value.code == 409
    without = deployment()
    del without["spec"]["replicas"]
    apply(cluster, namespace, without)
    assert cluster.get("Deployment", "worker", namespace)["spec"]["replicas"] == 5
    apply(cluster, namespace, deployment(), force=True)
    assert cluster.get("Deployment", "worker", namespace)["spec"]["replicas"] == 2


def test_applying_the_same_changes_nothing(cluster, namespace):
    first = apply(cluster, namespace, deployment())
    assert apply(cluster, namespace, deployment()) == first
    assert cluster.writes(namespace) == ["PATCH Deployment/worker"]


def test_a_rollout_to_a_broken_image_keeps_the_ready_pods_and_adds_none(cluster, namespace):
    apply(cluster, namespace, deployment())
    cluster.break_images("*:broken")
    broken = deployment()
    broken["spec"]["template"]["spec"]["containers"][0]["image"] = "worker:broken"
    status = apply(cluster, namespace, broken)["status"]
    assert (status["readyReplicas"], status["updatedReplicas"], status["unavailableReplicas"]) == (2, 1, 1)
    assert apply(cluster, namespace, deployment())["status"]["updatedReplicas"] == 2


def ended(document):
    """The status of a Job that has ended, else None."""
    return document["status"] if "conditions" in document["status"] else None


def test_pods_run_by_a_command_end_with_its_exit_code(folder, processes):
    cluster = Cluster(folder, processes, "--run-pods", "grep -q publish:good")
    for name, image, expected in (("good", "publish:good", "Complete"), ("bad", "publish:bad", "Failed")):
        document = job(image)
        document["metadata"]["name"] = name
        apply(cluster, "default", document)
        status = eventually(lambda: ended(cluster.get("Job", name)), what=f"the end of the Job {name}")
        assert status["conditions"][0]["type"] == expected


def test_kubectl_gets_applies_scales_and_follows_a_rollout(cluster, namespace, folder):
    def kubectl(*arguments):
        return cluster.kubectl("--namespace", namespace, *arguments)

    manifest = folder / "worker.json"
    manifest.write_text(json.dumps(deployment()))
    # The server validates; Debian's kubectl would ask it for schemas in a form of before 1.27 to do so itself.
    apply_manifest = ("apply", "--validate=false", "-f", manifest)
    assert "created" in kubectl(*apply_manifest).stdout
    assert "unchanged" in kubectl(*apply_manifest).stdout
    assert "successfully rolled out" in kubectl("rollout", "status", "deploy/worker", "--timeout=10s").stdout
    kubectl("scale", "deploy/worker", "--replicas=4")
    assert kubectl("get", "deploy", "worker", "-o", "jsonpath={.spec.replicas}").stdout == "4"
    assert "worker" in kubectl("get", "deployments", "-l", "app=worker,app!=other").stdout
    kubectl("delete", "deploy", "worker", "--timeout=10s")
    assert cluster.list("Deployment", namespace) == {}


def test_a_secret_in_protobuf_reads_as_in_json():
    def field(number, payload):
        return bytes([number << 3 | 2, len(payload)]) + payload

    metadata = field(1, b"token") + field(3, b"default") + field(11, field(1, b"owner") + field(2, b"helm"))
    secret = field(1, metadata) + field(2, field(1, b"key") + field(2, b"\x00\xff")) + field(3, b"Opaque")
    envelope = field(1, field(1, b"v1") + field(2, b"Secret")) + field(2, secret)
    assert kube_protobuf.decode(b"k8s\0" + envelope) == {
        "apiVersion": "v1", "kind": "Secret", "type": "Opaque", "data": {"key": "AP8="},
        "metadata": {"name": "token", "namespace": "default", "labels": {"owner": "helm"}},
    }


@pytest.mark.parametrize(
    "current, patch, expected",
    [
        ({"a": 1, "b": {"c": 2}}, {"a": None, "b": {"d": 3}}, {"b": {"c": 2, "d": 3}}),
        ({"args": [1, 2]}, {"args": [3]}, {"args": [3]}),
        ({"env": [{"name": "A"}]}, {"env": [{"name": "B"}]}, {"env": [{"name": "A"}, {"name": "B"}]}),
        ({"env": [{"name": "A"}, {"name": "B"}]}, {"env": [{"name": "A", "$patch": "delete"}]},
         {"env": [{"name": "B"}]}),
        ({"s": {"type": "R", "rolling": 1}}, {"s": {"type": "X", "$retainKeys": ["type"]}}, {"s": {"type": "X"}}),
        ({"a": {"b": 1}}, {"a": {"$patch": "replace", "c": 2}}, {"a": {"c": 2}}),
    ],
)
def test_strategic_merge(current, patch, expected):
    assert kube_merge.strategic_patch(current, patch) == expected

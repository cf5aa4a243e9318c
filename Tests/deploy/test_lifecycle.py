"""What happens with the chart on a cluster: installed, upgraded, refused, rolled back and removed by Helm's own engine.

The API server is a stand-in (harness/kube_api.py): objects are checked for real, pods don't run. test_pod.py runs them.
"""

import json
import re

import pytest
import yaml

from harness.cluster import Cluster, Refused
from harness.processes import ProcessGroup

SENTINEL = {"redis": {"mode": "sentinel", "hosts": ["s1.data.svc", "s2.data.svc"], "sentinelService": "main",
                      "tls": {"enabled": True, "existingSecret": "redis-tls"},
                      "credentials": {"worker": {"user": "worker", "existingSecret": "redis-login"}}}}
EVERYTHING = {
    "workers": [{"name": "busy", "models": ["penguins"], "autoscaling": {"mode": "keda", "minReplicas": 0}},
                {"name": "rest", "models": ["diabetes", "breast_cancer"], "autoscaling": {"mode": "hpa"}}],
    "trainer": {"enabled": True},
    "metrics": {name: {"enabled": True} for name in ("service", "podMonitor", "prometheusRule", "dashboard")},
}
WORKER = "demo-scoreline-worker-penguins"
REDIS = "demo-scoreline-redis"


class Release:
    """The release `demo` of the chart in a namespace of its own."""

    def __init__(self, cluster, namespace, chart, folder):
        self.cluster, self.namespace = cluster, namespace
        self.chart, self._folder = chart, folder

    def helm(self, command, *arguments, check=True):
        """Runs a command of helm in the namespace."""
        return self.cluster.helm(command, "--namespace", self.namespace, *arguments, check=check)

    def upgrade(self, *settings, values=None, check=True, wait=("--atomic", "--timeout", "60s")):
        """`helm upgrade --install` with `--set` of each of the settings and a values file."""
        path = self._folder / "values.yaml"
        path.write_text(json.dumps(values or {}))
        sets = [word for setting in settings for word in ("--set", setting)]
        return self.helm("upgrade", "--install", "demo", self.chart, "--values", path, *sets, *wait, check=check)

    def manifest(self):
        """The objects that the engine says it installed, by kind and name."""
        documents = yaml.safe_load_all(self.helm("get", "manifest", "demo").stdout)
        return {(document["kind"], document["metadata"]["name"]): document for document in documents if document}

    def objects(self):
        """The same objects as they are on the cluster."""
        return {key: self.cluster.get(*key, self.namespace) for key in self.manifest()}

    def worker(self):
        """The Deployment of the workers."""
        return self.cluster.get("Deployment", WORKER, self.namespace)

    def scale(self, replicas):
        """What `kubectl scale` and autoscalers do to the workers."""
        path = self.cluster.path("Deployment", self.namespace, f"{WORKER}/scale")
        self.cluster.request("PATCH", path, {"spec": {"replicas": replicas}}, "application/merge-patch+json")

    def history(self):
        """Status and description of each revision."""
        rows = json.loads(self.helm("history", "demo", "--output", "json").stdout)
        return [(row["status"], row["description"]) for row in rows]

    def writes(self):
        """What changed on the cluster since the last call."""
        writes = self.cluster.writes(self.namespace)
        new, self._seen = writes[getattr(self, "_seen", 0):], len(writes)
        return new


@pytest.fixture
def release(cluster, namespace, repository, folder):
    """A release of the shipped chart, not installed yet."""
    return Release(cluster, namespace, repository / "helm" / "scoreline", folder)


@pytest.fixture(scope="session")
def oldest_cluster(tmp_path_factory, repository):
    """A cluster of the oldest Kubernetes version that the chart takes."""
    constraint = yaml.safe_load((repository / "helm" / "scoreline" / "Chart.yaml").read_text())["kubeVersion"]
    oldest = re.fullmatch(r">=(1\.\d+)\.0-0", constraint)[1]
    with ProcessGroup() as group:
        yield Cluster(tmp_path_factory.mktemp("oldest"), group, "--kubernetes", oldest)


def contains(actual, wanted):
    """Whether an object has all that was rendered; the cluster may add to it."""
    if isinstance(wanted, dict):
        return isinstance(actual, dict) and all(
            contains(actual.get(key), value) for key, value in wanted.items() if value is not None)
    if isinstance(wanted, list):
        return isinstance(actual, list) and len(actual) == len(wanted) and all(map(contains, actual, wanted))
    return actual == wanted


def rendered_part(objects):
    """What a change of the release can change: no versions, no status."""
    changing = ("resourceVersion", "generation", "creationTimestamp", "uid")
    return {
        key: {**{name: value for name, value in document.items() if name != "status"},
              "metadata": {name: value for name, value in document["metadata"].items() if name not in changing}}
        for key, document in objects.items()
    }


def container(deployment):
    """The only container of a Deployment."""
    return deployment["spec"]["template"]["spec"]["containers"][0]


def variable(deployment, name):
    """The value of a variable of the container."""
    return {entry["name"]: entry.get("value") for entry in container(deployment)["env"]}[name]


# Install

@pytest.mark.parametrize(
    "age, values",
    [("newest", {}), ("newest", SENTINEL), ("newest", EVERYTHING), ("oldest", EVERYTHING)],
    ids=["trial", "sentinel", "everything", "everything on the oldest"],
)
def test_a_cluster_takes_all_objects_as_they_were_rendered(request, release, age, values):
    if age == "oldest":
        release.cluster = request.getfixturevalue("oldest_cluster")
        release.namespace = release.cluster.namespace()
    result = release.upgrade(values=values)
    assert "STATUS: deployed" in result.stdout
    objects = release.objects()
    for key, wanted in release.manifest().items():
        assert contains(objects[key], wanted), f"{key} is not as it was rendered"
    assert release.history() == [("deployed", "Install complete")]


def test_a_first_install_that_never_gets_ready_leaves_nothing_but_data(release):
    release.cluster.break_images("scoreline/worker:broken")
    # The clean-up has as much time as the wait that is in vain.
    result = release.upgrade("image.tag=broken", check=False, wait=("--atomic", "--timeout", "20s"))
    assert result.returncode != 0
    left = {kind: sorted(release.cluster.list(kind, release.namespace)) for kind in ("Deployment", "Service", "Job",
            "Secret", "ConfigMap", "StatefulSet", "PersistentVolumeClaim")}
    assert {kind: names for kind, names in left.items() if names} == {"PersistentVolumeClaim": [f"data-{REDIS}-0"]}


def test_two_releases_share_a_namespace(release):
    release.upgrade()
    second = release.helm("upgrade", "--install", "other", release.chart, "--wait", "--timeout", "60s")
    assert "STATUS: deployed" in second.stdout
    assert sorted(release.cluster.list("Deployment", release.namespace)) == [
        WORKER, WORKER.replace("demo", "other")]


# Upgrade

@pytest.mark.parametrize(
    "setting, found, expected",
    [
        ("worker.replicas=5", lambda worker: worker["spec"]["replicas"], 5),
        ("image.tag=9.9.9", lambda worker: container(worker)["image"], "scoreline/worker:9.9.9"),
        ("workers[0].name=penguins,workers[0].models={penguins,diabetes}",
         lambda worker: variable(worker, "SCORELINE_MODEL"), "penguins,diabetes"),
        ("worker.settings.drainTimeout=40",
         lambda worker: worker["spec"]["template"]["spec"]["terminationGracePeriodSeconds"], 50),
    ],
    ids=["replicas", "image", "models", "drain"],
)
def test_an_upgrade_rolls_out_what_changed(release, setting, found, expected):
    release.upgrade()
    assert found(release.worker()) != expected
    release.upgrade(setting)
    assert found(release.worker()) == expected
    assert [status for status, _ in release.history()] == ["superseded", "deployed"]
    assert release.cluster.is_rolled_out(WORKER, release.namespace)


def test_the_next_version_of_the_chart_renews_the_workers_and_leaves_redis_running(release, folder):
    release.upgrade()
    redis = release.cluster.get("StatefulSet", REDIS, release.namespace)
    release.cluster.helm("package", release.chart, "--version", "9.9.9", "--app-version", "9.9.9", "-d", folder)
    release.chart = folder / "scoreline-9.9.9.tgz"
    release.upgrade()
    assert container(release.worker())["image"] == "scoreline/worker:9.9.9"
    assert release.cluster.get("StatefulSet", REDIS, release.namespace)["spec"] == redis["spec"]


def test_an_upgrade_with_the_same_values_changes_nothing(release):
    release.upgrade()
    before = release.objects()
    release.writes()
    release.upgrade()
    assert release.writes() == []
    assert release.objects() == before


def test_the_made_password_is_kept_when_everything_else_changes(release):
    release.upgrade()
    before = release.cluster.get("Secret", REDIS, release.namespace)["data"]
    assert len(before["redis-password"]) >= 40
    release.upgrade("image.tag=9.9.9", "redis.trial.maxmemory=128mb")
    assert release.cluster.get("Secret", REDIS, release.namespace)["data"] == before


def test_an_upgrade_publishes_by_a_new_job_and_leaves_none_behind(release):
    release.upgrade()
    (first,) = release.cluster.list("Job", release.namespace)
    release.upgrade("image.tag=9.9.9")
    (second,) = release.cluster.list("Job", release.namespace)
    assert first != second


def test_a_finished_job_that_was_cleaned_up_does_not_hinder_an_upgrade(release):
    release.upgrade()
    (job,) = release.cluster.list("Job", release.namespace)
    release.cluster.request("DELETE", release.cluster.path("Job", release.namespace, job))
    release.upgrade("worker.replicas=3")
    assert list(release.cluster.list("Job", release.namespace)) == [job]


def test_an_upgrade_leaves_the_number_of_pods_to_the_autoscaler(release):
    values = {"workers": [{"name": "penguins", "models": ["penguins"], "autoscaling": {"mode": "keda"}}]}
    release.upgrade(values=values)
    release.scale(7)
    release.upgrade("image.tag=9.9.9", values=values)
    assert (release.worker()["spec"]["replicas"], container(release.worker())["image"]) == (7, "scoreline/worker:9.9.9")


def test_scaling_by_hand_stops_the_next_upgrade_until_it_is_told_to_win(release):
    release.upgrade()
    release.scale(4)
    result = release.upgrade("image.tag=9.9.9", check=False)
    assert result.returncode != 0 and "spec.replicas" in result.stderr
    release.upgrade("image.tag=9.9.9", wait=("--wait", "--timeout", "60s", "--force-conflicts"))
    assert release.worker()["spec"]["replicas"] == 2


# Broken upgrades

def test_wrong_values_are_refused_before_anything_changes(release):
    release.upgrade()
    release.writes()
    result = release.upgrade("worker.replicas=many", check=False)
    assert result.returncode != 0 and "replicas" in result.stderr
    assert release.writes() == []
    assert release.history() == [("deployed", "Install complete")]


@pytest.mark.parametrize(
    "change, timeout, words",
    [
        ({"image": {"tag": "never-ready"}}, "20s", "not ready"),
        ({"worker": {"affinity": {"podAffinityy": {}}}}, "60s", "'podAffinityy' was unexpected"),
        ({"redis": {"trial": {"storage": "9Gi"}}}, "60s", "volumeClaimTemplates: field is immutable"),
    ],
    ids=["never ready", "wrong object", "frozen field"],
)
def test_a_broken_upgrade_is_rolled_back_by_itself(release, change, timeout, words):
    release.cluster.break_images("*:never-ready")
    release.upgrade("worker.replicas=3")
    before = rendered_part(release.objects())
    result = release.upgrade("worker.replicas=3", values=change, check=False, wait=("--atomic", "--timeout", timeout))
    assert result.returncode != 0 and words in result.stderr
    assert rendered_part(release.objects()) == before
    assert release.worker()["status"]["updatedReplicas"] == 3
    history = release.history()
    assert [status for status, _ in history] == ["superseded", "failed", "deployed"]
    assert history[-1][1] == "Rollback to 1"


def test_a_rollout_that_never_gets_ready_keeps_the_pods_that_are(release):
    release.cluster.break_images("*:never-ready")
    release.upgrade("worker.replicas=3")
    image = container(release.worker())["image"]
    result = release.upgrade("worker.replicas=3", "image.tag=never-ready", check=False,
                             wait=("--wait", "--timeout", "2s"))
    assert result.returncode != 0
    assert release.worker()["status"]["readyReplicas"] == 3
    assert [status for status, _ in release.history()] == ["deployed", "failed"]
    release.helm("rollback", "demo", "--wait", "--timeout", "60s")
    assert container(release.worker())["image"] == image


# Roll-back and removal

def test_a_rollback_brings_the_objects_of_before_and_the_history_says_so(release):
    release.upgrade("worker.replicas=3")
    before = rendered_part(release.objects())
    release.upgrade("image.tag=9.9.9", "worker.settings.linger=5", "redis.trial.maxmemory=128mb")
    assert rendered_part(release.objects()) != before
    release.helm("rollback", "demo", "1", "--wait", "--timeout", "60s")
    assert rendered_part(release.objects()) == before
    assert release.history() == [("superseded", "Install complete"), ("superseded", "Upgrade complete"),
                                 ("deployed", "Rollback to 1")]


def test_uninstalling_leaves_the_data_and_nothing_else(release):
    release.upgrade(values=EVERYTHING)
    keys = list(release.manifest())
    release.helm("uninstall", "demo", "--wait", "--timeout", "60s")
    for kind, name in keys:
        with pytest.raises(Refused) as refused:
            release.cluster.get(kind, name, release.namespace)
        assert refused.value.code == 404
    assert list(release.cluster.list("PersistentVolumeClaim", release.namespace)) == [f"data-{REDIS}-0"]
    release.upgrade()
    assert release.history() == [("deployed", "Install complete")]


# Test

def test_helm_test_follows_its_pod(release):
    release.upgrade()
    assert "Phase: Succeeded" in release.helm("test", "demo", "--timeout", "20s").stdout
    release.cluster.break_images("scoreline/cli:*")
    result = release.helm("test", "demo", "--timeout", "20s", check=False)
    release.cluster.break_images()
    assert result.returncode != 0 and "Phase: Failed" in result.stdout

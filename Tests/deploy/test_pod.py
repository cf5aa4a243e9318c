"""The pods of the rendered chart, run by podman with the real images against a real Redis.

harness/kubelet.py says what it does in the place of a node. A Deployment runs as one pod of its template.
"""

import base64
import json
import sys

import pytest

from harness import helm
from harness.access import set_user
from harness.cluster import Cluster
from harness.kubelet import Kubelet, Rendered
from harness.objects import only
from harness.processes import eventually
from harness.redis_server import RedisServer

NAMESPACE = "scoring"
IMAGES = {"repository": "localhost/scoreline", "tag": "test", "pullPolicy": "Never"}
PASSWORD = "a 'quoted' \"pass\\word\" of $HOME"
ROLES = ("worker", "trainer", "producer")


@pytest.fixture
def redis(folder, processes, repository):
    """A Redis with a password and the users of docs/security.md."""
    server = RedisServer(folder, processes, password=PASSWORD)
    for role in ROLES:
        set_user(server.client, repository, role, f"{role}-{PASSWORD}")
    return server


@pytest.fixture
def values(redis):
    """Values for this Redis: each role logs in as its own user."""
    credentials = {role: {"user": role, "existingSecret": f"redis-{role}"} for role in ROLES}
    return {"image": IMAGES, "redis": {"mode": "standalone", "hosts": [f"127.0.0.1:{redis.port}"],
                                       "credentials": credentials}}


def logins():
    """The Secrets that an operator makes for these values."""
    return [{"apiVersion": "v1", "kind": "Secret", "metadata": {"name": f"redis-{role}"}, "type": "Opaque",
             "data": {"redis-password": base64.b64encode(f"{role}-{PASSWORD}".encode()).decode()}} for role in ROLES]


@pytest.fixture
def objects(chart, values):
    """The rendered objects and the Secrets beside them."""
    return helm.render(chart, values, namespace=NAMESPACE) + logins()


@pytest.fixture
def kubelet(folder, objects):
    """A node that runs pods of the rendered objects."""
    return Kubelet(folder, Rendered(objects), NAMESPACE)


def run_to_end(kubelet, document):
    """Runs a pod to its end and gives its log; fails when it failed."""
    with kubelet.pod(document) as pod:
        code, log = pod.wait(), pod.logs()
    assert code == 0, log
    return log


def sample_job(repository):
    """The sample job of the penguins."""
    return json.loads((repository / "recipes" / "penguins" / "sample_job.json").read_text())


def test_an_install_on_an_empty_redis_becomes_ready_by_itself_and_answers(kubelet, objects, redis, repository):
    with kubelet.pod(only(objects, "Deployment")) as worker:
        worker.until("startupProbe")
        assert worker.probe("livenessProbe") and not worker.probe("readinessProbe")
        run_to_end(kubelet, only(objects, "Job"))
        worker.until("readinessProbe")
        redis.client.rpush("scoreline:{penguins}:jobs", json.dumps(sample_job(repository)))
        _, result = redis.client.blpop("scoreline:{penguins}:results", timeout=20)
        assert json.loads(result)["status"] == "completed"


def test_publishing_again_replaces_nothing(kubelet, objects, redis):
    job = only(objects, "Job")
    for _ in range(2):
        run_to_end(kubelet, job)
    assert redis.client.hget("scoreline:{penguins}:model", "version") == "1"


def test_a_worker_pod_has_the_rights_and_limits_that_were_rendered(kubelet, objects):
    deployment = only(objects, "Deployment")
    with kubelet.pod(deployment) as worker:
        worker.until("startupProbe")
        status = worker.process_status()
        assert status["Uid"].split() == ["10001"] * 4 and status["Gid"].split() == ["10001"] * 4
        assert int(status["CapEff"], 16) == int(status["CapBnd"], 16) == 0
        assert (status["NoNewPrivs"], status["Seccomp"]) == ("1", "2")
        assert "ro" in worker.root_mount_options()
        assert deployment["spec"]["template"]["spec"]["containers"][0]["resources"]["limits"]["memory"] == "512Mi"
        assert worker.inspect()["HostConfig"]["Memory"] == 512 << 20


def test_a_stopped_pod_drains_and_loses_nothing(kubelet, objects, redis, repository):
    run_to_end(kubelet, only(objects, "Job"))
    jobs = 20_000
    row = sample_job(repository)["rows"][0]
    push = redis.client.pipeline(transaction=False)
    for number in range(jobs):
        push.rpush("scoreline:{penguins}:jobs", json.dumps({"id": str(number), "rows": [row]}))
    with kubelet.pod(only(objects, "Deployment")) as worker:
        worker.until("readinessProbe")
        push.execute()
        eventually(lambda: redis.client.llen("scoreline:{penguins}:results"), what="first results")
        assert worker.stop() == 0, worker.logs()
    waiting, answered = (redis.client.llen(f"scoreline:{{penguins}}:{name}") for name in ("jobs", "results"))
    assert waiting + redis.client.llen("scoreline:{penguins}:handoff") + answered == jobs
    assert not redis.client.exists("scoreline:{penguins}:leases")
    with kubelet.pod(only(objects, "Deployment")):
        eventually(lambda: redis.client.llen("scoreline:{penguins}:results") == jobs, what="all results")
    results = redis.client.lrange("scoreline:{penguins}:results", 0, -1)
    assert len({json.loads(result)["id"] for result in results}) == jobs


def test_the_trial_redis_keeps_everything_over_a_restart(folder, chart):
    objects = helm.render(chart, {"image": IMAGES, "redis": {"trial": {"image": "localhost/redis:7-bookworm"}}},
                          namespace=NAMESPACE)
    kubelet = Kubelet(folder, Rendered(objects), NAMESPACE)
    with kubelet.pod(only(objects, "StatefulSet")) as server:
        server.until("readinessProbe")
        run_to_end(kubelet, only(objects, "Job"))
        assert int(server.process_status()["CapEff"], 16) == 0
        assert "ro" in server.root_mount_options()
        assert server.stop() == 0, server.logs()
    with kubelet.pod(only(objects, "StatefulSet")) as server, kubelet.pod(only(objects, "Deployment")) as worker:
        server.until("readinessProbe")
        worker.until("readinessProbe")
        assert "label" in run_to_end(kubelet, only(objects, "Pod"))


def test_helm_installs_a_release_whose_job_and_test_run_for_real(folder, processes, chart, values):
    cluster = Cluster(folder, processes, "--run-pods", f"{sys.executable} -m harness.kubelet")
    for login in logins():
        cluster.request("POST", "api/v1/namespaces/default/secrets", login)
    path = folder / "values.yaml"
    path.write_text(json.dumps({**values, "test": {"timeout": 3}}))
    cluster.helm("upgrade", "--install", "demo", chart, "--values", path, "--atomic", "--wait-for-jobs")
    (job,) = cluster.list("Job").values()
    assert job["status"]["succeeded"] == 1
    unanswered = cluster.helm("test", "demo", check=False)
    assert unanswered.returncode != 0, "the test passes although no worker runs"
    # With the time that the chart gives the test.
    path.write_text(json.dumps(values))
    cluster.helm("upgrade", "demo", chart, "--values", path, "--atomic")
    (deployment,) = cluster.list("Deployment").values()
    with Kubelet(folder, cluster, "default").pod(deployment) as worker:
        worker.until("readinessProbe")
        assert "Phase: Succeeded" in cluster.helm("test", "demo").stdout

"""The stand-in for a cluster as tests use it: `kube_api` as a child process, the `helm` command, kubectl."""

import json
import pathlib
import sys
import urllib.error
import urllib.request
import uuid

from harness.processes import eventually, run

DEPLOY = pathlib.Path(__file__).resolve().parents[1]

# Where each kind lives, for `Cluster.get` and its kind.
_PLACES = {
    "Deployment": "apis/apps/v1", "StatefulSet": "apis/apps/v1", "Job": "apis/batch/v1", "CronJob": "apis/batch/v1",
    "HorizontalPodAutoscaler": "apis/autoscaling/v2", "PodDisruptionBudget": "apis/policy/v1",
    "NetworkPolicy": "apis/networking.k8s.io/v1", "Ingress": "apis/networking.k8s.io/v1",
    "ScaledObject": "apis/keda.sh/v1alpha1", "TriggerAuthentication": "apis/keda.sh/v1alpha1",
    "PodMonitor": "apis/monitoring.coreos.com/v1", "PrometheusRule": "apis/monitoring.coreos.com/v1",
}
_PLURALS = {"NetworkPolicy": "networkpolicies", "Ingress": "ingresses"}


class Api:
    """A client of the API server at `url`."""

    def __init__(self, url):
        self.url = url

    def request(self, method, path, document=None, form="application/json"):
        """One request; gives the decoded answer and raises Refused."""
        body = None if document is None else json.dumps(document).encode()
        request = urllib.request.Request(f"{self.url}/{path}", body, {"Content-Type": form}, method=method)
        try:
            with urllib.request.urlopen(request, timeout=30) as answer:
                return json.load(answer)
        except urllib.error.HTTPError as error:
            raise Refused(error.code, json.load(error)["message"]) from None

    def path(self, kind, namespace, name=""):
        """The path of an object or of all objects of a kind."""
        plural = _PLURALS.get(kind, f"{kind.lower()}s")
        return f"{_PLACES.get(kind, 'api/v1')}/namespaces/{namespace}/{plural}{f'/{name}' if name else ''}"

    def get(self, kind, name, namespace="default"):
        """One object."""
        return self.request("GET", self.path(kind, namespace, name))

    def list(self, kind, namespace="default"):
        """The objects of one kind, by name."""
        items = self.request("GET", self.path(kind, namespace))["items"]
        return {item["metadata"]["name"]: item for item in items}


class Cluster(Api):
    """A running stand-in; `kubeconfig` is the file for clients, `environment` the variables that name it."""

    def __init__(self, folder, processes, *arguments):
        self.kubeconfig = folder / "kubeconfig"
        self.environment = {"KUBECONFIG": str(self.kubeconfig)}
        log = folder / "kube_api.log"
        with log.open("w") as output:
            processes.start(sys.executable, "-m", "harness.kube_api", "--kubeconfig", self.kubeconfig, *arguments,
                            env={"PYTHONPATH": str(DEPLOY)}, stdout=output)
        eventually(log.read_text, what="the stand-in for the API server")
        super().__init__(log.read_text().strip())

    def namespace(self):
        """A new namespace."""
        name = f"test-{uuid.uuid4().hex[:8]}"
        self.request("POST", "api/v1/namespaces", {"apiVersion": "v1", "kind": "Namespace", "metadata": {"name": name}})
        return name

    def break_images(self, *patterns):
        """From now on, rollouts to images that match a pattern never get ready, and pods of them fail."""
        self.request("PUT", "stand-in/broken-images", list(patterns))

    def writes(self, namespace):
        """What changed in a namespace so far, as texts such as `PATCH Deployment/name`; Helm's books left out."""
        return [f"{write['method']} {write['kind']}/{write['name']}" for write in self.request("GET", "stand-in/writes")
                if write["namespace"] == namespace and not write["name"].startswith("sh.helm.release.")]

    def helm(self, *arguments, check=True, timeout=120):
        """Runs Helm's pinned engine, not a `helm` that the machine may have."""
        return run(sys.executable, "-m", "harness.helm_cli", *arguments, check=check, timeout=timeout,
                   env={**self.environment, "PYTHONPATH": str(DEPLOY)})

    def kubectl(self, *arguments):
        """Runs the real kubectl."""
        return run("kubectl", "--cache-dir", self.kubeconfig.parent / "kubectl", *arguments, env=self.environment)

    def is_rolled_out(self, deployment, namespace):
        """Whether a Deployment has its newest pods, and all of them, as kubectl says."""
        result = self.kubectl("--namespace", namespace, "rollout", "status", f"deployment/{deployment}",
                              "--timeout=10s")
        return "successfully rolled out" in result.stdout


class Refused(Exception):
    """The API refused a request: `code` and the message."""

    def __init__(self, code, message):
        super().__init__(f"{code}: {message}")
        self.code, self.message = code, message

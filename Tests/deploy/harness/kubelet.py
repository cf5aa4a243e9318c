"""Runs the pods of a chart with podman as a node of a cluster would: `podman kube play` on this machine's network.

    KUBE_API=URL python -m harness.kubelet <POD.json     runs a Pod to its end; its exit code is the Pod's

The second form is a --run-pods command for kube_api. What podman does is real: image, user, read-only root,
capabilities, seccomp, memory, environment, mounts. What it does not do or does otherwise, this file does in its place:

* Secrets, ConfigMaps and claims are folders on the machine, with the keys, modes and the group that the pod asks for.
* Variables from Secrets get their values. Names of Services stand for 127.0.0.1: all pods share one network.
* Probes are sent by `Pod.probe`; ports of containers are not mapped, because there is nothing to map.
* A Job, Deployment or StatefulSet is one Pod of its template. Where pods run, and how many, is no question here.
"""

import base64
import copy
import json
import os
import pathlib
import shutil
import signal
import stat
import sys
import tempfile
import urllib.request
import uuid

from harness.cluster import Api
from harness.containers import podman
from harness.processes import eventually


class Rendered:
    """The objects of a rendered chart, in the place of an API server."""

    def __init__(self, documents):
        self._objects = {(document["kind"], document["metadata"]["name"]): document for document in documents}

    def get(self, kind, name, _namespace=""):
        """One object."""
        return self._objects[kind, name]

    def list(self, kind, _namespace=""):
        """All objects of a kind, by name."""
        return {name: document for (other, name), document in self._objects.items() if other == kind}


class Kubelet:
    """Runs pods of one namespace; `objects` is an Api or Rendered. Claims keep their data as long as `folder` lives."""

    def __init__(self, folder, objects, namespace):
        self._folder, self._objects, self._namespace = pathlib.Path(folder), objects, namespace

    def pod(self, document):
        """The pod of a Deployment, StatefulSet or Job, or a Pod itself: a context manager that runs it."""
        template = document if document["kind"] == "Pod" else document["spec"]["template"]
        claims = [claim["metadata"]["name"] for claim in document["spec"].get("volumeClaimTemplates", [])]
        spec = self._adapted(copy.deepcopy(template["spec"]), claims)
        return Pod(self._folder, template["spec"], spec)

    def _adapted(self, spec, claims):
        group = spec.get("securityContext", {}).get("fsGroup")
        volumes = spec.get("volumes", [])
        volumes += [{"name": name, "persistentVolumeClaim": {"claimName": name}} for name in claims]
        spec["volumes"] = [
            {"name": volume["name"], "hostPath": {"path": str(self._volume(volume, group)), "type": "Directory"}}
            for volume in volumes
        ]
        spec["volumes"].append({"name": "hosts", "hostPath": {"path": str(self._hosts()), "type": "File"}})
        for container in spec["containers"]:
            for name in ("ports", "startupProbe", "livenessProbe", "readinessProbe"):
                container.pop(name, None)
            container["env"] = [self._variable(entry) for entry in container.get("env", [])]
            container.setdefault("volumeMounts", []).append(
                {"name": "hosts", "mountPath": "/etc/hosts", "readOnly": True})
        return spec

    def _hosts(self):
        """A file for /etc/hosts with the names of the namespace's Services."""
        names = [f"{name}.{self._namespace}.svc" for name in self._objects.list("Service", self._namespace)]
        file = self._folder / "hosts"
        file.write_text(f"127.0.0.1 localhost {' '.join(names)}\n")
        file.chmod(0o644)
        return file

    def _variable(self, entry):
        reference = entry.get("valueFrom", {}).get("secretKeyRef")
        if reference is None:
            return entry
        return {"name": entry["name"], "value": self._data("Secret", reference["name"])[reference["key"]].decode()}

    def _volume(self, volume, group):
        """A folder with what the volume holds."""
        if "persistentVolumeClaim" in volume:
            folder = self._folder / "claims" / volume["persistentVolumeClaim"]["claimName"]
            folder.mkdir(parents=True, exist_ok=True)
            os.chown(folder, 0, group or 0)
            folder.chmod(0o2770)
            return folder
        folder = pathlib.Path(tempfile.mkdtemp(dir=self._folder))
        folder.chmod(0o755)
        if "emptyDir" in volume:
            folder.chmod(0o2777)
            return folder
        kind, source = ("Secret", volume["secret"]) if "secret" in volume else ("ConfigMap", volume["configMap"])
        data = self._data(kind, source.get("secretName") or source["name"])
        items = source.get("items") or [{"key": key, "path": key} for key in data]
        for item in items:
            file = folder / item["path"]
            file.write_bytes(data[item["key"]])
            os.chown(file, 0, group or 0)
            file.chmod(item.get("mode", source.get("defaultMode", 0o644)) | (stat.S_IRGRP if group else 0))
        return folder

    def _data(self, kind, name):
        document = self._objects.get(kind, name, self._namespace)
        if kind == "Secret":
            return {key: base64.b64decode(value) for key, value in document.get("data", {}).items()}
        return {key: value.encode() for key, value in document.get("data", {}).items()}


class Pod:
    """A pod of one container that podman runs; gone with its `with` block."""

    def __init__(self, folder, wanted, spec):
        self.wanted = wanted
        self._name = f"scoreline-{uuid.uuid4().hex[:12]}"
        self._container = f"{self._name}-{spec['containers'][0]['name']}"
        self._manifest = folder / f"{self._name}.json"
        self._manifest.write_text(json.dumps(
            {"apiVersion": "v1", "kind": "Pod", "metadata": {"name": self._name}, "spec": spec}))

    def __enter__(self):
        try:
            podman("kube", "play", "--network=host", "--no-hosts", self._manifest)
        except BaseException:
            self.__exit__()
            raise
        return self

    def __exit__(self, *_):
        # Removed while it runs, a pod's cgroup can stay busy for seconds.
        podman("pod", "stop", "--time=0", "--ignore", self._name)
        podman("pod", "rm", "--force", "--time=0", "--ignore", self._name)
        self._manifest.unlink(missing_ok=True)

    def inspect(self):
        """What podman knows about the container."""
        return json.loads(podman("inspect", self._container).stdout)[0]

    def process_status(self):
        """/proc/PID/status of the container's program: what the kernel knows about it."""
        text = pathlib.Path(f"/proc/{self.inspect()['State']['Pid']}/status").read_text()
        return dict(line.split(":\t", 1) for line in text.splitlines())

    def root_mount_options(self):
        """The options that the container's root is mounted with."""
        lines = pathlib.Path(f"/proc/{self.inspect()['State']['Pid']}/mountinfo").read_text().splitlines()
        return next(fields[5].split(",") for fields in map(str.split, lines) if fields[4] == "/")

    def logs(self):
        """What the container has written to both of its outputs."""
        result = podman("logs", self._container)
        return result.stdout + result.stderr

    def probe(self, name):
        """Sends the probe of that name as the kubelet would: whether it succeeds."""
        container = self.wanted["containers"][0]
        probe = container[name]
        if "exec" in probe:
            return podman("exec", self._container, *probe["exec"]["command"], check=False).returncode == 0
        port = next(port["containerPort"] for port in container["ports"] if port["name"] == probe["httpGet"]["port"])
        try:
            with urllib.request.urlopen(f"http://127.0.0.1:{port}{probe['httpGet']['path']}", timeout=60) as answer:
                return answer.status == 200
        except OSError:
            return False

    def until(self, name, seconds=60):
        """Sends the probe of that name until it succeeds."""
        try:
            eventually(lambda: self.probe(name), seconds, f"the {name} of {self._name}")
        except AssertionError as error:
            raise AssertionError(f"{error}\n{self.logs()}") from None

    def stop(self):
        """Ends the pod as Kubernetes does: SIGTERM, and SIGKILL after its grace period; gives the exit code."""
        grace = self.wanted.get("terminationGracePeriodSeconds", 30)
        podman("stop", f"--time={grace}", self._container, timeout=grace + 60)
        return self.inspect()["State"]["ExitCode"]

    def wait(self, seconds=60):
        """Waits for the end of the program and gives its exit code."""
        return int(podman("wait", "--interval=100ms", self._container, timeout=seconds).stdout)


def main():
    """Runs the Pod on standard input to its end."""
    signal.signal(signal.SIGTERM, lambda *_: sys.exit(1))  # Else the pod would outlive this process.
    document = json.load(sys.stdin)
    folder = tempfile.mkdtemp(prefix="scoreline-")
    try:
        kubelet = Kubelet(folder, Api(os.environ["KUBE_API"]), document["metadata"]["namespace"])
        with kubelet.pod(document) as pod:
            code = pod.wait(600)
            print(pod.logs(), end="")
    finally:
        shutil.rmtree(folder)
    return code


if __name__ == "__main__":
    sys.exit(main())

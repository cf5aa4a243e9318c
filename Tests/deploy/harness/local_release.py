"""A release of the chart without Kubernetes: its containers are processes of this machine.

The rendered commands, variables, configuration and Secret are used as they are, but for what a pod has elsewhere: paths
of the image and of mounts become paths of this machine, and each address of Redis becomes one port of loopback.
"""

import base64
import re
import urllib.error
import urllib.request

import redis

from harness import pods
from harness.helm import render
from harness.processes import eventually, free_port, run

IMAGE_FILES = "/usr/share/scoreline"


class LocalRelease:
    """One release; `folder` stands for all that its pods mount, and is empty at first."""

    def __init__(self, chart, values, folder, programs, repository, processes):
        self.objects = render(chart, values)
        self.containers = {
            (document["kind"], metadata["labels"]["app.kubernetes.io/component"]): spec["containers"][0]
            for document, metadata, spec in pods.pod_templates(self.objects)
        }
        self.folder, self.programs, self.processes = folder, programs, processes
        self.redis_port, self.admin_port = free_port(), free_port()
        self.password = None
        # What Secrets that the chart does not make would hold: (name, key) → text.
        self.secrets = {}
        self._paths = {
            "/tmp/": f"{folder}/", "/etc/scoreline": folder, "/etc/redis": folder, "/data": folder,
            f"{IMAGE_FILES}/model_bin": repository / "model_bin", f"{IMAGE_FILES}/recipes": repository / "recipes",
            "0.0.0.0:9090": f"127.0.0.1:{self.admin_port}",
        }
        (folder / "redis").mkdir()
        if ("StatefulSet", "redis") in self.containers:
            self._prepare_trial_redis()
        self._write_rows()

    def object(self, kind, suffix):
        """The first object of a kind whose name ends so."""
        return next(document for document in self.objects
                    if document["kind"] == kind and document["metadata"]["name"].endswith(suffix))

    def local(self, text):
        """`text` with what lies on this machine instead of in a pod."""
        for path, replacement in self._paths.items():
            text = text.replace(path, str(replacement))
        text = re.sub(r"^port 6379$", f"port {self.redis_port}", text, flags=re.MULTILINE)
        return re.sub(r"[\w.-]+\.svc:\d+", f"127.0.0.1:{self.redis_port}", text)

    def environment(self, kind, component):
        """The variables of a container."""
        found = {}
        for entry in self.containers[kind, component]["env"]:
            if "value" in entry:
                found[entry["name"]] = self.local(entry["value"])
            else:
                reference = entry["valueFrom"]["secretKeyRef"]
                found[entry["name"]] = self.secrets[reference["name"], reference["key"]]
        return found

    def run(self, program, kind, component, **options):
        """Runs a container that ends."""
        arguments = [self.local(word) for word in self.containers[kind, component]["args"]]
        return run(self.programs / program, *arguments, env=self.environment(kind, component), **options)

    def start_worker(self, **options):
        """Starts the worker's container."""
        return self.processes.start(
            self.programs / "scoreline-worker", env=self.environment("Deployment", "worker"), **options)

    def start_redis(self):
        """Starts the trial Redis by its container's command."""
        command = [self.local(word) for word in self.containers["StatefulSet", "redis"]["command"]]
        process = self.processes.start(*command, stdout=open(self.folder / "redis.log", "wb"))
        eventually(lambda: self.run_probe() == 0, what="the readiness probe of the trial Redis")
        return process

    def run_probe(self):
        """The exit code of the trial Redis' readiness probe."""
        command = self.containers["StatefulSet", "redis"]["readinessProbe"]["exec"]["command"]
        command = [self.local(word).replace("redis-cli", f"redis-cli -p {self.redis_port}") for word in command]
        return run(*command, check=False).returncode

    def client(self):
        """A client of the trial Redis with its password."""
        return redis.Redis(port=self.redis_port, password=self.password, decode_responses=True)

    def get(self, path):
        """(status, text) of the worker's admin port; None while nobody listens."""
        try:
            with urllib.request.urlopen(f"http://127.0.0.1:{self.admin_port}{path}", timeout=60) as answer:
                return answer.status, answer.read().decode()
        except urllib.error.HTTPError as error:
            return error.code, error.read().decode()
        except OSError:
            return None

    def use_password(self, password):
        """Puts another password into the Secret."""
        self.password = password
        (self.folder / "redis/password").write_text(password)

    def _prepare_trial_redis(self):
        (self.folder / "redis.conf").write_text(self.local(self.object("ConfigMap", "redis")["data"]["redis.conf"]))
        self.use_password(base64.b64decode(self.object("Secret", "redis")["data"]["redis-password"]).decode())

    def _write_rows(self):
        for document in self.objects:
            if document["kind"] == "ConfigMap" and document["metadata"]["name"].endswith("-test"):
                (self.folder / "test").mkdir()
                (self.folder / "test/rows.jsonl").write_text(document["data"]["rows.jsonl"])

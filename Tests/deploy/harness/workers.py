"""Workers as a Deployment describes them, with real processes in place of pods."""

import dataclasses
import http.client
import math
import re
import signal
import time

from harness.processes import free_port


@dataclasses.dataclass
class Pod:
    """One process of the worker, its admin port, and what happens to it."""

    name: str
    process: object
    port: int
    generation: int
    kill_at: float | None = None

    @property
    def stopping(self):
        """Whether it got its SIGTERM."""
        return self.kill_at is not None


class WorkerDeployment:
    """What a rendered Deployment says about its pods, ready to be started as processes."""

    def __init__(self, deployment):
        spec = deployment["spec"]
        pod = spec["template"]["spec"]
        (container,) = pod["containers"]
        if container.get("lifecycle"):
            raise ValueError("the container has lifecycle hooks, which are not modelled")
        rolling = (spec.get("strategy") or {}).get("rollingUpdate") or {}
        self.grace = pod.get("terminationGracePeriodSeconds", 30)
        self.readiness_path = container["readinessProbe"]["httpGet"]["path"]
        self.max_surge = rolling.get("maxSurge", "25%")
        self.max_unavailable = rolling.get("maxUnavailable", "25%")
        self._arguments = container.get("args", [])
        self._environment = container.get("env", [])

    def arguments(self):
        """The words after the program's name."""
        return [_expand(word, self._values()) for word in self._arguments]

    def environment(self, redis_url, port):
        """The container's variables, but with the test's Redis and a port of its own."""
        values = {name: value for name, value in self._values().items() if not name.startswith("SCORELINE_REDIS")}
        return {**values, "SCORELINE_REDIS": redis_url, "SCORELINE_ADMIN": f"127.0.0.1:{port}"}

    def surge(self, replicas):
        """How many pods more than `replicas` a rolling update may have."""
        return share(self.max_surge, replicas, math.ceil)

    def unavailable(self, replicas):
        """How many of `replicas` a rolling update may leave unready."""
        return share(self.max_unavailable, replicas, math.floor)

    def _values(self):
        """Variables with a value. Those from elsewhere are credentials of Redis, or facts about a pod that is none."""
        values = {}
        for entry in self._environment:
            if "value" in entry:
                values[entry["name"]] = _expand(entry["value"], values)
        return values


class Fleet:
    """The pods of one Deployment. The caller's loop calls `tick` often, and asks for numbers in between."""

    def __init__(self, deployment, program, redis_url, processes, folder, environment=None):
        """`environment` has variables of the test, which count before the rendered ones."""
        self.deployment = deployment
        self.generation = 1
        self.killed = 0
        self._program = program
        self._redis_url = redis_url
        self._processes = processes
        self._folder = folder
        self._environment = environment or {}
        self._pods = []
        self._started = 0

    @property
    def pods(self):
        """Those that run and were not told to stop, the oldest first."""
        return [pod for pod in self._pods if not pod.stopping]

    @property
    def stopping(self):
        """Those that were told to stop and have not ended yet."""
        return [pod for pod in self._pods if pod.stopping]

    def scale(self, replicas):
        """Starts or stops pods until there are `replicas`; the youngest stop first, as a ReplicaSet has it."""
        while len(self.pods) < replicas:
            self.start()
        for pod in self.pods[replicas:]:
            self.stop(pod)

    def start(self):
        """One more pod of the current generation."""
        self._started += 1
        name = f"worker-{self.generation}-{self._started}"
        port = free_port()
        with open(self._folder / f"{name}.log", "wb") as log:
            process = self._processes.start(
                self._program, *self.deployment.arguments(), stderr=log,
                env={**self.deployment.environment(self._redis_url, port), **self._environment},
            )
        self._pods.append(Pod(name, process, port, self.generation))

    def stop(self, pod, by=signal.SIGTERM):
        """Tells a pod to end; SIGKILL follows when the grace period is over."""
        pod.kill_at = time.monotonic() + self.deployment.grace
        pod.process.send_signal(by)

    def tick(self):
        """Buries the pods that ended and kills those whose grace period is over. No other may end by itself."""
        for pod in list(self._pods):
            if pod.process.poll() is not None:
                assert pod.stopping, f"{pod.name} ended with {pod.process.returncode}:\n{self.log(pod)}"
                assert pod.process.returncode in (0, -signal.SIGKILL), f"{pod.name} stopped badly:\n{self.log(pod)}"
                self._pods.remove(pod)
            elif pod.stopping and time.monotonic() > pod.kill_at:
                pod.process.kill()
                self.killed += 1

    def ready(self, pod):
        """Whether the readiness probe succeeds, however slow the answer is."""
        connection = http.client.HTTPConnection("127.0.0.1", pod.port, timeout=60)
        try:
            connection.request("GET", self.deployment.readiness_path)
            return connection.getresponse().status == 200
        except OSError:
            return False
        finally:
            connection.close()

    def log(self, pod):
        """What a pod wrote, its end."""
        return (self._folder / f"{pod.name}.log").read_text()[-2000:]


def _expand(text, values):
    """Replaces `$(NAME)` as Kubernetes does in values and arguments."""
    return re.sub(r"\$\((\w+)\)", lambda match: values.get(match[1], match[0]), text)


def share(value, replicas, rounding):
    """A number of pods, or a percentage of `replicas`."""
    if isinstance(value, str):
        return rounding(replicas * int(value.removesuffix("%")) / 100)
    return value

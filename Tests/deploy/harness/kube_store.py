"""The objects of a stand-in cluster: admission, changes, events for watchers, and what controllers do."""

import bisect
import copy
import json
import subprocess
import threading
import uuid
from dataclasses import dataclass

from harness import kube_controllers as controllers
from harness import kube_merge


@dataclass(frozen=True)
class Resource:
    """One kind of object as the API names it."""

    group_version: str
    plural: str
    kind: str
    namespaced: bool = True
    short: tuple = ()


@dataclass(frozen=True)
class Key:
    """The place of one object."""

    resource: Resource
    namespace: str
    name: str


class ApiError(Exception):
    """An answer of the API server that refuses something."""

    def __init__(self, code, reason, message):
        super().__init__(message)
        self.code, self.reason, self.message = code, reason, message


BUILT_IN = [
    Resource("v1", "namespaces", "Namespace", False, ("ns",)),
    Resource("v1", "configmaps", "ConfigMap", True, ("cm",)),
    Resource("v1", "secrets", "Secret"),
    Resource("v1", "services", "Service", True, ("svc",)),
    Resource("v1", "serviceaccounts", "ServiceAccount", True, ("sa",)),
    Resource("v1", "pods", "Pod", True, ("po",)),
    Resource("v1", "persistentvolumeclaims", "PersistentVolumeClaim", True, ("pvc",)),
    Resource("v1", "events", "Event"),
    Resource("apps/v1", "deployments", "Deployment", True, ("deploy",)),
    Resource("apps/v1", "statefulsets", "StatefulSet", True, ("sts",)),
    Resource("apps/v1", "replicasets", "ReplicaSet", True, ("rs",)),
    Resource("batch/v1", "jobs", "Job"),
    Resource("batch/v1", "cronjobs", "CronJob", True, ("cj",)),
    Resource("autoscaling/v2", "horizontalpodautoscalers", "HorizontalPodAutoscaler", True, ("hpa",)),
    Resource("policy/v1", "poddisruptionbudgets", "PodDisruptionBudget", True, ("pdb",)),
    Resource("networking.k8s.io/v1", "networkpolicies", "NetworkPolicy", True, ("netpol",)),
    Resource("networking.k8s.io/v1", "ingresses", "Ingress", True, ("ing",)),
    Resource("rbac.authorization.k8s.io/v1", "roles", "Role"),
    Resource("rbac.authorization.k8s.io/v1", "rolebindings", "RoleBinding"),
]

# The parts of a spec that may change once the object is there; everything else of these kinds is frozen.
_CHANGEABLE = {
    "StatefulSet": {"replicas", "ordinals", "template", "updateStrategy", "minReadySeconds",
                    "persistentVolumeClaimRetentionPolicy"},
    "PersistentVolumeClaim": {"resources"},
    "Job": {"parallelism", "completions", "activeDeadlineSeconds", "backoffLimit", "suspend",
            "ttlSecondsAfterFinished"},
}
_SYSTEM_METADATA = ("uid", "creationTimestamp", "resourceVersion", "generation")


class Store:
    """All objects and all events. Hold `changed` while using it; it is notified at each event.

    `broken_images` are patterns: a rollout to an image that matches never gets ready, a Pod or Job of it fails.
    `pod_runner` is a command that runs a Pod: it gets the manifest on standard input, its exit code is the Pod's.
    Without one, Pods and Jobs succeed at once.
    """

    def __init__(self, schemas, pod_runner=None):
        self.changed = threading.Condition()
        self.broken_images = []
        self.events = []
        self.logs = {}
        self._schemas = schemas
        # The runner is told when this process ends: it has a pod to clear away.
        self._pod_runner = pod_runner and ["setpriv", "--pdeathsig", "TERM", *pod_runner]
        self._objects = {}
        self._applied = {}
        self._version = 0
        custom = [Resource(group_version, plural, kind, namespaced)
                  for (group_version, plural), (kind, namespaced) in schemas.custom.items()]
        self.resources = {(resource.group_version, resource.plural): resource for resource in BUILT_IN + custom}
        self._namespaces = self.resources["v1", "namespaces"]
        with self.changed:
            self.create(Key(self._namespaces, "", "default"),
                        {"apiVersion": "v1", "kind": "Namespace", "metadata": {"name": "default"}})

    @property
    def version(self):
        """The newest resource version."""
        return str(self._version)

    def get(self, key):
        """The object, or NotFound."""
        if key not in self._objects:
            raise ApiError(404, "NotFound", f'{key.resource.plural} "{key.name}" not found')
        return self._objects[key]

    def events_after(self, version):
        """The events after a resource version, as (version, event, key, object)."""
        position = bisect.bisect_right(self.events, version, key=lambda event: event[0])
        return self.events[position:]

    def list(self, resource, namespace):
        """The objects of one kind, of one namespace or (empty) of all."""
        return [document for key, document in self._objects.items()
                if key.resource == resource and namespace in ("", key.namespace)]

    def create(self, key, document, dry_run=False):
        """Stores a new object."""
        if key in self._objects:
            raise ApiError(409, "AlreadyExists", f'{key.resource.plural} "{key.name}" already exists')
        if key.namespace and Key(self._namespaces, "", key.namespace) not in self._objects:
            raise ApiError(404, "NotFound", f'namespaces "{key.namespace}" not found')
        return self._store(key, document, None, dry_run)

    def replace(self, key, document, dry_run=False):
        """Stores another version of an object; a resourceVersion in it must be the newest one."""
        current = self.get(key)
        expected = document.get("metadata", {}).get("resourceVersion")
        if expected and expected != current["metadata"]["resourceVersion"]:
            raise ApiError(409, "Conflict", f'{key.resource.plural} "{key.name}": the object has been modified')
        return self._store(key, document, current, dry_run)

    def apply(self, key, document, manager, force, dry_run=False):
        """Server-side apply by `manager`; makes the object when it is not there."""
        current = self._objects.get(key)
        if current is None:
            result = self.create(key, copy.deepcopy(document), dry_run)
        else:
            try:
                merged = kube_merge.apply(self._applied.get((key, manager)), current, document, force)
            except kube_merge.Conflict as conflict:
                raise ApiError(409, "Conflict", f"{key.resource.kind} {key.name}: Apply failed with 1 conflict: "
                                                f"another manager changed {conflict}") from None
            result = self._store(key, merged, current, dry_run)
        if not dry_run:
            self._applied[key, manager] = copy.deepcopy(document)
        return result

    def delete(self, key, dry_run=False):
        """Removes an object, and with a namespace everything in it."""
        document = self.get(key)
        if not dry_run:
            self._remove(key)
            if key.resource == self._namespaces:
                for other in [other for other in self._objects if other.namespace == key.name]:
                    self._remove(other)
        return document

    def _remove(self, key):
        document = self._objects.pop(key)
        for owned in [owned for owned in self._applied if owned[0] == key]:
            del self._applied[owned]
        self._announce("DELETED", key, document)

    def _store(self, key, document, current, dry_run):
        document = {name: value for name, value in document.items() if name != "status"}
        metadata = document["metadata"] = dict(document.get("metadata") or {})
        metadata.pop("managedFields", None)
        if key.namespace:
            metadata["namespace"] = key.namespace
        for name in _SYSTEM_METADATA:
            metadata.pop(name, None)
        self._admit(key, document, current)
        if current is not None:
            metadata.update({name: current["metadata"][name] for name in _SYSTEM_METADATA})
            if document == {name: value for name, value in current.items() if name != "status"}:
                return current
        else:
            metadata.update(uid=str(uuid.uuid4()), creationTimestamp=controllers.now(), generation=0)
        self._write(key, document, current, dry_run)
        return document

    def _admit(self, key, document, current):
        """Refuses what the real API server refuses."""
        if (document.get("apiVersion"), document.get("kind")) != (key.resource.group_version, key.resource.kind):
            raise ApiError(400, "BadRequest", f"{document.get('kind')} in the place of {key.resource.kind}")
        fault = self._schemas.fault(document)
        if not fault and current is not None:
            fault = _frozen(document, current)
        if fault:
            raise ApiError(422, "Invalid", fault)

    def _write(self, key, document, current, dry_run):
        content = {name: value for name, value in document.items() if name != "metadata"}
        before = {name: value for name, value in (current or {}).items() if name not in ("metadata", "status")}
        document["metadata"]["generation"] += content != before
        self._run_controllers(key, document, current, dry_run)
        if not dry_run:
            self._objects[key] = document
            self._announce("ADDED" if current is None else "MODIFIED", key, document)
            self._make_claims(key, document)

    def _announce(self, event, key, document):
        self._version += 1
        document["metadata"]["resourceVersion"] = self.version
        self.events.append((self._version, event, key, copy.deepcopy(document)))
        self.changed.notify_all()

    def _run_controllers(self, key, document, current, dry_run):
        kind = document["kind"]
        if current and "status" in current:
            document["status"] = current["status"]
        if kind in ("Deployment", "StatefulSet"):
            broken = controllers.is_broken(document, self.broken_images)
            document["status"] = controllers.rollout_status(document, (current or {}).get("status"), broken)
        elif kind == "PersistentVolumeClaim":
            document["status"] = {"phase": "Bound"}
        elif kind in ("Pod", "Job") and current is None and not dry_run:
            self._run_pod(key, document)

    def _make_claims(self, key, document):
        """The volume claims of a StatefulSet; nobody removes them."""
        claims = self.resources["v1", "persistentvolumeclaims"]
        for claim in controllers.claims_of(document) if document["kind"] == "StatefulSet" else ():
            place = Key(claims, key.namespace, claim["metadata"]["name"])
            if place not in self._objects:
                self.create(place, claim)

    def _run_pod(self, key, document):
        status = controllers.job_status if document["kind"] == "Job" else (
            lambda code: controllers.pod_status(document, code))
        if controllers.is_broken(document, self.broken_images):
            document["status"] = status(1)
        elif not self._pod_runner:
            document["status"] = status(0)
        else:
            document["status"] = status(None)
            runner = threading.Thread(target=self._wait_for_pod, args=(key, copy.deepcopy(document), status))
            runner.daemon = True
            runner.start()

    def _wait_for_pod(self, key, document, status):
        template = controllers.pod_template(document)
        pod = {"apiVersion": "v1", "kind": "Pod", "spec": template["spec"],
               "metadata": {**template.get("metadata", {}), "name": key.name, "namespace": key.namespace}}
        result = subprocess.run(self._pod_runner, input=json.dumps(pod), stdout=subprocess.PIPE,
                                stderr=subprocess.STDOUT, text=True, check=False)
        with self.changed:
            self.logs[key.namespace, key.name] = result.stdout
            current = self._objects.get(key)
            if current and current["metadata"]["uid"] == document["metadata"]["uid"]:
                self._objects[key] = {**current, "status": status(result.returncode)}
                self._announce("MODIFIED", key, self._objects[key])


def _frozen(document, current):
    """What a change touches although it may not once the object is there, in one sentence, or None."""
    kind, name = document["kind"], document["metadata"]["name"]
    if current.get("immutable") and document.get("data") != current.get("data"):
        return f"{kind} {name}: data: field is immutable"
    old, new = current.get("spec") or {}, document.get("spec") or {}
    if kind in _CHANGEABLE:
        frozen = (set(old) | set(new)) - _CHANGEABLE[kind]
    else:
        frozen = {"selector"} if kind == "Deployment" else set()
    for field in sorted(frozen):
        if old.get(field) != new.get(field):
            return f"{kind} {name}: spec.{field}: field is immutable"
    return None

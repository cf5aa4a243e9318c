"""What the project demands of every pod that its chart makes, beyond the schemas of Kubernetes."""

_POD_SECURITY = {"runAsNonRoot": True, "seccompProfile": {"type": "RuntimeDefault"}}
_CONTAINER_SECURITY = {
    "allowPrivilegeEscalation": False, "readOnlyRootFilesystem": True, "capabilities": {"drop": ["ALL"]},
}
# Pods that run until they are told to stop: only these have something to probe.
_LONG_RUNNING = ("Deployment", "StatefulSet")


def pod_templates(objects):
    """(object, metadata of its pods, spec of its pods) of all objects that make pods."""
    for document in objects:
        template = document
        if document["kind"] == "CronJob":
            template = document["spec"]["jobTemplate"]["spec"]["template"]
        elif document["kind"] in (*_LONG_RUNNING, "Job"):
            template = document["spec"]["template"]
        elif document["kind"] != "Pod":
            continue
        yield document, template["metadata"], template["spec"]


def faults(document, spec):
    """What is wrong with a pod, one sentence each."""
    place = f"{document['kind']} {document['metadata']['name']}"
    security = spec.get("securityContext", {})
    if not _POD_SECURITY.items() <= security.items() or security.get("runAsUser", 0) < 1:
        yield f"{place}: the security context {security} is not that of the restricted profile"
    if spec.get("automountServiceAccountToken") is not False:
        yield f"{place}: gets a token of its ServiceAccount"
    if spec.get("enableServiceLinks") is not False:
        yield f"{place}: gets variables named after Services, which can look like settings"
    if spec.get("hostNetwork") or spec.get("hostPID") or spec.get("hostIPC"):
        yield f"{place}: shares a namespace of its host"
    for volume in spec.get("volumes", []):
        if not volume.keys() & {"configMap", "secret", "emptyDir", "persistentVolumeClaim", "projected"}:
            yield f"{place}: has the volume {volume}, which the restricted profile does not allow"
    for container in [*spec.get("initContainers", []), *spec["containers"]]:
        yield from _container_faults(f"{place}, container {container['name']}", document["kind"], container)


def _container_faults(place, kind, container):
    if container.get("securityContext") != _CONTAINER_SECURITY:
        yield f"{place}: the security context {container.get('securityContext')} is not {_CONTAINER_SECURITY}"
    tag = container["image"].rpartition("/")[2].partition("@")[0].partition(":")[2]
    if "@" not in container["image"] and tag in ("", "latest"):
        yield f"{place}: the image {container['image']} has no fixed tag"
    resources = container.get("resources", {})
    if not {"cpu", "memory"} <= resources.get("requests", {}).keys() or "memory" not in resources.get("limits", {}):
        yield f"{place}: the resources {resources} lack a request for CPU or memory, or a limit of memory"
    if kind in _LONG_RUNNING:
        lacking = {"startupProbe", "livenessProbe", "readinessProbe"} - container.keys()
        if lacking:
            yield f"{place}: lacks {', '.join(sorted(lacking))}"
    for variable in container.get("env", []):
        if "PASSWORD" in variable["name"] and not variable["name"].endswith("_FILE"):
            yield f"{place}: gets a password in the variable {variable['name']}"

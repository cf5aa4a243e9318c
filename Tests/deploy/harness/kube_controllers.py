"""What Kubernetes' controllers would write into the status of an object, reduced to what clients wait for."""

import fnmatch
import time


def now():
    """The time in the form of Kubernetes' timestamps."""
    return time.strftime("%Y-%m-%dT%H:%M:%SZ", time.gmtime())


def pod_template(document):
    """The pod template in a Deployment, StatefulSet or Job; the object itself when it is a Pod."""
    return document if document["kind"] == "Pod" else document["spec"].get("template", {})


def is_broken(document, patterns):
    """Whether a container's image matches one of the patterns of images that never come up."""
    spec = pod_template(document).get("spec", {})
    images = [container.get("image", "") for container in spec.get("containers", []) + spec.get("initContainers", [])]
    return any(fnmatch.fnmatch(image, pattern) for image in images for pattern in patterns)


def rollout_status(document, previous, broken):
    """The status of a Deployment or StatefulSet: all replicas ready, or as many as before beside one that never is."""
    replicas = document["spec"].get("replicas", 1)
    generation = document["metadata"]["generation"]
    if not broken:
        ready = updated = available = replicas
    else:
        ready = available = min((previous or {}).get("readyReplicas", 0), replicas)
        updated = min(1, replicas)
    status = {
        "observedGeneration": generation, "replicas": max(ready + updated * broken, replicas), "readyReplicas": ready,
        "availableReplicas": available, "updatedReplicas": updated, "unavailableReplicas": updated * broken,
    }
    if document["kind"] == "StatefulSet":
        del status["unavailableReplicas"]
        return {**status, "currentReplicas": replicas - updated * broken, "currentRevision": "1",
                "updateRevision": "2" if broken else "1"}
    reason = "ReplicaSetUpdated" if broken else "NewReplicaSetAvailable"
    available_text = "False" if broken and ready == 0 else "True"
    return {**status, "conditions": [
        {"type": "Available", "status": available_text, "reason": "Replicas"},
        {"type": "Progressing", "status": "True", "reason": reason},
    ]}


def pod_status(document, exit_code):
    """The status of a Pod that runs (None) or has ended with `exit_code`."""
    phase = {None: "Running", 0: "Succeeded"}.get(exit_code, "Failed")
    state = {"running": {"startedAt": now()}}
    if exit_code is not None:
        state = {"terminated": {"exitCode": exit_code, "reason": "Completed" if exit_code == 0 else "Error"}}
    return {"phase": phase, "startTime": now(), "containerStatuses": [
        {"name": container["name"], "image": container["image"], "imageID": "", "ready": exit_code is None,
         "restartCount": 0, "state": state}
        for container in document["spec"]["containers"]
    ]}


def job_status(exit_code):
    """The status of a Job whose only pod runs (None) or has ended with `exit_code`."""
    if exit_code is None:
        return {"startTime": now(), "active": 1}
    if exit_code == 0:
        return {"startTime": now(), "completionTime": now(), "succeeded": 1,
                "conditions": [{"type": "Complete", "status": "True"}]}
    return {"startTime": now(), "failed": 1, "conditions": [
        {"type": "Failed", "status": "True", "reason": "BackoffLimitExceeded", "message": "a pod failed"}]}


def claims_of(document):
    """The PersistentVolumeClaims that the controller of a StatefulSet makes; they outlive it."""
    for template in document["spec"].get("volumeClaimTemplates", []):
        for index in range(document["spec"].get("replicas", 1)):
            metadata = {"name": f"{template['metadata']['name']}-{document['metadata']['name']}-{index}"}
            labels = document["spec"]["selector"].get("matchLabels")
            yield {"apiVersion": "v1", "kind": "PersistentVolumeClaim", "metadata": {**metadata, "labels": labels},
                   "spec": template["spec"], "status": {"phase": "Bound"}}

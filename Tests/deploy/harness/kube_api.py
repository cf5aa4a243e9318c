"""An in-memory stand-in for a cluster's API server, on loopback without TLS: enough for Helm's engine and kubectl.

    python -m harness.kube_api --port 0 --kubeconfig FILE [--kubernetes 1.34] [--run-pods COMMAND]

What it does as the real one: discovery; create, get, list, replace, patch (merge, strategic, server-side apply with
conflicts), delete, watch, /scale, dry run; refuses with 422 what the schemas of the chosen Kubernetes version or of
the custom resources in Tests/deploy/schemas don't allow, and changes of what is frozen once it is there.

What is a model: controllers write the status that clients wait for, at once (kube_controllers.py); owners of fields are
known for each manager, not for each field (kube_merge.py). What is missing: access rules, defaults, quotas, admission
plugins, pods of Deployments, garbage collection, subresources but /scale and the log of a Pod. So it finds objects that
a cluster refuses, and what a release does with them; it can't find what only running containers show.

Beside the API, `/stand-in/broken-images` takes a JSON list of patterns (PUT): a rollout to such an image never gets
ready, a Pod or Job of it fails. `/stand-in/writes` lists what changed: method, path and resource version.
"""

import argparse
import json
import os
import pathlib
import re
import shlex
import signal
import socketserver
import sys
import time
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from urllib.parse import parse_qs, urlsplit

import yaml

from harness import kube_merge, kube_protobuf
from harness.kube_schemas import CUSTOM_RESOURCES, Schemas, kubernetes_versions
from harness.kube_store import ApiError, Key, Store

_PATH = re.compile(
    r"/(?:api/(?P<core>v1)|apis/(?P<group>[^/]+/[^/]+))(?:/namespaces/(?P<namespace>[^/]+)(?=/))?"
    r"(?:/(?P<plural>[^/]+)(?:/(?P<name>[^/]+)(?:/(?P<subresource>[^/]+))?)?)?"
)
_VERBS = ["create", "delete", "get", "list", "patch", "update", "watch"]
_WATCH_SECONDS = 30


class Selector:
    """A label or field selector: `a=b`, `a!=b`, `a`, `!a`, joined by commas."""

    def __init__(self, text):
        self._terms = []
        for term in filter(None, text.split(",")):
            match = re.fullmatch(r"(!?)([^=!\s()]+)(?:(!=|==?)([^=!\s()]*))?", term)
            if not match:
                raise ApiError(400, "BadRequest", f"selector {term!r}: expected KEY, !KEY, KEY=VALUE or KEY!=VALUE")
            self._terms.append(match.groups())

    def matches(self, values):
        """Whether the dictionary `values` fulfils every term."""
        for absent, key, operator, expected in self._terms:
            if operator is None:
                fulfilled = (key in values) != bool(absent)
            else:
                fulfilled = (values.get(key) == expected) != (operator == "!=")
            if not fulfilled:
                return False
        return True


class Handler(BaseHTTPRequestHandler):
    """One connection of a client; `server.store` holds the objects."""

    protocol_version = "HTTP/1.1"
    # Head and body of an answer are two small writes: Nagle's algorithm would add 40 ms to each request.
    disable_nagle_algorithm = True

    def log_message(self, *_):
        """Requests are no news; what changed is kept in the store."""

    def do_GET(self):
        self._answer()

    do_POST = do_PUT = do_PATCH = do_DELETE = do_GET

    @property
    def _store(self):
        return self.server.store

    def _answer(self):
        body = self.rfile.read(int(self.headers.get("Content-Length") or 0))
        parts = urlsplit(self.path)
        self._query = {key: values[-1] for key, values in parse_qs(parts.query, keep_blank_values=True).items()}
        try:
            with self._store.changed:
                self._route(parts.path, body)
        except ApiError as error:
            self._send(error.code, {"kind": "Status", "apiVersion": "v1", "metadata": {}, "status": "Failure",
                                    "reason": error.reason, "message": error.message, "code": error.code})

    def _send(self, code, document):
        text = document if isinstance(document, str) else json.dumps(document)
        self.send_response(code)
        self.send_header("Content-Type", "text/plain" if isinstance(document, str) else "application/json")
        self.send_header("Content-Length", str(len(text.encode())))
        self.end_headers()
        self.wfile.write(text.encode())

    # Routes

    def _route(self, path, body):
        if path.startswith("/stand-in/"):
            return self._steer(path, body)
        if path in ("/version", "/api", "/apis"):
            return self._send(200, discovery(self._store, self.server.kubernetes, path))
        if path.startswith("/openapi/v3"):
            return self._send(200, openapi(self._store, path))
        match = _PATH.fullmatch(path)
        if not match:
            raise ApiError(404, "NotFound", f"{path}: not part of the stand-in")
        if not match["plural"]:
            return self._send(200, group_resources(self._store, match["core"] or match["group"]))
        return self._resource(match, body)

    def _steer(self, path, body):
        if path == "/stand-in/broken-images" and self.command == "PUT":
            self._store.broken_images = json.loads(body)
            return self._send(200, self._store.broken_images)
        if path == "/stand-in/writes":
            return self._send(200, self.server.writes)
        raise ApiError(404, "NotFound", f"{path}: the stand-in knows broken-images and writes")

    def _resource(self, match, body):
        group_version = match["core"] or match["group"]
        resource = self._store.resources.get((group_version, match["plural"]))
        if resource is None:
            raise ApiError(404, "NotFound", f"the stand-in has no {match['plural']} in {group_version}")
        namespace = (match["namespace"] or "") if resource.namespaced else ""
        if match["name"] is None and self.command == "GET":
            return self._list_or_watch(resource, namespace)
        document = self._document(body)
        key = Key(resource, namespace, match["name"] or (document.get("metadata") or {}).get("name", ""))
        before = self._store.version
        if match["subresource"]:
            code, result = 200, self._subresource(key, match["subresource"], document)
        else:
            code, result = self._change_or_get(key, document)
        if self._store.version != before:
            self.server.writes.append({"method": self.command, "path": urlsplit(self.path).path,
                                       "name": key.name, "kind": resource.kind, "namespace": namespace})
        return self._send(code, result)

    def _document(self, body):
        if not body or self.command == "DELETE":
            return {}
        try:
            document = kube_protobuf.decode(body) if kube_protobuf.is_protobuf(body) else yaml.safe_load(body)
        except (ValueError, KeyError, IndexError, yaml.YAMLError) as error:
            raise ApiError(400, "BadRequest", f"the body can't be read: {error}") from None
        if not isinstance(document, dict):
            raise ApiError(415, "UnsupportedMediaType", f"a {type(document).__name__}; expected an object")
        return document

    def _change_or_get(self, key, document):
        dry_run = "dryRun" in self._query
        if self.command == "GET":
            return 200, self._store.get(key)
        if self.command == "POST":
            return 201, self._store.create(key, document, dry_run)
        if self.command == "PUT":
            return 200, self._store.replace(key, document, dry_run)
        if self.command == "DELETE":
            removed = self._store.delete(key, dry_run)
            details = {"name": key.name, "kind": key.resource.plural, "uid": removed["metadata"]["uid"]}
            return 200, {"kind": "Status", "apiVersion": "v1", "metadata": {}, "status": "Success", "details": details}
        return 200, self._patch(key, document, dry_run)

    def _patch(self, key, document, dry_run):
        form = self.headers.get("Content-Type", "").partition(";")[0]
        if form.startswith("application/apply-patch"):
            manager, force = self._query.get("fieldManager", ""), self._query.get("force") == "true"
            return self._store.apply(key, document, manager, force, dry_run)
        merges = {"application/merge-patch+json": kube_merge.merge_patch,
                  "application/strategic-merge-patch+json": kube_merge.strategic_patch}
        if form not in merges:
            raise ApiError(415, "UnsupportedMediaType", f"{form}: expected apply, merge or strategic merge patch")
        return self._store.replace(key, merges[form](self._store.get(key), document), dry_run)

    def _subresource(self, key, name, document):
        current = self._store.get(key)
        if name == "log" and key.resource.kind == "Pod":
            return self._store.logs.get((key.namespace, key.name), "")
        if name != "scale" or key.resource.kind not in ("Deployment", "StatefulSet"):
            raise ApiError(404, "NotFound", f"{key.resource.plural}/{name}: not part of the stand-in")
        if document:
            spec = {**current["spec"], "replicas": document["spec"]["replicas"]}
            current = self._store.replace(key, {**current, "spec": spec}, "dryRun" in self._query)
        replicas = current["spec"].get("replicas", 1)
        selector = ",".join("=".join(pair) for pair in current["spec"]["selector"].get("matchLabels", {}).items())
        metadata = {name: current["metadata"][name] for name in ("name", "namespace", "uid", "resourceVersion")}
        return {"kind": "Scale", "apiVersion": "autoscaling/v1", "metadata": metadata,
                "spec": {"replicas": replicas}, "status": {"replicas": replicas, "selector": selector}}

    # Lists and watches

    def _selects(self):
        labels = Selector(self._query.get("labelSelector", ""))
        fields = Selector(self._query.get("fieldSelector", ""))

        def selects(document):
            metadata = document["metadata"]
            places = {f"metadata.{name}": metadata.get(name) for name in ("name", "namespace")}
            return labels.matches(metadata.get("labels") or {}) and fields.matches(places)

        return selects

    def _list_or_watch(self, resource, namespace):
        selects = self._selects()
        items = [document for document in self._store.list(resource, namespace) if selects(document)]
        if self._query.get("watch") in ("1", "true"):
            return self._watch(resource, namespace, items, selects)
        return self._send(200, {"kind": f"{resource.kind}List", "apiVersion": resource.group_version,
                                "metadata": {"resourceVersion": self._store.version}, "items": items})

    def _watch(self, resource, namespace, items, selects):
        """Sends events as they happen, from the resource version on that the client has; ends after a while."""
        self.close_connection = True
        self.send_response(200)
        self.send_header("Content-Type", "application/json")
        self.send_header("Connection", "close")
        self.end_headers()
        seen = int(self._query.get("resourceVersion") or 0)
        deadline = time.monotonic() + min(int(self._query.get("timeoutSeconds") or _WATCH_SECONDS), _WATCH_SECONDS)
        try:
            if seen == 0 or self._query.get("sendInitialEvents") == "true":
                for document in items:
                    self._send_event("ADDED", document)
                seen = int(self._store.version)
            if self._query.get("sendInitialEvents") == "true":
                end = {"resourceVersion": self._store.version, "annotations": {"k8s.io/initial-events-end": "true"}}
                self._send_event("BOOKMARK", {"kind": resource.kind, "apiVersion": resource.group_version,
                                              "metadata": end})
            while time.monotonic() < deadline:
                for version, event, key, document in self._store.events_after(seen):
                    seen = version
                    if key.resource == resource and namespace in ("", key.namespace) and selects(document):
                        self._send_event(event, document)
                self._store.changed.wait(1)
        except OSError:
            pass  # The client has gone.

    def _send_event(self, event, document):
        self.wfile.write(json.dumps({"type": event, "object": document}).encode() + b"\n")
        self.wfile.flush()


class Server(ThreadingHTTPServer):
    """The server; each connection has a thread."""

    daemon_threads = True

    def __init__(self, port, store, kubernetes):
        super().__init__(("127.0.0.1", port), Handler)
        self.store, self.kubernetes, self.writes = store, kubernetes, []

    def server_bind(self):
        """Binds without HTTPServer's look-up of the host's name: the name server may not be there."""
        socketserver.TCPServer.server_bind(self)
        self.server_name, self.server_port = self.server_address


def discovery(store, kubernetes, path):
    """What /version, /api and /apis answer."""
    if path == "/version":
        major, minor = kubernetes.split(".")
        return {"major": major, "minor": minor, "gitVersion": f"v{kubernetes}.0"}
    if path == "/api":
        return {"kind": "APIVersions", "versions": ["v1"]}
    groups = {}
    for group_version, _ in store.resources:
        group, _, version = group_version.rpartition("/")
        if group:
            groups[group] = {"groupVersion": group_version, "version": version}
    return {"kind": "APIGroupList", "apiVersion": "v1", "groups": [
        {"name": group, "versions": [version], "preferredVersion": version} for group, version in groups.items()]}


def group_resources(store, group_version):
    """The kinds of one group and version."""
    entries = [
        {"name": resource.plural, "singularName": resource.kind.lower(), "namespaced": resource.namespaced,
         "kind": resource.kind, "shortNames": list(resource.short), "verbs": _VERBS}
        for resource in store.resources.values() if resource.group_version == group_version
    ]
    if not entries:
        raise ApiError(404, "NotFound", f"{group_version}: no such group")
    if group_version == "apps/v1":
        entries += [{"name": f"{plural}/scale", "singularName": "", "namespaced": True, "group": "autoscaling",
                     "version": "v1", "kind": "Scale", "verbs": ["get", "patch", "update"]}
                    for plural in ("deployments", "statefulsets")]
    return {"kind": "APIResourceList", "apiVersion": "v1", "groupVersion": group_version, "resources": entries}


def openapi(store, path):
    """Just enough of OpenAPI for clients to see that the server checks fields itself."""
    def place(group_version):
        return f"{'api' if group_version == 'v1' else 'apis'}/{group_version}"

    if path == "/openapi/v3":
        return {"paths": {place(group_version): {"serverRelativeURL": f"/openapi/v3/{place(group_version)}"}
                          for group_version, _ in store.resources}}
    paths = {}
    for (group_version, plural), resource in store.resources.items():
        if path == f"/openapi/v3/{place(group_version)}":
            group, _, version = group_version.rpartition("/")
            paths[f"/{place(group_version)}/{plural}"] = {"patch": {
                "x-kubernetes-group-version-kind": {"group": group, "version": version, "kind": resource.kind},
                "x-kubernetes-action": "patch", "responses": {},
                "parameters": [{"name": "fieldValidation", "in": "query", "schema": {"type": "string"}}],
            }}
    return {"openapi": "3.0.0", "info": {"title": "Kubernetes", "version": "1"}, "paths": paths}


def kubeconfig(url, namespace="default"):
    """A client configuration for the server at `url`."""
    return yaml.safe_dump({
        "apiVersion": "v1", "kind": "Config", "current-context": "stand-in",
        "clusters": [{"name": "stand-in", "cluster": {"server": url}}],
        "users": [{"name": "stand-in", "user": {}}],
        "contexts": [{"name": "stand-in", "context": {"cluster": "stand-in", "user": "stand-in",
                                                      "namespace": namespace}}],
    })


def main():
    """Serves until SIGTERM."""
    parser = argparse.ArgumentParser(prog="kube_api", description="An in-memory stand-in for Kubernetes' API server.")
    parser.add_argument("--port", type=int, default=0, help="port of loopback; 0, the default, takes a free one")
    parser.add_argument("--kubeconfig", type=pathlib.Path, help="file to write for clients once the server listens")
    parser.add_argument("--kubernetes", choices=kubernetes_versions(), default=kubernetes_versions()[-1],
                        help="version whose schemas hold; the newest one by default")
    parser.add_argument("--schemas", type=pathlib.Path, default=CUSTOM_RESOURCES, help="folder of custom resources")
    parser.add_argument("--run-pods", type=shlex.split,
                        help="command that runs a Pod: its manifest on standard input, the server's URL in KUBE_API")
    options = parser.parse_args()

    store = Store(Schemas(options.kubernetes, options.schemas), options.run_pods)
    server = Server(options.port, store, options.kubernetes)
    url = f"http://127.0.0.1:{server.server_port}"
    os.environ["KUBE_API"] = url  # For the command that runs pods.
    if options.kubeconfig:
        part = options.kubeconfig.with_suffix(".part")
        part.write_text(kubeconfig(url))
        os.replace(part, options.kubeconfig)
    print(url, flush=True)
    signal.signal(signal.SIGTERM, lambda *_: sys.exit(0))
    server.serve_forever()


if __name__ == "__main__":
    main()

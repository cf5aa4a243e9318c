"""Checks Kubernetes objects as the API server of a chosen version would: against the schemas of its own kinds, and of
the custom resources in Tests/deploy/schemas. Strictly: an unknown field is a fault."""

import functools
import pathlib
import re

import jsonschema
import referencing
import yaml
from kubernetes_validate.utils import all_versions, major_minor, schema_contents

CUSTOM_RESOURCES = pathlib.Path(__file__).resolve().parents[1] / "schemas"

_NAME = re.compile(r"[a-z0-9]([-a-z0-9.]{0,251}[a-z0-9])?")
_LABEL = re.compile(r"([A-Za-z0-9]([-A-Za-z0-9_.]{0,61}[A-Za-z0-9])?)?")


class Schemas:
    """The schemas of one Kubernetes version, loaded when they are needed first, and of custom resources."""

    def __init__(self, version, folder=CUSTOM_RESOURCES):
        self.version = version
        self._release = {major_minor(release): release for release in all_versions()}[version]
        self.custom = {}
        self._validators = {}
        self._registry = None
        for path in sorted(pathlib.Path(folder).glob("*.yaml")):
            for definition in yaml.safe_load_all(path.read_text()):
                self._add_custom_resource(definition)

    def fault(self, document):
        """What is wrong with `document` in one sentence, or None."""
        key = (document.get("apiVersion"), document.get("kind"))
        validator = self._validator(*key)
        if validator is None:
            return f"no schema of {key[1]} in {key[0]} for Kubernetes {self.version}"
        error = jsonschema.exceptions.best_match(validator.iter_errors(document))
        if error:
            place = ".".join(str(part) for part in error.absolute_path) or "the object"
            return f"{key[1]} {document.get('metadata', {}).get('name')}: {place}: {error.message}"
        return _fault_beyond_schema(document)

    def _add_custom_resource(self, definition):
        names, group = definition["spec"]["names"], definition["spec"]["group"]
        for version in definition["spec"]["versions"]:
            group_version = f"{group}/{version['name']}"
            schema = _strict(version["schema"]["openAPIV3Schema"])
            schema["properties"].update({key: {"type": "string"} for key in ("apiVersion", "kind")})
            schema["properties"].update(metadata={"type": "object"}, status={"type": "object"})
            self._validators[group_version, names["kind"]] = jsonschema.Draft202012Validator(schema)
            self.custom[group_version, names["plural"]] = names["kind"], definition["spec"]["scope"] == "Namespaced"

    def _validator(self, group_version, kind):
        if (group_version, kind) not in self._validators:
            self._validators[group_version, kind] = self._load(str(group_version), str(kind))
        return self._validators[group_version, kind]

    def _load(self, group_version, kind):
        folder = f"kubernetes-json-schema/v{self._release}-local-strict"
        if self._registry is None:
            definitions = schema_contents(f"{folder}/_definitions.json", self._release)
            self._registry = referencing.Resource.from_contents(definitions) @ referencing.Registry()
        # autoscaling/v2 and keda.sh/v1alpha1 are autoscaling-v2 and keda-v1alpha1 in the names of the files.
        short = re.sub(r"^([^./]*)(?:\.[^/]*)?/", r"\1-", group_version)
        try:
            schema = schema_contents(f"{folder}/{kind.lower()}-{short}.json", self._release)
        except FileNotFoundError:
            return None
        registry = referencing.Resource.from_contents(schema) @ self._registry
        return jsonschema.Draft202012Validator(schema, registry=registry)


def kubernetes_versions():
    """The Kubernetes versions whose schemas are there, such as 1.34, oldest first."""
    return [major_minor(release) for release in all_versions()]


def _strict(schema):
    """A structural schema as JSON schema that refuses fields it does not name."""
    if isinstance(schema, list):
        return [_strict(part) for part in schema]
    if not isinstance(schema, dict):
        return schema
    result = {key: _strict(value) for key, value in schema.items()}
    if schema.get("x-kubernetes-int-or-string"):
        result["type"] = ["integer", "string"]
    open_object = schema.get("x-kubernetes-preserve-unknown-fields") or "additionalProperties" in schema
    if schema.get("type") == "object" and "properties" in schema and not open_object:
        result["additionalProperties"] = False
    return result


def _fault_beyond_schema(document):
    """What the API server refuses although the schema allows it."""
    metadata, kind = document.get("metadata", {}), document["kind"]
    name = metadata.get("name", "")
    if not _NAME.fullmatch(name):
        return f"{kind} {name!r}: metadata.name: expected lower-case letters, digits, '-' and '.'"
    for key, value in (metadata.get("labels") or {}).items():
        if not isinstance(value, str) or not _LABEL.fullmatch(value):
            return f"{kind} {name}: metadata.labels.{key}: {value!r}: expected at most 63 letters, digits and '-_.'"
    spec = document.get("spec") or {}
    if kind in ("Deployment", "StatefulSet"):
        labels = spec["template"].get("metadata", {}).get("labels") or {}
        wanted = spec["selector"].get("matchLabels") or {}
        if not wanted.items() <= labels.items():
            return f"{kind} {name}: spec.template.metadata.labels: {labels} do not match spec.selector"
    return None


@functools.lru_cache
def schemas_of(version):
    """The schemas of a Kubernetes version, read once."""
    return Schemas(version)

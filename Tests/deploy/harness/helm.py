"""Rendering and linting a chart with Helm's own engine, without a cluster."""

import json

import helm_python
import yaml
from helm_python import _native

_WARNING = 2


def render_files(chart, values=None, *, release="demo", namespace="scoring", kubernetes="1.30", api_versions=()):
    """What each template gives, by its path; empty ones are left out. Raises HelmError when Helm refuses."""
    options = {
        "name": release, "namespace": namespace, "kube_version": f"v{kubernetes}.0",
        "api_versions": list(api_versions), "is_install": True,
    }
    with helm_python.Chart.load(str(chart)) as loaded:
        # The Python interface does not name kube_version and api_versions, but the engine below it takes them.
        answer = _native.call_string("helm_render", loaded._raw(), json.dumps(values or {}), json.dumps(options))
    texts = json.loads(answer)
    return {path: text for path, text in texts.items() if text.strip()}


def render(chart, values=None, **options):
    """The objects of a release, hooks too, as they would go to the API server."""
    texts = render_files(chart, values, **options)
    documents = [yaml.load_all(text, StrictLoader) for path, text in sorted(texts.items()) if not path.endswith(".txt")]
    return [document for group in documents for document in group if document]


def notes(chart, values=None, **options):
    """What Helm prints after an installation."""
    return next(text for path, text in render_files(chart, values, **options).items() if path.endswith("NOTES.txt"))


def lint(chart, values=None, *, kubernetes="1.30"):
    """The errors and warnings of `helm lint`."""
    report = helm_python.lint(str(chart), values or {}, strict=True, kube_version=f"v{kubernetes}.0")
    found = [f"{entry['path']}: {entry['error']}" for entry in report["messages"] if entry["severity"] >= _WARNING]
    return found + list(report["errors"] or [])


class StrictLoader(yaml.CSafeLoader):
    """YAML whose keys stand once: PyYAML alone would take the last one silently."""

    def construct_mapping(self, node, deep=False):
        keys = [self.construct_object(key, deep=True) for key, _ in node.value]
        twice = sorted({str(key) for key in keys if keys.count(key) > 1})
        if twice:
            raise yaml.constructor.ConstructorError(None, None, f"{', '.join(twice)} stands twice", node.start_mark)
        return super().construct_mapping(node, deep)

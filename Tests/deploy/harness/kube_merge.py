"""How a change is merged into a Kubernetes object: merge patch, strategic merge patch, and server-side apply."""

import copy

# Lists whose items are objects with an identity, by the name of the list; all other lists are replaced as a whole.
# An item has the first of the fields that it holds: `ports` are those of a container or of a Service.
_IDENTITIES = {
    "containers": ("name",),
    "initContainers": ("name",),
    "volumes": ("name",),
    "env": ("name",),
    "imagePullSecrets": ("name",),
    "volumeMounts": ("mountPath",),
    "ports": ("containerPort", "port"),
    "topologySpreadConstraints": ("topologyKey",),
    "conditions": ("type",),
    "hostAliases": ("ip",),
}


class Conflict(Exception):
    """Another writer changed a field that is being applied; its text is the field's path."""


def merge_patch(current, patch):
    """RFC 7386: objects are merged, null removes, everything else replaces."""
    if not (isinstance(current, dict) and isinstance(patch, dict)):
        return copy.deepcopy(patch)
    result = dict(current)
    for key, value in patch.items():
        if value is None:
            result.pop(key, None)
        else:
            result[key] = merge_patch(result.get(key, {}), value) if isinstance(value, dict) else copy.deepcopy(value)
    return result


def strategic_patch(current, patch, name=""):
    """A merge patch that merges lists with identities item by item, with `$patch`, `$retainKeys` and null."""
    if isinstance(patch, list) and _identity(name, patch):
        return _strategic_list(current if isinstance(current, list) else [], patch, name)
    if not (isinstance(current, dict) and isinstance(patch, dict)):
        return copy.deepcopy(patch)
    if patch.get("$patch") == "replace":
        return {key: copy.deepcopy(value) for key, value in patch.items() if key != "$patch"}
    result = {key: value for key, value in current.items() if key in patch.get("$retainKeys", current)}
    for key, value in patch.items():
        if value is None:
            result.pop(key, None)
        elif not key.startswith("$"):
            result[key] = strategic_patch(result.get(key, {} if isinstance(value, dict) else None), value, key)
    return result


def _strategic_list(current, patch, name):
    field = _identity(name, patch)
    items = {item[field]: item for item in current}
    for item in patch:
        if item.get("$patch") == "delete":
            items.pop(item[field], None)
        else:
            items[item[field]] = strategic_patch(items.get(item[field], {}), item)
    return list(items.values())


def apply(last, live, new, force=False, path="", name=""):
    """Server-side apply of `new` by one manager whose last applied object was `last` (None for the first time).

    What the manager no longer names is removed, unless somebody else changed it since. A field that somebody else set
    to another value is a Conflict, unless `force`. This stands for the real bookkeeping of owners of each field.
    """
    if isinstance(live, dict) and isinstance(new, dict):
        return _apply_object(last if isinstance(last, dict) else {}, live, new, force, path)
    field = _identity(name, new) if isinstance(live, list) and isinstance(new, list) else None
    if field:
        by_identity = [{item[field]: item for item in side} for side in (last or [], live, new)]
        merged = _apply_object(*by_identity, force, path)
        order = [item[field] for item in new]
        return [merged[key] for key in order] + [item for key, item in merged.items() if key not in order]
    if live is not None and live != new and live != last and not force:
        raise Conflict(path)
    return copy.deepcopy(new)


def _apply_object(last, live, new, force, path):
    result = {}
    for key, value in live.items():
        given_up = key in last and key not in new
        if given_up and isinstance(value, dict) and isinstance(last[key], dict):
            rest = _apply_object(last[key], value, {}, force, f"{path}.{key}")
            if rest:
                result[key] = rest
        elif not (given_up and value == last[key]):
            result[key] = value
    for key, value in new.items():
        start = {} if isinstance(value, dict) and key not in live else live.get(key)
        result[key] = apply(last.get(key), start, value, force, f"{path}.{key}", str(key))
    return result


def _identity(name, items):
    """The field that tells the items of the list `name` apart; None when the list is one value."""
    for field in _IDENTITIES.get(name, ()):
        if items and all(isinstance(item, dict) and field in item for item in items):
            return field
    return None

"""Finding one's way among the objects that a chart renders."""


def only(objects, kind):
    """The one object of a kind."""
    (found,) = [document for document in objects if document["kind"] == kind]
    return found


def of_kind(objects, kind):
    """All objects of a kind."""
    return [document for document in objects if document["kind"] == kind]


def environment_of(container):
    """The variables of a container that have a plain value."""
    return {entry["name"]: entry["value"] for entry in container["env"] if "value" in entry}

"""Reads the kinds of objects that Kubernetes clients send as protobuf: Secret, ConfigMap and Namespace.

Helm keeps its releases in Secrets, `kubectl create` makes all three. All other objects that they send come as JSON.
"""

import base64

_MAGIC = b"k8s\0"
_VARINT, _BYTES = 0, 2


def is_protobuf(body):
    """Whether `body` is in Kubernetes' protobuf envelope."""
    return body.startswith(_MAGIC)


def decode(body):
    """The object in `body` in its JSON form; ValueError for anything but a Secret, a ConfigMap or a Namespace."""
    envelope = _fields(body[len(_MAGIC):])
    type_meta = _fields(envelope[1][0])
    kind = _text(type_meta, 2)
    message = _fields(envelope[2][0])
    result = {"apiVersion": _text(type_meta, 1), "kind": kind, "metadata": _metadata(_fields(message[1][0]))}
    if kind == "Secret":
        result["data"] = {key: base64.b64encode(value).decode() for key, value in _map(message, 2).items()}
        if _text(message, 3):
            result["type"] = _text(message, 3)
    elif kind == "ConfigMap":
        result["data"] = {key: value.decode() for key, value in _map(message, 2).items()}
    elif kind != "Namespace":
        raise ValueError(f"a {kind or 'nameless object'} in protobuf; expected a Secret, a ConfigMap or a Namespace")
    return result


def _metadata(fields):
    """The parts of ObjectMeta that a client sets."""
    metadata = {name: _text(fields, number) for number, name in ((1, "name"), (3, "namespace"), (6, "resourceVersion"))}
    metadata["labels"] = {key: value.decode() for key, value in _map(fields, 11).items()}
    metadata["annotations"] = {key: value.decode() for key, value in _map(fields, 12).items()}
    return {key: value for key, value in metadata.items() if value}


def _fields(message):
    """The values of a protobuf message by field number; each number has a list of values."""
    fields, position = {}, 0
    while position < len(message):
        tag, position = _varint(message, position)
        number, wire_type = tag >> 3, tag & 7
        if wire_type == _VARINT:
            value, position = _varint(message, position)
        elif wire_type == _BYTES:
            length, position = _varint(message, position)
            value, position = message[position:position + length], position + length
        else:
            raise ValueError(f"protobuf field {number} has wire type {wire_type}; expected 0 or 2")
        fields.setdefault(number, []).append(value)
    return fields


def _varint(message, position):
    value = shift = 0
    while True:
        byte = message[position]
        value |= (byte & 0x7F) << shift
        position, shift = position + 1, shift + 7
        if byte < 0x80:
            return value, position


def _text(fields, number):
    return fields[number][-1].decode() if number in fields else ""


def _map(fields, number):
    entries = [_fields(entry) for entry in fields.get(number, [])]
    return {_text(entry, 1): entry.get(2, [b""])[-1] for entry in entries}

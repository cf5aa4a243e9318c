"""The users of docs/examples/users.acl, for a test's own Redis."""

import re


def _rule(repository, role):
    text = (repository / "docs" / "examples" / "users.acl").read_text()
    return re.search(rf"^user {role} .*$", text, re.MULTILINE)[0]


def access_rule(repository, role, password):
    """The line of an `aclfile` for a role, with a password of the test."""
    return _rule(repository, role).replace(">PASSWORD", f">{password}")


def set_user(client, repository, role, password):
    """Makes the user of a role in a running Redis. ACL SETUSER takes a selector as one word, as the file does."""
    words = re.findall(r"\([^)]*\)|\S+", _rule(repository, role))[1:]
    client.execute_command("ACL", "SETUSER", *(f">{password}" if word == ">PASSWORD" else word for word in words))

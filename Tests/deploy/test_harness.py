"""The harness keeps what it promises, because every other test counts on it."""

import subprocess

from harness.processes import ProcessGroup, run


def test_a_process_ends_with_its_group():
    with ProcessGroup() as group:
        process = group.start("cat", stdin=subprocess.PIPE)
        assert process.poll() is None
    assert process.poll() is not None


def test_the_tests_see_loopback_and_nothing_else():
    addresses = run("ip", "-o", "address").stdout.splitlines()
    assert {line.split()[1] for line in addresses} == {"lo"}


def test_redis_answers_on_its_own_port(redis_server):
    assert redis_server.client.set("key", "value")
    assert redis_server.client.get("key") == "value"

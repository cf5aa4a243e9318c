"""A real Redis for one test."""

import redis

from harness.processes import eventually, free_port


def answers(client):
    """Whether the server of a redis-py client, which may be a sentinel, is there."""
    try:
        return client.ping()
    except redis.exceptions.RedisError:
        return False


class RedisServer:
    """`redis-server` on a free port of loopback, ended with its process group.

    `port`, `url`, and `client`, a connected redis-py client that gives texts.
    """

    def __init__(self, folder, processes, *arguments, password=None):
        self.port = free_port()
        self.url = f"redis://{f':{password}@' if password else ''}127.0.0.1:{self.port}"
        secret = ["--requirepass", password] if password else []
        self.process = processes.start(
            "redis-server", "--port", self.port, "--bind", "127.0.0.1", "--dir", folder, "--save", "",
            "--logfile", folder / "redis.log", *secret, *arguments,
        )
        self.client = redis.Redis(port=self.port, password=password, decode_responses=True)
        eventually(lambda: answers(self.client), what=f"Redis on port {self.port}")


class Sentinel:
    """A sentinel of loopback that watches the server `of`, and wants the same password."""

    def __init__(self, folder, processes, port, of, password):
        settings = folder / "sentinel.conf"
        settings.write_text(
            f'port {port}\nrequirepass "{password}"\ndir {folder}\n'
            f'sentinel monitor mymaster 127.0.0.1 {of.port} 1\nsentinel auth-pass mymaster "{password}"\n')
        processes.start("redis-server", settings, "--sentinel", stdout=open(folder / "sentinel.log", "wb"))
        client = redis.Redis(port=port, password=password)
        eventually(lambda: answers(client), what=f"the sentinel on port {port}")

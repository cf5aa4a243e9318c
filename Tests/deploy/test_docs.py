"""The commands of docs/deploy.md, run as a reader would paste them.

A block runs unless the line `<!-- not run here: REASON -->` stands right above it. What one section makes, the next ones
find: all blocks run in one shell, in a copy of the repository.
"""

import os
import re
import shutil

from harness.processes import run
from harness.redis_server import RedisServer

BLOCK = re.compile(r"(?:^<!-- not run here: (?P<reason>[^\n]+) -->\n)?^```sh\n(?P<commands>.*?)^```$", re.MULTILINE | re.DOTALL)
FENCE = re.compile(r"^```sh$", re.MULTILINE)

# Each reason names why not and what runs it instead; another one belongs here only when the block can't run.
NOT_RUN = 5


def blocks(repository):
    """The shell blocks of docs/deploy.md in their order, as pairs of commands and of the reason not to run them."""
    text = (repository / "docs" / "deploy.md").read_text()
    found = [(block["commands"], block["reason"]) for block in BLOCK.finditer(text)]
    assert len(found) == len(FENCE.findall(text)), "a block of docs/deploy.md was not understood"
    return found


def checkout(repository, folder):
    """A copy of the repository's files, without what was built."""
    listing = run("git", "-C", repository, "ls-files", "-z", "--cached", "--others", "--exclude-standard").stdout
    for name in filter(None, listing.split("\0")):
        if (repository / name).is_file():
            (folder / name).parent.mkdir(parents=True, exist_ok=True)
            shutil.copy2(repository / name, folder / name)


def executable(path, *lines):
    """A shell script at `path`."""
    path.write_text("\n".join(["#!/bin/sh", *lines, ""]))
    path.chmod(0o755)


def test_what_does_not_run_says_why_and_what_runs_it_instead(repository):
    reasons = [reason for _, reason in blocks(repository) if reason]
    assert len(reasons) == NOT_RUN
    for reason in reasons:
        named = re.search(r"Tests/deploy/\S+\.(?:py|sh)", reason)
        assert named and (repository / named[0]).is_file(), f"'{reason}' names no test that runs the block"


def test_the_commands_of_the_deployment_guide_work(repository, programs, cluster, folder, processes):
    source, tools, state = folder / "scoreline", folder / "tools", folder / "redis"
    for place in (source, tools, state):
        place.mkdir()
    checkout(repository, source)
    redis = RedisServer(state, processes, "--appendonly", "yes", "--maxmemory", "256mb")
    # The guide speaks to the default server; this test has its own.
    executable(tools / "redis-cli", f'exec {shutil.which("redis-cli")} -p {redis.port} "$@"')
    # What a shell left in the background must not outlive it.
    executable(tools / "redis-server", f'exec setpriv --pdeathsig KILL {shutil.which("redis-server")} "$@"')
    executable(tools / "vi", 'exec test -f "$1"')
    processes.start(programs / "scoreline-worker", "--model", "penguins", "--redis", redis.url, "--admin", "127.0.0.1:9090")

    runnable = [commands for commands, reason in blocks(repository) if not reason]
    script = "set -euxo pipefail\n" + "\n".join(runnable)
    environment = {
        **cluster.environment,
        "PATH": f"{tools}:{repository / 'Tests/deploy/bin'}:{programs}:{os.environ['PATH']}",
        "SCORELINE_REDIS": redis.url,
        "EDITOR": "vi",
    }
    done = run("bash", "-c", script, cwd=source, env=environment, timeout=300)
    assert redis.client.acl_dryrun("autoscaler", "LLEN", "scoreline:{penguins}:jobs") == "OK"
    assert (source / "restored" / "appendonlydir").is_dir()
    for wanted in ("deployment.apps/scoreline-worker-penguins", "scoreline_model_info", "/cli:"):
        assert wanted in done.stdout, f"the guide's output lacks {wanted}:\n{done.stdout}"
    assert (source / "backup.rdb").stat().st_size > 0

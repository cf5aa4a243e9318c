"""What the chart's containers are told, done by the real programs and a real Redis on this machine.

Stubbed: Kubernetes and containers, see harness/local_release.py. What containers are told is what the chart renders.
"""

import json
import re
import signal

import jsonschema
import pytest
import redis
import yaml

from harness import pods
from harness.access import set_user
from harness.helm import render
from harness.keda import LENGTH
from harness.processes import eventually, run
from harness.redis_server import RedisServer, Sentinel


@pytest.mark.parametrize("password", [None, "a\"b\\c d#'$HOME`x`"])
def test_the_trial_redis_keeps_jobs_and_wants_its_password(install, password):
    release = install()
    if password:
        release.use_password(password)
    process = release.start_redis()
    client = release.client()
    settings = client.config_get("*")
    assert (settings["appendonly"], settings["maxmemory-policy"]) == ("yes", "noeviction")
    assert (settings["maxmemory"], settings["dir"]) == (str(256 << 20), str(release.folder))
    with pytest.raises(redis.exceptions.AuthenticationError):
        redis.Redis(port=release.redis_port).ping()
    with open(f"/proc/{process.pid}/cmdline", "rb") as file:
        assert release.password.encode() not in file.read()

    client.rpush("scoreline:{penguins}:jobs", "a job")
    process.terminate()
    assert process.wait(20) == 0
    release.start_redis()
    assert release.client().llen("scoreline:{penguins}:jobs") == 1


def test_a_probe_sees_a_redis_with_another_password(install):
    release = install()
    release.start_redis()
    release.use_password("another")
    assert release.run_probe() != 0


@pytest.mark.parametrize("rows", [[], [{"island": "Dream", "bill_length_mm": 46.5}, {"island": "Biscoe", "sex": None}]])
def test_an_installation_becomes_ready_by_itself_and_its_test_scores(install, rows):
    release = install({"test": {"rows": rows}})
    release.start_redis()
    worker = release.start_worker()
    state = eventually(lambda: release.get("/readyz"), what="the worker's admin port")
    assert state[0] == 503
    assert release.get("/livez")[0] == 200

    assert "version 1 is published" in release.run("scoreline", "Job", "publish").stdout
    eventually(lambda: release.get("/readyz")[0] == 200, what="readiness after the publish Job")
    assert "has a live version already" in release.run("scoreline", "Job", "publish").stdout

    scored = release.run("scoreline", "Pod", "test")
    assert len(scored.stdout.splitlines()) == (len(rows) or 344) + 1
    worker.terminate()
    assert worker.wait(20) == 0


def check_that_jobs_are_scored(release):
    """Worker, publish Job and test of a release do their work."""
    release.start_worker()
    release.run("scoreline", "Job", "publish")
    eventually(lambda: (release.get("/readyz") or [0])[0] == 200, what="readiness")
    assert len(release.run("scoreline", "Pod", "test").stdout.splitlines()) == 345


def test_the_roles_of_the_access_rules_are_enough_for_each_pod_and_its_certificates_are_used(
        install, values_of, folder, repository, processes):
    release = install(values_of("external-tls"))
    release.use_password("PASSWORD")
    tls = folder / "tls"
    make_certificates(tls)
    processes.start(
        "redis-server", "--port", "0", "--tls-port", release.redis_port, "--tls-auth-clients", "yes", "--save", "",
        "--tls-ca-cert-file", tls / "ca.crt", "--tls-cert-file", tls / "tls.crt", "--tls-key-file", tls / "tls.key",
        "--aclfile", repository / "docs/examples/users.acl", "--dir", folder, "--logfile", folder / "redis.log")
    eventually(lambda: (folder / "redis.log").exists() and "Ready to accept" in (folder / "redis.log").read_text(),
               what="Redis with TLS")
    check_that_jobs_are_scored(release)


def make_certificates(folder):
    """An authority and one certificate of it, for this address, in the files of a Secret of cert-manager."""
    folder.mkdir()
    key = ("-newkey", "ec", "-pkeyopt", "ec_paramgen_curve:prime256v1", "-nodes")
    run("openssl", "req", "-x509", *key, "-keyout", "ca.key", "-out", "ca.crt", "-subj", "/CN=authority", cwd=folder)
    run("openssl", "req", *key, "-keyout", "tls.key", "-out", "tls.csr", "-subj", "/CN=redis",
        "-addext", "subjectAltName=IP:127.0.0.1", cwd=folder)
    run("openssl", "x509", "-req", "-in", "tls.csr", "-CA", "ca.crt", "-CAkey", "ca.key", "-CAcreateserial",
        "-copy_extensions", "copy", "-out", "tls.crt", cwd=folder)


def test_pods_find_redis_through_sentinels_that_want_the_same_login(install, values_of, folder, processes):
    release = install(values_of("sentinel"))
    release.use_password("a secret")
    release.secrets["redis-login", "user"] = "default"
    server = RedisServer(folder, processes, password="a secret")
    Sentinel(folder, processes, release.redis_port, of=server, password="a secret")
    check_that_jobs_are_scored(release)


def test_the_test_of_a_release_fails_when_nobody_answers(install):
    release = install({"test": {"timeout": 1}})
    release.start_redis()
    release.run("scoreline", "Job", "publish")
    scored = release.run("scoreline", "Pod", "test", check=False)
    assert scored.returncode == 1
    assert "is a worker running for penguins?" in scored.stderr


def test_the_publish_job_may_come_before_redis_and_then_ends_with_what_is_tried_again(install):
    release = install()
    assert release.run("scoreline", "Job", "publish", check=False).returncode == 3
    job = release.object("Job", "")["spec"]
    assert job["podFailurePolicy"]["rules"][0]["onExitCodes"] == {"operator": "In", "values": [1, 2]}


def test_the_trainer_trains_and_publishes(install):
    release = install({"trainer": {"enabled": True}})
    release.start_redis()
    release.run("scoreline-trainer", "CronJob", "trainer")
    assert release.client().hget("scoreline:{penguins}:model", "version") == "1"


def test_the_worker_takes_every_setting(install, chart):
    settings = {
        "lanes": 3, "batchJobs": 100, "batchBytes": 100000, "linger": 1, "lease": 9, "stall": 50, "drainTimeout": 20,
        "maxResults": 1000, "memoryBudget": 2 << 30, "drift": "off", "logLevel": "debug", "predictionLog": "redis",
        "predictionLogSample": 0.25, "predictionLogFeatures": True, "predictionLogClasses": 2,
        "predictionLogLength": 1000000, "logFormat": "text",
    }
    assert yaml.safe_load((chart / "values.yaml").read_text())["worker"]["settings"].keys() == settings.keys()
    release = install({"worker": {"settings": settings}})
    release.start_redis()
    release.start_worker()
    release.run("scoreline", "Job", "publish")
    eventually(lambda: (release.get("/readyz") or [0])[0] == 200, what="readiness")


@pytest.mark.parametrize("place", ["stdout", "redis"])
def test_scored_rows_are_logged_where_the_values_say(install, repository, folder, place):
    release = install({"worker": {"settings": {"predictionLog": place}}})
    release.start_redis()
    with open(folder / "worker.out", "wb") as output:
        worker = release.start_worker(stdout=output)
    release.run("scoreline", "Job", "publish")
    eventually(lambda: (release.get("/readyz") or [0])[0] == 200, what="readiness")
    release.run("scoreline", "Pod", "test")
    worker.terminate()
    assert worker.wait(20) == 0
    if place == "redis":
        lines = [entry["event"] for _, entry in release.client().xrange("scoreline:{penguins}:predictions")]
    else:
        lines = (folder / "worker.out").read_text().splitlines()
    schema = json.loads((repository / "docs" / "prediction-log.schema.json").read_text())
    validator = jsonschema.Draft202012Validator(schema)
    for line in lines:
        validator.validate(json.loads(line))
    assert len(lines) == 344


def test_every_variable_is_a_flag_of_its_program(chart, values_of, programs):
    flags = {
        "worker": run(programs / "scoreline-worker", "--help").stdout,
        "publish": run(programs / "scoreline", "models", "publish", "--help").stdout,
        "score": run(programs / "scoreline", "score", "--help").stdout,
        "trainer": run(programs / "scoreline-trainer", "train", "--help").stdout,
    }
    values = values_of("external-tls")
    values["redis"]["tls"]["serverName"] = "redis.example"
    values["trainer"] = {"enabled": True}
    seen = set()
    for _, _, spec in pods.pod_templates(render(chart, values)):
        container = spec["containers"][0]
        for entry in container["env"]:
            flag = "--" + entry["name"].removeprefix("SCORELINE_").lower().replace("_", "-")
            assert re.search(rf"^  {flag} <", flags[container["name"]], re.MULTILINE), (container["name"], flag)
            seen.add(flag)
    assert {"--redis-ca", "--redis-cert", "--redis-key", "--redis-server-name", "--redis-user", "--model"} <= seen


# What KEDA counts


# KEDA's scaler asks by a script like this one; it counts lists and sorted sets alike.
@pytest.fixture
def autoscaler(repository, redis_server):
    """A client with the rights that docs/security.md gives to KEDA."""
    set_user(redis_server.client, repository, "autoscaler", "PASSWORD")
    return redis.Redis(port=redis_server.port, username="autoscaler", password="PASSWORD", decode_responses=True)


def test_keda_counts_the_keys_that_the_programs_use(chart, programs, repository, redis_server, processes, autoscaler):
    (scaled,) = [document for document in render(chart, {"worker": {"autoscaling": {"mode": "keda"}}})
                 if document["kind"] == "ScaledObject"]
    names = {trigger["name"]: trigger["metadata"]["listName"] for trigger in scaled["spec"]["triggers"]}
    assert names.keys() == {"jobs_0", "handoff_0", "suspects_0", "leases_0"}
    job = (repository / "recipes/penguins/sample_job.json").read_text()

    def counted(name):
        return autoscaler.eval(LENGTH, 1, names[f"{name}_0"])

    def scoreline(*arguments, **options):
        return run(programs / "scoreline", *arguments, "--redis", redis_server.url, **options)

    def worker():
        return processes.start(programs / "scoreline-worker", "--model", "penguins", "--lanes", "1", "--lease", "1",
                               "--redis", redis_server.url)

    def drained():
        return not any(counted(name) for name in ("jobs", "handoff", "suspects", "leases"))

    scoreline("models", "publish", "penguins", repository / "model_bin/penguins.safetensors")
    assert drained()
    scoreline("enqueue", "penguins", job)
    assert counted("jobs") == 1

    idle = worker()
    eventually(drained, what="an idle worker")
    # Redis hands a job to a lane that waits, and the lane, which is stopped, does not claim it.
    eventually(lambda: _hand_over(idle, redis_server.client, lambda: scoreline("enqueue", "penguins", job)),
               what="a job on its way to a lane")
    assert counted("handoff") == 1
    idle.send_signal(signal.SIGCONT)
    eventually(drained, what="an idle worker")

    # A job of many rows is still being scored when its worker is killed; the lease stays.
    heavy = json.dumps({"rows": json.loads(job)["rows"] * 50_000})

    def frozen_while_busy():
        scoreline("enqueue", "penguins", input=heavy)
        eventually(lambda: counted("leases") or drained(), seconds=90, what="a lease")
        idle.send_signal(signal.SIGSTOP)
        if counted("leases") == 1:
            return True
        # It was faster.
        idle.send_signal(signal.SIGCONT)
        eventually(drained, seconds=90, what="an idle worker")
        return False

    eventually(frozen_while_busy, seconds=90, what="a worker in the middle of its work")
    idle.kill()
    assert counted("leases") == 1

    # The next worker finds the claim, and as the model is paused it does not try the job itself.
    scoreline("pause", "penguins")
    worker()
    eventually(lambda: counted("suspects") == 1, seconds=90, what="a suspect")
    assert (counted("jobs"), counted("leases")) == (0, 0)


def _hand_over(worker, client, enqueue):
    """Whether a job that is pushed while the worker stands still lies in `handoff`; its lane may not have waited."""
    worker.send_signal(signal.SIGSTOP)
    waits = any(entry["cmd"] == "blmove" and "b" in entry["flags"] for entry in client.client_list())
    if not waits:
        worker.send_signal(signal.SIGCONT)
        return False
    enqueue()
    return client.llen("scoreline:{penguins}:handoff") == 1


@pytest.mark.parametrize(
    "command",
    [
        ["LPOP", "scoreline:{m}:jobs"], ["LRANGE", "scoreline:{m}:jobs", "0", "-1"], ["LLEN", "scoreline:{m}:results"],
        ["EVAL", "return redis.call('LPOP', KEYS[1])", "1", "scoreline:{m}:jobs"],
        ["EVAL", "return redis.call('LLEN', KEYS[1])", "1", "other:{m}:jobs"], ["CONFIG", "GET", "*"], ["KEYS", "*"],
    ],
)
def test_the_autoscaler_may_only_count(autoscaler, command):
    with pytest.raises(redis.exceptions.ResponseError, match="(?i)permission|can't run this command"):
        autoscaler.execute_command(*command)

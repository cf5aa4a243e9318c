"""The dashboard's part of the chart: what is rendered, and the real program told what its container is told."""

import json
import urllib.error
import urllib.request

import pytest

from harness.helm import render
from harness.objects import environment_of, of_kind
from harness.processes import eventually, free_port

TOKEN = "t" * 40


def part(objects, kind):
    """The dashboard's object of a kind."""
    return next(document for document in of_kind(objects, kind)
                if document["metadata"]["labels"]["app.kubernetes.io/component"] == "dashboard")


def test_without_being_asked_there_is_none(chart):
    labels = [document["metadata"]["labels"]["app.kubernetes.io/component"] for document in render(chart, {})]
    assert "worker" in labels and "dashboard" not in labels


def test_the_service_leads_to_the_pod_and_only_the_peers_reach_it(chart, values_of):
    objects = render(chart, values_of("dashboard"))
    pod = part(objects, "Deployment")["spec"]["template"]
    service = part(objects, "Service")["spec"]
    assert service["selector"].items() <= pod["metadata"]["labels"].items()
    container = pod["spec"]["containers"][0]
    assert {port["name"] for port in container["ports"]} == {port["targetPort"] for port in service["ports"]}
    assert container["image"].startswith("scoreline/cli:")
    policy = part(objects, "NetworkPolicy")["spec"]
    assert policy["podSelector"]["matchLabels"].items() <= pod["metadata"]["labels"].items()
    assert policy["ingress"] == [{"from": values_of("dashboard")["networkPolicy"]["dashboardPeers"],
                                  "ports": [{"port": "http"}]}]
    workers = next(document["spec"] for document in of_kind(objects, "NetworkPolicy") if document["spec"] != policy)
    assert policy["egress"] == workers["egress"]
    # Nobody but the release's own namespace, where no peer is named.
    alone = part(render(chart, {"dashboard": {"enabled": True}}), "NetworkPolicy")["spec"]
    assert alone["ingress"][0]["from"] == [{"podSelector": {}}]


def test_it_logs_in_as_the_operator_and_reads_its_tokens_from_a_file(chart, values_of):
    spec = part(render(chart, values_of("dashboard")), "Deployment")["spec"]["template"]["spec"]
    variables = environment_of(spec["containers"][0])
    assert variables["SCORELINE_REDIS_USER"] == "operator"
    assert variables["SCORELINE_TOKEN_FILE"] == "/etc/scoreline/dashboard/tokens"
    assert (variables["SCORELINE_ALLOW_ACTIONS"], variables["SCORELINE_HOST"]) == ("true", "scoreline.example")
    secrets = {volume["name"]: volume["secret"] for volume in spec["volumes"]}
    assert secrets["tokens"]["secretName"] == "dashboard-tokens"
    assert secrets["redis-login"]["secretName"] == "redis-operator"


def test_a_proxy_that_names_people_is_trusted_where_only_it_reaches_the_pod(chart):
    values = {"dashboard": {"enabled": True, "allowActions": True, "identityHeader": "X-Forwarded-User"},
              "networkPolicy": {"dashboardPeers": [{"podSelector": {"matchLabels": {"app": "proxy"}}}]}}
    variables = environment_of(
        part(render(chart, values), "Deployment")["spec"]["template"]["spec"]["containers"][0])
    assert (variables["SCORELINE_IDENTITY_HEADER"], variables["SCORELINE_TRUST_PROXY"]) == ("X-Forwarded-User", "true")


@pytest.fixture
def release(install, folder, programs, processes):
    """A trial with a dashboard for one person; gives the function that asks it."""
    values = {"dashboard": {"enabled": True, "allowActions": True, "existingSecret": "tokens",
                            "hosts": ["scoreline.example"]}}
    release = install(values)
    release.start_redis()
    (folder / "dashboard").mkdir()
    (folder / "dashboard/tokens").write_text(f"ada {TOKEN}\n")
    port = free_port()
    environment = release.environment("Deployment", "dashboard")
    environment["SCORELINE_LISTEN"] = environment["SCORELINE_LISTEN"].replace("0.0.0.0:8080", f"127.0.0.1:{port}")
    process = processes.start(
        programs / "scoreline", *release.containers["Deployment", "dashboard"]["args"], env=environment)

    def ask(path, data=None, **headers):
        request = urllib.request.Request(f"http://127.0.0.1:{port}{path}", data, headers)
        try:
            with urllib.request.urlopen(request, timeout=10) as answer:
                return answer.status, answer.read().decode()
        except urllib.error.HTTPError as error:
            return error.code, error.read().decode()
        except OSError:
            return None, ""

    eventually(lambda: ask("/livez")[0] == 200, what="the dashboard's health")
    return release, process, ask


def test_the_container_shows_and_steers_for_who_has_a_token(release):
    release, process, ask = release
    bearer = {"Authorization": f"Bearer {TOKEN}", "Host": "scoreline.example"}
    # The kubelet has no token and knows no name.
    assert ask("/readyz", Host="10.0.0.7:8080")[0] == 200
    assert ask("/api/status", Host="scoreline.example")[0] == 401
    assert ask("/api/status", **{**bearer, "Host": "other.example"})[0] == 403
    assert ask("/api/status", **bearer) == (200, '{"models":[],"concerns":[]}\n')
    status, body = ask("/api/models/penguins/actions/pause", b"", **bearer)
    assert (status, json.loads(body)["action"]) == (200, "pause")
    assert release.client().exists("scoreline:{penguins}:paused") == 1
    process.terminate()
    assert process.wait(10) == 0

"""The playbooks of build hosts and of MicroK8s, and what can be said of all playbooks without a host.

STUBBED here: `snap` and `microk8s`, whose store no test machine reaches, and Jenkins' unit and `java`. Jenkins is not
started: its role is checked by a dry run, and its configuration for what it names.
"""

import pathlib
import re
import tempfile

import pytest
import yaml

from harness.host import Hosts
from harness.playbooks import ANSIBLE, Inventory
from harness.processes import ProcessGroup, run

PLAYBOOKS = sorted(path.name for path in ANSIBLE.glob("*.yml"))
ADDONS = ("dns", "hostpath-storage", "registry", "metrics-server", "community", "keda")
JOBS = ("continuous-integration", "train-model", "build-image", "deploy")

# Remembers what is installed and enabled, and logs each call that changes something.
STUBBED_SNAP = """#!/bin/sh
state=/var/lib/stubbed; mkdir -p $state
case "$1" in
wait) ;;
list) [ -e $state/channel ] || { echo 'error: no matching snaps installed' >&2; exit 1; }
    echo 'Name Version Rev Tracking Publisher Notes'
    echo "microk8s v1 1 $(cat $state/channel) canonical classic" ;;
install|refresh) echo "snap $*" >>$state/log
    for word; do case "$word" in --channel=*) echo "${word#--channel=}" >$state/channel ;; esac; done
    getent group microk8s >/dev/null || groupadd --system microk8s ;;
*) echo "stubbed snap: unknown: $*" >&2; exit 64 ;;
esac
"""
STUBBED_MICROK8S = """#!/bin/sh
state=/var/lib/stubbed
[ -e $state/channel ] || exit 127
case "$1" in
status) echo 'microk8s: {running: true}'; echo 'addons:'
    known='community dns ha-cluster hostpath-storage metrics-server registry'
    ! grep -qx community $state/addons 2>/dev/null || known="$known keda"
    for addon in $known; do
        grep -qx "$addon" $state/addons 2>/dev/null && status=enabled || status=disabled
        echo "  - {name: $addon, status: $status}"
    done ;;
enable) case "$2" in keda) grep -qx community $state/addons || { echo 'Addon keda was not found' >&2; exit 1; } ;; esac
    echo "microk8s $*" >>$state/log; echo "$2" >>$state/addons ;;
config) echo 'kind: Config' ;;
*) echo "stubbed microk8s: unknown: $*" >&2; exit 64 ;;
esac
"""
STUBBED_JAVA = """#!/bin/sh
cat /etc/jenkins/plugins.txt >>/tmp/stubbed-java
exit {status}
"""
PLUGINS_PLAYBOOK = """
- hosts: scoreline_build
  become: true
  tasks:
    - ansible.builtin.include_role:
        name: build_host
        tasks_from: plugins
"""
STUBBED_JENKINS = """[Service]
ExecStart=/bin/sleep infinity
"""


@pytest.fixture(scope="module")
def host_and_inventory(built):
    """An empty host that is build host and Kubernetes host, with the stubbed `snap` and `microk8s`."""
    hosts = {
        "scoreline_build": {"hosts": {"other": {
            "build_host_jenkins_key_checksum": f"sha256:{'0' * 64}",
            "build_host_plugin_manager_checksum": f"sha256:{'0' * 64}",
        }}},
        "scoreline_kubernetes": {"hosts": {"other": {
            "microk8s_users": ["deploy"], "microk8s_kubeconfig": "/var/lib/kube/config",
            "microk8s_kubeconfig_owner": "deploy",
        }}},
    }
    with tempfile.TemporaryDirectory(prefix="scoreline-") as path, ProcessGroup() as group:
        folder = pathlib.Path(path)
        booted = Hosts(built, folder, group)
        host = booted.boot("other")
        yield host, Inventory(folder, hosts, booted.ssh_options)


def test_every_playbook_and_role_passes_the_linters():
    run("ansible-lint", "--offline", "--profile", "production", cwd=ANSIBLE, timeout=1800)
    run("yamllint", "--strict", ".", cwd=ANSIBLE)


@pytest.mark.parametrize("playbook", PLAYBOOKS)
def test_the_syntax_is_right(playbook):
    run("ansible-playbook", "--syntax-check", playbook, cwd=ANSIBLE)


def test_only_builtin_modules_are_used():
    used = set()
    for path in ANSIBLE.rglob("*.yml"):
        used.update(re.findall(r"^\s*(?:- )?((?:\w+\.){2}\w+):", path.read_text(), re.MULTILINE))
    assert used and {name for name in used if not name.startswith("ansible.builtin.")} == set()


def test_every_variable_of_a_role_is_described():
    for role in sorted((ANSIBLE / "roles").iterdir()):
        specification = yaml.safe_load((role / "meta" / "argument_specs.yml").read_text())
        options = specification["argument_specs"]["main"]["options"]
        defaults = yaml.safe_load((role / "defaults" / "main.yml").read_text())
        assert set(defaults) <= set(options), role.name
        assert all(option["description"] for option in options.values())
        described = {name: option["default"] for name, option in options.items() if "default" in option}
        assert described == {name: defaults.get(name) for name in described}, role.name


def test_a_dry_run_of_the_build_host_succeeds(host_and_inventory):
    host, inventory = host_and_inventory
    outcome = inventory.apply("build-host.yml", "--check", "--diff")
    assert outcome.changed["other"] > 5
    assert not host.exists("/etc/jenkins")
    assert re.findall("labelString: .*", outcome.output) == ["labelString: scoreline-images"]
    assert not [secret for secret in inventory.secrets.values() if secret and secret in outcome.output]


def test_jenkins_configuration_has_the_four_jobs_and_no_unknown_secret(repository):
    text = (repository / "jenkins" / "casc.yaml").read_text()
    script = "\n".join(job["script"] for job in yaml.safe_load(text)["jobs"])
    for job in JOBS:
        assert f"'{job}'" in script
        assert (repository / "jenkins" / f"{job}.Jenkinsfile").exists()
    example = (ANSIBLE / "inventories" / "example" / "group_vars" / "scoreline_build.yml").read_text()
    given = set(yaml.safe_load(example)["build_host_secrets"])
    service = (ANSIBLE / "roles" / "build_host" / "templates" / "jenkins.conf.j2").read_text()
    given |= set(re.findall(r'^Environment="(\w+)=', service, re.MULTILINE))
    settings = re.sub(r"^\s*#.*$", "", text, flags=re.MULTILINE)
    variables = {name for name in re.findall(r"(?<!\^)\$\{([A-Z_]+)", settings)}
    files = set(re.findall(r"readFileBase64:\$\{\w+:-[^}]*\}/([\w-]+)\}", settings))
    assert len(variables) > 5 and len(files) > 3
    # Kubeconfigs come from the cluster: kubernetes.yml, or the vault of whoever has another one.
    assert (variables | files) - given == {"kubeconfig-staging", "kubeconfig-production"}


def test_microk8s_is_set_up_twice_with_stubbed_snap_and_nothing_changes_the_second_time(host_and_inventory):
    host, inventory = host_and_inventory
    inventory.apply("kubernetes.yml", "--check")
    host.write("/usr/local/bin/snap", STUBBED_SNAP)
    host.write("/snap/bin/microk8s", STUBBED_MICROK8S)
    inventory.apply("kubernetes.yml")
    assert host.read("/var/lib/stubbed/log").splitlines() == [
        "snap install microk8s --classic --channel=1.32/stable",
        *(f"microk8s enable {addon}" for addon in ADDONS),
    ]
    assert "microk8s" in host.run("id", "--name", "--groups", "deploy").stdout.split()
    assert host.run("stat", "--format=%U %a", "/var/lib/kube/config").stdout == "deploy 600\n"
    assert inventory.apply("kubernetes.yml").changed == {"other": 0}


def test_plugins_that_could_not_be_installed_are_installed_by_the_next_run(host_and_inventory, tmp_path):
    host, inventory = host_and_inventory
    playbook = tmp_path / "plugins.yml"
    playbook.write_text(PLUGINS_PLAYBOOK)
    host.run("useradd", "--system", "--create-home", "--home-dir", "/var/lib/jenkins", "jenkins")
    host.write("/etc/systemd/system/jenkins.service", STUBBED_JENKINS, mode="0644")
    host.write("/etc/jenkins/plugins.txt", "git:1\n", mode="0644")
    host.write("/usr/local/bin/java", STUBBED_JAVA.format(status=1))
    assert not inventory.apply(playbook, check=False).succeeded
    host.write("/usr/local/bin/java", STUBBED_JAVA.format(status=0))
    # The plugins, the copy of the list, the restart.
    assert inventory.apply(playbook).changed == {"other": 3}
    assert inventory.apply(playbook).changed == {"other": 0}
    host.write("/etc/jenkins/plugins.txt", "git:2\n", mode="0644")
    assert inventory.apply(playbook).changed == {"other": 3}
    assert host.read("/tmp/stubbed-java") == "git:1\ngit:1\ngit:2\n"


def test_jenkins_is_restarted_for_another_kubeconfig_only(host_and_inventory):
    host, inventory = host_and_inventory
    host.write("/usr/local/bin/snap", STUBBED_SNAP)
    host.write("/snap/bin/microk8s", STUBBED_MICROK8S)
    host.write("/etc/systemd/system/jenkins.service", STUBBED_JENKINS, mode="0644")
    host.run("systemctl", "start", "jenkins")
    host.run("rm", "--force", "/var/lib/kube/config")
    before = host.unit("jenkins", "MainPID")
    inventory.apply("kubernetes.yml")
    after = host.unit("jenkins", "MainPID")
    assert after["MainPID"] not in ("0", before["MainPID"])
    inventory.apply("kubernetes.yml")
    assert host.unit("jenkins", "MainPID") == after


def test_microk8s_follows_another_channel_with_stubbed_snap(host_and_inventory):
    host, inventory = host_and_inventory
    host.write("/usr/local/bin/snap", STUBBED_SNAP)
    host.write("/snap/bin/microk8s", STUBBED_MICROK8S)
    host.run("snap", "install", "microk8s", "--channel=1.31/stable")
    inventory.apply("kubernetes.yml")
    assert host.read("/var/lib/stubbed/channel") == "1.32/stable\n"

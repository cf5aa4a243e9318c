#!/usr/bin/env bash
# Runs what Scoreline ships for deployment, for real: linters, chart, images, playbooks, pipelines, scaling.
#
#   Tests/deploy/run.sh [PYTEST_ARGUMENT …]      e.g. -k chart
#
# All that needs a network comes first (packages, images); the tests then run in a network namespace with nothing but
# loopback, so they disturb nobody and need nobody. Closes with `N passed, N failed`, which also goes to
# .build/deploy/summary. A skip is a failure: whatever a test needs is installed here. Needs root: namespaces, containers and a booted host are real.
set -euo pipefail
cd "$(dirname "$0")/../.."

if [ "$(id -u)" != 0 ]; then
    echo "test-deploy: needs root for namespaces, containers and a booted host: sudo make test-deploy" >&2
    exit 2
fi

work=.build/deploy
mkdir -p "$work"
rm -f "$work/summary" "$work"/report-*.xml

scripts/setup.sh podman buildah runc catatonit mmdebstrap docker-compose docker-registry iptables openssl shellcheck \
    systemd-nspawn:systemd-container ssh:openssh-client dpkg-scanpackages:dpkg-dev promtool:prometheus groovy \
    java:openjdk-17-jre-headless kubectl:kubernetes-client
python=$(scripts/python-venv.sh deploy Tests/deploy/requirements.txt)
# Most often nothing is left to end, which `kill` calls an error.
trap 'kill $(jobs -p) 2>/dev/null || true' EXIT

prepare() {
    local start=$SECONDS
    "Tests/deploy/prepare/$1.sh" "$python" </dev/null
    echo "test-deploy: $1 took $((SECONDS - start)) seconds"
}
# The host's packages come from the network while the images compile.
prepare 10-host &
host=$!
prepare 10-images
prepare 20-docker
wait "$host"

# tests NAME PYTEST_ARGUMENT …: runs tests in a network namespace of their own, which dies with its last process.
tests() {
    local report=$work/report-$1.xml
    shift
    unshare --net --fork --kill-child -- bash -c 'ip link set lo up && exec "$@"' test-deploy \
        env PATH="$(dirname "$python"):$PATH" PYTHONPYCACHEPREFIX=.build/pycache \
        "$python" -m pytest --junit-xml "$report" "$@" </dev/null
}

status=0
if [ $# -gt 0 ]; then
    tests chosen Tests/deploy "$@" || status=$?
else
    # Playbooks mostly wait for their hosts: they run beside the rest.
    tests hosts Tests/deploy/test_ansible*.py >"$work/hosts.log" 2>&1 &
    hosts=$!
    tests rest Tests/deploy --ignore-glob='*/test_ansible*' || status=$?
    wait "$hosts" || status=$?
    cat "$work/hosts.log"
fi

"$python" - "$work"/report-*.xml >"$work/summary" <<'PYTHON'
import sys
import xml.etree.ElementTree as ElementTree

cases = [case for report in sys.argv[1:] for case in ElementTree.parse(report).iter("testcase")]
failed = sum(case.find("failure") is not None or case.find("error") is not None for case in cases)
print(f"{len(cases) - failed} passed, {failed} failed")
PYTHON
cat "$work/summary"
exit "$status"

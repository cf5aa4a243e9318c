#!/usr/bin/env bash
# Runs what Scoreline ships for deployment, for real: linters, chart, images, playbooks, pipelines, scaling.
#
#   Tests/deploy/run.sh [PYTEST_ARGUMENT …]      e.g. -k chart
#
# All that needs a network comes first (packages, images); the tests then run in a network namespace with nothing but
# loopback, so they disturb nobody and need nobody. Closes with `N passed, N failed`, which also goes to
# .build/deploy/summary. Needs root: namespaces, containers and a booted host are real.
set -euo pipefail
cd "$(dirname "$0")/../.."

if [ "$(id -u)" != 0 ]; then
    echo "test-deploy: needs root for namespaces, containers and a booted host: sudo make test-deploy" >&2
    exit 2
fi

work=.build/deploy
mkdir -p "$work"
rm -f "$work/summary" "$work/report.xml"

scripts/setup.sh podman buildah runc catatonit mmdebstrap docker-compose docker-registry iptables openssl shellcheck \
    systemd-nspawn:systemd-container ssh:openssh-client dpkg-scanpackages:dpkg-dev promtool:prometheus groovy \
    java:openjdk-17-jre-headless
python=$(scripts/python-venv.sh deploy Tests/deploy/requirements.txt)
for prepare in Tests/deploy/prepare/*.sh; do
    [ -e "$prepare" ] || continue
    start=$SECONDS
    "$prepare" "$python" </dev/null
    echo "test-deploy: $prepare took $((SECONDS - start)) seconds"
done

status=0
# The namespace dies with its last process. A skip is a failure: whatever a test needs was installed above.
unshare --net --fork --kill-child -- bash -c 'ip link set lo up && exec "$@"' test-deploy \
    env PATH="$(dirname "$python"):$PATH" PYTHONPYCACHEPREFIX=.build/pycache \
    "$python" -m pytest Tests/deploy --junit-xml "$work/report.xml" "$@" </dev/null || status=$?
[ -f "$work/report.xml" ] || exit 1

"$python" - "$work/report.xml" >"$work/summary" <<'PYTHON'
import sys
import xml.etree.ElementTree as ElementTree

cases = list(ElementTree.parse(sys.argv[1]).iter("testcase"))
failed = sum(case.find("failure") is not None or case.find("error") is not None for case in cases)
print(f"{len(cases) - failed} passed, {failed} failed")
PYTHON
cat "$work/summary"
exit "$status"

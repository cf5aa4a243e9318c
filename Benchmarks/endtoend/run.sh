#!/usr/bin/env bash
# Measures workers end to end, beside what one would use instead. A run that is not quick writes docs/performance.md.
#
#   Benchmarks/endtoend/run.sh [PART …] [--size quick|default|full] [--set NAME=NUMBER …]
#
# PROGRAMS names a folder with the three programs; without it they are built.
set -euo pipefail
root=$(realpath "$(dirname "$0")/../..")

python=$("$root/scripts/python-venv.sh" bench "$root/Benchmarks/endtoend/requirements.txt")
if [ -z "${PROGRAMS:-}" ]; then
    PROGRAMS=$root/.build/dist
    "$root/scripts/build-release.sh" "$PROGRAMS" scoreline scoreline-worker scoreline-trainer
fi
if [[ " $* " == *" quick "* ]]; then
    set -- --out "$root/.build/bench/quick" "$@"
else
    set -- --out "$root/.build/bench/endtoend" --document "$root/docs/performance.md" "$@"
fi
# exec: a signal for this script reaches the process that owns the servers.
exec "$python" "$root/Benchmarks/endtoend/bench.py" "$PROGRAMS" "$@"

#!/usr/bin/env bash
# Drains the same queue with a worker and with the tuned Python loop, and prints how many times faster the worker is.
#
#   Benchmarks/drain/run.sh [--rounds N] [--jobs N] [--lanes N] [--cores N] [--out FILE]
set -euo pipefail
root=$(realpath "$(dirname "$0")/../..")

python=$("$root/scripts/python-venv.sh" bench "$root/Benchmarks/drain/requirements.txt")
"$root/scripts/build-release.sh" "$root/.build/dist" scoreline scoreline-worker scoreline-trainer
# exec: a signal for this script reaches the process that owns the servers.
exec "$python" "$root/Benchmarks/drain/compare.py" "$root/.build/dist" --out "$root/.build/bench/drain.json" "$@"

#!/usr/bin/env bash
# Measures what docs/deploy.md says about sizing: rates, memory, start and drain of one worker with one lane.
#
#   Benchmarks/sizing/run.sh [--programs FOLDER] [--rounds N] [--quick] [--out FILE]
#
# Without --programs it compiles optimised ones. --quick takes a tenth of the jobs.
set -euo pipefail
root=$(realpath "$(dirname "$0")/../..")

programs=$root/.build/dist
if [ "${1:-}" = --programs ]; then
    programs=$(realpath "${2:?--programs needs a folder}")
    shift 2
else
    "$root/scripts/build-release.sh" "$programs" scoreline scoreline-worker
fi
python=$("$root/scripts/python-venv.sh" sizing "$root/Benchmarks/sizing/requirements.txt")
# exec: a signal for this script reaches the process that owns the servers.
exec "$python" "$root/Benchmarks/sizing/measure.py" "$programs" --out "$root/.build/bench/sizing.json" "$@"

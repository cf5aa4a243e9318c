#!/usr/bin/env bash
# Reads the same table with the trainer's reader and with pandas' C parser, and prints how many times faster ours is.
#
#   Benchmarks/read/run.sh [--rows N] [--columns N] [--rounds N]
set -euo pipefail
root=$(realpath "$(dirname "$0")/../..")

python=$("$root/scripts/python-venv.sh" read "$root/Benchmarks/read/requirements.txt")
"$root/scripts/build-release.sh" "$root/.build/bench" scoreline-read
# exec: a signal for this script reaches the process that owns the table.
exec "$python" "$root/Benchmarks/read/compare.py" "$root/.build/bench/scoreline-read" \
    --out "$root/.build/bench/read.json" "$@"

#!/usr/bin/env bash
# Trains the same model from the same file with `scoreline-trainer train` and with Python's xgboost, in turn, and prints the
# ratio of the times from file to model.
#
#   Benchmarks/train/run.sh [--rows N] [--columns N] [--trees N] [--rounds N] [--threads N] [--alone]
set -euo pipefail
root=$(realpath "$(dirname "$0")/../..")

python=$("$root/scripts/python-venv.sh" training "$root/scripts/training-requirements.txt")
"$root/scripts/build-release.sh" "$root/.build/bench" scoreline-trainer
# exec: a signal for this script reaches the process that owns the table.
exec "$python" "$root/Benchmarks/train/compare.py" "$root/.build/bench/scoreline-trainer" \
    --out "$root/.build/bench/train.json" "$@"

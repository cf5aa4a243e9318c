#!/usr/bin/env bash
# Scores the same rows with Scoreline, XGBoost, LightGBM, ONNX Runtime, lleaves and tl2cgen, in turn on one core, compares
# their answers, and writes the tables of docs/performance.md.
#
#   Benchmarks/peers/run.sh [--quick] [--models d6,l31] [--peers xgboost,…] [--rounds N] [--seconds S]
set -euo pipefail
root=$(realpath "$(dirname "$0")/../..")

peers=$("$root/scripts/python-venv.sh" peers "$root/Benchmarks/peers/requirements.txt")
lleaves=$("$root/scripts/python-venv.sh" lleaves "$root/Benchmarks/peers/lleaves-requirements.txt")
"$root/scripts/build-release.sh" "$root/.build/bench" scoreline scoreline-trainer
# Only a whole run is for the document.
[ $# != 0 ] || set -- --document "$root/docs/performance.md"
# exec: a signal for this script reaches the process that started the peers.
exec "$peers" "$root/Benchmarks/peers/compare.py" "$root/.build/bench" --out "$root/.build/bench/peers.json" \
    --lleaves-python "$lleaves" "$@"

#!/usr/bin/env bash
# What must be exact whatever the speed: a full queue is answered without a loss or a duplicate, and the workers'
# answers are those of offline prediction, byte for byte. For every shipped model, on a Redis of its own.
#
#   Benchmarks/exact.sh FOLDER_OF_THE_PROGRAMS [JOBS]
set -euo pipefail
cd "$(dirname "$0")/.."

bin=${1:?usage: Benchmarks/exact.sh FOLDER_OF_THE_PROGRAMS [JOBS]}
jobs=${2:-20000}
# shellcheck source=scripts/private-redis.sh
. scripts/private-redis.sh

models=()
for file in model_bin/*.safetensors; do
    model=$(basename "$file" .safetensors)
    "$bin/scoreline" models publish "$model" "$file"
    models+=(--model "$model")
done
"$bin/scoreline-worker" "${models[@]}" 2>"$work/worker.log" &
pids+=($!)

for file in model_bin/*.safetensors; do
    model=$(basename "$file" .safetensors)
    "$bin/scoreline" models wait "$model" --timeout 60
    report=$("$bin/scoreline" bench drain "$model" --jobs "$jobs" --json)
    python3 - "$model" "$jobs" "$report" <<'PYTHON' || fail "$model: $report"
import json
import sys

model, jobs, report = sys.argv[1], int(sys.argv[2]), json.loads(sys.argv[3])
print(f"{model}: {report['jobs']} jobs, {report['lost']} lost, {report['duplicates']} answered twice")
sys.exit((report["jobs"], report["lost"], report["duplicates"]) != (jobs, 0, 0))
PYTHON
    table=recipes/$model/$model.csv
    if [ ! -f "$table" ]; then
        gzip -dc "$table.gz" >"$work/$model.csv"
        table=$work/$model.csv
    fi
    "$bin/scoreline" score "$model" --input "$table" --output "$work/scored.csv" >/dev/null
    "$bin/scoreline" predict "$file" --input "$table" --output "$work/predicted.csv"
    cmp "$work/scored.csv" "$work/predicted.csv" ||
        fail "$model: the worker's answers are not those of offline prediction"
    echo "$model: $(($(wc -l <"$work/scored.csv") - 1)) rows of $model.csv answered as offline, byte for byte"
done

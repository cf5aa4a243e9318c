#!/usr/bin/env bash
# What must be exact whatever the speed: a full queue is answered without a loss or a duplicate, and the workers'
# answers are those of offline prediction, byte for byte. For every shipped model, on a Redis of its own.
#
#   Benchmarks/exact.sh FOLDER_OF_THE_PROGRAMS [JOBS]
set -euo pipefail
cd "$(dirname "$0")/.."

bin=${1:?usage: Benchmarks/exact.sh FOLDER_OF_THE_PROGRAMS [JOBS]}
jobs=${2:-20000}
work=$(mktemp -d /tmp/scoreline-exact.XXXXXX)
export SCORELINE_REDIS="unix://$work/redis.sock"
pids=()

finish() {
    local status=$?
    for pid in "${pids[@]}"; do kill "$pid" 2>/dev/null || true; done
    for pid in "${pids[@]}"; do wait "$pid" 2>/dev/null || true; done
    [ "$status" = 0 ] || tail -n 5 "$work"/*.log >&2 2>/dev/null || true
    rm -rf "$work"
}
trap finish EXIT
trap 'exit 130' INT TERM
fail() { echo "exact: $1" >&2; exit 1; }

redis-server --port 0 --unixsocket "$work/redis.sock" --save '' --appendonly no --dir "$work" >"$work/redis.log" &
pids+=($!)
mkfifo "$work/clock"
deadline=$((SECONDS + 30))
until redis-cli -s "$work/redis.sock" ping >/dev/null 2>&1; do
    [ "$SECONDS" -lt "$deadline" ] || fail "redis-server did not start"
    read -rt 0.05 <>"$work/clock" || true
done

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
    "$bin/scoreline" score "$model" --input "$table" --output "$work/scored.csv" >/dev/null
    "$bin/scoreline" predict "$file" --input "$table" --output "$work/predicted.csv"
    cmp "$work/scored.csv" "$work/predicted.csv" ||
        fail "$model: the worker's answers are not those of offline prediction"
    echo "$model: $(($(wc -l <"$work/scored.csv") - 1)) rows of $table answered as offline, byte for byte"
done

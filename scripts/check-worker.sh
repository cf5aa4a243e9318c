#!/usr/bin/env bash
# Checks what the worker carries: at most 40 MB, no XGBoost, no Foundation or Swift library beside it,
# no hook of the fault tests.
#
#   scripts/check-worker.sh PROGRAM      a stripped, static release build
set -euo pipefail

program=$1
limit=40000000
failed=0
problem() {
    echo "check-worker: $*" >&2
    failed=1
}

size=$(stat -L -c %s "$program")
[ "$size" -le "$limit" ] || problem "$program has $size bytes, more than $limit"
libraries=$(ldd "$program")
while IFS= read -r library; do
    problem "$program links $library"
done < <(grep -Ei 'xgboost|libgomp|libFoundation|libswift|not found' <<<"$libraries" || [ $? = 1 ])
grep -q libhiredis <<<"$libraries" || problem "$program does not link hiredis"
for hook in SCORELINE_FAULT_SCRIPTS SCORELINE_FAULT_POISON; do
    if grep -q "$hook" "$program"; then problem "$program holds the fault hook $hook: build it with -c release"; fi
done
[ "$failed" = 0 ]
echo "check-worker: $((size / 1000000)) MB, $(wc -l <<<"$libraries") libraries, no XGBoost, no Foundation"

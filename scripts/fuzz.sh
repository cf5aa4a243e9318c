#!/usr/bin/env bash
# Feeds changed inputs to the readers of foreign bytes, one subject after another.
#
#   scripts/fuzz.sh DRIVER SECONDS [SUBJECT]
#
# SECONDS are for all subjects together. Each run has another seed (SEED=… repeats one). What breaks a law, crashes or
# hangs stays in .build/fuzz/SUBJECT.input, and the other subjects go on; exit 1 in the end.
set -euo pipefail
cd "$(dirname "$0")/.."

driver=$1
total=$2
mapfile -t subjects < <("$driver" --list)
[ -z "${3:-}" ] || subjects=("$3")
seed=${SEED:-$(date +%s)}
keep=.build/fuzz
mkdir -p "$keep"

failed=()
for subject in "${subjects[@]}"; do
    status=0
    "$driver" --subject "$subject" --seed "$seed" --seconds "$((total / ${#subjects[@]} + 1))" --keep "$keep" || status=$?
    if [ "$status" != 0 ]; then
        echo "fuzz: $subject ended with $status at seed $seed: the input is $keep/$subject.input" >&2
        failed+=("$subject")
    fi
done
[ "${#failed[@]}" = 0 ] || {
    echo "fuzz: failed: ${failed[*]}; $driver --subject SUBJECT --replay FILE reads an input again" >&2
    exit 1
}

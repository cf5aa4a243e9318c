#!/usr/bin/env bash
# The whole product once: train, publish, score through two workers, publish a second version under load, count.
# Exits 0 only if every row was answered once and by a version that gives exactly that answer.
#
#   scripts/demo.sh FOLDER_OF_THE_PROGRAMS
set -euo pipefail
cd "$(dirname "$0")/.."

bin=${1:?usage: scripts/demo.sh FOLDER_OF_THE_PROGRAMS}

say() { printf '\n\033[1m%s\033[0m\n' "$1"; }
[ -t 1 ] || say() { printf '\n%s\n' "$1"; }
scoreline() { "$bin/scoreline" "$@"; }

say "1. A private Redis on a unix socket"
# shellcheck source=scripts/private-redis.sh
. scripts/private-redis.sh
private_redis info server | grep -a redis_version

say "2. Train two versions on the Palmer penguins: all features, then a few of them"
"$bin/scoreline-trainer" train recipes/penguins/recipe.yaml --out "$work/v1.safetensors"
"$bin/scoreline-trainer" train recipes/penguins/recipe-v2.yaml --out "$work/v2.safetensors"

say "3. Publish version 1, start two workers"
scoreline models publish penguins "$work/v1.safetensors"
for worker in 1 2; do
    "$bin/scoreline-worker" --model penguins --lanes 1 2>"$work/worker-$worker.log" &
    pids+=($!)
done
scoreline models wait penguins --version 1 --workers 2 --timeout 60

say "4. Score the table through the workers"
awk -v OFS=, 'NR == 1 { print "row", $0; next } { print NR - 1, $0 }' recipes/penguins/penguins.csv >"$work/table.csv"
scoreline score penguins --input "$work/table.csv" --output "$work/scored.csv" --key row
head -n 4 "$work/scored.csv"
scoreline predict "$work/v1.safetensors" --input "$work/table.csv" --output "$work/predicted.csv" --key row
cmp "$work/scored.csv" "$work/predicted.csv" || fail "workers and offline prediction disagree"
echo "the same bytes as scoreline predict gives offline"

say "5. Publish version 2 while rows stream in"
# Rows flow until every worker is READY on version 2, then one more table follows: both versions score for certain.
mkfifo "$work/stream"
head -n 1 "$work/table.csv" >"$work/header.csv"
tail -n +2 "$work/table.csv" >"$work/rows.csv"
{
    cat "$work/header.csv"
    number=0
    while [ ! -e "$work/swapped" ]; do
        number=$((number + 1))
        awk -v prefix="$number-" '{ print prefix $0 }' "$work/rows.csv"
    done
    awk '{ print "last-" $0 }' "$work/rows.csv"
} | tee "$work/streamed.csv" >"$work/stream" &
pids+=($!)
scoreline score penguins --input "$work/stream" --output "$work/out.csv" --key row --job-rows 20 --json >"$work/summary.json" &
scorer=$!
pids+=("$scorer")
answered() { [ "$(private_redis hget 'scoreline:{penguins}:stats' committed)" -gt "$1" ]; }
before=$(private_redis hget 'scoreline:{penguins}:stats' committed)
until_true answered "$((before + 20))"
scoreline models publish penguins "$work/v2.safetensors" --wait 60
touch "$work/swapped"
wait "$scorer" || fail "scoring the stream failed: $(cat "$work/summary.json")"

say "6. Count"
for version in 1 2; do
    scoreline predict "$work/v$version.safetensors" --input "$work/streamed.csv" --output "$work/by-$version.csv" --key row
done
python3 - "$work" <<'PYTHON'
import json
import sys

work = sys.argv[1]
streamed, out, one, two = (
    open(f"{work}/{name}.csv").read().splitlines() for name in ("streamed", "out", "by-1", "by-2")
)
summary = json.load(open(f"{work}/summary.json"))
keys = [line.split(",")[0] for line in streamed[1:]]
answers = [line.split(",")[0] for line in out[1:]]
neither = sum(line not in (a, b) for line, a, b in zip(out, one, two))
print(f"rows sent                 {len(keys)}")
print(f"rows answered, in order   {len(answers) if answers == keys else 'NOT THE ROWS SENT'}")
print(f"answered twice            {len(answers) - len(set(answers))}")
print(f"lost                      {len(set(keys) - set(answers))}")
print(f"answers of no version     {neither}")
for version, rows in sorted(summary["versions"].items()):
    print(f"scored by version {version}       {rows}")
differ = sum(a != b for a, b in zip(one, two))
print(f"versions differ on        {differ} of {len(one) - 1} rows")
ok = answers == keys and neither == 0 and summary["failed"] == 0 and sorted(summary["versions"]) == ["1", "2"] and differ
sys.exit(0 if ok else 1)
PYTHON

say "7. Stop the workers"
kill -TERM "${pids[1]}" "${pids[2]}"
for worker in 1 2; do wait "${pids[$worker]}" || fail "worker $worker did not end with 0"; done
left=$(private_redis zcard 'scoreline:{penguins}:leases')
[ "$left" = 0 ] || fail "$left leases were left behind"
scoreline status penguins
say "Everything held: nothing lost, nothing answered twice, both versions exact. It took $SECONDS seconds."

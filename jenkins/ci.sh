#!/usr/bin/env bash
# Continuous integration: lint, tests, and the exact checks of the benchmarks.
#
#   jenkins/ci.sh [lint|test|benchmarks …]      without a word all three, in this order
#
# variable    default     meaning
# FILTER                  a regular expression: only the tests whose names match
# BENCHMARK   exact       exact: nothing lost, nothing answered twice, the workers' answers are those of offline
#                         prediction. drain: also 5000 answers against XGBoost's, bit for bit, in an optimised build
# JOBS        20000       jobs that the check of a full queue pushes for each model
# PROGRAMS                folder with the three programs for the benchmarks; without it they are built
# REPORTS     .build/ci   where tests.xml and one log for each step go
set -euo pipefail
# shellcheck source=jenkins/shared.sh
. "$(dirname "$0")/shared.sh"

reports=${REPORTS:-.build/ci}
benchmark=${BENCHMARK:-exact}
[[ $benchmark =~ ^(exact|drain)$ ]] || refuse "BENCHMARK is exact or drain, not '$benchmark'"
jobs=${JOBS:-20000}
check_number JOBS "$jobs"
mkdir -p "$reports"

# What an earlier run left in REPORTS must not pass for this one's: a step begins without what it and the steps after it
# write.
begin_without() { (cd "$reports" && rm -f "$@"); }

step_lint() {
    begin_without lint.log test.log tests.xml test-summary benchmarks.log drain.json
    make lint 2>&1 | tee "$reports/lint.log"
}

step_test() {
    begin_without test.log tests.xml test-summary benchmarks.log drain.json
    {
        scripts/setup.sh
        TEST_REPORTS=$reports scripts/run-tests.sh "${FILTER:-}"
    } 2>&1 | tee "$reports/test.log"
}

step_benchmarks() {
    begin_without benchmarks.log drain.json
    find_programs
    {
        Benchmarks/exact.sh "$programs" "$jobs"
        [ "$benchmark" = exact ] || Benchmarks/endtoend/run.sh drain --size quick --set jobs=50000 --out "$reports"
    } 2>&1 | tee "$reports/benchmarks.log"
}

run_steps "lint test benchmarks" "$@"

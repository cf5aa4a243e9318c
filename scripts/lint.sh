#!/usr/bin/env bash
# Checks everything that can be checked without compiling.
set -euo pipefail
cd "$(dirname "$0")/.."

failed=0
run() {
    "$@" || {
        echo "lint: failed: $1 ${2:-}" >&2
        failed=1
    }
}

mapfile -t shell < <(git ls-files '*.sh' .ci/run)
mapfile -t python < <(git ls-files '*.py')

# In groups: the formatter keeps every file of a call open, and many systems allow 1024.
swift_format() { git ls-files -z '*.swift' | xargs -0 -n 200 swift format lint --strict --parallel; }

run swift_format
run shellcheck "${shell[@]}"
[ "${#python[@]}" = 0 ] || PYTHONPYCACHEPREFIX=.build/pycache run python3 -m py_compile "${python[@]}"
PYTHONPYCACHEPREFIX=.build/pycache run python3 Benchmarks/peers/test_tables.py --quiet --buffer
PYTHONPYCACHEPREFIX=.build/pycache run python3 Benchmarks/endtoend/test_document.py --quiet --buffer
run scripts/check-layout.py
run scripts/check-docs.py
run scripts/chart-readme.py --check
run scripts/check-version.sh
[ "$failed" = 0 ]

#!/usr/bin/env bash
# Runs the whole test suite, or the tests that match a regular expression, and closes with `N passed, N failed`.
#
#   scripts/run-tests.sh [REGEX]
#
# The same line goes to the file test-summary, beside the report tests.xml in the folder TEST_REPORTS (.build). A skipped
# test fails the run: every tool that a test needs is installed by scripts/setup.sh, so a skip would hide a hole.
set -euo pipefail
cd "$(dirname "$0")/.."

reports=${TEST_REPORTS:-.build}
report=$reports/tests.xml
summary=$reports/test-summary
mkdir -p "$reports"
# Reports are looked at in a browser; kernels for other processors run in an emulator.
scripts/setup.sh chromium mandoc man:man-db zsh fish qemu-aarch64-static:qemu-user-static /usr/include/simde/x86/avx512.h:libsimde-dev \
    /usr/aarch64-linux-gnu/lib/libc.a:libc6-dev-arm64-cross aarch64-linux-gnu-gcc:gcc-aarch64-linux-gnu
rm -f "$report" "$summary"

status=0
# XCTest is off because there are no XCTest cases: its runner would only print that it ran nothing.
swift test --disable-xctest --parallel --xunit-output "$report" ${1:+--filter "$1"} </dev/null || status=$?
[ -f "$report" ] || {
    echo "run-tests: no test ran (swift test ended with status $status)" >&2
    exit 1
}

python3 - "$report" >"$summary" <<'PYTHON'
import sys
import xml.etree.ElementTree as ElementTree

cases = list(ElementTree.parse(sys.argv[1]).iter("testcase"))
skipped = sum(case.find("skipped") is not None for case in cases)
failed = sum(case.find("failure") is not None or case.find("error") is not None for case in cases)
counts = f"{len(cases) - failed - skipped} passed, {failed} failed"
print(counts + (f", {skipped} skipped" if skipped else ""))
PYTHON
echo "run-tests: $SECONDS seconds"
cat "$summary"
case $(cat "$summary") in
    *skipped*)
        echo "run-tests: a test was skipped: make what it needs part of scripts/setup.sh" >&2
        exit 1
        ;;
    "0 passed, 0 failed")
        echo "run-tests: no test ran" >&2
        exit 1
        ;;
esac
exit "$status"

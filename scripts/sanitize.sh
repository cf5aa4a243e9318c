#!/usr/bin/env bash
# Builds programs and tests with a sanitizer and runs the tests with them.
#
#   scripts/sanitize.sh REGEX KIND …      KIND: address, thread; an empty REGEX runs every test
#
# Each kind has a build folder of its own. The programs that tests start lie beside the tests and are built with the same
# sanitizer; what it finds in them ends them with a status that their test sees.
set -euo pipefail
cd "$(dirname "$0")/.."

filter=$1
shift
scripts/setup.sh chromium
# LeakSanitizer looks for pointers in memory. Swift keeps the case of an enum in unused bits of a reference, so that what
# only an enum holds (a metric in the registry) looks lost.
export ASAN_OPTIONS=detect_leaks=0${ASAN_OPTIONS:+:$ASAN_OPTIONS}
# A worker's outermost threads end with the process and are not joined, on purpose.
export TSAN_OPTIONS="report_thread_leaks=0 suppressions=$PWD/scripts/thread-sanitizer.supp ${TSAN_OPTIONS:-}"
failed=()
for kind in "$@"; do
    folder=.build/sanitize-$kind
    start=$SECONDS
    swift build --build-tests --sanitize "$kind" --scratch-path "$folder"
    echo "sanitize: built with $kind in $((SECONDS - start)) seconds"
    start=$SECONDS
    swift test --skip-build --sanitize "$kind" --scratch-path "$folder" --disable-xctest --parallel \
        ${filter:+--filter "$filter"} </dev/null || failed+=("$kind")
    echo "sanitize: tested with $kind in $((SECONDS - start)) seconds"
done
[ "${#failed[@]}" = 0 ] || {
    echo "sanitize: failed: ${failed[*]}" >&2
    exit 1
}

#!/usr/bin/env bash
# Prints what CHANGELOG.md says about a version, as the text of its release.
#
#   scripts/release-notes.sh VERSION      such as 1.2.3 or v1.2.3; Unreleased is what comes next
#
# Exit 2 when there is no such section, or nothing stands in it.
set -euo pipefail
cd "$(dirname "$0")/.."

fail() {
    echo "release-notes: $*" >&2
    exit 2
}
[ $# = 1 ] || fail "usage: scripts/release-notes.sh VERSION"
version=${1#v}
[[ $version =~ ^([0-9]+\.[0-9]+\.[0-9]+(-[0-9A-Za-z.-]+)?|Unreleased)$ ]] || fail "'$1' is no version: write it as 1.2.3"

# From the heading of the version to that of the next one, without blank lines around.
notes=$(awk -v heading="## [$version]" '
    index($0, "## ") == 1 { inside = index($0, heading) == 1; next }
    /^\[[^]]+\]: / { next }
    inside { print }' CHANGELOG.md | sed -e '/./,$!d')
[ -n "$notes" ] || fail "CHANGELOG.md has no section '## [$version]' with text: describe the version before you release it"
echo "$notes"

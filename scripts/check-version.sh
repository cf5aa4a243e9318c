#!/usr/bin/env bash
# Checks that the changelog and the chart are of the programs' version, and a release's tag too.
#
#   scripts/check-version.sh [TAG]      TAG: such as v1.2.3
#
# The newest heading of the changelog is Unreleased or this version, and no release in it is newer. Chart.yaml has the
# version twice: as the chart's own and as what it installs.
set -euo pipefail
cd "$(dirname "$0")/.."

version=$(scripts/version.sh)
failed=0
problem() {
    echo "check-version: $*" >&2
    failed=1
}

[ $# = 0 ] || [ "$1" = "v$version" ] ||
    problem "the tag is '$1', and the programs are of $version: expected v$version"

mapfile -t headings < <(sed -n 's/^## \[\([^]]*\)\].*/\1/p' CHANGELOG.md)
case ${headings[0]:-} in
    Unreleased | "$version") ;;
    *) problem "CHANGELOG.md begins with '${headings[0]:-no heading}': expected [Unreleased] or [$version]" ;;
esac
for release in "${headings[@]}"; do
    [ "$release" = Unreleased ] || [ "$(printf '%s\n' "$release" "$version" | sort -V | tail -n 1)" = "$version" ] ||
        problem "CHANGELOG.md has a release $release, and the programs are of $version: raise it in Sources/Settings"
done

chart=helm/scoreline/Chart.yaml
if [ -e "$chart" ]; then
    for key in version appVersion; do
        found=$(sed -n "s/^$key: *[\"']\{0,1\}\([^\"' ]*\).*/\1/p" "$chart")
        [ "$found" = "$version" ] || problem "$chart has $key: '$found': expected $version"
    done
fi
[ "$failed" = 0 ]

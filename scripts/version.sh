#!/usr/bin/env bash
# Prints the version of Scoreline, as its programs do with --version.
set -euo pipefail
cd "$(dirname "$0")/.."

source=Sources/Settings/ScorelineVersion.swift
version=$(sed -n 's/.*static let text = "\([0-9]*\.[0-9]*\.[0-9]*\)"$/\1/p' "$source")
[ -n "$version" ] || {
    echo "version: $source has no line like: static let text = \"1.2.3\"" >&2
    exit 2
}
echo "$version"

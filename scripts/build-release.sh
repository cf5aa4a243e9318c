#!/usr/bin/env bash
# Compiles programs optimised, with the Swift libraries linked in, and puts them stripped into a folder.
#
#   scripts/build-release.sh FOLDER PROGRAM …
set -euo pipefail
cd "$(dirname "$0")/.."

folder=$1
shift
mkdir -p "$folder"
for program in "$@"; do
    swift build -c release --static-swift-stdlib --product "$program"
    built=$(swift build -c release --static-swift-stdlib --show-bin-path)/$program
    strip -o "$folder/$program" "$built"
done

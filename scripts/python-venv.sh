#!/usr/bin/env bash
# Makes or reuses a Python environment with pinned packages and prints the path of its python.
#
#   scripts/python-venv.sh NAME REQUIREMENTS_FILE
#   scripts/python-venv.sh NAME PACKAGE==VERSION …
#
# The environment is .venv-NAME at the repository's root; it is made again when the pins or the Python change. Callers
# that come at once wait for each other. Everything but the path goes to standard error. The variable PYTHON names another
# interpreter than python3.
set -euo pipefail

fail() {
    echo "python-venv: $*" >&2
    exit 2
}
[ $# -ge 2 ] || fail "usage: scripts/python-venv.sh NAME REQUIREMENTS_FILE | NAME PACKAGE==VERSION …"
name=$1
shift
[[ $name =~ ^[a-z0-9-]+$ ]] || fail "the name '$name' may have lower-case letters, digits and hyphens only"

pins=$(if [ $# = 1 ] && [ -f "$1" ]; then cat "$1"; else printf '%s\n' "$@"; fi | sed -e 's/[[:space:]]*#.*//' -e '/^$/d')
while IFS= read -r pin; do
    [[ $pin == *==* ]] || fail "'$pin' is not pinned: write PACKAGE==VERSION, or name a requirements file that exists"
done <<<"$pins"
interpreter=${PYTHON:-python3}
command -v "$interpreter" >/dev/null || fail "$interpreter is not on PATH: run scripts/setup.sh"

script=$(realpath "${BASH_SOURCE[0]}")
environment=$(dirname "$(dirname "$script")")/.venv-$name
python=$environment/bin/python
stamp=$environment/pins
wanted=$("$interpreter" -c 'import sys; print(sys.version)' && echo "$pins")

# The lock is on this file: nothing to create, nothing to leave behind.
exec 9<"$script"
flock 9
if [ ! -x "$python" ] || [ ! -f "$stamp" ] || [ "$(cat "$stamp")" != "$wanted" ]; then
    "$interpreter" -m venv --clear "$environment" >&2 || fail "$interpreter -m venv failed: run scripts/setup.sh"
    mapfile -t specifiers <<<"$pins"
    # Wheels only: a test must not start to compile something for minutes.
    "$python" -m pip install --quiet --no-input --disable-pip-version-check --only-binary :all: "${specifiers[@]}" \
        >&2 9<&- || fail "pip could not install ${specifiers[*]}"
    echo "$wanted" >"$stamp"
fi
echo "$python"

#!/usr/bin/env bash
# Makes sure that what Scoreline is built and tested with is on this machine.
#
#   scripts/setup.sh [TOOL[:PACKAGE] …]      TOOL: a further program, or the path of a file, that must be there; PACKAGE: the
#                                            Debian package that brings it, when that has another name
#
# Installs what is missing with apt when it may (root, or sudo that asks nothing). Silent when nothing is to be done.
# Exit 2 with one sentence per problem when something is missing that it can't install.
set -euo pipefail

swift_needed=6.3
redis_needed=7

# The checks look for the thing itself, not for a package: a library built by hand in /usr/local counts.
has_header() { [ -e "/usr/include/$1" ] || [ -e "/usr/local/include/$1" ]; }
has_program() { command -v "$1" >/dev/null 2>&1; }
has_tool() { if [[ $1 == /* ]]; then [ -e "$1" ]; else has_program "$1"; fi; }
# `venv` alone imports on Debian without python3-venv; creating one then fails for want of ensurepip.
has_venv() { python3 -c 'import venv, ensurepip' >/dev/null 2>&1; }
at_least() { [ "$(printf '%s\n%s\n' "$2" "$1" | sort -V | head -n 1)" = "$2" ]; }

# Prints the Debian packages whose thing is not there, one a line.
missing_packages() {
    has_header hiredis/hiredis.h || echo libhiredis-dev
    has_header xgboost/c_api.h || echo libxgboost-dev
    has_header openssl/ssl.h || echo libssl-dev
    has_header zlib.h || echo zlib1g-dev
    has_program redis-server || echo redis-server
    has_program redis-cli || echo redis-tools
    has_program python3 || echo python3
    ! has_program python3 || has_venv || echo python3-venv
    has_program git || echo git
    has_program strip || echo binutils
    local tool
    for tool in "$@"; do
        has_tool "${tool%%:*}" || echo "${tool##*:}"
    done
}

# Prints a problem per line that no package manager of ours solves.
toolchain_problems() {
    local get="install it from https://www.swift.org/install/linux/ and put its bin folder first on PATH" found
    if ! has_program swift; then
        echo "Swift $swift_needed or later is not on PATH: $get."
    else
        found=$(swift --version 2>/dev/null | sed -n 's/.*Swift version \([0-9.]*\).*/\1/p' | head -n 1)
        at_least "${found:-0}" "$swift_needed" ||
            echo "Swift ${found:-of unknown version} at $(command -v swift) is older than $swift_needed: $get."
    fi
    if has_program redis-server; then
        found=$(redis-server --version | sed -n 's/.*v=\([0-9.]*\).*/\1/p')
        at_least "${found:-0}" "$redis_needed" ||
            echo "redis-server ${found:-of unknown version} at $(command -v redis-server) is older than" \
                "$redis_needed: install Redis $redis_needed or later, or Valkey with its redis-server name."
    fi
}

# Installs the packages given; the log is shown only when it fails.
install_packages() {
    local log
    local -a may=() apt
    [ "$(id -u)" = 0 ] || may=(sudo -n)
    # The time-out is how long to wait for another apt that is at work.
    apt=(env DEBIAN_FRONTEND=noninteractive apt-get -q -y -o DPkg::Lock::Timeout=300)
    log=$(mktemp)
    echo "setup: installing $*" >&2
    # The package lists may be absent or outdated: fetch them only when the first try fails.
    if ! "${may[@]}" "${apt[@]}" install --no-install-recommends "$@" >"$log" 2>&1 </dev/null &&
        ! { "${may[@]}" "${apt[@]}" update &&
            "${may[@]}" "${apt[@]}" install --no-install-recommends "$@"; } >>"$log" 2>&1 </dev/null; then
        cat "$log" >&2
    fi
    rm -f "$log"
}

mapfile -t missing < <(missing_packages "$@")
if [ "${#missing[@]}" -gt 0 ]; then
    had_redis=$(has_program redis-server && echo yes || echo no)
    if has_program apt-get && { [ "$(id -u)" = 0 ] || sudo -n true 2>/dev/null; }; then
        install_packages "${missing[@]}"
        if [ "$had_redis" = no ] && [ -d /run/systemd/system ] && has_program redis-server; then
            echo "setup: installing redis-server may have started Redis as a service; tests and demo start their own:" \
                "sudo systemctl disable --now redis-server stops it" >&2
        fi
    fi
fi

problems=0
problem() {
    echo "setup: $*" >&2
    problems=$((problems + 1))
}
mapfile -t missing < <(missing_packages "$@")
for package in "${missing[@]}"; do
    if has_program apt-get; then
        problem "$package is missing and could not be installed from here: sudo apt-get install $package"
    else
        problem "$package (its name in Debian) is missing: install your system's package of it or build it from source"
    fi
done
while IFS= read -r line; do
    problem "$line"
done < <(toolchain_problems)
[ "$problems" = 0 ] || exit 2

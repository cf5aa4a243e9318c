#!/usr/bin/env bash
# Compares Scoreline with the libraries whose models it takes; see parity.py.
#
#   Tests/parity-suite/run.sh DRIVER [--seeds N] [--library NAME] [--version V] [--case NAME] [--table FILE]
set -euo pipefail
root=$(realpath "$(dirname "$0")/../..")

python=$("$root/scripts/python-venv.sh" parity numpy==1.26.4)
# exec: a signal for this script reaches the process that owns the workers.
exec "$python" "$root/Tests/parity-suite/parity.py" "$@"

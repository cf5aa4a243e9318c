#!/usr/bin/env bash
# Trains the models of Tests/ModelImportTests/Fixtures again, with every XGBoost version they cover.
#
# Needs the network; the tests themselves read the files alone. The same versions give the same bytes.
set -euo pipefail
cd "$(dirname "$0")/.."

numbers="numpy==1.26.4 scipy==1.11.4"
fixtures=Tests/ModelImportTests/Fixtures

make_fixtures() {
    local version=$1 python
    shift
    # shellcheck disable=SC2086 # two pins
    python=$(scripts/python-venv.sh "xgboost-${version//./-}" "$@" $numbers)
    rm -rf "${fixtures:?}/$version"
    mkdir -p "$fixtures/$version"
    "$python" scripts/make-fixtures.py "$fixtures/$version"
}

make_fixtures 1.7.6 xgboost==1.7.6
make_fixtures 2.1.4 xgboost-cpu==2.1.4
make_fixtures 3.0.5 xgboost-cpu==3.0.5
make_fixtures 3.2.0 xgboost-cpu==3.2.0 pandas==2.2.3

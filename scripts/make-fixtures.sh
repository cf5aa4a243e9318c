#!/usr/bin/env bash
# Trains the models of Tests/ModelImportTests/Fixtures again, with every XGBoost version they cover.
#
# Needs the network; the tests themselves read the files alone. The same versions give the same bytes.
set -euo pipefail
cd "$(dirname "$0")/.."

fixtures=Tests/ModelImportTests/Fixtures

make_fixtures() {
    local version=$1 python
    shift
    python=$(scripts/python-venv.sh "xgboost-${version//./-}" "$@")
    rm -rf "${fixtures:?}/$version"
    mkdir -p "$fixtures/$version"
    "$python" scripts/make-fixtures.py "$fixtures/$version"
}

numbers=(numpy==1.26.4 scipy==1.11.4)
make_fixtures 1.0.2 xgboost==1.0.2 numpy==1.23.5 scipy==1.10.1
make_fixtures 1.7.6 xgboost==1.7.6 "${numbers[@]}"
# 1.0 rounds the numbers of a JSON file, its own included, to the nearest but one or two.
"$(scripts/python-venv.sh xgboost-1-7-6 xgboost==1.7.6 "${numbers[@]}")" scripts/make-fixtures.py "$fixtures/1.0.2" answers
make_fixtures 2.1.4 xgboost-cpu==2.1.4 "${numbers[@]}"
make_fixtures 3.0.5 xgboost-cpu==3.0.5 "${numbers[@]}"
make_fixtures 3.1.3 xgboost-cpu==3.1.3 "${numbers[@]}" pandas==2.2.3
make_fixtures 3.2.0 xgboost-cpu==3.2.0 "${numbers[@]}" pandas==2.2.3
# They ask for a later Python than this one and run with it.
export PIP_IGNORE_REQUIRES_PYTHON=1
make_fixtures 3.3.0 xgboost-cpu==3.3.0 "${numbers[@]}" pandas==2.2.3
make_fixtures 3.4.1 xgboost-cpu==3.4.1 "${numbers[@]}" pandas==2.2.3

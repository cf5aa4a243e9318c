#!/usr/bin/env bash
# Trains the models of Tests/ModelImportTests/Fixtures/lightgbm again, with every LightGBM version they cover.
#
# Needs the network; the tests themselves read the files alone. The same versions give the same bytes.
set -euo pipefail
cd "$(dirname "$0")/.."

numbers="numpy==1.26.4 scipy==1.13.1 pandas==2.2.3"
fixtures=Tests/ModelImportTests/Fixtures/lightgbm

make_fixtures() {
    local version=$1 python
    shift
    # shellcheck disable=SC2086 # three pins
    python=$(scripts/python-venv.sh "lightgbm-${version//./-}" "lightgbm==$version" $numbers "$@")
    rm -rf "${fixtures:?}/$version"
    mkdir -p "$fixtures/$version"
    "$python" scripts/make-lightgbm-fixtures.py "$fixtures/$version"
}

# Releases before 4 import scikit-learn.
for version in 2.2.3 2.3.1 3.2.1 3.3.5; do make_fixtures "$version" scikit-learn==1.3.2; done
make_fixtures 4.6.0

#!/usr/bin/env bash
# Lets scikit-learn calibrate the margins of Tests/ModelTrainingTests/Fixtures/platt.json again.
#
# Needs the network; the tests themselves read the file alone. The same versions give the same bytes.
set -euo pipefail
cd "$(dirname "$0")/.."

python=$(scripts/python-venv.sh calibration scikit-learn==1.5.2 numpy==1.26.4 scipy==1.11.4)
mkdir -p Tests/ModelTrainingTests/Fixtures
"$python" scripts/make-calibration-fixtures.py Tests/ModelTrainingTests/Fixtures/platt.json

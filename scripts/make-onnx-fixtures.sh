#!/usr/bin/env bash
# Trains the pipelines of Tests/ModelImportTests/Fixtures/onnx again and asks ONNX Runtime for their answers.
#
# Needs the network; the tests themselves read the files alone.
set -euo pipefail
cd "$(dirname "$0")/.."

fixtures=Tests/ModelImportTests/Fixtures/onnx
python=$(scripts/python-venv.sh onnx scripts/onnx-requirements.txt)
rm -rf "$fixtures"
mkdir -p "$fixtures"
"$python" scripts/make-onnx-fixtures.py "$fixtures"

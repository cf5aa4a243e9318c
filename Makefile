# `make` alone lists the targets.

# debug or release: how `build` and `demo` compile. Tests and demo share the debug build, so that a clean clone
# compiles its packages once.
CONFIG ?= debug
# A regular expression: run only the tests whose names match.
FILTER ?=
# Of `fuzz`: for how long, and one subject instead of all.
SECONDS ?= 600
SUBJECT ?=
PROGRAMS := scoreline scoreline-worker scoreline-trainer
DIST := .build/dist

.DEFAULT_GOAL := help
.PHONY: help setup demo test build release format lint check models bench fuzz sanitize clean

help: ## list the targets
	@awk -F ':.*## ' '/^[a-z]+:.*## / { printf "  make %-9s %s\n", $$1, $$2 }' $(MAKEFILE_LIST)

setup: ## install missing system packages, check the Swift toolchain
	@scripts/setup.sh

demo: build ## train, publish, score and swap models under load, on a Redis of its own
	@scripts/demo.sh "$$(swift build -c $(CONFIG) --show-bin-path)"

test: setup ## run every test (FILTER=… runs some)
	@scripts/run-tests.sh '$(FILTER)'

build: setup ## compile the three programs (CONFIG=release for optimised ones)
	swift build -c $(CONFIG)

release: setup ## compile optimised, static, stripped programs into .build/dist
	scripts/build-release.sh $(DIST) $(PROGRAMS)

format: ## format the Swift sources in place
	swift format --in-place --parallel --recursive Sources Tests Package.swift

lint: ## check formatting, scripts, layers and documents; compile nothing
	@scripts/setup.sh shellcheck
	@scripts/lint.sh

check: lint ## lint, imports against the manifest, the worker's size and libraries
	swift build --explicit-target-dependency-import-check error
	scripts/build-release.sh $(DIST) scoreline-worker
	scripts/check-worker.sh $(DIST)/scoreline-worker

models: build ## train the shipped models again and compare them with model_bin
	scripts/check-models.py "$$(swift build -c $(CONFIG) --show-bin-path)/scoreline-trainer"

bench: ## compare the worker with a tuned Python loop, side by side
	@scripts/setup.sh
	Benchmarks/drain/run.sh

fuzz: setup ## feed hostile bytes to every reader (SECONDS=… in all, SUBJECT=… only one)
	swift build -c $(CONFIG) --product scoreline-fuzz
	@scripts/fuzz.sh "$$(swift build -c $(CONFIG) --show-bin-path)/scoreline-fuzz" '$(SECONDS)' '$(SUBJECT)'

sanitize: setup ## run the tests with the address and the thread sanitizer (FILTER=… some)
	@scripts/sanitize.sh '$(FILTER)' address thread

clean: ## remove everything that was built or downloaded
	rm -rf .build .venv-*

# `make` alone lists the targets.

# debug or release: how `build` and `demo` compile. Tests and demo share the debug build, so that a clean clone
# compiles its packages once.
CONFIG ?= debug
# A regular expression: run only the tests whose names match.
FILTER ?=
# Of `bench`: its parts, all when empty; and quick, default (a quarter of an hour) or full.
PARTS ?=
BENCH ?= default
# Of `bench-peers`: flags such as --quick, --models d6,l31 or --rounds 2; then no document is written.
PEERS ?=
# Of `fuzz`: one subject instead of all.
SUBJECT ?=
PRODUCTS := scoreline scoreline-worker scoreline-trainer
DIST := .build/dist
# Always the debug build: only that has the hooks by which a worker can be given a broken script or a deadly row.
CHAOS = swift build && "$$(swift build --show-bin-path)/scoreline-chaos"

# `make test-deploy PYTEST='-k chart'` runs some of the deployment tests.
PYTEST ?=

.DEFAULT_GOAL := help
.PHONY: help setup demo test test-deploy build release man format lint check instructions models chaos chaos-seeds mutants soak parity bench bench-read bench-train bench-peers sizing fuzz sanitize clean

help: ## list the targets
	@awk -F ':.*## ' '/^[a-z-]+:.*## / { printf "  make %-12s %s\n", $$1, $$2 }' $(MAKEFILE_LIST)

setup: ## install missing system packages, check the Swift toolchain
	@scripts/setup.sh

demo: build ## train, publish, score and swap models under load, on a Redis of its own
	@scripts/demo.sh "$$(swift build -c $(CONFIG) --show-bin-path)"

test: setup ## run every test (FILTER=… runs some)
	@scripts/run-tests.sh '$(FILTER)'

test-deploy: setup ## run images, chart, playbooks and pipelines for real (root; PYTEST='-k chart' runs some)
	@Tests/deploy/run.sh $(PYTEST)

build: setup ## compile the three programs (CONFIG=release for optimised ones)
	swift build -c $(CONFIG)

release: setup ## compile optimised, static, stripped programs into .build/dist
	scripts/build-release.sh $(DIST) $(PRODUCTS)

man: build ## write manual pages and shell completions into .build/dist/share
	scripts/make-manuals.py "$$(swift build -c $(CONFIG) --show-bin-path)" $(DIST)/share

format: ## format the Swift sources in place
	swift format --in-place --parallel --recursive Sources Tests Package.swift

lint: ## check formatting, scripts, layers and documents; compile nothing
	@scripts/setup.sh shellcheck
	@scripts/lint.sh

check: lint ## lint, imports against the manifest, the worker's size and libraries
	swift build --explicit-target-dependency-import-check error
	scripts/build-release.sh $(DIST) scoreline-worker
	scripts/check-worker.sh $(DIST)/scoreline-worker

instructions: build ## count the instructions of kernels and jobs under callgrind, compare them with the recorded counts
	@scripts/setup.sh valgrind
	scripts/count-instructions.py "$$(swift build -c $(CONFIG) --show-bin-path)/scoreline"
	swift build -c release --product scoreline-wire
	scripts/count-job-instructions.py "$$(swift build -c release --show-bin-path)/scoreline-wire"

models: build ## train the shipped models again and compare them with model_bin
	scripts/check-models.py "$$(swift build -c $(CONFIG) --show-bin-path)/scoreline-trainer"

chaos: setup ## let every fault happen to real workers, write docs/reliability.md (SEED=… mixes one seed)
	$(CHAOS) $(if $(SEED),mix --seed $(SEED),table) --seconds $(or $(SECONDS),60)

chaos-seeds: setup ## mix faults with the seeds 1 to SEEDS
	$(CHAOS) mix --seeds $(or $(SEEDS),30) --seconds $(or $(SECONDS),60)

mutants: setup ## put bugs into the queue's scripts: the chaos driver must find each
	$(CHAOS) mutants

soak: setup ## mix faults for SECONDS, look for what grows
	$(CHAOS) soak --seconds $(or $(SECONDS),3600)

parity: setup ## compare imported models with their libraries, write docs/fidelity.md (SEEDS=… LIBRARY=… VERSION=… CASE=… NEWEST=1)
	swift build -c $(CONFIG) --product scoreline-parity
	Tests/parity-suite/run.sh "$$(swift build -c $(CONFIG) --show-bin-path)/scoreline-parity" \
		--seeds $(or $(SEEDS),5) --first-seed $(or $(FIRST_SEED),1) $(if $(LIBRARY),--library $(LIBRARY)) \
		$(if $(VERSION),--version $(VERSION)) $(if $(CASE),--case '$(CASE)') $(if $(NEWEST),--newest) \
		$(if $(LIBRARY)$(VERSION)$(CASE)$(NEWEST),,--table docs/fidelity.md)

bench: ## measure workers end to end, beside others, write docs/performance.md (PARTS='drain latency' BENCH=quick|full)
	@scripts/setup.sh sidekiq:ruby-sidekiq openssl taskset:util-linux
	Benchmarks/endtoend/run.sh $(PARTS) --size $(BENCH)

bench-read: ## compare the trainer's reader with pandas' C parser, side by side
	@scripts/setup.sh
	Benchmarks/read/run.sh

bench-train: ## compare train with Python's xgboost, from file to model, side by side
	@scripts/setup.sh
	Benchmarks/train/run.sh

bench-peers: ## compare the engine with five other libraries, side by side, write docs/performance.md
	@scripts/setup.sh
	Benchmarks/peers/run.sh $(PEERS)

sizing: setup ## measure rates, memory, start and drain of one worker
	Benchmarks/sizing/run.sh

fuzz: setup ## feed hostile bytes to every reader (SECONDS=… in all, SUBJECT=… only one)
	swift build -c $(CONFIG) --product scoreline-fuzz
	@scripts/fuzz.sh "$$(swift build -c $(CONFIG) --show-bin-path)/scoreline-fuzz" '$(or $(SECONDS),600)' '$(SUBJECT)'

sanitize: setup ## run the tests with the address and the thread sanitizer (FILTER=… some)
	@scripts/sanitize.sh '$(FILTER)' address thread

clean: ## remove everything that was built or downloaded
	rm -rf .build .venv-*

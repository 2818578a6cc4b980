# The commands for newcomers and CI. Each target installs what it needs; only python3 and make are required.

UV_VERSION = 0.13.9
LINTERS = @redocly/cli@2.77.0 @stoplight/spectral-cli@6.16.3
ORACLES = standardwebhooks@1.1.1
BIN = .venv/bin
READY = .venv/ready

.DEFAULT_GOAL := help
.PHONY: help setup run test check linters bench chaos lock

help: ## list the targets
	@grep -hE '^[a-z]+:.*##' $(MAKEFILE_LIST) | sed -E 's/:.*## /\t/' | expand -t 10

setup: $(READY) ## create .venv with the locked packages, including development ones, and .venv/bin/tracker

run: $(READY) ## run an example tracker in var/example with the story of one essay
	$(BIN)/tracker up --data var/example --example

test: $(READY) ## run every test
	$(BIN)/python -m pytest -n auto --dist loadfile

check: $(READY) ## run the other CI checks: style, types, import layers, generated files
	$(BIN)/ruff check .
	$(BIN)/ruff format --check .
	$(BIN)/mypy
	$(BIN)/lint-imports --no-logo
	$(BIN)/tracker openapi --check

linters: ## install the OpenAPI linters and a webhook verifier into .node, for the tests that use them
	npm install --prefix .node --no-save --no-audit --no-fund --silent $(LINTERS) $(ORACLES)

bench: $(READY) ## compare the speed with similar tools (about 15 minutes) and write benchmarks/RESULTS.md
	$(BIN)/python -m benchmarks

chaos: $(READY) ## kill web, relay, workers and queue 50 times under load, then sending workers 30 times
	TRACKER_CHAOS_ROUNDS=50 $(BIN)/python -m pytest tests/acceptance/test_kills.py -k survive
	TRACKER_CHAOS_ROUNDS=30 $(BIN)/python -m pytest tests/acceptance/test_deliveries.py -k killed

LOCKING = $(BIN)/uv pip compile --quiet --system-certs --universal --python-version 3.11 --generate-hashes \
	--no-emit-index-url --no-header pyproject.toml

lock: $(READY) ## rewrite both lock files from pyproject.toml; the image uses the versions of the main one
	$(LOCKING) --extra dev --output-file requirements.lock
	$(LOCKING) --extra image --constraint requirements.lock --output-file requirements.image.lock

$(READY): requirements.lock pyproject.toml Makefile
	python3 -c 'import sys; sys.exit("tracker needs Python 3.11 or newer" if sys.version_info < (3, 11) else 0)'
	test -x $(BIN)/python || python3 -m venv .venv
	$(BIN)/python -m pip install --quiet --disable-pip-version-check uv==$(UV_VERSION)
	VIRTUAL_ENV=.venv $(BIN)/uv pip install --quiet --system-certs --require-hashes -r requirements.lock
	VIRTUAL_ENV=.venv $(BIN)/uv pip install --quiet --system-certs --no-deps --no-build-isolation --editable .
	@touch $@

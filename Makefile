# Everything a newcomer or CI runs; each target sets up what it needs from python3 and make alone.

UV_VERSION = 0.13.9
LINTERS = @redocly/cli@2.77.0 @stoplight/spectral-cli@6.16.3
ORACLES = standardwebhooks@1.1.1
BIN = .venv/bin
READY = .venv/ready

.DEFAULT_GOAL := help
.PHONY: help setup run test check linters bench chaos lock

help: ## list what can be made
	@grep -hE '^[a-z]+:.*##' $(MAKEFILE_LIST) | sed -E 's/:.*## /\t/' | expand -t 10

setup: $(READY) ## make .venv with the locked packages, development ones too, and .venv/bin/tracker

run: $(READY) ## serve an example house in var/example that tells one essay's story
	$(BIN)/tracker up --data var/example --example

test: $(READY) ## run every test
	$(BIN)/python -m pytest -n auto --dist loadfile

check: $(READY) ## everything else that CI runs: style, types, floors, generated files
	$(BIN)/ruff check .
	$(BIN)/ruff format --check .
	$(BIN)/mypy
	$(BIN)/lint-imports --no-logo
	$(BIN)/tracker openapi --check

linters: ## bring the document's linters and a verifier of webhooks for Node into .node, for the tests that use them
	npm install --prefix .node --no-save --no-audit --no-fund --silent $(LINTERS) $(ORACLES)

bench: $(READY) ## measure the speed against peers, in about a quarter of an hour, into benchmarks/RESULTS.md
	$(BIN)/python -m benchmarks

chaos: $(READY) ## kill web, relay, workers and queue fifty times under load, then workers that send thirty times
	TRACKER_CHAOS_ROUNDS=50 $(BIN)/python -m pytest tests/acceptance/test_kills.py -k survive
	TRACKER_CHAOS_ROUNDS=30 $(BIN)/python -m pytest tests/acceptance/test_deliveries.py -k killed

LOCKING = $(BIN)/uv pip compile --quiet --system-certs --universal --python-version 3.11 --generate-hashes \
	--no-emit-index-url --no-header pyproject.toml

lock: $(READY) ## write both lock files anew from pyproject.toml; the image's pins are those of the other
	$(LOCKING) --extra dev --output-file requirements.lock
	$(LOCKING) --extra image --constraint requirements.lock --output-file requirements.image.lock

$(READY): requirements.lock pyproject.toml Makefile
	python3 -c 'import sys; sys.exit("tracker needs Python 3.11 or newer" if sys.version_info < (3, 11) else 0)'
	test -x $(BIN)/python || python3 -m venv .venv
	$(BIN)/python -m pip install --quiet --disable-pip-version-check uv==$(UV_VERSION)
	VIRTUAL_ENV=.venv $(BIN)/uv pip install --quiet --system-certs --require-hashes -r requirements.lock
	VIRTUAL_ENV=.venv $(BIN)/uv pip install --quiet --system-certs --no-deps --no-build-isolation --editable .
	@touch $@

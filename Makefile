# Each target prepares what it needs. `make` alone lists them.
PYTHON ?= python3.11
PORT ?= 8000
VENV := .venv
BIN := $(VENV)/bin

.DEFAULT_GOAL := help
.PHONY: help run test prove doors soak losses check check-frontend sdl docs bench lock clean

help: ## this list
	@grep -E '^[a-z0-9-]+:.*## ' $(MAKEFILE_LIST) | sed -E 's/:.*## /\t/' | expand -t 18

PIP := $(BIN)/python -m pip --disable-pip-version-check install --quiet

$(VENV)/run.stamp: requirements/rehearsal.lock requirements/build.lock requirements/rehearsal.in requirements/run.in pyproject.toml
	@test -x $(BIN)/python || $(PYTHON) -m venv $(VENV)
	$(PIP) --require-hashes -r requirements/rehearsal.lock -r requirements/build.lock
	$(PIP) --no-deps --no-build-isolation --editable .
	@touch $@

$(VENV)/dev.stamp: requirements/dev.lock $(VENV)/run.stamp
	$(PIP) --require-hashes -r requirements/dev.lock
	@touch $@

run: $(VENV)/run.stamp ## start the API, the worker and the mock CRM on http://127.0.0.1:8000/graphql (PORT=… elsewhere)
	$(BIN)/python -m api serve --demo --port $(PORT)

PROVE := $(BIN)/python -m pytest -q -p no:xdist -p tests.support.proving.plugin --prove tests/unit/domain

test: $(VENV)/dev.stamp ## every test, PostgreSQL included, and that the tests hold the protocol (prove)
	$(PROVE)
	$(BIN)/python -m pytest -n auto --dist loadgroup

prove: $(VENV)/dev.stamp ## take each rule away and see a test turn red that claims it (ONLY=text narrows it)
	$(PROVE) --prove-only "$(ONLY)"

check: $(VENV)/dev.stamp ## lint, format, types, import contracts, exported SDL
	$(BIN)/ruff check .
	$(BIN)/ruff format --check .
	$(BIN)/mypy
	$(BIN)/lint-imports
	$(BIN)/python -m api check-schema

check-frontend: $(VENV)/dev.stamp ## what needs Node: schema lint, relay-compiler, codegen, GraphQL-over-HTTP audits, typed screens
	tests/frontend/run

sdl: $(VENV)/run.stamp ## write the exported schema (schema/schema.graphql)
	$(BIN)/python -m api export-schema

docs: sdl ## write every file that is made from the code anew: the exported schema and the pages of docs
	$(BIN)/python -m api protocol-docs

doors: $(VENV)/dev.stamp ## take each check of access away in turn: the tests of access must notice
	$(BIN)/python -m tests.access.removals

soak: $(VENV)/dev.stamp ## kill, cut, throttle and freeze for minutes, on both databases and both connectors (ROUNDS=300 SEED=…)
	$(BIN)/python -m tests.soak --rounds $(or $(ROUNDS),300) $(if $(SEED),--seed $(SEED))

losses: $(VENV)/dev.stamp ## take away each line that keeps a change from being lost: the soak must notice
	$(BIN)/python -m tests.soak.removals

bench: $(VENV)/dev.stamp ## measure what the issues ask to measure; prints ratios
	$(BIN)/python -m benchmarks

lock: $(VENV)/dev.stamp ## write the lock files anew from requirements/*.in
	cd requirements && for f in build run rehearsal dev; do ../$(BIN)/uv pip compile --quiet --universal --python-version 3.11 \
	  --generate-hashes --no-annotate --no-header --no-emit-index-url --no-emit-find-links $$f.in -o $$f.lock; done

clean: ## forget the environment and the demo data
	rm -rf $(VENV) .data

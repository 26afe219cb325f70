# `make run` and `make test` need Python 3.11+ and nothing else; they set up what they use.
PYTHON ?= python3
VENV := .venv
BIN := $(VENV)/bin
STAMP := $(VENV)/.installed
PROTOS := $(shell find protos/metier -name '*.proto')

.PHONY: setup run test fmt check proto released stubs bench eval soak lock clean

setup: $(STAMP)

$(STAMP): requirements.lock pyproject.toml
	@services/cli/setup.sh $(PYTHON) $(VENV)
	@touch $@

run: setup ## start the whole suite; Ctrl-C stops it
	@$(BIN)/metier up

test: setup ## all tests but the long ones
	@$(BIN)/python -m pytest -q -m "not slow"

soak: setup ## the long reliability proofs (under two hours); ARGS="--only NAME" or "--scale 0.05"
	@$(BIN)/python -m tests.soak $(ARGS)

eval: setup ## every labelled set, one table
	@$(BIN)/metier eval

bench: setup ## ratios of speed, taken in one run
	@$(BIN)/metier bench match && $(BIN)/metier bench chat && $(BIN)/metier bench cv

fmt: setup
	@$(BIN)/ruff format . && $(BIN)/ruff check --fix-only -q . && $(BIN)/buf format -w

check: setup ## lint, types, import contracts, protos (lint, and compatible with the last release), stubs fresh, manifests
	@$(BIN)/ruff format --check . && $(BIN)/ruff check .
	@$(BIN)/mypy
	@$(BIN)/lint-imports
	@$(BIN)/buf lint && $(BIN)/buf format --diff --exit-code && $(BIN)/buf breaking --against protos/released.binpb
	@$(BIN)/python -m protos.generate --check
	@$(BIN)/python -m pytest -q tests/unit/deploy

proto: setup ## write the Python stubs
	@$(BIN)/python -m protos.generate

released: setup ## when a version is released: keep its contracts, which the next ones must not break
	@$(BIN)/buf build --exclude-source-info -o protos/released.binpb

stubs: setup ## client stubs: make stubs LANG=ts|python|go|java OUT=dir [MODULE=go import path or java package]
	@$(BIN)/python -m protos.client_stubs --lang "$(LANG)" --out "$(OUT)" --module "$(MODULE)"

lock: ## renew requirements.lock (needs uv)
	uv pip compile --quiet --universal --generate-hashes --python-version 3.11 --all-extras pyproject.toml -o requirements.lock

clean:
	rm -rf $(VENV) build dist .pytest_cache .mypy_cache .ruff_cache

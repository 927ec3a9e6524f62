# The two commands are `make run` and `make test`; `make help` lists the rest.
.DEFAULT_GOAL := help
.PHONY: help run quick test lint types arrows deps bench torture screens lock format clean setup setup-run

PYTHON3 ?= python3
BIN := .venv/bin
WORKERS ?= 2
PYTEST := $(BIN)/python -m pytest -q -n $(WORKERS)

# The gate looks the same on every desk: no display, no locale and no settings of the person who runs it.
quick test bench torture screens: export QT_QPA_PLATFORM := offscreen

help: ## Show this list
	@awk -F':.*## ' '/^[a-z-]+:.*## /{printf "  make %-9s %s\n", $$1, $$2}' $(MAKEFILE_LIST)

run: setup-run ## Set everything up and open the demo practice
	$(BIN)/python tools/open_demo.py

quick: lint types arrows ## Check style, types and arrows, and run the fast tests (under 90 s)
	$(PYTEST) -m "not slow"

test: lint types arrows deps ## Run the whole gate that a change must pass (under 12 minutes)
	$(PYTEST) --cov --cov-report=
	$(BIN)/python -m coverage report --fail-under=100 \
		--include='ccmdesk/domain/*,ccmdesk/billing/*,ccmdesk/security/*'
	$(BIN)/python -m coverage report --fail-under=90

bench: setup ## Measure speed and memory against the promises
	$(BIN)/python tests/bench/run.py

torture: setup ## Run the long figures of safety, at most 20 minutes a row; goes on where it was stopped
	$(BIN)/python -m tests.torture.run

screens: setup ## Draw every page of the demo practice into build/screens
	$(BIN)/python tools/screens.py build/screens

format: setup ## Put the code into the common form
	$(BIN)/ruff check --fix-only --quiet
	$(BIN)/ruff format

lock: setup ## Resolve the dependencies again into the lock files
	sh tools/lock.sh

clean: ## Remove what was built and measured; keep .venv
	rm -rf build dist .mypy_cache .ruff_cache .pytest_cache .hypothesis .import_linter_cache .coverage .coverage.*
	find ccmdesk tests tools -name __pycache__ -type d -prune -exec rm -rf {} +

# The steps of the gate, each of which can be run alone.

setup:
	@$(PYTHON3) tools/bootstrap.py dev

setup-run:
	@$(PYTHON3) tools/bootstrap.py run

lint: setup
	$(BIN)/ruff check --quiet
	$(BIN)/ruff format --check --quiet

types: setup
	$(BIN)/mypy

arrows: setup
	$(BIN)/lint-imports --no-logo

deps: setup
	$(BIN)/deptry ccmdesk

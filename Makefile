# What this folder can do.  `make demo` and `make test` set up everything they need.
#
#   make demo    reconcile the demo departments and a small city, measure the result, say where the reports lie
#   make test    every gate, every test, the documentation
#   make check   only the quick gates: format, lint, types, import contracts
#   make format  let ruff put the code in order
#   make docs    build the documentation into site/
#   make wheel   build the source archive and the wheel into dist/
#   make clean   remove everything that can be made again

SHELL := /bin/bash
.DEFAULT_GOAL := help
.PHONY: help demo test check format docs wheel clean

# The first interpreter at hand that is new enough; `make PYTHON=/path/to/python` overrides it.
PYTHON ?= $(shell for name in python3.11 python3 python3.12 python3.13 python3.14 python; do \
	if $$name -c 'import sys; sys.exit(sys.version_info < (3, 11))' >/dev/null 2>&1; then echo $$name; break; fi; done)
VENV := .venv
BIN := $(VENV)/bin
WORKERS ?= 2
DEMO_RUN ?= runs/demo
CITY_RUN ?= runs/small_city

export PIP_DISABLE_PIP_VERSION_CHECK := 1
export PIP_PROGRESS_BAR := off
# Material for MkDocs prints an advertisement for its successor unless told not to.
export NO_MKDOCS_2_WARNING := 1

help:
	@sed -n 's/^#   //p' Makefile

$(BIN)/python:
	@test -n "$(PYTHON)" || { echo "mdm needs Python 3.11 or newer; none was found. Say: make PYTHON=/path/to/python3" >&2; exit 1; }
	$(PYTHON) -m venv $(VENV)

# Stamps: an environment is brought up to date only when pyproject.toml has changed.
$(VENV)/.ready-to-run: pyproject.toml | $(BIN)/python
	$(BIN)/python -m pip install --quiet --editable .
	@touch $@

$(VENV)/.ready-to-develop: pyproject.toml | $(BIN)/python
	$(BIN)/python -m pip install --quiet --editable '.[dev]'
	@touch $(VENV)/.ready-to-run $@

demo: $(VENV)/.ready-to-run
	$(BIN)/mdm run fixtures/population/job.yml --out $(DEMO_RUN) --overwrite
	@echo; echo "Against the truth of the demo set:"
	$(BIN)/mdm evaluate $(DEMO_RUN) fixtures/population/truth.csv
	@echo; echo "A small city, five bases and what ties them:"
	$(BIN)/mdm run fixtures/small_city/job.yml --out $(CITY_RUN) --overwrite

check: $(VENV)/.ready-to-develop
	$(BIN)/ruff format --check .
	$(BIN)/ruff check .
	$(BIN)/mypy
	$(BIN)/lint-imports

test: check
	$(BIN)/pytest --numprocesses $(WORKERS) --dist loadfile
	$(BIN)/mkdocs build --strict --quiet

format: $(VENV)/.ready-to-develop
	$(BIN)/ruff format .
	$(BIN)/ruff check --fix .

docs: $(VENV)/.ready-to-develop
	$(BIN)/mkdocs build --strict

wheel: $(VENV)/.ready-to-develop
	$(BIN)/python -m build --outdir dist .

clean:
	rm -rf $(VENV) site dist build runs .pytest_cache .mypy_cache .ruff_cache .hypothesis .import_linter_cache

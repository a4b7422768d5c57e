# The two commands: make run, make test. `make help` lists the others.
PYTHON ?= python3
VENV := .venv
BIN := $(VENV)/bin
PORT ?= 5000
HOST ?= 127.0.0.1
PIP := $(BIN)/python -m pip --disable-pip-version-check --quiet
MO := translations/zh_Hans/LC_MESSAGES/messages.mo translations/en/LC_MESSAGES/messages.mo
export PYTHONUNBUFFERED := 1

.PHONY: help run setup test check lint types contracts translations requirements screenshots messages bench clean
.DEFAULT_GOAL := help

help: ## this list
	@grep -E '^[a-z]+:.*## ' $(MAKEFILE_LIST) | sed -E 's/:.*## /\t/' | expand -t 16

run: setup ## start the web server and the worker (PORT, HOST); the first start loads the sample district
	@$(BIN)/flask --app wsgi serve --host $(HOST) --port $(PORT)

setup: $(VENV)/.run $(MO) ## the environment alone

$(VENV)/bin/python:
	@$(PYTHON) -c 'import sys; sys.exit(sys.version_info < (3, 11) and "Guitu needs Python 3.11 or newer: make run PYTHON=python3.12")'
	@$(PYTHON) -c 'import ensurepip' 2>/dev/null || { \
	  if [ "$$(id -u)" = 0 ] && command -v apt-get >/dev/null; then apt-get update -qq && apt-get install -y -qq python3-venv; \
	  else echo 'Python lacks venv: install the package python3-venv first.'; exit 1; fi; }
	@echo "Making the environment in $(VENV) …"
	@$(PYTHON) -m venv $(VENV)

$(VENV)/.run: requirements.txt | $(VENV)/bin/python
	@echo "Installing what it needs (once) …"
	@$(PIP) install --require-hashes -r requirements.txt
	@touch $@

$(VENV)/.dev: requirements-dev.txt requirements.txt | $(VENV)/bin/python
	@echo "Installing what the tests need (once) …"
	@$(PIP) install --require-hashes -r requirements-dev.txt
	@touch $@ $(VENV)/.run

# Debian as root: Debian's Chromium and a Chinese font; elsewhere the browser of the machine, or Playwright's own.
$(VENV)/.browser: | $(VENV)/.dev
	@if command -v chromium >/dev/null || command -v google-chrome >/dev/null; then :; \
	elif [ "$$(id -u)" = 0 ] && command -v apt-get >/dev/null; then \
	  echo "Installing Chromium (once) …"; apt-get update -qq && apt-get install -y -qq --no-install-recommends chromium fonts-noto-cjk >/dev/null; \
	else echo "Installing Playwright's browser (once) …"; $(BIN)/playwright install chromium; fi
	@touch $@

%.mo: %.po | $(VENV)/.run
	@$(BIN)/pybabel --quiet compile --input-file=$< --output-file=$@

test: $(VENV)/.dev $(VENV)/.browser $(MO) ## every test, on SQLite and on a real PostgreSQL, a browser included
	@$(BIN)/pytest -n auto --dist loadgroup

check: $(VENV)/.dev lint types contracts translations ## what CI runs beside the tests

lint: $(VENV)/.dev ## style
	@$(BIN)/ruff check .
	@$(BIN)/ruff format --check .

types: $(VENV)/.dev ## mypy, strict
	@$(BIN)/mypy

contracts: $(VENV)/.dev ## who may import whom
	@$(BIN)/lint-imports

translations: $(VENV)/.dev ## both catalogues complete and current
	@$(BIN)/python -m tests.translations

messages: $(VENV)/.dev ## collect new texts into the catalogues
	@$(BIN)/pybabel --quiet extract -F babel.cfg -k _l -k _ --no-location --sort-output --omit-header -o translations/messages.pot .
	@for l in zh_Hans en; do $(BIN)/pybabel --quiet update --no-fuzzy-matching --ignore-pot-creation-date --ignore-obsolete -N -i translations/messages.pot -d translations -l $$l; sed -i.old '/EMAIL@ADDRESS/d; /YEAR-MO-DA/d; /LL@li.org/d' translations/$$l/LC_MESSAGES/messages.po; done; rm translations/*/LC_MESSAGES/*.old translations/messages.pot

screenshots: $(VENV)/.dev $(VENV)/.browser $(MO) ## the pictures of the README
	@$(BIN)/python -m tests.screenshots

requirements: ## pin the ranges of pyproject.toml anew (needs uv)
	uv pip compile --universal --python-version 3.11 --generate-hashes --no-emit-index-url --custom-compile-command 'make requirements' pyproject.toml -o requirements.txt
	uv pip compile --universal --python-version 3.11 --generate-hashes --no-emit-index-url --custom-compile-command 'make requirements' --extra dev -c requirements.txt pyproject.toml -o requirements-dev.txt

bench: $(VENV)/.dev ## figures side by side with simpler ways (BENCH=--quick for a minute each)
	@$(BIN)/python -m benchmarks.search $(BENCH)
	@$(BIN)/python -m benchmarks.faults $(BENCH)
	@$(BIN)/python -m benchmarks.sending $(BENCH)

clean: ## forget the environment; data under instance/ stays
	rm -rf $(VENV)

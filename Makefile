# Two commands matter: `make demo` and `make test`. `make help` lists the rest.
PYTHON ?= python3
VENV   ?= .venv
BIN    := $(VENV)/bin
PO     := $(wildcard lianjing/locale/*/LC_MESSAGES/django.po)
UV     := $(BIN)/uv pip install --quiet --python $(BIN)/python
REFERENCE := $(wildcard docs/reference/*.md) docs/how-to/add-a-supervision-model.md

# Real data written by nobody here lies beside the checkout; where it is missing, its tests are named and skipped.
export LIANJING_SHARED_DATA ?= $(abspath ../shared/data)
# Installing never downloads another Python, and never asks.
export UV_PYTHON_DOWNLOADS := never
export UV_LINK_MODE := copy
# Compiled once here, never at a start: some machines forbid Python to write its own byte code.
export UV_COMPILE_BYTECODE := 1
export PIP_DISABLE_PIP_VERSION_CHECK := 1

.DEFAULT_GOAL := help
.PHONY: help demo demo-check test test-sqlite test-postgresql test-once lint format docs translations \
        third-party requirements check ci fresh clean debian

help:  ## This list
	@echo "make demo   set everything up and serve the demo county at http://localhost:8000"
	@echo "make test   set everything up and run every test"
	@echo
	@grep -hE '^[a-z-]+:.*## ' $(MAKEFILE_LIST) | sed -E 's/:.*## /\t/' | sort | awk -F'\t' '{printf "  make %-16s %s\n", $$1, $$2}'

# uv is ten times faster; pip reads pip.conf, where a machine behind a wall names its mirror.
define install
{ $(UV) --require-hashes -r $(1) || { echo "uv could not; trying pip, with this machine's own settings ..."; \
    $(BIN)/pip install --quiet --require-hashes -r $(1); }; } \
  && { $(UV) --no-deps --no-build-isolation -e . || $(BIN)/pip install --quiet --no-deps --no-build-isolation -e .; } \
  && $(BIN)/python -m compileall -q lianjing
endef

# --- set-up: each step leaves a stamp, so that a second start takes seconds -------------------------------------

$(BIN)/python:
	@$(PYTHON) -c 'import sys; sys.exit(sys.version_info < (3, 11))' \
	  || { echo "Lianjing needs Python 3.11 or later; $(PYTHON) is older. Try: make PYTHON=python3.12 demo"; exit 2; }
	@$(PYTHON) -c 'import ensurepip' 2>/dev/null \
	  || { echo "Python cannot make a virtual environment here. On Debian: apt-get install python3-venv"; exit 2; }
	$(PYTHON) -m venv $(VENV)

$(VENV)/.build: requirements-build.txt | $(BIN)/python
	$(BIN)/pip install --quiet --require-hashes -r requirements-build.txt
	@touch $@

$(VENV)/.run: requirements.txt pyproject.toml $(VENV)/.build
	@echo "Installing what the program needs (hashes checked) ..."
	@list=requirements.txt; [ ! -f $(VENV)/.dev ] || list=requirements-dev.txt; $(call install,$$list)
	@touch $@

$(VENV)/.dev: requirements-dev.txt pyproject.toml $(VENV)/.build
	@echo "Installing what the tests need (hashes checked) ..."
	@$(call install,requirements-dev.txt)
	@touch $@ $(VENV)/.run

lianjing/locale/%/LC_MESSAGES/django.mo: lianjing/locale/%/LC_MESSAGES/django.po | $(VENV)/.run
	@$(BIN)/python -c 'import sys, polib; polib.pofile(sys.argv[1]).save_as_mofile(sys.argv[2])' $< $@

translations: $(PO:.po=.mo)  ## Compile the Chinese and English texts

# --- the two commands --------------------------------------------------------------------------------------------

demo: $(VENV)/.run translations  ## Set up and serve the demo county at http://localhost:8000
	@$(BIN)/lianjing demo

test: debian $(VENV)/.dev translations  ## Set up and run every test, on SQLite and then on PostgreSQL
	@$(MAKE) --no-print-directory --keep-going test-sqlite test-postgresql

# --- five more, and their parts ----------------------------------------------------------------------------------

demo-check: $(VENV)/.run translations  ## Start the demo in an empty place, fetch its pages, stop it
	@$(BIN)/python bench/demo_check.py

check: $(VENV)/.run translations  ## Explain the settings, the database and what is missing
	@$(BIN)/lianjing check

test-sqlite: $(VENV)/.dev translations
	@echo "== every test on SQLite"
	LIANJING_TEST_DB=sqlite $(BIN)/python -m pytest $(ARGS)

test-postgresql: $(VENV)/.dev translations
	@echo "== every test on PostgreSQL"
	LIANJING_TEST_DB=postgresql $(BIN)/python -m pytest $(ARGS)

test-once: $(VENV)/.dev translations
	@echo "== the tests that ask for no database"
	LIANJING_TEST_DB=sqlite $(BIN)/python -m pytest -m once $(ARGS)

debian:
	@sh bench/debian_packages.sh

LINTS := style layers types templates migrations reference texts
.PHONY: $(LINTS)
$(LINTS): export LIANJING_STATE_DIR := $(abspath $(VENV))/lint-state
$(LINTS): $(VENV)/.dev translations

lint: $(LINTS)  ## Style, layers, types, templates, migrations, reference pages, texts (-k goes on after a failure)

style:
	$(BIN)/ruff check .
	$(BIN)/ruff format --check .

layers:
	$(BIN)/lint-imports --no-logo

types:
	$(BIN)/mypy

templates:
	$(BIN)/djlint lianjing --lint --quiet

migrations:
	$(BIN)/python -m django makemigrations --check --dry-run --settings lianjing.site.settings

reference:
	$(if $(REFERENCE),$(BIN)/cog --check $(REFERENCE))
	$(BIN)/python docs/third_party.py --check

texts:
	@sh bench/debian_packages.sh gettext
	$(BIN)/python -m pytest -q --durations=0 tests/house/test_translations.py

format: $(VENV)/.dev  ## Write the style that lint asks for
	$(BIN)/ruff check --fix .
	$(BIN)/ruff format .

docs: $(VENV)/.dev translations  ## Write the generated reference pages and THIRD_PARTY.md again
	$(if $(REFERENCE),$(BIN)/cog -r $(REFERENCE))
	$(BIN)/python docs/third_party.py

requirements: $(VENV)/.build  ## Pin the requirements again, with hashes and no index addresses
	for name in requirements-build requirements requirements-dev; do $(BIN)/uv pip compile --quiet --universal \
	  --python-version 3.11 --generate-hashes --no-header --no-annotate $$name.in -o $$name.txt || exit 1; done

fresh:  ## Prove both commands in a bare Debian 12 (root, mmdebstrap)
	$(PYTHON) bench/fresh_debian.py

ci:  ## What a reviewer runs: a clean clone, the commands of README.md
	.ci/run

clean:  ## Remove the virtual environment and everything that was built
	rm -rf $(VENV) dist build *.egg-info .pytest_cache .mypy_cache .ruff_cache .import_linter_cache .hypothesis
	find lianjing -name '*.mo' -delete

# The house in few words. `make` alone prints this list; `make demo` and `make test` need nothing
# prepared by hand but Python 3.11 or newer.

SHELL := /bin/bash
.DEFAULT_GOAL := help
.DELETE_ON_ERROR:
MAKEFLAGS += --no-print-directory

# The oldest Python that will do comes first, because it is the one the project is tested on.
PYTHON ?= $(shell for name in python3.11 python3.12 python3.13 python3.14 python3; do \
	$$name -c 'import sys; sys.exit(sys.version_info < (3, 11))' 2>/dev/null \
	&& echo $$name && break; done)
VENV ?= .venv
RUN := $(VENV)/bin/python
PIP := $(RUN) -m pip --disable-pip-version-check --no-input
UV_VERSION := 0.13.9
SCALE ?= county
SEED ?= 1
# Tests make hundreds of databases. In memory they are made at once; a killed process loses no more
# there than on a disk, because both keep what the operating system has taken.
TEST_FOLDER ?= $(shell test -w /dev/shm && test $$(df --output=avail -k /dev/shm | tail -n 1) \
	-gt 6000000 && echo /dev/shm || echo $${TMPDIR:-/tmp})
WORKERS ?= $(shell n=$$(nproc 2>/dev/null || echo 2); test $$n -lt 4 && echo $$n || echo 4)
# Front-end files are fetched only when a page uses them.
ASSETS := $(shell grep -rqs "vendor/" fisc/doors/web && echo assets)

.PHONY: help setup setup-develop check test test-sqlite test-postgresql golden tidy docs bench \
	soak demo lock assets assets-develop screenshots guides

help: ## Print this list
	@grep -hE '^[a-z-]+:.*## ' $(MAKEFILE_LIST) | sed -E 's/^([a-z-]+):.*## /\1|/' \
	| awk -F'|' '{printf "  make %-16s %s\n", $$1, $$2}'

$(VENV)/bin/pip:
	@test -n "$(PYTHON)" || { echo "Python 3.11 or newer is needed; install it first." >&2; exit 1; }
	@$(PYTHON) -c 'import ensurepip' 2>/dev/null || PYTHON=$(PYTHON) bash tools/provide.sh venv
	$(PYTHON) -m venv $(VENV)

# The package itself is installed last, from this folder, with the locked build tool and no network.
$(VENV)/.running: requirements.txt pyproject.toml | $(VENV)/bin/pip
	$(PIP) install --require-hashes -r requirements.txt
	$(PIP) install --no-deps --no-build-isolation --no-index -e .
	@touch $@

$(VENV)/.developing: requirements-develop.txt $(VENV)/.running
	$(PIP) install --require-hashes -r requirements-develop.txt
	@touch $@

setup: $(VENV)/.running ## Make .venv from the lock and install fisc in it: what running needs

setup-develop: $(VENV)/.developing ## The same, with what tests and checks need

check: setup-develop ## Read the code without running it: style, types, imports, the rules of the house
	$(RUN) -m ruff check .
	$(RUN) -m ruff format --check .
	$(RUN) -m mypy
	$(VENV)/bin/lint-imports
	$(RUN) -m pytest tests/architecture

test: setup-develop $(ASSETS:assets=assets-develop) ## Run everything that CI runs, on SQLite and on PostgreSQL
	bash tools/provide.sh postgresql chromium fonts
	$(RUN) -m ruff check .
	$(RUN) -m ruff format --check .
	$(RUN) -m mypy
	$(VENV)/bin/lint-imports
	$(MAKE) test-sqlite test-postgresql

# Browsers want the machine for themselves; all else is shared among the processors.
test-sqlite: setup-develop ## Run every test on SQLite
	TMPDIR=$(TEST_FOLDER) FISC_TEST_DATABASE=sqlite $(RUN) -m pytest -n $(WORKERS) --dist worksteal -m "not browser"
	TMPDIR=$(TEST_FOLDER) FISC_TEST_DATABASE=sqlite $(RUN) -m pytest -m browser

test-postgresql: setup-develop ## Run the tests that write money on a throwaway PostgreSQL
	TMPDIR=$(TEST_FOLDER) FISC_TEST_DATABASE=postgresql $(RUN) -m pytest -n $(WORKERS) --dist worksteal -m writes

golden: setup-develop ## Write the golden years anew and show what changed in them
	$(RUN) -m pytest tests/golden --bless
	git --no-pager diff --stat --exit-code -- examples

tidy: setup-develop ## List what is untidy, with the remedy
	$(RUN) -m tools.tidy

docs: setup-develop ## Draw the year into ARCHITECTURE.md from fisc/cycle.py
	$(RUN) -m tools.draw_cycle

guides: setup-develop $(ASSETS) ## Build the guides, both languages, with their pictures, into build/guides
	bash tools/provide.sh chromium fonts
	$(RUN) -m tools.guides build/guides

bench: setup-develop ## Measure; prints our losses too
	bash tools/provide.sh postgresql
	$(PIP) install --require-hashes -r requirements-bench.txt
	$(RUN) -m tools.bench

soak: setup-develop ## The long tests: a million attempts, a thousand kills
	bash tools/provide.sh postgresql
	for engine in sqlite postgresql; do for attack in overspend naive retry kill model; do \
		$(RUN) -m tools.soak $$attack --engine $$engine || exit 1; done; done
	$(RUN) -m tools.soak coordination
	FISC_SOAK=1 $(RUN) -m pytest tests/record/test_sealing.py -k ten_thousand
	FISC_SOAK=1 $(RUN) -m pytest tests/doors/web/test_round_trip.py -k thousands
	FISC_SOAK_EXAMPLES=200 FISC_SOAK_SEED=$$RANDOM $(RUN) -m pytest tests/doors/api/test_explored.py

screenshots: setup-develop $(ASSETS) ## Photograph every page, both languages, two sizes, into build/screenshots
	bash tools/provide.sh chromium fonts
	$(RUN) -m tools.screenshots --wide build/screenshots

demo: setup $(ASSETS) ## Make the demo province, run its year, and serve it
	$(VENV)/bin/fisc demo --scale $(SCALE) --seed $(SEED)
	$(VENV)/bin/fisc serve

lock: setup ## Write the lock files anew from pyproject.toml
	$(PIP) install --quiet uv==$(UV_VERSION)
	$(RUN) -m tools.lock

assets: setup ## Fetch the front-end files that pages use into vendor/
	$(RUN) -m tools.assets

assets-develop: setup-develop ## The same, with what only tests use
	$(RUN) -m tools.assets --develop

# make help tells what there is. Every step is skipped when its inputs (a lock file's hash, the sources) did not change.
SHELL := /bin/bash
.SHELLFLAGS := -eu -o pipefail -c
.DEFAULT_GOAL := help
.PHONY: help run test test-services browser-test lint chaos chaos-night chaos-owners producers fuzz fuzz-api build clean check-python check-node

PY := .venv/bin/python
PYTHON ?= $(shell for name in python3.11 python3 python3.12 python3.13; do \
	"$$name" -c 'import sys; sys.exit(sys.version_info < (3, 11))' 2>/dev/null && echo "$$name" && break; done)
VENV_STAMP := .venv/.installed-$(shell sha256sum requirements-dev.txt | cut -c1-16)
# frontend/ is built in parallel with the rest: everything that needs it says so and goes on when it is absent.
FRONTEND := $(wildcard frontend/package.json)
ifneq ($(FRONTEND),)
NODE_STAMP := frontend/node_modules/.installed-$(shell sha256sum frontend/package-lock.json | cut -c1-16)
UI := frontend/dist/index.html
UI_SOURCES := $(shell find frontend -path frontend/node_modules -prune -o -path frontend/dist -prune -o -type f -print)
endif

# The client of the Backstage project, with which tests/portal/backstage asks.
CLIENT := tests/portal/backstage/client
CLIENT_STAMP := $(CLIENT)/node_modules/.installed-$(shell sha256sum $(CLIENT)/package-lock.json | cut -c1-16)

help: ## this list
	@awk -F ':.*## ' '/^[a-z-]+:.*## / {printf "make %-14s %s\n", $$1, $$2}' $(MAKEFILE_LIST)

run: $(VENV_STAMP) $(UI) ## everything, on http://127.0.0.1:8800 (HEADWATER_PORT, HEADWATER_HOME; ARGS=--no-demo)
	@exec $(PY) manage.py up $(ARGS)

test: $(VENV_STAMP) $(NODE_STAMP) $(UI) $(CLIENT_STAMP) ## all tests: Python, other servers, web UI, browser
	@exec $(PY) -m tests.everything

test-services: $(VENV_STAMP) ## tests marked `services` again on PostgreSQL 15, Redis, RabbitMQ where they answer
	@exec $(PY) -m tests.everything services

browser-test: $(VENV_STAMP) $(NODE_STAMP) $(UI) $(CLIENT_STAMP) ## browser tests alone
	@exec $(PY) -m tests.everything browser

lint: $(VENV_STAMP) $(NODE_STAMP) ## style, types, import rules, of Python and of the web UI
	@exec .ci/lint

chaos: $(VENV_STAMP) ## about 6 minutes: 60 SIGKILLs under load, then count what was lost (ARGS="--only R5 R7": others)
	@exec $(PY) -m tests.chaos --only R1 R2 R3 $(ARGS)

chaos-night: $(VENV_STAMP) ## hours: 300 SIGKILLs, every other experiment at length, and every control that must fail
	@exec $(PY) -m tests.chaos --kills 300 --minutes 10 --controls $(ARGS)

chaos-owners: $(VENV_STAMP) ## about 2 minutes: owners changed through every door, 20 full re-syncs with kills, undo
	@exec $(PY) -m tests.chaos.owners $(ARGS)

producers: $(VENV_STAMP) ## about 5 minutes: dbt, Airflow, Dagster, dlt, SQLMesh installed and sending (ARGS=dbt for one)
	@exec $(PY) -m tests.producers $(ARGS)

fuzz: $(VENV_STAMP) ## 5 minutes: bodies nobody would send, at the door of events, guided by coverage (ARGS="--minutes 60")
	@exec $(PY) -m tests.fuzz $(ARGS)

fuzz-api: $(VENV_STAMP) ## half an hour: 500 requests an operation made from the OpenAPI documents (ARGS="-k search": some)
	@HEADWATER_FUZZ_EXAMPLES=$${HEADWATER_FUZZ_EXAMPLES:-500} exec $(PY) -m pytest -q -s -p no:cacheprovider tests/fuzz/test_api.py $(ARGS)

build: $(VENV_STAMP) $(UI) $(CLIENT_STAMP) ## install and build, start nothing

clean: ## remove what was installed and built; var/ (your data) stays
	rm -rf .venv frontend/node_modules frontend/dist $(CLIENT)/node_modules .mypy_cache .ruff_cache .pytest_cache

check-python:
	@test -n "$(PYTHON)" || { echo "Python 3.11 or newer is needed (apt-get install python3 python3-venv)." >&2; exit 2; }

check-node:
	@node -e 'process.exit(process.versions.node.split(".")[0] < 20 ? 1 : 0)' 2>/dev/null \
		|| { echo "Node 20 or newer is needed to build the web UI (https://nodejs.org, or your package manager)." >&2; exit 2; }

$(VENV_STAMP): | check-python
	@test -x $(PY) || $(PYTHON) -m venv .venv || { test "$$(id -u)" = 0 && command -v apt-get >/dev/null \
		&& apt-get update -qq && apt-get install -y -qq python3-venv && $(PYTHON) -m venv --clear .venv; } \
		|| { echo "python3-venv is missing: install it (apt-get install python3-venv) and try again." >&2; exit 2; }
	@echo "installing Python packages (about half a minute, once)"
	@$(PY) -m pip install -q --disable-pip-version-check --require-hashes -r requirements-dev.txt
	@rm -f .venv/.installed-*; touch $@

$(NODE_STAMP): | check-node
	@echo "installing web UI packages (about ten seconds, once)"
	@cd frontend && npm ci --no-audit --no-fund --loglevel=error
	@rm -f frontend/node_modules/.installed-*; touch $@

$(CLIENT_STAMP): | check-node
	@echo "installing Backstage's client (a few seconds, once)"
	@cd $(CLIENT) && npm ci --no-audit --no-fund --loglevel=error
	@rm -f $(CLIENT)/node_modules/.installed-*; touch $@

$(UI): $(NODE_STAMP) $(UI_SOURCES)
	@echo "building the web UI"
	@cd frontend && npm run --silent build -- --logLevel error && touch dist/index.html

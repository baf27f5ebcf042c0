# Two commands are all that a newcomer needs: `make demo` and `make test`. Each does its own set-up, and only once.

VENV := .venv
BIN := $(VENV)/bin
export PATH := $(CURDIR)/$(BIN):$(PATH)

# The tests of a file share servers and browsers. One process more than there are cores, since tests wait, too; files in
# their order, in which those with a browser, the longest, come first and so no process is left alone with one.
PROCESSES := $(shell expr $$(getconf _NPROCESSORS_ONLN) + 1)
IN_PARALLEL := --numprocesses $(PROCESSES) --maxprocesses 5 --dist loadfile --no-loadscope-reorder

.PHONY: demo test load bench set-up lint test-snippet test-server build clean

demo: $(VENV)/.ready ## A shop that Notesik personalises; options go into ARGS="--port 9000"
	@$(BIN)/notesik demo $(ARGS)

test: lint test-snippet test-server ## Everything that CI checks

load: $(VENV)/.ready-to-load ## A bounded load on a server of its own; options go into ARGS="--shape spike --seconds 60"
	@$(BIN)/python loadtests/run_load.py $(ARGS)

bench: $(VENV)/.ready-to-load ## All speed and size goals as one table; options go into ARGS="--only start,memory --write"
	@$(BIN)/python loadtests/bench.py $(ARGS)

set-up: $(VENV)/.ready-to-test snippet/node_modules/.ready tests/sdks/node_modules/.ready tests/browser/node_modules/.ready ## All that tests need

lint: $(VENV)/.ready-to-test
	$(BIN)/ruff check .
	$(BIN)/ruff format --check .
	$(BIN)/mypy
	$(BIN)/lint-imports --no-cache

test-snippet: $(VENV)/.ready-to-test snippet/node_modules/.ready
	cd snippet && npm test

test-server: set-up
	@chromium="$$($(BIN)/python tests/browser/find_chromium.py)" && echo "Chromium: $$chromium"
	$(BIN)/pytest $(IN_PARALLEL) $(ARGS)

build: $(VENV)/.ready-to-test snippet/node_modules/.ready ## The snippet's dist/ from its sources and the widgets
	cd snippet && npm run build

clean: ## Everything that the set-up made
	rm -rf $(VENV) snippet/node_modules tests/sdks/node_modules tests/browser/node_modules

$(VENV)/bin/python:
	sh .ci/make-venv $(VENV)

$(VENV)/.ready: pyproject.toml | $(VENV)/bin/python
	$(BIN)/python -m pip install --quiet --upgrade "pip>=25.1"
	$(BIN)/python -m pip install --quiet --editable .
	@touch $@

$(VENV)/.ready-to-test: $(VENV)/.ready
	$(BIN)/python -m pip install --quiet --group dev
	@touch $@

$(VENV)/.ready-to-load: $(VENV)/.ready
	$(BIN)/python -m pip install --quiet --group load
	@touch $@

%/node_modules/.ready: %/package-lock.json $(VENV)/.ready-to-test
	cd $* && npm ci --no-audit --no-fund --loglevel=error
	@touch $@

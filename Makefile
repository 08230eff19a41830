# make run   the demo: a browser, the proxy, an emulated API, a verdict on every fetch
# make test  everything that must hold, with a real browser where one is installed
# make check formatting, lint and types
# make bench the benchmarks, by hand, on a quiet machine
#
# All of them create and use .venv, with uv where it is there and plain venv + pip where not.
# PYTHON=python3.13 VENV=.venv313 make test   runs them with another Python.

PYTHON ?= python3
VENV ?= .venv
BIN := $(VENV)/bin
READY := $(VENV)/.ready
BROWSER_TESTS ?= auto
WORKERS ?= 2

.PHONY: run test check bench conformance format clean

$(READY): pyproject.toml
	@if command -v uv >/dev/null 2>&1; then \
		uv venv --quiet --allow-existing --python $(PYTHON) $(VENV) && \
		uv pip install --quiet --python $(BIN)/python -e . --group dev; \
	else \
		$(PYTHON) -m venv $(VENV) && \
		$(BIN)/python -m pip install --quiet --upgrade pip && \
		$(BIN)/python -m pip install --quiet -e . --group dev; \
	fi
	@touch $@

run: $(READY)
	$(BIN)/corsproxy demo $(ARGS)

test: $(READY)
	$(BIN)/python -m pytest -n $(WORKERS) --dist loadgroup $(ARGS)

check: $(READY)
	$(BIN)/ruff check .
	$(BIN)/ruff format --check .
	$(BIN)/mypy

format: $(READY)
	$(BIN)/ruff check --fix .
	$(BIN)/ruff format .

bench: $(READY)
	$(BIN)/python -m tests.bench $(ARGS)

conformance: $(READY)
	$(BIN)/python -m tests.browsers $(ARGS)

clean:
	rm -rf $(VENV) .pytest_cache .mypy_cache .ruff_cache .hypothesis

# Each command sets up what it needs. Without make, see "Tanpa make" in README.md.

PYTHON ?= python3
VENV := .venv
BIN := $(VENV)/bin
RECONCILE := $(BIN)/python -m bekasi_reconcile
PIP := $(BIN)/python -m pip --disable-pip-version-check --quiet

.PHONY: run test slow all attack lint check bench bench-scale scale-out sbom audit clean
.DEFAULT_GOAL := run

# The officer's files if there are any, else an invented Bekasi in demo/.
run: $(VENV)/run-ready
	@if [ -n "$$(find data/raw -type f ! -name '.*' | head -n 1)" ]; then \
	  $(RECONCILE) run --fail-on never; \
	else \
	  echo "data/raw kosong: memakai daftar rekaan di demo/"; \
	  $(RECONCILE) demo demo && \
	  $(RECONCILE) run --project demo --fail-on never && \
	  $(RECONCILE) evaluate demo/truth/rows.csv --project demo; \
	fi

test: $(VENV)/dev-ready
	$(BIN)/python -m pytest -n 2 --dist worksteal -m "not slow"

# What takes more than a few seconds (fuzzing, public data sets, LibreOffice where there is one),
# and every property on many examples.
slow: $(VENV)/dev-ready
	$(BIN)/python -m pytest -n 2 --dist worksteal -m "slow or hypothesis" --hypothesis-profile many -rs

# test and slow together share what they build.
all: $(VENV)/dev-ready
	$(BIN)/python -m pytest -n 2 --dist worksteal --hypothesis-profile many -rs

lint: $(VENV)/dev-ready
	$(BIN)/ruff format --check .
	$(BIN)/ruff check .
	$(BIN)/mypy --strict src

# Attack invented projects for so many minutes, from a seed on: names, contents, kills, disk, clock,
# tampering, histories, concurrency. Seeds that fail become tests (tests/attack).
MINUTES ?= 60
SEED ?= 1

attack: $(VENV)/dev-ready
	PYTHONPATH=tests $(BIN)/python -m attack.campaign $(MINUTES) $(SEED) $(AREAS)

# Mypy works on one core, so the tests run beside it.
check: $(VENV)/dev-ready
	@$(MAKE) --no-print-directory -j 2 lint all

# Beside Splink, stock recordlinkage and a join on NIK: docs/benchmarks.md. SIZE=1000000 for a million.
SIZE ?= 200000
BENCH := .venv-bench

bench: $(BENCH)/ready
	$(BENCH)/bin/python -m bench $(SIZE)

# Whole runs on 100,000 to 3,000,000 rows: docs/scale-benchmarks.md. It takes most of an hour.
bench-scale: $(BENCH)/ready
	$(BENCH)/bin/python -m bench.scale $(SIZES)

$(BENCH)/ready: requirements/bench.txt
	$(PYTHON) -m venv $(BENCH)
	$(BENCH)/bin/python -m pip --disable-pip-version-check --quiet install --require-hashes -r requirements/bench.txt
	$(BENCH)/bin/python -m pip --disable-pip-version-check --quiet install --no-deps --no-build-isolation --editable .
	@touch $@

# The exported matching in Splink, on DuckDB and on Spark (Java 17 or newer): docs/scale.md.
SCALE := .venv-spark

scale-out: $(SCALE)/ready
	$(SCALE)/bin/python -m pytest -rs tests/splink_export

$(SCALE)/ready: requirements/spark.txt pyproject.toml
	$(PYTHON) -m venv $(SCALE)
	$(SCALE)/bin/python -m pip --disable-pip-version-check --quiet install --require-hashes -r requirements/spark.txt
	$(SCALE)/bin/python -m pip --disable-pip-version-check --quiet install --no-deps --no-build-isolation --editable .
	@touch $@

# What is installed for a run, as CycloneDX (sbom.json), and whether a fault of it is known. Where
# the registry tells of no faults, the audit says so of each package.
SUPPLY := .venv-supply

sbom: $(SUPPLY)/ready
	$(SUPPLY)/bin/cyclonedx-py requirements requirements/run.txt --output-reproducible -o sbom.json

audit: $(SUPPLY)/ready
	$(SUPPLY)/bin/pip-audit -r requirements/run.txt --disable-pip --require-hashes --strict

$(SUPPLY)/ready: requirements/supply.txt
	$(PYTHON) -m venv $(SUPPLY)
	$(SUPPLY)/bin/python -m pip --disable-pip-version-check --quiet install --require-hashes -r requirements/supply.txt
	@touch $@

clean:
	rm -rf $(VENV) $(BENCH) $(SCALE) $(SUPPLY) sbom.json demo build dist .pytest_cache .mypy_cache .ruff_cache .hypothesis

$(BIN)/python:
	$(PYTHON) -c 'import sys; sys.exit(sys.version_info < (3, 11) and "Python 3.11 or newer is needed")'
	$(PYTHON) -m venv $(VENV)

$(VENV)/run-ready: requirements/run.txt pyproject.toml | $(BIN)/python
	$(PIP) install --require-hashes -r requirements/run.txt
	$(PIP) install --no-deps --no-build-isolation --editable .
	@touch $@

$(VENV)/dev-ready: requirements/dev.txt $(VENV)/run-ready
	$(PIP) install --require-hashes -r requirements/dev.txt
	@touch $@

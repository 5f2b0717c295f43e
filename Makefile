# `make run` starts the room, `make test` runs every test. Both make .venv first.
PYTHON ?= python3
BIN := .venv/bin
INSTALLED := .venv/.installed

.PHONY: run test test-thorough check bench lock clean

run: $(INSTALLED)
	@$(BIN)/roundtable serve

# A process for each processor; one that has nothing left takes from another.
PYTEST := $(BIN)/pytest --numprocesses logical --maxprocesses 8 --dist worksteal

test: $(INSTALLED)
	$(PYTEST)

# The same tests, with every kill and as many examples of each property as it is worth.
test-thorough: $(INSTALLED)
	$(PYTEST) --hypothesis-profile thorough

check: $(INSTALLED)
	$(BIN)/ruff check .
	$(BIN)/ruff format --check .
	$(BIN)/mypy
	$(BIN)/lint-imports

bench: $(INSTALLED)
	$(BIN)/python -m tests.bench

# The versions of requirements.lock, newest that pyproject.toml allows. Needs pip-tools.
lock:
	pip-compile --upgrade --quiet --extra dev --generate-hashes --allow-unsafe --strip-extras \
	  --no-emit-index-url --no-emit-find-links --no-emit-trusted-host -o requirements.lock pyproject.toml

clean:
	rm -rf .venv build .mypy_cache .ruff_cache .pytest_cache .hypothesis

$(INSTALLED): requirements.lock pyproject.toml
	@$(PYTHON) -c 'import sys; sys.exit(sys.version_info < (3, 11))' || \
	  { echo "Python 3.11 or newer is needed; name one with: make PYTHON=python3.12 run" >&2; exit 2; }
	$(PYTHON) -m venv .venv
	$(BIN)/python -m pip install --quiet --disable-pip-version-check --require-hashes -r requirements.lock
	$(BIN)/python -m pip install --quiet --disable-pip-version-check --no-deps --no-build-isolation -e .
	@touch $@

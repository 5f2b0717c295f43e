# `make run` starts the room with what running needs, `make test` runs every test with the tools
# for tests besides. Both keep to one .venv, which is made first.
PYTHON ?= python3
BIN := .venv/bin
RUNTIME := .venv/.runtime
INSTALLED := .venv/.installed
UNFINISHED := .venv/.unfinished
UV := build/lock/bin/uv

.PHONY: run test test-thorough check bench lock release clean

run: $(RUNTIME)
	@$(BIN)/roundtable serve

# Two processes for each processor, since tests wait for databases, browsers and other processes half
# of their time; one that has nothing left takes from another.
PROCESSES = $(shell $(PYTHON) -c 'import os; print(min(2 * (os.cpu_count() or 1), 8))')
PYTEST = $(BIN)/pytest --numprocesses $(PROCESSES) --dist worksteal

test: $(INSTALLED)
	$(PYTEST)

# The same tests, with every kill, as many examples of each property as it is worth, and ten minutes
# each of noise for the importer and of use of a room: about an hour on two processors.
test-thorough: $(INSTALLED)
	$(PYTEST) --hypothesis-profile thorough

check: $(INSTALLED)
	$(BIN)/ruff check .
	$(BIN)/ruff format --check .
	$(BIN)/mypy
	$(BIN)/lint-imports

bench: $(INSTALLED)
	$(BIN)/python -m tests.bench

# Both locks anew, with the newest versions that pyproject.toml allows, for every Python and system
# that it allows. A package in both has one version: the second lock is held to the first.
COMPILE := $(UV) pip compile --quiet --upgrade --universal --python-version 3.11 \
  --generate-hashes --custom-compile-command "make lock"

lock: $(UV)
	$(COMPILE) pyproject.toml --group build --output-file requirements.lock
	$(COMPILE) --group dev --constraint requirements.lock --output-file requirements-dev.lock

# Wheel, sdist, bill of materials and the changelog's section, in dist/, out of the last commit.
# RELEASE="--tag v1.2.3" makes the release itself, which has to have its section; else it is a draft.
release: $(INSTALLED) $(UV)
	$(BIN)/python deploy/release.py --uv $(UV) $(RELEASE)

$(UV):
	$(PYTHON) -m venv build/lock
	build/lock/bin/python -m pip install --quiet --disable-pip-version-check uv

clean:
	rm -rf .venv build dist .mypy_cache .ruff_cache .pytest_cache .hypothesis

# What pip left half done would count as installed when it looks again, so such a .venv goes.
# All that is installed is compiled, the package itself too: a machine that forbids to keep what was
# compiled later, as many containers do, would compile what a command imports each time it is typed.
# pip would do it on one processor, and compile the packages' own tests too; what does not compile is
# never imported, and pip lets it be as well.
unexport PYTHONDONTWRITEBYTECODE
PIP := $(BIN)/python -m pip --disable-pip-version-check
INSTALL := $(PIP) install --no-compile --progress-bar off --require-hashes
COMPILE_PACKAGES := { echo Compiling; $(BIN)/python -m compileall -qq -j 0 -x /tests/ .venv/lib || :; }

# Tells on one line how far pip is, which by itself says nothing or too much.
TELL := { count=0; while read -r line; do case $$line in \
  "Collecting "*|"Processing "*) count=$$((count + 1)); test $$((count % 10)) -ne 0 || printf ' %s' $$count;; \
  "Installing collected "*) printf ', unpacking them';; \
  Compiling) printf ', compiling them';; \
  esac; done; echo; }

$(RUNTIME): requirements.lock pyproject.toml
	@$(PYTHON) -c 'import sys; sys.exit(sys.version_info < (3, 11))' || \
	  { echo "Python 3.11 or newer is needed; name one with: make PYTHON=python3.12 run" >&2; exit 2; }
	@if test -e $(UNFINISHED); then rm -rf .venv; fi
	@mkdir -p .venv && touch $(UNFINISHED)
	@if test -e $(BIN)/python; then echo "Bringing .venv up to date"; \
	  else echo "Making .venv, which takes a minute, once"; fi
	@$(PYTHON) -m venv .venv
	@printf 'Fetching the %s packages that running needs:' `grep -c '==[^;]*$$' $<`
	@{ $(INSTALL) -r $< && $(COMPILE_PACKAGES) && \
	  $(PIP) install --quiet --no-deps --no-build-isolation -e . && \
	  $(BIN)/python -m compileall -q bot && rm $(UNFINISHED); } | $(TELL)
	@test ! -e $(UNFINISHED)
	@touch $@

$(INSTALLED): requirements-dev.lock $(RUNTIME)
	@if test -e $(UNFINISHED); then rm -rf .venv && $(MAKE) --no-print-directory $(RUNTIME); fi
	@touch $(UNFINISHED)
	@printf 'Fetching the %s packages that tests and checks need:' `grep -c '==[^;]*$$' $<`
	@{ $(INSTALL) -r $< && $(COMPILE_PACKAGES) && rm $(UNFINISHED); } | $(TELL)
	@test ! -e $(UNFINISHED)
	@touch $@

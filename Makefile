# Each target sets up what it needs on a machine with Python 3.11.2 or newer, make and git.
PYTHON ?= python3
PORT ?= 8000
BIN := .venv/bin
# Names the sentences that pages and data share with the sources' texts; those are not ours to hand on.
COPIED ?= ../shared/tools/copied-text
PYTEST := $(BIN)/python -m pytest --numprocesses auto --maxprocesses 8
LOCK := $(BIN)/pip-compile --quiet --generate-hashes --no-header --no-emit-index-url --no-emit-find-links --no-emit-trusted-host --strip-extras --allow-unsafe

# Material announces mkdocs 2 at every start; pyproject.toml says why we stay with 1.6.
export NO_MKDOCS_2_WARNING := 1
# Commands are to find this folder's packages, whatever the shell says.
unexport PYTHONSAFEPATH

# An environment that does not run, has no pip, or comes from another Python than the one asked for is made anew. A link
# to an environment stays.
IDENTITY := import sys; print(sys.base_prefix, sys.version)
ifeq ($(shell test -d .venv -a ! -L .venv && echo found),found)
  MADE := $(shell .venv/bin/python -c 'import pip; $(IDENTITY)' 2>/dev/null)
  ifneq ($(origin PYTHON),file)
    ASKED := $(or $(shell $(PYTHON) -c '$(IDENTITY)'),$(error PYTHON=$(PYTHON) does not run))
  endif
  ifneq ($(MADE),$(or $(ASKED),$(MADE),none))
    $(shell rm -rf .venv)
  endif
endif

.PHONY: help build zip serve test test-all check check-data new schema screenshots lighthouse bench zensical properdocs links lock clean clean-all

help: ## list these targets
	@sed -n 's/^\([a-z-]*\):.*## /\1\t/p' $(MAKEFILE_LIST) | expand -t 13

build: .venv/site.stamp ## write every edition to site/; a failed build leaves the last good ones
	$(BIN)/python -m macros build

zip: build ## the whole site as one archive that opens from a folder, search included
	@ls -l site/downloads/*.zip

serve: .venv/site.stamp ## preview every edition on http://127.0.0.1:8000/ or PORT=…, one alone with EDITION=en; saving a file rebuilds
	$(BIN)/python -m macros serve --port $(PORT)$(if $(EDITION), --edition $(EDITION))

test: .venv/dev.stamp ## the tests of every push, with a real browser, which is found or installed: five minutes on two cores
	$(BIN)/python -m tests.support.browser
	$(PYTEST) -m "not soak"

test-all: .venv/dev.stamp .venv-properdocs/stamp ## all tests, the long ones too: every night and before a release
	$(BIN)/python -m tests.support.browser
	$(PYTEST)

check: .venv/dev.stamp ## format, lint, types, workflows, data, pages, schemas; and no sentence of a source, where their texts are at hand
	$(BIN)/ruff format --check .
	$(BIN)/ruff check .
	$(BIN)/mypy
	$(BIN)/zizmor --offline --quiet .github new_ledger/common/.github
	$(BIN)/check-jsonschema --builtin-schema vendor.github-workflows .github/workflows/*.yml new_ledger/common/.github/workflows/*.yml
	$(BIN)/check-jsonschema --builtin-schema vendor.dependabot .github/dependabot.yml
	$(BIN)/python -m macros check
	$(BIN)/python -m macros schema --check
	@if [ -x $(COPIED) ]; then $(COPIED); fi

check-data: .venv/site.stamp ## data and pages alone, in a second or two: the author's command
	$(BIN)/python -m macros check

new: .venv/site.stamp ## begin a document, make new DOCUMENT=company-2026-10-29, with PARAGRAPHS=40 where they are counted, or a metric, make new METRIC=company-net-sales
ifdef METRIC
	$(BIN)/python -m macros new-metric $(METRIC)
else
	$(BIN)/python -m macros new-document $(or $(DOCUMENT),$(error name it: make new DOCUMENT=company-2026-10-29))$(if $(PARAGRAPHS), --paragraphs $(PARAGRAPHS))
endif

schema: .venv/site.stamp ## write data/schema/, by which editors complete keys and ids
	$(BIN)/python -m macros schema

screenshots: .venv/dev.stamp ## the main pages on a phone and a desk, by day and night, into screenshots/
	$(BIN)/python -m tools.screenshots

lighthouse: .venv/dev.stamp ## Lighthouse on a page of every kind; needs npx; exit code 1 below 97/100/100/100
	$(BIN)/python -m tools.lighthouse

bench: .venv/dev.stamp ## building, today and at a thousand pages, in three ways: some minutes, or SHORT=1
	$(BIN)/python -m tools.benchmarks $(if $(SHORT),--short)

# What an edition is called in the names of configurations, nothing or `.en`, and as a folder, nothing or `/en`.
NAMES := $(patsubst mkdocs%,%,$(basename mkdocs.yml $(wildcard mkdocs.*.yml)))
zensical properdocs: export BOTH_EDITIONS := true
zensical: .venv/dev.stamp ## every edition by the engine after Material, in site-zensical/; HACKING.md says what differs
	rm -rf site-zensical
	$(foreach name,x $(NAMES),$(BIN)/python -m zensical build --clean --strict --config-file zensical$(name:x=).yml &&) true
	$(foreach name,x $(NAMES),$(BIN)/python -m macros export site-zensical$(subst .,/,$(name:x=)) --config-file mkdocs$(name:x=).yml &&) true

properdocs: .venv-properdocs/stamp ## every edition by ProperDocs and MaterialX, in site-properdocs/; HACKING.md says what differs
	rm -rf site-properdocs
	$(foreach name,x $(NAMES),.venv-properdocs/bin/properdocs build --strict --config-file properdocs$(name:x=).yml --site-dir site-properdocs$(subst .,/,$(name:x=)) &&) true

links: .venv/dev.stamp build ## ask the sources' addresses whether they still answer; a report that never fails
	-$(BIN)/linkchecker --check-extern --recursion-level=2 --no-robots --no-status --timeout=20 site/sources/index.html

lock: .venv/dev.stamp ## update the hash-locked requirements from pyproject.toml
	$(LOCK) --upgrade --output-file requirements.txt pyproject.toml
	$(LOCK) --upgrade --extra dev --constraint requirements.txt --output-file requirements-dev.txt pyproject.toml
	$(LOCK) --upgrade --constraint requirements.txt --output-file requirements-properdocs.txt requirements-properdocs.in

clean-all: clean ## remove .venv too
	rm -rf .venv .venv-properdocs

clean: ## remove what the other targets made, but not .venv
	rm -rf site site-zensical site-properdocs screenshots .site-building-* .pytest_cache .mypy_cache .ruff_cache .hypothesis .cache

.venv/bin/python:
	@$(PYTHON) -c 'import sys; sys.exit(sys.version_info < (3, 11, 2))' || { echo "Python 3.11.2 or newer is needed; name one: make PYTHON=python3.12 …" >&2; exit 1; }
	$(PYTHON) -m venv .venv

.venv/site.stamp: requirements.txt | .venv/bin/python
	$(BIN)/python -m pip install --quiet --disable-pip-version-check --require-hashes -r requirements.txt
	@touch $@

.venv/dev.stamp: requirements-dev.txt .venv/site.stamp
	$(BIN)/python -m pip install --quiet --disable-pip-version-check --require-hashes -r requirements-dev.txt
	@touch $@

# MaterialX is a package of the same name as Material: the two need environments of their own.
.venv-properdocs/stamp: requirements-properdocs.txt | .venv/bin/python
	$(BIN)/python -m venv --clear .venv-properdocs
	.venv-properdocs/bin/python -m pip install --quiet --disable-pip-version-check --require-hashes -r requirements-properdocs.txt
	@touch $@

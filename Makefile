# Every target makes and refreshes .venv by itself; nothing but Python 3.11+ and make is needed.
PYTHON ?= python3
VENV := .venv
BIN := $(VENV)/bin
READY := $(VENV)/.ready

.PHONY: help demo chat run test coverage check bench examples test-crash test-load test-fuzz test-world clean lock

help: ## list what can be done
	@grep -E '^[a-z-]+:.*##' $(MAKEFILE_LIST) | sed -E 's/:.*## /\t/' | sort

$(READY): pyproject.toml constraints.txt
	@$(PYTHON) -c 'import sys; sys.exit(sys.version_info < (3, 11))' || { echo "Kaimen needs Python 3.11 or newer; $(PYTHON) is older. Try: make PYTHON=python3.12"; exit 1; }
	@test -x $(BIN)/python || $(PYTHON) -m venv $(VENV)
	$(BIN)/python -m pip install --quiet --disable-pip-version-check -c constraints.txt -e '.[dev]'
	@touch $@

demo: $(READY) ## a day in a small town, without a token
	@$(BIN)/python -m bot demo

chat: $(READY) ## talk to the bot in this terminal
	@$(BIN)/python -m bot chat $(ARGS)

run: $(READY) ## run the bot (needs TELEGRAM_BOT_TOKEN in .env)
	@$(BIN)/python -m bot run

TESTS := $(BIN)/python -m pytest -n 3 --dist worksteal -m "not long"

test: $(READY) ## all tests but the long rounds
	@$(TESTS)

# Apart, for counting takes half as long again. Left out are those that run the same lines in other ways.
UNCOUNTED := authorisation bad_inputs crash fuzz load world
coverage: $(READY) ## which lines of the program no test runs
	@$(TESTS) --cov --cov-report=term --cov-fail-under=90 $(addprefix --ignore=tests/,$(UNCOUNTED))

# fewer of them: make test-crash KILLS=100 SEED=7
KILLS ?= 1000
SEED ?= 20261123
test-crash: $(READY) ## kill the bot 1,000 times under load on each engine and compare (KILLS=100 SEED=7 for others)
	@KAIMEN_KILLS=$(KILLS) KAIMEN_SEED=$(SEED) $(BIN)/python -m pytest -n 0 -m long tests/crash tests/test_power_cut.py tests/test_backup.py -s

test-load: $(READY) ## 50,000 messages delivered twice; 1, 2 and 4 workers on PostgreSQL under load, with one killed every few seconds
	@$(BIN)/python -m pytest -n 0 -m long tests/load -s

# the same inputs again: make test-fuzz SEED=7; more of them: FUZZ=200
FUZZ ?= 20
test-fuzz: $(READY) ## odd inputs for everything that parses, for some ten minutes (FUZZ=200 SEED=7 for others)
	@echo "seed $(SEED), $(FUZZ) times as many as in make test"
	@$(BIN)/python -m pip install --quiet --disable-pip-version-check --only-binary atheris -c constraints.txt -e '.[fuzz]' || true
	@KAIMEN_FUZZ=$(FUZZ) $(BIN)/python -m pytest -n 0 tests/fuzz -s --hypothesis-seed=$(SEED)
	@$(BIN)/python -m tests.fuzz.guided $$(( 5 * $(FUZZ) )) $(SEED)

RUNS ?= 500
STEPS ?= 50
test-world: SEED = 20261126
test-world: $(READY) ## 500 runs of 50 steps in a simulated world, a tenth of that on PostgreSQL (RUNS= STEPS= SEED= for others)
	@KAIMEN_RUNS=$(RUNS) KAIMEN_STEPS=$(STEPS) KAIMEN_SEED=$(SEED) $(BIN)/python -m pytest -n 0 -m long tests/world -s

check: $(READY) ## formatting, lints, types, import contracts, known vulnerabilities (where there is a network)
	@$(BIN)/ruff format --check .
	@$(BIN)/ruff check .
	@$(BIN)/mypy
	@$(BIN)/lint-imports
	@$(BIN)/python -m tests.audit

bench: $(READY) ## speed and memory, against what people would use instead
	@$(BIN)/python -m pip install --quiet --disable-pip-version-check -c constraints.txt -e '.[bench]'
	@$(BIN)/python -m benchmarks

examples: $(READY) ## the reports of a made-up town, anew, in docs/examples/
	@$(BIN)/python -m benchmarks.examples

lock: ## choose new versions and write them to constraints.txt
	@rm -rf $(VENV)/lock && $(PYTHON) -m venv $(VENV)/lock
	@$(VENV)/lock/bin/python -m pip install --quiet --disable-pip-version-check -e '.[dev,bench,fuzz]'
	@$(VENV)/lock/bin/python -m pip freeze --exclude-editable > constraints.txt
	@rm -rf $(VENV)/lock

clean: ## remove what the targets above made
	rm -rf $(VENV) demo-output .mypy_cache .ruff_cache .pytest_cache .hypothesis .import_linter_cache .coverage .coverage.*

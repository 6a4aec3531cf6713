# Threshold: `make run` serves it, `make test` proves it. Both install what they need into .venv, and nothing elsewhere.
# Needs Python 3.11 to 3.14 and a C compiler.

PORT ?= 8000
SECONDS ?= 60
ROUNDS ?= 5
PART ?=
BIN := .venv/bin
BUILT := service/web/static/manifest.json
ASSETS := $(shell find service/web/assets -type f -not -path '*/node_modules/*')

.DEFAULT_GOAL := help
.PHONY: help run assets clients test check fuzz bench bench-lock mutants planted format lock clean

help:  ## Say what there is to make
	@awk -F ':.*## ' '/^[a-z]+:.*## / { printf "  make %-9s %s\n", $$1, $$2 }' Makefile

run: .venv/.ready-to-run $(BUILT)  ## Serve on http://127.0.0.1:8000 (another port: make run PORT=8080)
	@exec $(BIN)/threshold serve --port $(PORT)

assets: $(BUILT)  ## Build the styles and scripts of the pages

clients: .venv/.ready-to-test  ## Write the clients for Python and TypeScript again, after a change to the API
	@.ci/clients write

test: .venv/.ready-to-test $(BUILT)  ## Run every check and test, as CI does
	@.ci/clients
	$(BIN)/pytest --numprocesses 2 --dist loadfile --cov --cov-report term

check: .venv/.ready-to-test  ## The quick checks: style, types, the order of imports, the rulesets
	$(BIN)/ruff check
	$(BIN)/ruff format --check
	$(BIN)/mypy
	$(BIN)/lint-imports
	$(BIN)/threshold check

fuzz: .venv/.ready-to-test  ## Compare both engines on random rulesets and cases for SECONDS=60
	$(BIN)/python -m tests.differential.fuzz --seconds $(SECONDS)

bench: .venv/.ready-to-test  ## Measure it beside its peers (quickly: make bench ROUNDS=1; one part: make bench PART=live)
	@.ci/bench
	$(BIN)/python -m bench $(PART) --rounds $(ROUNDS) $(if $(filter 1,$(ROUNDS)),--seconds 0.5) $(PUBLISH)

bench-lock: .venv/.ready-to-test
	$(BIN)/uv pip compile --quiet --no-annotate --universal --python-version 3.11 --default-index https://pypi.org/simple \
		--custom-compile-command "make bench-lock" bench/requirements.in -o bench/requirements.txt

mutants: .venv/.ready-to-run  ## Change every shipped ruleset in every small way and see the scenarios notice
	@for each in lcpc:2004-04-01 lcpc:proposed front-door; do $(BIN)/threshold mutate $$each || exit; done

planted: .venv/.ready-to-test  ## Plant thirty faults and write down what catches each (some minutes)
	$(BIN)/python -m tests.assurance.planted

format: .venv/.ready-to-test  ## Lay the code out and mend what can be mended safely
	$(BIN)/ruff format
	$(BIN)/ruff check --fix

lock: .venv/.ready-to-test  ## Choose package versions again after a change to pyproject.toml
	$(BIN)/uv lock --default-index https://pypi.org/simple

clean:  ## Remove the environment and everything made while working
	rm -rf .venv bench/.venv bench/peers/json-rules/node_modules .coverage .coverage.* .hypothesis .import_linter_cache .mypy_cache .pytest_cache .ruff_cache build dist service/web/static service/web/assets/node_modules clients/typescript/node_modules clients/typescript/dist
	find . -name __pycache__ -type d -prune -exec rm -rf {} +

$(BUILT): $(ASSETS) .ci/assets | .venv/.ready-to-run
	@.ci/assets

.venv/.ready-to-run: uv.lock
	@.ci/environment run

.venv/.ready-to-test: uv.lock
	@.ci/environment test

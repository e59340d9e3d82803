# Everything a person or CI runs. `make demo` and `make test` work on a fresh clone.
PYTHON ?= python3
VENV := .venv
BIN := $(VENV)/bin
STAMP := $(VENV)/.installed
DEMO_DB := demo/.askfin/galaxy.duckdb
BASELINE := demo/baseline.jsonl
export PIP_DISABLE_PIP_VERSION_CHECK := 1
# Tests start many processes: what is compiled once is kept.
export PYTHONDONTWRITEBYTECODE :=
.DEFAULT_GOAL := help

.PHONY: help
help:  ## Show what can be made
	@grep -hE '^[a-z-]+:.*##' $(MAKEFILE_LIST) | sed -E 's/:.*## /\t/' | expand -t 12

$(STAMP): requirements.lock pyproject.toml
	@test -x $(BIN)/python || $(PYTHON) -m venv $(VENV)
	$(BIN)/python -m pip install --quiet --require-hashes -r requirements.lock
	$(BIN)/python -m pip install --quiet --no-deps --editable .
	@touch $@

.PHONY: install
install: $(STAMP)  ## Make the environment

$(DEMO_DB): $(STAMP) $(wildcard demo/generate/*.py)
	$(BIN)/python -m demo.generate --out $(DEMO_DB)

.PHONY: demo
demo: $(DEMO_DB)  ## Build the demo company and ask it seven questions
	@$(BIN)/python -m demo.tour

.PHONY: test
test: lint $(DEMO_DB)  ## Lint, types, import contracts and all default tests
	$(BIN)/python -m pytest -q -n 2 --dist loadfile
	$(BIN)/askfin eval --workspace demo --jobs 2 --out build/eval --baseline $(BASELINE) --quiet

.PHONY: lint
lint: $(STAMP)  ## Ruff, pyright and the import contracts
	$(BIN)/ruff check .
	$(BIN)/ruff format --check .
	$(BIN)/pyright
	$(BIN)/lint-imports --no-cache

.PHONY: fmt
fmt: $(STAMP)  ## Format and sort
	$(BIN)/ruff check --fix --quiet . || true
	$(BIN)/ruff format .

.PHONY: lock
lock:  ## Pin the dependencies anew (needs uv)
	uv pip compile --universal --generate-hashes --no-emit-index-url --group dev pyproject.toml -o requirements.lock

.PHONY: clean
clean:  ## Remove the environment and everything built
	rm -rf $(VENV) demo/.askfin build *.egg-info

.PHONY: gallery
gallery: $(STAMP)  ## Draw a contact sheet of every kind of chart into build/gallery
	$(BIN)/python -m bot.charts.gallery build/gallery

.PHONY: eval
eval: $(DEMO_DB)  ## Score the demo's question sets offline, write report and README figures
	$(BIN)/askfin eval --workspace demo --jobs 2 --out build/eval --baseline $(BASELINE) --write-readme README.md README.zh-CN.md

.PHONY: baseline
baseline: $(DEMO_DB)  ## Write anew which cases of the demo pass; commit it after an improvement
	$(BIN)/askfin eval --workspace demo --jobs 2 --out build/eval --update-baseline $(BASELINE) --quiet

.PHONY: bench
bench: $(DEMO_DB)  ## Measure: start, latency, prompts, eval, value index, compiler, charts and files
	$(BIN)/python -m eval.bench

# Every command of the house. `make help` lists them; each does the whole job from a fresh clone.
PYTHON ?= python3
PORT ?= 8000
VENV ?= .venv
ARGS ?=
export PORT VENV

BIN := $(VENV)/bin
RUN_READY = $(PYTHON) scripts/bootstrap.py run
DEV_READY = $(PYTHON) scripts/bootstrap.py dev

.DEFAULT_GOAL := help
.PHONY: help run test check fix docs bench bench-text bench-media soak lock
.SILENT:

help: ## This list
	awk -F ':.*## ' '/^[a-z-]+:.*## / { printf "  make %-10s %s\n", $$1, $$2 }' $(MAKEFILE_LIST)

run: ## Build what is missing, seed a demo practice, serve it on http://127.0.0.1:8000 (PORT=8001 for another)
	$(RUN_READY) && exec $(BIN)/chaperone demo

test: ## All tests; ARGS="-k withdraw" for some, SERVERS=1 with the real third-party servers
	$(DEV_READY) && exec $(BIN)/python scripts/run_tests.py $(ARGS)

check: ## Everything CI checks besides the tests: style, types, floors, templates, docs, migrations, locks, leaks
	$(DEV_READY) && exec $(BIN)/python scripts/check.py $(ARGS)

fix: ## Let the tools mend what they can: imports, style, templates
	$(DEV_READY)
	# status 1: something was mended, or is left for a person
	$(BIN)/ruff check --fix --output-format concise || [ $$? -eq 1 ]
	$(BIN)/ruff format --quiet
	$(BIN)/djlint src --reformat --quiet || [ $$? -eq 1 ]

docs: ## Write docs/reference/ anew from the code
	$(DEV_READY) && $(BIN)/python -m chaperone.project.docs

bench: ## Measure the engines: DATA=folder says on what
	$(DEV_READY) && exec $(BIN)/python scripts/run_bench.py $(DATA)

bench-text: ## Screening beside Presidio in one run: DATA=folder of labelled texts; its table goes into docs/benchmarks.md
	$(DEV_READY) && exec $(BIN)/python bench/text.py $(DATA) --write

bench-media: ## The photo and video engine beside deface and mat2, into docs/benchmarks.md: DATA=folder with MANIFEST.csv
	$(DEV_READY) && exec $(BIN)/python bench/media.py $(DATA) --write docs/benchmarks.md $(ARGS)

soak: ## What takes hours (kills, long clips, many rows); ARGS="-k kill" for some; keep the log in docs/soak/
	$(DEV_READY) && exec $(BIN)/python -m pytest tests/soak $(ARGS)

lock: ## Resolve requirements/*.lock anew; ARGS=--upgrade takes the newest versions
	$(DEV_READY) && $(BIN)/python scripts/lock.py $(ARGS)

# The portal's commands. They need git, make and Python 3.11 or newer; everything else they fetch themselves.
.PHONY: help run stop test lint format messages requirements bench bench-events bench-search bench-submissions bench-registrations environment
.DEFAULT_GOAL := help
.NOTPARALLEL:

PORT ?= 8000
PYTHON ?= python3
BIN := .venv/bin
TEMPLATES = git ls-files --cached --others --exclude-standard -- '*/templates/*.html' 'templates/*.html'
export PORT

help:
	@echo "make run                          the portal on http://localhost:8000; Ctrl-C stops everything"
	@echo "make run PORT=8123                the same on another port"
	@echo "make stop                         ends what a killed 'make run' of this clone left over"
	@echo "make test                         all checks and tests, in a database of their own"
	@echo "make test ARGS=tests/partners     only some of the tests"
	@echo "DATABASE_URL=postgres://… make …  the same with an ordinary PostgreSQL 15 or newer"
	@echo "make lint                         only the checks of style; make format puts right what it can"
	@echo "make messages                     bring the translations in locale/ to what the code says"
	@echo "make bench                        CPU time per page, compared with an empty Django page"
	@echo "make bench-events                 the same for the calendar with 10 and with 100,000 dates"
	@echo "make bench-search                 how long search takes with 100,000 and 1,000,000 texts in the index"
	@echo "make bench-submissions            500 applications for funding within 60 seconds"
	@echo "make bench-registrations          1,000 times 50 people for 10 places: no date is overbooked"
	@echo "make requirements                 pin the versions again (make requirements UPGRADE=--upgrade)"

# `exec`: a signal for make must reach the supervisor itself, not a shell in between.
run: environment
	@exec $(BIN)/python -m twinning.local.run --port "$(PORT)"

stop:
	@if test -x $(BIN)/python; then $(BIN)/python -m twinning.local.run stop; fi

# Chromium's path is found once and handed to the browser tests; an empty one makes them say that it is missing.
# Tests wait for browsers and databases half of their time: one worker more than there are cores keeps these busy.
test: lint
	$(BIN)/python -m twinning.local.messages compile
	@CHROMIUM="$$($(BIN)/python -m twinning.local.chromium)" || exit 1; export CHROMIUM; \
	WORKERS="$$($(BIN)/python -c 'import os; print((os.cpu_count() or 1) + 1)')"; \
	$(BIN)/python -m pytest -n "$$WORKERS" --dist worksteal $(ARGS)

lint: environment
	$(BIN)/ruff check .
	$(BIN)/ruff format --check .
	@$(TEMPLATES) | xargs $(BIN)/djade --target-version 5.2 --check

format: environment
	$(BIN)/ruff check --fix .
	$(BIN)/ruff format .
	@$(TEMPLATES) | xargs $(BIN)/djade --target-version 5.2

messages: environment
	$(BIN)/python -m twinning.local.messages update
	$(BIN)/python -m twinning.local.messages compile

bench: environment
	$(BIN)/python -m twinning.local.bench

bench-events: environment
	$(BIN)/python -m tests.bench_events

bench-search: environment
	$(BIN)/python -m tests.bench_search

bench-submissions: environment
	$(BIN)/python -m tests.bench_submissions

bench-registrations: environment
	$(BIN)/python -m tests.bench_registrations

# pip-tools lives beside the environment, not in it: the portal and its tests do not need it.
requirements: environment
	test -x .local/pip-tools/bin/python || $(BIN)/python -m venv .local/pip-tools
	.local/pip-tools/bin/python -m pip install --quiet "pip-tools==7.6.2"
	.local/pip-tools/bin/python -m twinning.local.requirements $(UPGRADE)

environment:
	@for python in "$(PYTHON)" python3.13 python3.12 python3.11; do \
		if "$$python" -c 'import sys; sys.exit(sys.version_info < (3, 11))' 2>/dev/null; then \
			exec "$$python" -m twinning.local.environment; \
		fi; \
	done; \
	echo "Python 3.11 or newer is needed and was not found. Install it (for example: apt install python3 python3-venv)," >&2; \
	echo "or name it: make run PYTHON=/path/to/python3.12" >&2; \
	exit 1

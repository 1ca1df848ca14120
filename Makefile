# make app    set up what is missing and open the app
# make test   set up what is missing and run every check
# make screenshots   take the pictures of the README again, and one of each layout, theme and kind of mark (build/looks)
# make compatibility   write docs/compatibility.md again
# make editor   build frontend/vendor/codemirror.js again, from its lock file (needs npm)
#
# Everything is installed into .venv. A stamp in .venv stands for each finished part of the set-up, so a second run
# is quick; `make clean` removes it all.

SHELL := /bin/sh
VENV  := .venv
BIN   := $(VENV)/bin
PIP   := $(BIN)/python -m pip --disable-pip-version-check
PYTHON ?= $(shell sh .ci/python)
TORCH := torch==2.13.0
SCRIPTS := $(filter-out components/stage/frontend/vendor/%,$(shell find components/stage/frontend -name '*.js'))
SPECS   := $(wildcard tests/frontend/*.test.mjs)

.PHONY: app test screenshots compatibility editor setup lint types scripts pytest fuzz clean
.DELETE_ON_ERROR:

app: $(VENV)/.app
	$(BIN)/python -m streamlit run streamlit_app.py

test: setup lint types scripts pytest

screenshots: $(VENV)/.system $(VENV)/.test
	$(BIN)/python docs/screenshots.py
	$(BIN)/python docs/looks.py

compatibility: $(VENV)/.app
	$(BIN)/python docs/compatibility.py

editor:
	cd components/stage/editor && npm ci --ignore-scripts --no-audit --no-fund && node build.mjs

setup: $(VENV)/.system $(VENV)/.test $(VENV)/.torch

# ── set-up ──────────────────────────────────────────────────────────────────────────────────────────────────────────

$(VENV)/.made:
	@test -n "$(PYTHON)" || { echo "Python 3.11 or newer is needed: install python3." >&2; exit 1; }
	@$(PYTHON) -c 'import ensurepip, venv' 2>/dev/null || sh .ci/need python3-venv false
	$(PYTHON) -m venv $(VENV)
	@touch $@

$(VENV)/.app: $(VENV)/.made pyproject.toml constraints.txt
	$(PIP) install --quiet -e . -c constraints.txt
	@touch $@

$(VENV)/.test: $(VENV)/.made pyproject.toml constraints.txt
	$(PIP) install --quiet -e ".[test]" -c constraints.txt
	@touch $(VENV)/.app $@

# PyTorch only checks the recorded answers again; where it cannot be installed, the recorded answers stand for it.
$(VENV)/.torch: $(VENV)/.test
	@$(BIN)/python -c 'import torch' 2>/dev/null || $(PIP) install --quiet "$(TORCH)" \
	  || echo "$(TORCH) cannot be installed here: the tests compare with its recorded answers."
	@touch $@

# Coverage-guided fuzzing needs a wheel for this Python; without one, the tests mix programs with Hypothesis alone.
$(VENV)/.fuzz: $(VENV)/.test
	@$(PIP) install --quiet --only-binary :all: atheris || echo "atheris has no wheel for this Python."
	@touch $@

# The browser tests drive Chromium and look at Chinese text; the browser's scripts are tested with Node.
$(VENV)/.system: $(VENV)/.made .ci/need
	@sh .ci/need chromium chromium chromium-browser google-chrome
	@sh .ci/need nodejs node
	@sh .ci/need fonts-noto-cjk --font "Noto Sans CJK"
	@touch $@

# ── checks ──────────────────────────────────────────────────────────────────────────────────────────────────────────

lint: $(VENV)/.test
	$(BIN)/ruff check .
	$(BIN)/ruff format --check .

types: $(VENV)/.test
	$(BIN)/mypy autograd_core

scripts: $(VENV)/.system
	@for script in $(SCRIPTS); do node --check "$$script" || exit 1; done
	node --test $(SPECS)

pytest: setup
	$(BIN)/python -m pytest

# Random programs against PyTorch, then hostile ones, guided by coverage: make fuzz MINUTES=10
fuzz: setup $(VENV)/.fuzz
	$(BIN)/python -W ignore tests/oracle/fuzz.py $(or $(MINUTES),5)
	@if $(BIN)/python -c 'import atheris' 2>/dev/null; then \
	  $(BIN)/python -W ignore tests/hostile/guided.py $(or $(MINUTES),5); fi

clean:
	rm -rf $(VENV) .mypy_cache .pytest_cache .ruff_cache .hypothesis build dist *.egg-info

# Two commands are enough: `make run` and `make test`. The others are for those who change things.
PYTHON ?= python3
PORT ?= 8501
VENV := .venv
BIN := $(VENV)/bin
# Bytecode is worth seconds at every start: never switch it off from outside.
unexport PYTHONDONTWRITEBYTECODE

.PHONY: run test taint lint fuzz sparse bench notebooks build clean

run: $(VENV)/.installed
	@$(BIN)/faro demo
	@$(BIN)/faro serve --port $(PORT)

build: $(VENV)/.installed
	@$(BIN)/faro build

test: $(VENV)/.installed-test
	$(BIN)/python -m pytest -n 2 --dist loadfile --no-loadscope-reorder

taint: $(VENV)/.installed-test
	FARO_TAINT=all $(BIN)/python -m pytest tests/taint -n 2

lint: $(VENV)/.installed-test
	$(BIN)/ruff check .
	$(BIN)/ruff format --check .
	$(BIN)/mypy
	$(BIN)/lint-imports

fuzz: $(VENV)/.installed-test
	$(BIN)/python -m fuzz --variants 10000 --seed 1

sparse: $(VENV)/.installed-test
	$(BIN)/python -m fuzz.sparse --combinations 400 --seed 1

bench: $(VENV)/.installed-test
	$(BIN)/python -m benchmarks

notebooks: $(VENV)/.installed-test
	@$(BIN)/faro demo
	$(BIN)/python notebooks/render.py --out build/notebooks

$(VENV)/bin/python:
	$(PYTHON) -m venv $(VENV)

$(VENV)/.installed: pyproject.toml constraints.txt | $(VENV)/bin/python
	$(BIN)/python -m pip install --quiet --disable-pip-version-check -c constraints.txt -e .
	@touch $@

$(VENV)/.installed-test: pyproject.toml constraints.txt | $(VENV)/bin/python
	$(BIN)/python -m pip install --quiet --disable-pip-version-check -c constraints.txt -e '.[test,bench]'
	@touch $(VENV)/.installed $@

clean:
	rm -rf $(VENV) data/curated build *.egg-info

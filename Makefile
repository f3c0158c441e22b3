# Two commands are enough: `make run` and `make test`. The others are for those who change things.
PYTHON ?= python3
PORT ?= 8501
VENV := .venv
BIN := $(VENV)/bin
comma := ,
# Bytecode is worth seconds at every start: never switch it off from outside.
unexport PYTHONDONTWRITEBYTECODE
# Where there is Java, twenty statements are tried on Spark; without it 450 MB would be of no use.
SPARK := $(if $(shell command -v java),$(comma)spark)

.PHONY: run site crawl test test-all test-twenty container test-spark test-streamlit taint lint fuzz sparse bench soak screenshots notebooks build attack mutate lock licences sbom audit clean

run: $(VENV)/.installed
	@$(BIN)/faro demo
	@$(BIN)/faro serve --port $(PORT)

build: $(VENV)/.installed
	@$(BIN)/faro build

# Every page that is read, as plain files: open build/site/index.html or copy the folder anywhere.
site: build
	@$(BIN)/faro site --public

# Three processes for two cores: browsers and servers keep them waiting.
test: $(VENV)/.installed-test
	$(BIN)/python -m pytest -n 3 --dist loadfile --no-loadscope-reorder

# Every case of every test: before a release, or after a change that reaches far.
test-all: $(VENV)/.installed-test
	$(BIN)/python -m pytest -n 2 --dist loadfile --no-loadscope-reorder --all

# The page tests at both ends of the range of Streamlit that pyproject.toml allows: each end stands
# in an environment of its own, over the libraries of the usual one.
STREAMLITS := 1.66 1.67
PAGE_TESTS := $(addprefix tests/dashboard/test_,seam.py ready_made.py pieces.py pages.py server.py) \
	$(addprefix tests/browser/test_,pieces_in_place.py dashboard.py)

test-streamlit: $(STREAMLITS:%=build/streamlit-%/.installed)
	@for end in $(STREAMLITS); do \
		build/streamlit-$$end/bin/python -m pytest --all -n 2 --dist loadfile $(PAGE_TESTS) || exit 1; \
	done

build/streamlit-%/.installed: pyproject.toml constraints.txt | $(VENV)/.installed-test
	$(PYTHON) -m venv --clear build/streamlit-$*
	@$(BIN)/python -c 'import sysconfig as s; print("import site; site.addsitedir(%r)" % s.get_paths()["purelib"])' \
		> $$(build/streamlit-$*/bin/python -c 'import sysconfig as s; print(s.get_paths()["purelib"])')/usual.pth
	build/streamlit-$*/bin/python -m pip install --quiet --disable-pip-version-check 'streamlit==$*.*'
	@touch $@

# Twenty statements on Spark and on DuckDB, where there is Java: CI does it after `make test`.
test-twenty: $(VENV)/.installed-test
	$(BIN)/python -m pytest tests/spark/test_statements.py -n 0 --all

# The steps of deploy/Containerfile without a container runtime: copied, installed by its digests,
# begun, served, healthy, stopped. CI does it last.
container: $(VENV)/.installed-test
	$(BIN)/python -m pytest tests/institution/test_deploying.py -k steps_of_the_container -n 0 --all

# Every statement on Spark and on DuckDB, a build by Spark, a cluster that loses workers. Java 17.
test-spark: $(VENV)/.installed-test
	$(BIN)/python -m pip install --quiet --disable-pip-version-check -c constraints.txt -e '.[spark]'
	FARO_SPARK=all $(BIN)/python -m pytest tests/spark -n 0

taint: $(VENV)/.installed-test
	FARO_TAINT=all $(BIN)/python -m pytest tests/taint -n 2

# The whole public edition with the simulated panel, every link, figure and feed of it.
crawl: $(VENV)/.installed-test
	FARO_CRAWL=all $(BIN)/python -m pytest tests/public

lint: $(VENV)/.installed-test
	$(BIN)/ruff check .
	$(BIN)/ruff format --check .
	$(BIN)/sqlfmt --check --quiet pipelines
	$(BIN)/mypy
	$(BIN)/lint-imports

fuzz: $(VENV)/.installed-test
	$(BIN)/python -m fuzz --variants 10000 --seed 1
	$(BIN)/python -m fuzz.changes --chains 20 --seed 1

sparse: $(VENV)/.installed-test
	$(BIN)/python -m fuzz.sparse --combinations 480 --seed 1

bench: $(VENV)/.installed-test
	$(BIN)/python -m benchmarks

# A day in ten minutes: a hundred sessions come and go, and memory, threads and files stay.
soak: $(VENV)/.installed-test
	@$(BIN)/faro demo
	$(BIN)/python -m benchmarks.soak

# docs/screenshots anew: every page in Spanish, in English, and dark on a phone. Needs chromium.
screenshots: $(VENV)/.installed-test
	@$(BIN)/faro demo
	PYTHONPATH=. $(BIN)/python makers/screenshots.py

notebooks: $(VENV)/.installed-test
	@$(BIN)/faro demo
	$(BIN)/python notebooks/render.py --out build/notebooks

attack: $(VENV)/.installed-test
	$(BIN)/python -m attack

# Faults seeded one at a time: the tests catch each of them.
mutate: $(VENV)/.installed-test
	$(BIN)/python -m benchmarks.mutate

# What Faro stands on, and what its wheel is made with: versions with the digests of their files,
# licences, and a bill of materials.
TOOLS := build/tools/bin
COMPILE := grep -oE 'setuptools[>=0-9]+' pyproject.toml | sort -u | $(TOOLS)/uv pip compile pyproject.toml - \
	-c constraints.txt --universal --python-version 3.11 --generate-hashes --no-header --no-annotate --quiet \
	--extra institution --extra mcp

lock: build/tools/.installed
	$(COMPILE) -o requirements.lock
	$(COMPILE) --extra test --extra bench -o requirements-test.lock

# The product and nothing else, every file of it held to its digest.
PRODUCT := build/product/bin/python

build/product/.installed: requirements.lock
	$(PYTHON) -m venv --clear build/product
	$(PRODUCT) -m pip install --quiet --disable-pip-version-check --require-hashes -r requirements.lock
	@touch $@

licences: build/tools/.installed build/product/.installed
	@{ echo '# Licences of the libraries'; echo; \
	echo 'Written by `make licences` from what each library says of itself.'; echo; \
	$(TOOLS)/pip-licenses --python=$(PRODUCT) --format=markdown --with-system --with-urls --from=mixed \
		--packages $$(grep -oE '^[A-Za-z0-9._-]+==' requirements.lock | tr -d =); } > docs/licences.md

sbom: build/tools/.installed build/product/.installed
	$(TOOLS)/cyclonedx-py environment $(PRODUCT) --pyproject pyproject.toml \
		--output-reproducible --of JSON -o build/sbom.cdx.json

# Asks a service on the net: what cannot be asked of is a failure, never a clean bill.
audit: build/tools/.installed
	$(TOOLS)/pip-audit -r requirements.lock --require-hashes --disable-pip --strict

build/tools/.installed: Makefile
	$(PYTHON) -m venv --clear build/tools
	$(TOOLS)/python -m pip install --quiet --disable-pip-version-check \
		uv==0.13.8 cyclonedx-bom==7.5.0 pip-licenses==5.5.5 \
		pip-audit==2.10.1
	@touch $@

$(VENV)/bin/python:
	$(PYTHON) -m venv $(VENV)

$(VENV)/.installed: pyproject.toml constraints.txt | $(VENV)/bin/python
	$(BIN)/python -m pip install --quiet --disable-pip-version-check -c constraints.txt -e .
	@touch $@

$(VENV)/.installed-test: pyproject.toml constraints.txt | $(VENV)/bin/python
	$(BIN)/python -m pip install --quiet --disable-pip-version-check -c constraints.txt -e '.[institution,mcp,test,bench$(SPARK)]'
	@touch $(VENV)/.installed $@

clean:
	rm -rf $(VENV) data/curated build *.egg-info

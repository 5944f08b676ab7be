# `make` or `make help` lists what can be made. Needed: python3 (3.11 or newer), pip and make; uv is used where it is there.
PYTHON ?= python3
PY := .venv/bin/python
ENVIRONMENT := .venv/.ready
TIDY := .cache/tidy.done
SITE := .cache/site.done
SKIPPED := skipped, nothing has changed

CODE := $(wildcard gcir/*.py gcir/codebook/* gcir/style/*.* gcir/style/fonts/*)
NOTEBOOKS := $(wildcard notebooks/*.ipynb)
PUBLISHED := $(wildcard data/published/*.csv)

.DEFAULT_GOAL := help
.DELETE_ON_ERROR:
.PHONY: help report handouts test lab bench fuzz lint clean FORCE

help: ## list the targets
	@echo "make TARGET, with one of:"
	@sed -n 's/^\([a-z]*\):.*## \(.*\)/  \1|\2/p' Makefile | awk -F'|' '{ printf "%-10s%s\n", $$1, $$2 }'

report: $(SITE) ## read data/raw, run the notebooks, write the site
	@echo "Environment: $(or $(DID_ENVIRONMENT),$(SKIPPED))"
	@echo "Tables:      $(or $(DID_TIDY),$(SKIPPED))"
	@echo "Site:        $(or $(DID_SITE),$(SKIPPED))"
	@echo "Open site/index.html in a browser."

handouts: $(ENVIRONMENT) $(TIDY) ## make two printed pages about every agency, in both languages
	@$(PY) -m gcir handout --all

test: $(ENVIRONMENT) ## run every test
	@echo "Environment: $(or $(DID_ENVIRONMENT),$(SKIPPED))"
	@$(PY) scripts/setup_browser.py
	@$(PY) -m pytest

lab: $(ENVIRONMENT) $(TIDY) ## open JupyterLab on start.ipynb (LAB='--no-browser --port 9000' to choose)
	@$(PY) scripts/lab.py $(LAB)

bench: $(ENVIRONMENT) ## measure speed, as ratios
	@$(PY) -m pytest benchmarks --benchmark-columns=median,iqr,rounds
	@$(PY) benchmarks/build_sizes.py --cluster
	@$(PY) benchmarks/notebook_sizes.py

fuzz: $(ENVIRONMENT) ## read what nobody would write, new each time (MINUTES=10)
	@$(PY) -m tests.fuzz.run --minutes $(or $(MINUTES),10)

lint: $(ENVIRONMENT) ## check style and types
	@$(PY) -m ruff check .
	@$(PY) -m mypy

clean: ## remove what was generated; the environment stays
	@rm -rf data/tidy site build dist .cache *.egg-info .pytest_cache .mypy_cache .ruff_cache .hypothesis .benchmarks
	@find figures -type f ! -name README.md -delete
	@echo "Removed: data/tidy, figures, site and caches. 'rm -r .venv' removes the environment too."

$(ENVIRONMENT): requirements.lock pyproject.toml scripts/setup_env.py
	$(eval DID_ENVIRONMENT := made)
	@command -v $(PYTHON) >/dev/null || { echo "$(PYTHON) is not there: install Python 3.11 or newer, or run make PYTHON=/path/to/python3.12"; exit 1; }
	@$(PYTHON) scripts/setup_env.py .venv
	@touch $@

# A stamp of its own: a build that finds nothing new leaves the tables, and their times, as they are.
$(TIDY): $(ENVIRONMENT) $(CODE) .cache/raw.list $(if $(wildcard data/tidy/reports.parquet),,FORCE)
	$(eval DID_TIDY := made)
	@echo "Tables: reading data/raw into data/tidy ..."
	@$(PY) -m gcir build data/raw --out data/tidy
	@touch $@

$(SITE): $(TIDY) $(NOTEBOOKS) $(PUBLISHED) $(if $(wildcard site/index.html),,FORCE)
	$(eval DID_SITE := made)
	@echo "Site: running the notebooks ..."
	@$(PY) -m gcir report
	@touch $@

# The inputs by content and not by name: any file name will do, and a removed file counts as a change.
.cache/raw.list: FORCE
	@mkdir -p .cache
	@find data/raw -type f -exec cksum {} + | sort > $@.new
	@if cmp -s $@.new $@; then rm $@.new; else mv $@.new $@; fi

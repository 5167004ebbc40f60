# ICTS Watch: `make run` shows it at work, `make test` proves it. Both need Python 3.11, make and a package index only.
PYTHON ?= python3.11
VENV := .venv
BIN := $(VENV)/bin
READY := $(VENV)/.ready
# One more than the smallest machine's two cores: tests wait for disks and sockets. A worker takes up to 2.5 GB.
WORKERS ?= 3

.PHONY: run test suite up check airflow audit bench calibrate fuzz faults torture cluster load golden clean

run: $(READY)  ## one pass: the live Federal Register when it can be reached, the bundled sample otherwise
	$(BIN)/icts-watch run

test: $(READY)  ## everything that must hold
	$(MAKE) --jobs=2 airflow suite

suite: check  ## style, types, and every test but those of Airflow's own processes, which mostly wait and run beside
	OMP_NUM_THREADS=1 $(BIN)/pytest -n $(WORKERS) --dist loadfile --no-loadscope-reorder -m 'not airflow and not cluster'

up: $(READY)  ## Airflow with the DAGs switched on
	$(BIN)/icts-watch up

check: $(READY) audit  ## style, types, and known holes in dependencies
	$(BIN)/ruff check .
	$(BIN)/ruff format --check .
	$(BIN)/mypy

airflow: $(READY)  ## Airflow's own scheduler and triggerer, from publication to Slack
	$(BIN)/pytest -m airflow

audit: $(READY)  ## every locked dependency against the advisory database, if it can be reached
	$(BIN)/python tests/audit.py $(BIN)/pip-audit constraints.txt tests/audit-ignore.txt

fuzz: $(READY)  ## 20,000 mutated documents: no crash, no hang, none lost in silence (minutes)
	ICTS_WATCH_FUZZ_INPUTS=20000 $(BIN)/pytest -q tests/extract/test_reading_survives_mutations.py

faults: $(READY)  ## 1,000 owners, 200 events, one call of four fails, 100 kills: every message arrives once (half an hour)
	ICTS_WATCH_FAULTS=1 $(BIN)/pytest -q -s tests/pipeline/test_every_due_message_arrives_once.py

torture: $(READY)  ## killed at every commit boundary and at random, disk full, catalog locked and more: nothing lost or doubled (two hours)
	@command -v faketime >/dev/null && ls /usr/lib/postgresql/*/bin/initdb >/dev/null 2>&1 \
	  || { echo "make: install Debian's faketime and postgresql first"; exit 1; }
	ICTS_WATCH_TORTURE=1 $(BIN)/pytest -q -s tests/torture

cluster: $(READY)  ## hosts out of network namespaces, with Airflow's Celery workers on them: one that vanishes in mid-task (Debian, as root; 15 minutes)
	@command -v ip >/dev/null && command -v redis-server >/dev/null && ls /usr/lib/postgresql/*/bin/initdb >/dev/null 2>&1 \
	  || { [ "$$(id -u)" = 0 ] && command -v apt-get >/dev/null && apt-get update -qq \
	       && apt-get install -y -qq postgresql redis-server iproute2 >/dev/null; } \
	  || { echo "make: install PostgreSQL's server, Redis and iproute2 first (Debian: postgresql redis-server iproute2)"; exit 1; }
	$(BIN)/python -m pip install --quiet --disable-pip-version-check --no-compile -c constraints.txt -e '.[dev,many-machines,cluster]'
	$(BIN)/pytest -q -s -m cluster tests/cluster

load: $(READY)  ## ten questions on 1,000,000 findings, each in under a second; the page on 100,000 (minutes)
	ICTS_WATCH_LOAD=1 $(BIN)/pytest -q -s tests/warehouse/test_a_million_impacts_answer_in_a_second.py tests/pipeline/test_the_page_stays_usable.py

bench: $(READY)  ## speed, as ratios measured in one run
	$(BIN)/icts-watch bench

calibrate: $(READY)  ## what is learnt from labelled sets, with the error on vendors, rules and rounds left out (three minutes)
	$(BIN)/python -m tests.calibrate
	$(BIN)/python -m tests.learn_words

# One package (pyicu) is built on the spot and needs a compiler and the ICU headers. Python compiles what is imported when it is first.
$(READY): pyproject.toml constraints.txt
	@pkg-config --exists icu-i18n 2>/dev/null \
	  || { [ "$$(id -u)" = 0 ] && command -v apt-get >/dev/null && apt-get update -qq \
	       && apt-get install -y -qq g++ pkg-config libicu-dev >/dev/null; } \
	  || { echo "make: install a C++ compiler, pkg-config and the ICU headers first (Debian: g++ pkg-config libicu-dev)"; exit 1; }
	$(PYTHON) -m venv $(VENV)
	$(BIN)/python -m pip install --quiet --disable-pip-version-check --no-compile -c constraints.txt -e '.[dev]'
	touch $@

clean:  ## remove the environment; what runs have kept stays
	rm -rf $(VENV)

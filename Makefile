# `make demo` and `make test` need python3 >= 3.11, pip, git and make; they install everything else into .venv.
PYTHON ?= python3
VENV := .venv
RUN := $(VENV)/bin/python
export PIP_DISABLE_PIP_VERSION_CHECK := 1
# Each test starts many Python processes, and without compiled files an ansible-playbook alone takes a second longer to start.
unexport PYTHONDONTWRITEBYTECODE

.PHONY: demo test test-fast test-fuzz test-faults test-eventual test-devops-auth test-clients test-matrix new-module bench docs clean

# Which of the tutorial's ways: managed_identity or service_principal, yaml or classic, policy or rbac.
IDENTITY := managed_identity
PIPELINE := yaml
ACCESS := policy

demo: $(VENV)/.demo-ready
	$(RUN) -m emulator exec -- $(RUN) demo/run.py --identity $(IDENTITY) --pipeline $(PIPELINE) --access $(ACCESS)

test: $(VENV)/.test-ready
	$(RUN) tests/run_all.py

test-fast: $(VENV)/.test-ready
	$(RUN) tests/run_all.py --fast

# 300 examples of each test where `make test` tries 16, and other ones each time.
test-fuzz: $(VENV)/.test-ready
	PATH="$(CURDIR)/$(VENV)/bin:$$PATH" $(RUN) -m pytest -q -n 3 --dist worksteal tests/fuzz --long

# Every write request with every fault: see tests/faults/cells.py.
test-faults: $(VENV)/.test-ready
	PATH="$(CURDIR)/$(VENV)/bin:$$PATH" $(RUN) -m pytest -q -n 3 --dist worksteal tests/faults

# The integration tests in a cloud whose changes take effect late and that throttles, as Azure: see emulator/core/delays.py and switches/limits.py.
test-eventual: $(VENV)/.test-ready
	$(RUN) -m pytest -q -n 6 --dist worksteal tests/integration --emulator=--eventual --emulator=--strict-quotas

# The integration tests against an organization that takes Entra tokens only, and against one that takes personal access tokens only.
test-devops-auth: $(VENV)/.test-ready
	$(RUN) -m pytest -q -n 3 --dist worksteal tests/integration --emulator=--devops-auth=entra
	$(RUN) -m pytest -q -n 3 --dist worksteal tests/integration --emulator=--devops-auth=pat

# Clients that nobody here wrote, against the emulator; Node.js is needed too. Installs them below build/clients.
test-clients: $(VENV)/.test-ready
	$(RUN) -m pytest -q tests/clients

# The tests marked `smoke` with each supported pair of ansible-core and Python that is here: see tests/matrix.py.
test-matrix: $(VENV)/.test-ready
	$(RUN) tests/matrix.py

# Writes the files of a new module: make new-module NAME=devops_widget SUBJECT=pipeline. See docs/docsite/rst/recipes.rst.
new-module: $(VENV)/.test-ready
	$(RUN) tests/scaffold/new_module.py "$(NAME)" $(SUBJECT)

bench: $(VENV)/.demo-ready
	$(RUN) tests/bench.py

docs: $(VENV)/.test-ready
	rm -rf build/docs && mkdir -p build && mkdir -m 700 build/docs
	PATH="$(CURDIR)/$(VENV)/bin:$$PATH" antsibull-docs sphinx-init --use-current --squash-hierarchy --dest-dir build/docs vaultpipe.azure
	tail -n +4 docs/site/conf.py >> build/docs/conf.py
	$(RUN) -m pip install --quiet -r build/docs/requirements.txt
	# Any warning is an error.
	cd build/docs && PATH="$(CURDIR)/$(VENV)/bin:$$PATH" ./build.sh
	@echo "Read build/docs/build/html/index.html"

clean:
	rm -rf $(VENV) build tests/output .mypy_cache .pytest_cache .ruff_cache .ansible

# The link makes vaultpipe.azure known to every Ansible tool of this .venv, from any folder, and the .pth file the emulator to Python. Half of the packages' files are never
# imported, so Python compiles those that are.
$(VENV)/.demo-ready: requirements.txt emulator/requirements.txt demo/requirements.txt
	@$(PYTHON) -c 'import sys; sys.version_info >= (3, 11) or sys.exit("Python 3.11 or newer is needed, PYTHON=$(PYTHON) is " + sys.version)'
	$(PYTHON) -m venv $(VENV)
	$(RUN) -m pip install --quiet --no-compile -r demo/requirements.txt
	packages=$$($(RUN) -c 'import sysconfig; print(sysconfig.get_path("purelib"))') && \
	mkdir -p "$$packages/ansible_collections/vaultpipe" && \
	ln -sfn "$(CURDIR)" "$$packages/ansible_collections/vaultpipe/azure" && \
	echo "$(CURDIR)" > "$$packages/vaultpipe-azure.pth"
	touch $@

$(VENV)/.test-ready: $(VENV)/.demo-ready tests/requirements.txt
	$(RUN) -m pip install --quiet --no-compile -r tests/requirements.txt
	touch $@

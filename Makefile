# Two commands do all set-up: `make run` (the whole pipeline) and `make test`.
PYTHON ?= python3
VENV := .venv
LOCK_OPTIONS := --universal --python-version 3.11 --generate-hashes --no-header --quiet
LOCK := uv pip compile pyproject.toml $(LOCK_OPTIONS)
# the images hold the versions that the tests ran with
LOCK_IMAGE := uv pip compile $(LOCK_OPTIONS) --upgrade --constraint locks/dev.txt --constraint locks/uv.txt
IMAGE_LOCKS := cpu gpu gateway tools

.PHONY: run test test-services servers check bench lock clean bsl images-test

run: $(VENV)/run.stamp  ## from sources to the decision on a canary, on this machine
	$(VENV)/bin/bsl run

test: $(VENV)/dev.stamp  ## all tests that need no server
	$(VENV)/bin/python -m pytest --ignore=tests/services

servers: $(VENV)/dev.stamp  ## builds the servers of the tests, with Go, into .servers: MinIO, etcd, kube-apiserver, …
	$(VENV)/bin/python -m tests.servers.building

test-services: $(VENV)/dev.stamp  ## tests on real servers; without Go or PostgreSQL they are skipped by name
	$(VENV)/bin/python -m tests.servers.building --if-possible
	$(VENV)/bin/python -m pytest tests/services

check: $(VENV)/dev.stamp  ## style, types, import contracts, stale files, security
	$(VENV)/bin/ruff check .
	$(VENV)/bin/ruff format --check .
	$(VENV)/bin/mypy
	$(VENV)/bin/lint-imports --no-logo
	$(VENV)/bin/bsl compile --check
	$(VENV)/bin/bsl lint --code --tools

bench: $(VENV)/dev.stamp  ## measures every figure that the README quotes
	$(VENV)/bin/python -m benchmarks

lock: $(VENV)/uv.stamp  ## renews the lock files from pyproject.toml
	$(VENV)/bin/$(LOCK) --extra model --extra serve --extra knowledge-base --extra s3 --upgrade --output-file locks/run.txt
	$(VENV)/bin/$(LOCK) --all-extras --constraint locks/run.txt --output-file locks/dev.txt
	for lock in $(IMAGE_LOCKS); do $(VENV)/bin/$(LOCK_IMAGE) --group image-$$lock --output-file locks/image-$$lock.txt || exit 1; done
	$(VENV)/bin/$(LOCK_IMAGE) --group image-kfp --no-deps --output-file locks/image-kfp.txt

bsl: $(VENV)/uv.stamp  ## compile, lint, publish, schedule: without the libraries of models, at the versions of the lock
	$(VENV)/bin/uv pip install --quiet --python $(VENV)/bin/python --constraint locks/run.txt --editable .

images-test: $(VENV)/dev.stamp  ## all three images built and run: root, buildah, mmdebstrap, iproute2, 25 GB of disk
	BSL_TEST_GPU_IMAGE=1 $(VENV)/bin/python -m pytest tests/services/images

clean:  ## removes the environment and everything that runs left behind
	rm -rf $(VENV) artifacts

$(VENV)/uv.stamp: locks/uv.txt
	$(PYTHON) -c 'import sys; sys.exit(sys.version_info < (3, 11) and "Python 3.11 or newer is needed: make PYTHON=python3.11")'
	$(PYTHON) -m venv $(VENV)
	$(VENV)/bin/python -m pip install --quiet --disable-pip-version-check --require-hashes -r locks/uv.txt
	touch $@

$(VENV)/run.stamp: $(VENV)/uv.stamp locks/run.txt pyproject.toml
	$(VENV)/bin/uv pip install --quiet --compile-bytecode --python $(VENV)/bin/python --require-hashes -r locks/run.txt
	$(VENV)/bin/uv pip install --quiet --compile-bytecode --python $(VENV)/bin/python --no-deps --editable .
	touch $@

$(VENV)/dev.stamp: $(VENV)/run.stamp locks/dev.txt
	$(VENV)/bin/uv pip install --quiet --compile-bytecode --python $(VENV)/bin/python --require-hashes -r locks/dev.txt
	touch $@

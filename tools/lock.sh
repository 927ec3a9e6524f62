#!/bin/sh
# Resolve pyproject.toml again into the two lock files: every wheel of every platform, with its hash.
# The machine's own package mirrors are left out, so that the hashes are those of the public index.
set -eu
cd "$(dirname "$0")/.."
unset UV_INDEX UV_INDEX_URL UV_EXTRA_INDEX_URL UV_DEFAULT_INDEX UV_FIND_LINKS UV_INDEX_STRATEGY || true

resolve() {
    .venv/bin/uv pip compile pyproject.toml --no-config --quiet --upgrade --universal --python-version 3.11 \
        --generate-hashes --no-header --no-annotate --no-emit-index-url --only-binary :all: "$@"
}

resolve --output-file requirements.lock
resolve --group dev --constraint requirements.lock --output-file requirements-dev.lock

#!/bin/sh
# Installs locked packages: `install-locked image-tools` makes the installer, `install-locked LOCK…` fills /opt/venv and
# writes its bill of materials. Every file is checked by its hash, and nothing but what the locks name is installed.
set -eu

secrets=/run/secrets
if [ -s "$secrets/ca" ]; then
    export SSL_CERT_FILE="$secrets/ca" PIP_CERT="$secrets/ca"
fi
if [ -s "$secrets/netrc" ]; then
    export NETRC="$secrets/netrc"
fi
if [ -n "${INDEX:-}" ]; then
    export UV_DEFAULT_INDEX="$INDEX" PIP_INDEX_URL="$INDEX"
fi

export UV_NO_CACHE=1 UV_LINK_MODE=copy UV_COMPILE_BYTECODE=1 UV_PYTHON_DOWNLOADS=never
export PIP_NO_CACHE_DIR=1 PIP_DISABLE_PIP_VERSION_CHECK=1

if [ "$1" = image-tools ]; then
    python3 -m venv /opt/tools
    exec /opt/tools/bin/python -m pip install --quiet --no-deps --require-hashes -r /locks/image-tools.txt
fi

/opt/tools/bin/uv venv --quiet --python "$(command -v python3)" /opt/venv
for lock in "$@"; do
    set -- "$@" -r "/locks/$lock.txt"
    shift
done
/opt/tools/bin/uv pip install --quiet --python /opt/venv/bin/python --no-deps --no-build --require-hashes "$@"
/opt/tools/bin/cyclonedx-py environment --output-reproducible --of JSON --output-file /opt/venv/sbom.cdx.json \
    /opt/venv/bin/python

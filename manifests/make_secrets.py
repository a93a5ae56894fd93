"""Prints the secrets of an installation as manifests, so that Git holds none: random where they may be, else yours.

    .venv/bin/python manifests/make_secrets.py production | kubectl apply --server-side -f -

Everything is kept in manifests/overlays/<overlay>/secrets.env, which Git ignores: the first call writes it, you fill in
what nobody can invent (addresses of databases, tokens of hosts), later calls print the same again. The pair of keys
that releases are signed with comes from `bsl keys make --output manifests/overlays/<overlay>/keys`.
"""

import argparse
import json
import os
import secrets
import sys
from pathlib import Path
from typing import Any

OVERLAYS = Path(__file__).parent / "overlays"
ROLES = ("pipelines", "ingest", "data", "train", "register", "serve", "admin")
SERVING_ROLES = ("serve",)
STORAGE_ROLES = ("admin",)
# what can be invented and what cannot; an empty one makes no secret
INVENTED = ("GATEWAY_KEY", "POSTGRESQL_PASSWORD", *(f"S3_{role.upper()}_SECRET_KEY" for role in ROLES))
NAMED = {f"S3_{role.upper()}_ACCESS_KEY": f"bsl-{role}" for role in ROLES}
ASKED = ("KNOWLEDGE_BASE_URL", "RATINGS_URL", "REPOSITORY_TOKEN", "GENERATOR_TOKEN")
LOCAL_DATABASE = "postgresql://bsl:{POSTGRESQL_PASSWORD}@bsl-postgresql.bsl-storage.svc:5432/bsl"
LOCAL_STORE = "bsl-object-store.bsl-storage.svc:9000"


def main(arguments: list[str] | None = None) -> int:
    """Write what is missing, print everything; 2 when the overlay or its keys are not there."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("overlay", choices=sorted(path.name for path in OVERLAYS.iterdir() if path.is_dir()))
    folder = OVERLAYS / parser.parse_args(arguments).overlay
    try:
        objects = manifests(folder)
    except OSError as error:
        print(f"error: {error.filename}: {error.strerror}; `bsl keys make --output {folder}/keys`", file=sys.stderr)
        return 2
    json.dump({"apiVersion": "v1", "kind": "List", "items": objects}, sys.stdout, indent=1)
    return 0


def manifests(folder: Path) -> list[dict[str, Any]]:
    """Every secret of an overlay, and the public key; raises ``OSError`` when the pair of keys is not there."""
    values = read_env(folder / "values/values.env")
    kept = complete(folder / "secrets.env", own_stores="OBJECT_STORE_HOST" not in values)
    pipelines = values.get("PROFILE", "bsl-foundry")
    serving = f"{values['PROFILE']}-serving" if "PROFILE" in values else "bsl-serving"
    private, public = ((folder / "keys" / name).read_text() for name in ("signing.pem", "verification.pem"))
    objects = [_verification(namespace, public) for namespace in (pipelines, serving)]
    for namespace, name, data in _secrets(kept, values, pipelines, serving):
        if all(data.values()):
            objects.append(_secret(namespace, name, data))
    return [*objects, _secret(pipelines, "bsl-signing", {"private_key": private})]


def complete(path: Path, *, own_stores: bool) -> dict[str, str]:
    """What the file says, with what it lacked written into it; whoever fills it in later is not overwritten."""
    found = read_env(path) if path.exists() else {}
    new = NAMED | {name: secrets.token_urlsafe(30) for name in INVENTED} | dict.fromkeys(ASKED, "")
    missing = {name: value for name, value in new.items() if name not in found}
    found |= missing
    if own_stores:
        address = LOCAL_DATABASE.format(**found)
        filled = {name: address for name in ("KNOWLEDGE_BASE_URL", "RATINGS_URL") if not found[name]}
        found |= filled
    if missing:
        _write(path, "".join(f"{name}={found[name]}\n" for name in found))
    return found


def read_env(path: Path) -> dict[str, str]:
    """Lines of NAME=value; the value is taken as it stands."""
    lines = (line.strip() for line in path.read_text().splitlines())
    pairs = (line.partition("=") for line in lines if line and not line.startswith("#"))
    return {name.strip(): value for name, _, value in pairs}


def _secrets(
    kept: dict[str, str], values: dict[str, str], pipelines: str, serving: str
) -> list[tuple[str, str, dict[str, str]]]:
    own_stores = "OBJECT_STORE_HOST" not in values
    found = []
    for role in ROLES:
        namespace = serving if role in SERVING_ROLES else "bsl-storage" if role in STORAGE_ROLES else pipelines
        if role in STORAGE_ROLES and not own_stores:
            continue  # the administrator of a store that exists is nobody of ours
        if role == "pipelines" and "PROFILE" in values:
            continue  # the launcher's key comes from the profile controller
        keys = {name: kept[f"S3_{role.upper()}_{name.upper()}"] for name in ("access_key", "secret_key")}
        found.append((namespace, f"bsl-object-store-{role}", keys | (_kserve(keys, values) if role == "serve" else {})))
    if own_stores:
        found.append(("bsl-storage", "bsl-postgresql", {"password": kept["POSTGRESQL_PASSWORD"]}))
    return [
        *found,
        (pipelines, "bsl-knowledge-base", {"url": kept["KNOWLEDGE_BASE_URL"]}),
        (pipelines, "bsl-ratings", {"url": kept["RATINGS_URL"]}),
        (serving, "bsl-ratings", {"url": kept["RATINGS_URL"]}),
        (pipelines, "bsl-repositories", {"token": kept["REPOSITORY_TOKEN"]}),
        (pipelines, "bsl-generator", {"token": kept["GENERATOR_TOKEN"]}),
        (serving, "bsl-gateway", {"keys": kept["GATEWAY_KEY"]}),
    ]


def _kserve(keys: dict[str, str], values: dict[str, str]) -> dict[str, str]:
    """The same keys under the names that KServe's storage initializer reads, and where the store is."""
    return {
        "AWS_ACCESS_KEY_ID": keys["access_key"],
        "AWS_SECRET_ACCESS_KEY": keys["secret_key"],
        "AWS_DEFAULT_REGION": values.get("OBJECT_STORE_REGION", "us-east-1"),
        "S3_ENDPOINT": values.get("OBJECT_STORE_HOST", LOCAL_STORE),
        "S3_USE_HTTPS": "1" if "OBJECT_STORE_HOST" in values else "0",
    }


def _secret(namespace: str, name: str, data: dict[str, str]) -> dict[str, Any]:
    labels = {"app.kubernetes.io/part-of": "bsl-foundry"}
    metadata = {"name": name, "namespace": namespace, "labels": labels}
    return {"apiVersion": "v1", "kind": "Secret", "metadata": metadata, "type": "Opaque", "stringData": data}


def _verification(namespace: str, public: str) -> dict[str, Any]:
    secret = _secret(namespace, "bsl-verification", {"public_key": public})
    return {"apiVersion": "v1", "kind": "ConfigMap", "metadata": secret["metadata"], "data": secret["stringData"]}


def _write(path: Path, text: str) -> None:
    partial = path.with_name(f".{path.name}.{os.getpid()}")
    with os.fdopen(os.open(partial, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600), "w") as stream:
        stream.write(text)
    os.replace(partial, path)


if __name__ == "__main__":
    sys.exit(main())

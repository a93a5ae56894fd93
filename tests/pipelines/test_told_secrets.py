"""What is wrong with an address or a key is told without the secret in it: messages end in logs and in tickets."""

import os
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path

import pytest

from components.shared.errors import BadInput, TryAgain
from components.shared.knowledge_base import KnowledgeBaseSettings, open_knowledge_base
from components.shared.object_store import open_object_store
from components.shared.ratings import open_ratings
from tests.planted import in_text, planted

SECRET = planted("told")
# what a person may have written, and the command that reads it
CASES: dict[str, tuple[dict[str, str], list[str]]] = {
    "knowledge base that is away": (
        {"BSL_KNOWLEDGE_BASE": f"postgresql://reader:{SECRET}@127.0.0.1:1/base"},
        ["knowledge-base", "check"],
    ),
    "knowledge base, broken address": (
        {"BSL_KNOWLEDGE_BASE": f"postgresql://reader:{SECRET}@[::1/base"},
        ["knowledge-base", "check"],
    ),
    "knowledge base, unknown scheme": (
        {"BSL_KNOWLEDGE_BASE": f"mysql://reader:{SECRET}@db/base"},
        ["knowledge-base", "check"],
    ),
    "knowledge base, password as a parameter": (
        {"BSL_KNOWLEDGE_BASE": f"postgresql://127.0.0.1:1/base?user=reader&password={SECRET}"},
        ["knowledge-base", "check"],
    ),
    "ratings, unknown scheme": ({"BSL_RATINGS": f"mysql://writer:{SECRET}@db/base"}, ["serve", "--port", "0"]),
    "ratings that are away": (
        {"BSL_RATINGS": f"postgresql://writer:{SECRET}@127.0.0.1:1/base"},
        ["serve", "--port", "0"],
    ),
    "object store, unknown scheme": ({"BSL_OBJECT_STORE": f"ftp://me:{SECRET}@host/x"}, ["serve", "--port", "0"]),
    "object store with keys in the address": (
        {"BSL_OBJECT_STORE": f"s3://me:{SECRET}@bucket?endpoint=http://127.0.0.1:1"},
        ["serve", "--port", "0"],
    ),
    "object store, keys in the endpoint": (
        {"BSL_OBJECT_STORE": f"s3://bucket?endpoint=http://me:{SECRET}@127.0.0.1:1"},
        ["serve", "--port", "0"],
    ),
    "object store that is away": (
        {
            "BSL_OBJECT_STORE": "s3://bucket?endpoint=http://127.0.0.1:1&region=us-east-1",
            "BSL_S3_ACCESS_KEY": "someone",
            "BSL_S3_SECRET_KEY": SECRET,
        },
        ["serve", "--port", "0"],
    ),
    "Kubeflow that is away": (
        {"BSL_KFP_ENDPOINT": "http://127.0.0.1:1", "BSL_KFP_TOKEN_FILE": "{folder}/secret"},
        ["publish"],
    ),
    "Kubeflow, secret in the address": (
        {"BSL_KFP_ENDPOINT": f"http://me:{SECRET}@127.0.0.1:1", "BSL_KFP_TOKEN_FILE": "{folder}/secret"},
        ["publish"],
    ),
}


def called(folder: Path, variables: dict[str, str], words: list[str]) -> str:
    """What a command prints; the processes have a folder of their own."""
    (folder / "secret").write_text(SECRET)
    environment = {name: value.replace("{folder}", str(folder)) for name, value in variables.items()}
    run = subprocess.run(
        [sys.executable, "-m", "pipelines", *words],
        capture_output=True,
        text=True,
        env={**os.environ, "BSL_ARTIFACTS": str(folder / "artifacts"), **environment},
        timeout=120,
        check=False,
    )
    return run.stdout + run.stderr


@pytest.mark.slow
@pytest.mark.parametrize(("variables", "words"), CASES.values(), ids=CASES)
def test_a_message_holds_no_secret(variables: dict[str, str], words: list[str], tmp_path: Path) -> None:
    shown = called(tmp_path, variables, words)
    assert shown.strip()
    assert in_text(shown, {"secret": SECRET}) == set(), shown
    assert "Traceback" not in shown


ADDRESSES = (
    "ftp://me:{}@host/x",
    "me:{}@host",
    "{}",
    "postgresql://me:{}@[::1/x",
    "postgresql://me:{}@127.0.0.1:port/x",
    "postgresql://me@127.0.0.1:1/x?password={}",
    "s3://me:{}@bucket",
    "s3://bucket?endpoint=https://me:{}@host:port",
    "s3://bucket?endpoint=https://host&secret_key={}",
)


def opened_knowledge_base(url: str) -> object:
    return open_knowledge_base(url, KnowledgeBaseSettings())


@pytest.mark.parametrize("address", ADDRESSES)
@pytest.mark.parametrize("opened", [open_object_store, open_ratings, opened_knowledge_base])
def test_a_refused_address_is_not_repeated(opened: Callable[[str], object], address: str) -> None:
    with pytest.raises((BadInput, TryAgain)) as told:
        opened(address.format(SECRET))
    assert in_text(str(told.value), {"secret": SECRET}) == set()

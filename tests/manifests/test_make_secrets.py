import importlib.util
import json
import stat
import subprocess
import sys
from pathlib import Path
from types import ModuleType
from typing import Any

import pytest

from tests.manifests.conftest import MANIFESTS


@pytest.fixture
def script(tmp_path: Path) -> ModuleType:
    """The script with overlays of its own, so that no file appears in the checkout."""
    spec = importlib.util.spec_from_file_location("make_secrets", MANIFESTS / "make_secrets.py")
    assert spec
    assert spec.loader
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    for overlay in ("local", "production", "multi-user"):
        folder = tmp_path / overlay
        (folder / "values").mkdir(parents=True)
        (folder / "keys").mkdir()
        values = (MANIFESTS / "overlays" / overlay / "values/values.env").read_text()
        (folder / "values/values.env").write_text(values)
        (folder / "keys/signing.pem").write_text("PRIVATE")
        (folder / "keys/verification.pem").write_text("PUBLIC")
    module.OVERLAYS = tmp_path  # type: ignore[attr-defined]
    return module


def secrets(script: ModuleType, overlay: str, capsys: Any) -> dict[tuple[str, str], dict[str, str]]:
    assert script.main([overlay]) == 0
    items = json.loads(capsys.readouterr().out)["items"]
    return {
        (item["metadata"]["namespace"], item["metadata"]["name"]): item.get("stringData") or item["data"]
        for item in items
    }


def test_a_second_call_prints_the_same(script: ModuleType, capsys: Any) -> None:
    assert secrets(script, "local", capsys) == secrets(script, "local", capsys)


def test_what_was_filled_in_is_printed_and_what_is_empty_makes_no_secret(script: ModuleType, capsys: Any) -> None:
    first = secrets(script, "production", capsys)
    assert ("bsl-foundry", "bsl-knowledge-base") not in first
    path = script.OVERLAYS / "production/secrets.env"
    url = "postgresql://reader:a=b@db.example.com/kb?sslmode=verify-full"
    path.write_text(path.read_text().replace("KNOWLEDGE_BASE_URL=", f"KNOWLEDGE_BASE_URL={url}"))
    second = secrets(script, "production", capsys)
    assert second.pop(("bsl-foundry", "bsl-knowledge-base")) == {"url": url}
    assert second == first


@pytest.mark.parametrize(
    ("overlay", "there", "not_there"),
    [
        ("local", ("bsl-storage", "bsl-object-store-admin"), ("bsl-foundry", "bsl-object-store-admin")),
        ("local", ("bsl-serving", "bsl-ratings"), ("bsl-serving", "bsl-signing")),
        ("production", ("bsl-foundry", "bsl-object-store-pipelines"), ("bsl-storage", "bsl-object-store-admin")),
        ("multi-user", ("team-a", "bsl-object-store-train"), ("team-a", "bsl-object-store-pipelines")),
        ("multi-user", ("team-a-serving", "bsl-verification"), ("bsl-serving", "bsl-verification")),
    ],
)
def test_each_secret_is_where_it_is_needed_and_nowhere_else(
    script: ModuleType, capsys: Any, overlay: str, there: tuple[str, str], not_there: tuple[str, str]
) -> None:
    found = secrets(script, overlay, capsys)
    assert there in found
    assert not_there not in found


def test_predictors_get_their_keys_as_kserve_reads_them(script: ModuleType, capsys: Any) -> None:
    serve = secrets(script, "production", capsys)["bsl-serving", "bsl-object-store-serve"]
    assert serve["AWS_SECRET_ACCESS_KEY"] == serve["secret_key"]
    assert (serve["S3_ENDPOINT"], serve["S3_USE_HTTPS"]) == ("s3.example.com:443", "1")


def test_every_key_is_another_and_only_the_owner_may_read_them(script: ModuleType, capsys: Any) -> None:
    found = secrets(script, "local", capsys)
    keys = [data["secret_key"] for (_, name), data in found.items() if name.startswith("bsl-object-store")]
    assert len(set(keys)) == len(keys) == 7
    assert min(map(len, keys)) >= 40
    assert stat.S_IMODE((script.OVERLAYS / "local/secrets.env").stat().st_mode) == 0o600


def test_without_the_pair_of_keys_the_command_that_makes_it_is_named(script: ModuleType, capsys: Any) -> None:
    (script.OVERLAYS / "local/keys/signing.pem").unlink()
    assert script.main(["local"]) == 2
    output = capsys.readouterr()
    assert not output.out
    assert "signing.pem" in output.err
    assert "bsl keys make" in output.err


def test_an_overlay_that_is_not_there_is_refused_by_name() -> None:
    run = subprocess.run(
        [sys.executable, MANIFESTS / "make_secrets.py", "staging"], capture_output=True, text=True, check=False
    )
    assert run.returncode == 2
    assert "production" in run.stderr

"""A registry with small versions in it, for the tests of what comes after training."""

from datetime import UTC, datetime
from pathlib import Path
from typing import Literal

from components.shared.object_store import open_object_store
from components.shared.registry import Registry
from components.shared.summaries import BaseModelSummary
from components.shared.versions import VersionDetails

NOW = datetime(2026, 1, 2, tzinfo=UTC)


def open_registry(tmp_path: Path) -> Registry:
    """The registry of a test."""
    return Registry(open_object_store(f"file:{tmp_path / 'store'}"), "bsl-coder")


def registered(tmp_path: Path, versions: int, status: Literal["passed", "rejected"] = "passed") -> Registry:
    """A registry with a base model and tuned versions of it."""
    registry = open_registry(tmp_path)
    base = tmp_path / "made/base"
    base.mkdir(parents=True)
    (base / "weights").write_text("base")
    summary = BaseModelSummary(
        name="tiny", digest="d", parameters=1, architecture="Qwen2", license="Apache-2.0", tiny=True,
        chat_template_sha256="c", seconds=1.0,
    )  # fmt: skip
    base_version = registry.register_base(base, summary, NOW)
    for number in range(1, versions + 1):
        folder = tmp_path / f"made/v{number}"
        folder.mkdir()
        (folder / "weights").write_text(f"tuned {number}")
        details = VersionDetails(
            kind="tuned", status=status, base_version=base_version, created_at=NOW, licenses={},
            chat_template_sha256="c", summaries={"base_model": summary.model_dump()},
        )  # fmt: skip
        registry.register(folder, details)
    return registry

"""Tests do not wait between attempts."""

import pytest


@pytest.fixture(autouse=True)
def impatient(monkeypatch: pytest.MonkeyPatch) -> None:
    for module in ("connection", "publish", "reconcile"):
        monkeypatch.setattr(f"pipelines.publishing.{module}.SECONDS_BETWEEN_ATTEMPTS", 0.001)

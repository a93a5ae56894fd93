"""A full disk is one message: what, where, what to do. Nothing is left, and the re-run ends in the same bytes."""

from pathlib import Path

import pytest

from components.shared.errors import TryAgain, actionable
from tests.digests import digests
from tests.pipelines.test_killed_stages import EVERY_SIZE, MADE, prepared, run, told  # noqa: F401  a fixture
from tests.room import room_for


@pytest.mark.parametrize("stage", MADE)
def test_a_disk_that_is_full_at_any_size(stage: str, prepared: Path, tmp_path: Path) -> None:  # noqa: F811
    run(stage, prepared, tmp_path / "whole")
    right = told(stage, tmp_path / "whole")
    output = tmp_path / "output"
    full = 0
    for most in EVERY_SIZE:
        try:
            with room_for(most):
                run(stage, prepared, output)
        except OSError as error:
            full += 1
            said = actionable(error)
            assert isinstance(said, TryAgain)
            assert str(said).startswith("no space left on the disk: /"), said
            assert str(said).endswith("; make room and run again"), said
            assert digests(output) == {}, most
    assert full >= 3
    run(stage, prepared, output)
    assert told(stage, output) == right

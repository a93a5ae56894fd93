"""Versions: what a compatibility mode means for a name."""

import pytest

from components.shared.bsl.platform.tables import load_platform
from components.shared.bsl.platform.versions import is_newer, numbers_of


@pytest.mark.parametrize(
    ("since", "mode", "newer"),
    [
        ("8.3.22", "8.3.21", True),
        ("8.3.22", "8.3.22", False),
        ("8.3.9", "8.3.10", False),
        ("8.3.22", "Version8_3_9", True),
        ("8.3.27.1", "8.3.27", False),
        ("8.5.1", "8.3.27", True),
        ("", "8.3.21", None),
        ("8.3.22", "", None),
        ("8.3.22", "DontUse", None),
    ],
)
def test_a_name_is_newer_than_a_mode_or_not_or_unknown(since: str, mode: str, newer: bool | None) -> None:
    assert is_newer(since, mode) is newer


@pytest.mark.parametrize("text", ["8.3.22", "Version8_3_22", "8.3.22.0"])
def test_versions_are_read_as_the_export_and_people_write_them(text: str) -> None:
    assert numbers_of(text)[:3] == (8, 3, 22)


def test_a_mode_can_hide_less_than_the_platform_lacks() -> None:
    """Regular expressions came with 8.3.23, and compile in every mode from 8.3.9 on a platform that has them."""
    function = load_platform().functions["стрнайтипорегулярномувыражению"]
    assert is_newer(function.since, "8.3.17") is True
    assert is_newer(function.hidden_below, "8.3.17") is False

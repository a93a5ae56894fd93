from collections import Counter

import pytest
from hypothesis import given
from hypothesis import strategies as st

from components.split.assignment import SPLITS, split_of
from components.split.settings import SplitSettings


def test_a_module_never_moves() -> None:
    # these stay as they are for the life of a data set: whoever trained on a module must not be judged by it
    settings = SplitSettings()
    split = [split_of(f"CommonModule.М{n}.Module", settings) for n in range(7)]
    assert split == ["train", "train", "test", "train", "test", "train", "validation"]


def test_shares_are_met() -> None:
    settings = SplitSettings()
    sizes = Counter(split_of(f"Catalog.{n}.ObjectModule", settings) for n in range(10_000))
    assert sizes["train"] == pytest.approx(8000, abs=150)
    assert sizes["validation"] == pytest.approx(1000, abs=100)


@given(st.text(), st.text(min_size=1, max_size=5))
def test_any_key_has_a_split_and_keeps_it(key: str, salt: str) -> None:
    settings = SplitSettings(salt=salt)
    assert split_of(key, settings) in SPLITS
    assert split_of(key, settings) == split_of(key, settings)


def test_another_salt_divides_otherwise() -> None:
    keys = [f"Catalog.{n}.ObjectModule" for n in range(200)]
    other = SplitSettings(salt="other")
    assert [split_of(key, SplitSettings()) for key in keys] != [split_of(key, other) for key in keys]


def test_shares_that_leave_nothing_for_test_are_refused() -> None:
    with pytest.raises(ValueError, match="nothing for test"):
        SplitSettings(train_share=0.9, validation_share=0.1)

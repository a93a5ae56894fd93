import pytest
from hypothesis import given
from hypothesis import strategies as st

from components.shared.records import CATEGORIES
from components.split.mix import MIX_TARGET, quotas
from components.split.settings import SplitSettings

COUNTS = st.dictionaries(st.sampled_from(CATEGORIES), st.integers(0, 100_000))


@given(COUNTS)
def test_no_category_has_more_than_its_part_of_what_stays(counts: dict[str, int]) -> None:
    settings = SplitSettings(mix_from_records=0)
    kept = quotas(counts, settings)
    assert all(kept[category] <= counts[category] for category in counts)
    total = sum(kept.values())
    # each category is rounded down by itself
    assert all(count <= settings.mix_excess * MIX_TARGET[category] * (total + 6) for category, count in kept.items())


@given(COUNTS, st.integers(0, 200_000))
def test_few_data_stay_as_they_are(counts: dict[str, int], least: int) -> None:
    kept = quotas(counts, SplitSettings(mix_from_records=least))
    assert sum(kept.values()) >= min(least, sum(counts.values())) - len(CATEGORIES)


@pytest.mark.parametrize("choices", [{"mix_excess": 0}, {"mix_from_records": 10**9}])
def test_without_a_limit_all_stays(choices: dict[str, float]) -> None:
    counts = {"forms": 100_000, "crud": 1}
    assert quotas(counts, SplitSettings(**choices)) == counts  # type: ignore[arg-type]


def test_a_limit_below_the_wished_share_is_refused() -> None:
    with pytest.raises(ValueError, match="mix_excess"):
        SplitSettings(mix_excess=0.5)

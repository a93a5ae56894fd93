from components.shared.reports.people import people
from components.shared.summaries import Contributor, CurateSummary, IngestSummary, SourceCount

CURATED = CurateSummary(fates={"kept": 8, "too_short": 2}, by_category={}, by_source={}, seconds=1)
INGESTED = IngestSummary(
    records=3,
    sources=(
        SourceCount(
            kind="community", path="c", by_user={"ivanov": {"records": 3, "over_quota": 2}, "petrov": {"misplaced": 1}}
        ),
    ),
    by_category={},
    by_license={},
    seconds=1,
)


def test_nothing_is_read_until_it_is_true() -> None:
    assert "Человек прочёл 0 из 8 оставленных примеров: 0,0 %" in people(None, CURATED).replace("\u00a0", " ")


def test_the_share_read_by_a_person_counts_no_model() -> None:
    page = people(None, CURATED.model_copy(update={"read_by": {"person": 2, "model": 1}})).replace("\u00a0", " ")
    assert "Человек прочёл 2 из 8 оставленных примеров: 25,0 %" in page
    assert "Ещё 1 проверила только модель" in page


def test_contributors_are_told_by_what_was_taken_and_what_is_new() -> None:
    curated = CURATED.model_copy(update={"contributors": {"ivanov": Contributor(kept=2, new=1, copies=0)}})
    page = people(INGESTED, curated).replace("\u00a0", " ")
    assert "сверх нормы на участника: 2" in page
    assert "50,0 %" in page
    assert page.index("ivanov") < page.index("petrov")


def test_nothing_known_is_no_section() -> None:
    assert people(None, None) == ""

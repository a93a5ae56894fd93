from collections import Counter

import pytest

from benchmarks.judge.language_server_fixtures import expected_ranges, with_semicolons
from components.shared.bsl import parse

TEST = """
  @Test
  void configured() {
    config.put("limit", 3);
    assertThat(getDiagnostics(), true).hasRange(9, 9, 9);
  }

  @Test
  void test() {
    List<Diagnostic> diagnostics = getDiagnostics();
    assertThat(diagnostics).hasSize(5);
    assertThat(diagnostics, true)
      .hasRange(1, 2, 3, 4)
      .hasRange(5, 6, 7)
      .hasMessageOnRange(message("а", 1), 8, 9, 10)
      .anyMatch(diagnostic -> diagnostic.getRange().equals(Ranges.create(11, 12, 13, 14)));
  }
"""


def test_ranges_are_read_from_the_first_test_with_default_settings() -> None:
    expected = expected_ranges(TEST)
    assert expected is not None
    assert expected.size == 5
    assert expected.ranges == Counter([(1, 2, 3, 4), (5, 6, 5, 7), (8, 9, 8, 10), (11, 12, 13, 14)])


def test_a_test_without_ranges_is_not_compared() -> None:
    assert expected_ranges("@Test void test() { assertThat(getDiagnostics()).isEmpty(); }") is None


@pytest.mark.parametrize(
    ("text", "repaired"),
    [
        ("А = 1\nБ = 2;", "А = 1;\nБ = 2;"),
        ("Если А Тогда КонецЕсли // а\n#Область Б\nВ = 1\n#КонецОбласти", "Если А Тогда КонецЕсли; // а\n"
         "#Область Б\nВ = 1\n#КонецОбласти"),
        ("А = 1;", "А = 1;"),
        ("А = ;", "А = ;"),
    ],
)  # fmt: skip
def test_semicolons_are_put_where_the_platform_wants_them(text: str, repaired: str) -> None:
    assert with_semicolons(text) == repaired
    assert "missing-semicolon" not in {error.code for error in parse(repaired).errors}

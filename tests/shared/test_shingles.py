import re

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from components.shared.bsl.syntax.tokens import RUSSIAN_OF_KEYWORD
from components.shared.shingles import (
    TEXTS_PER_BLOCK,
    blocks,
    joined,
    shingles_of,
    similarity,
    tokens_of,
    without_comments,
)

texts = st.lists(st.text(st.sampled_from('абВёA_z1 \t\n;=.()"/|\u0300\U0001f600\U00010400'), max_size=40), max_size=8)


@given(texts, st.integers(1, 5))
def test_sets_are_those_of_plain_python(some: list[str], size: int) -> None:
    tokens = [_words(text) for text in some]
    hashed = tokens_of(some)
    assert hashed.lengths().tolist() == [len(words) for words in tokens]
    sets = shingles_of(hashed, size)
    expected = [_shingles(words, size) for words in tokens]
    assert sets.lengths().tolist() == [len(shingles) for shingles in expected]
    for row, mine in enumerate(expected):
        for other, its in enumerate(expected):
            assert similarity(sets[row], sets[other]) == len(mine & its) / max(1, len(mine | its))


@given(texts, texts)
def test_neighbours_do_not_matter(some: list[str], others: list[str]) -> None:
    together = shingles_of(tokens_of(some + others), 3)
    apart = joined([shingles_of(tokens_of(part), 3) for part in (some, others)])
    assert np.array_equal(together.values, apart.values)
    assert np.array_equal(together.offsets, apart.offsets)


@pytest.mark.parametrize(
    ("one", "other", "same"),
    [
        ("Если А Тогда", "if а THEN", True),
        ("А + Б", "А - Б", False),
        ("А+Б", "А  +\n\tБ", True),
        ("АБ", "А Б", False),
        ("Запрос1", "Запрос2", False),
    ],
)
def test_tokens_are_equal_where_the_language_says_so(one: str, other: str, same: bool) -> None:
    first, second = (tokens_of([text]).values.tolist() for text in (one, other))
    assert (first == second) is same


@pytest.mark.parametrize(
    ("code", "left"),
    [
        ("А = 1; // один", "А = 1; "),
        ('А = "http://с"; // адрес', 'А = "http://с"; '),
        ('А = "x\n|http://с"; // "', 'А = "x\n|http://с"; '),
        ('А = "x\n// внутри\n|y//z"; // нет', 'А = "x\n// внутри\n|y//z"; '),
        ('// "\nА = "//";', '\nА = "//";'),
        ('А = "незакрытая // строка\nБ = 1; // да', 'А = "незакрытая // строка\nБ = 1; '),
    ],
)
def test_comments_go_and_strings_stay(code: str, left: str) -> None:
    assert without_comments(code) == left


def test_blocks_hold_no_more_than_fits_and_lose_nothing() -> None:
    some = ["а" * 1000] * (TEXTS_PER_BLOCK + 10) + ["б" * 3_000_000, "в"]
    parts = list(blocks(some, len))
    assert [text for part in parts for text in part] == some
    assert max(map(len, parts)) <= TEXTS_PER_BLOCK
    assert list(blocks([], len)) == []


def _words(text: str) -> list[str]:
    # a character outside of the first 65,536 counts as two signs, its halves in UTF-16
    data = text.lower().encode("utf-16-le")
    spread = "".join(data[place : place + 2].decode("utf-16-le", "surrogatepass") for place in range(0, len(data), 2))
    return [RUSSIAN_OF_KEYWORD.get(word, word) for word in re.findall(r"\w+|[^\w\s]", spread)]


def _shingles(words: list[str], size: int) -> set[tuple[str, ...]]:
    return {tuple(words[start : start + size]) for start in range(max(1, len(words) - size + 1))} if words else set()

"""Texts as sets of token n-grams: what likeness is counted on, for duplicates and for leaks between splits.

A text becomes words and signs, in lower case, English keywords as their Russian ones; words inside of strings count
too, because a query is a string. Tokens and n-grams are hashes of 64 and 53 bits, so "the same" below means: up to a
collision of hashes. All of it works on blocks of texts with numpy: a token costs nanoseconds, not a Python call.
"""

import re
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass
from functools import cache
from typing import TypeVar

import numpy as np
from numpy.typing import NDArray

from components.shared.bsl.syntax.tokens import RUSSIAN_OF_KEYWORD
from components.shared.records import Record

ItemT = TypeVar("ItemT")
Hashes = NDArray[np.uint64]
Places = NDArray[np.int64]

# Stands for all that is below: indexes made with another version cannot be compared.
SHINGLES_VERSION = 1
TEXTS_PER_BLOCK = 2048
CHARACTERS_PER_BLOCK = 2**20
SHINGLE_BITS = 53  # with 11 bits for the place of a text in its block they sort as one number

_SPACE, _WORD, _SIGN = 0, 1, 2
_CHARACTERS = 2**16  # of UTF-16; the halves of rarer characters count as two signs
_BASE = np.uint64(0x9E3779B97F4A7C15)
_INVERSE_OF_BASE = np.uint64(pow(0x9E3779B97F4A7C15, -1, 2**64))
_STEP = np.uint64(0xD1342543DE82EF95)
# The first branch keeps "//" inside of strings, their further lines included, from being taken for a comment.
_STRING_OR_COMMENT = re.compile(
    r'("[^"\n]*+(?:""[^"\n]*+)*+(?:\n(?:[^\S\n]*+(?://[^\n]*+)?\n)*+[^\S\n]*+\|[^"\n]*+(?:""[^"\n]*+)*+)*+"?)|//[^\n]*+'
)


@dataclass(frozen=True, slots=True)
class Sequences:
    """Rows of numbers of different length, one after another."""

    values: Hashes
    offsets: Places

    def __len__(self) -> int:
        """How many rows there are."""
        return len(self.offsets) - 1

    def __getitem__(self, row: int) -> Hashes:
        """One row."""
        return self.values[self.offsets[row] : self.offsets[row + 1]]

    def lengths(self) -> Places:
        """Length of each row."""
        return np.diff(self.offsets)

    def rows(self) -> Places:
        """For each value the row it belongs to."""
        return np.repeat(np.arange(len(self)), self.lengths())


def comparable_text(record: Record) -> str:
    """What of a record is compared with others: its answer, code without comments."""
    if record.messages:
        return "\n".join(message.content for message in record.messages)
    return record.output if record.task in ("explain", "document") else without_comments(record.output)


def without_comments(code: str) -> str:
    """Code without its comments; those that stand between the lines of a string stay."""
    return _STRING_OR_COMMENT.sub(_string_of, code) if "//" in code else code


def blocks(items: Iterable[ItemT], characters: Callable[[ItemT], int]) -> Iterator[list[ItemT]]:
    """Items in lists whose texts are worth a call and stay in the processor's cache.

    Args:
        items: Texts, or what has one.
        characters: Length of an item's text.
    """
    block: list[ItemT] = []
    length = 0
    for item in items:
        block.append(item)
        length += characters(item)
        if len(block) == TEXTS_PER_BLOCK or length >= CHARACTERS_PER_BLOCK:
            yield block
            block, length = [], 0
    if block:
        yield block


def tokens_of(texts: Sequence[str]) -> Sequences:
    """Hashes of the tokens of each text, in their order."""
    encoded = [text.lower().encode("utf-16-le", "surrogatepass") for text in texts]
    # a line end before each text keeps words of neighbours apart
    characters = np.frombuffer(b"\n\0" + b"\n\0".join(encoded), dtype="<u2")
    ends = np.cumsum([len(part) // 2 + 1 for part in encoded], dtype=np.int64)
    kinds = _kinds()[characters]
    starts = 1 + np.flatnonzero(kinds[1:] > (kinds[:-1] == _WORD))
    offsets = np.concatenate(([0], np.searchsorted(starts, ends)))
    return Sequences(_fold_keywords(_hash_tokens(characters, starts), characters[starts]), offsets)


def shingles_of(tokens: Sequences, size: int) -> Sequences:
    """The different n-grams of each text, in ascending order; a text that is shorter counts as one.

    Args:
        tokens: Of no more than ``TEXTS_PER_BLOCK`` texts.
        size: Tokens in an n-gram.
    """
    padded = _padded(tokens, size)
    rows = padded.rows()
    count = max(0, len(rows) - size + 1)
    hashes = padded.values[:count].copy()
    for step in range(1, size):
        hashes *= _STEP
        hashes += padded.values[step : step + count]
    whole = rows[:count] == rows[size - 1 :][:count]
    row_bits = rows[:count][whole].astype(np.uint64) << np.uint64(SHINGLE_BITS)
    packed = np.sort(row_bits | _mixed(hashes[whole]) >> np.uint64(64 - SHINGLE_BITS))
    different = packed[np.concatenate(([True], packed[1:] != packed[:-1]))] if len(packed) else packed
    limits = np.arange(len(tokens) + 1, dtype=np.uint64) << np.uint64(SHINGLE_BITS)
    return Sequences(different & np.uint64(2**SHINGLE_BITS - 1), np.searchsorted(different, limits).astype(np.int64))


def similarity(first: Hashes, second: Hashes) -> float:
    """Jaccard's measure of two sets: what they share of all they have."""
    shared = common(first, second)
    return shared / max(1, len(first) + len(second) - shared)


def common(first: Hashes, second: Hashes) -> int:
    """How many values two ascending sets share."""
    few, many = (first, second) if len(first) < len(second) else (second, first)
    if not len(few):
        return 0
    return int(np.count_nonzero(many.take(many.searchsorted(few), mode="clip") == few))


def joined(parts: Sequence[Sequences]) -> Sequences:
    """Several blocks as one."""
    if not parts:
        return Sequences(np.empty(0, np.uint64), np.zeros(1, np.int64))
    lengths = np.concatenate([part.lengths() for part in parts])
    return Sequences(np.concatenate([part.values for part in parts]), np.concatenate(([0], np.cumsum(lengths))))


def mix(values: Hashes) -> Hashes:
    """Spread differences over all bits (finalizer of splitmix64)."""
    return _mixed(values.copy())


def _mixed(values: Hashes) -> Hashes:
    values ^= values >> np.uint64(30)
    values *= np.uint64(0xBF58476D1CE4E5B9)
    values ^= values >> np.uint64(27)
    values *= np.uint64(0x94D049BB133111EB)
    values ^= values >> np.uint64(31)
    return values


def _string_of(found: re.Match[str]) -> str:
    return found[1] or ""


def _hash_tokens(characters: NDArray[np.uint16], starts: Places) -> Hashes:
    """Polynomials of the characters, moved to the same power; blanks after a token count as zeros."""
    if not len(starts):
        return np.empty(0, np.uint64)
    powers, inverses = _powers(1 << (len(characters) - 1).bit_length())
    weighted = _numbers()[characters]
    weighted *= powers[: len(characters)]
    sums = np.add.reduceat(weighted, starts)
    sums *= inverses[starts]
    return _mixed(sums)


def _fold_keywords(tokens: Hashes, first_characters: NDArray[np.uint16]) -> Hashes:
    english, russian = _keywords()
    # other words than those of Latin letters are no English keywords, and most are not
    latin = np.flatnonzero((first_characters >= ord("a")) & (first_characters <= ord("z")))
    found = english.searchsorted(tokens[latin])
    is_keyword = english.take(found, mode="clip") == tokens[latin]
    tokens[latin[is_keyword]] = russian[found[is_keyword]]
    return tokens


def _padded(tokens: Sequences, size: int) -> Sequences:
    """Texts with fewer tokens than an n-gram are filled up with zeros, empty ones are left."""
    lengths = tokens.lengths()
    lacking = np.where((lengths > 0) & (lengths < size), size - lengths, 0)
    if not lacking.any():
        return tokens
    values = np.insert(tokens.values, np.repeat(tokens.offsets[1:], lacking), 0)
    return Sequences(values, np.concatenate(([0], np.cumsum(lengths + lacking))))


@cache
def _kinds() -> NDArray[np.uint8]:
    return np.array([_kind(chr(code)) for code in range(_CHARACTERS)], dtype=np.uint8)


def _kind(character: str) -> int:
    if character.isspace():
        return _SPACE
    return _WORD if character.isalnum() or character == "_" else _SIGN


@cache
def _numbers() -> Hashes:
    numbers = _mixed(np.arange(1, _CHARACTERS + 1, dtype=np.uint64))
    numbers[_kinds() == _SPACE] = 0
    return numbers


@cache
def _powers(count: int) -> tuple[Hashes, Hashes]:
    powers = np.full((2, count), [[_BASE], [_INVERSE_OF_BASE]], dtype=np.uint64)
    powers[:, 0] = 1
    np.multiply.accumulate(powers, axis=1, out=powers)
    return powers[0], powers[1]


@cache
def _keywords() -> tuple[Hashes, Hashes]:
    pairs = {english: russian for english, russian in RUSSIAN_OF_KEYWORD.items() if english.isascii()}
    english, russian = (_words(list(words)) for words in (pairs, pairs.values()))
    order = np.argsort(english)
    return english[order], russian[order]


def _words(words: list[str]) -> Hashes:
    text = "\n" + "\n".join(words)
    characters = np.frombuffer(text.encode("utf-16-le"), dtype="<u2")
    starts = np.array([0, *(len(word) + 1 for word in words[:-1])]).cumsum() + 1
    return _hash_tokens(characters, starts)

from collections import Counter

from hypothesis import given
from hypothesis import strategies as st

from components.train.examples import Example
from components.train.packing import pack


def example(length: int) -> Example:
    return Example([0] * length, [True] * length)


@given(st.lists(st.integers(1, 32), max_size=60))
def test_every_example_is_packed_once_and_no_sequence_is_too_long(lengths: list[int]) -> None:
    packs = pack([example(length) for length in lengths], 32)
    assert Counter(len(one.tokens) for found in packs for one in found) == Counter(lengths)
    assert all(0 < sum(len(one.tokens) for one in found) <= 32 for found in packs)


@given(st.lists(st.integers(1, 32), max_size=40), st.randoms(use_true_random=False))
def test_the_number_of_sequences_does_not_depend_on_the_order(lengths: list[int], chance: object) -> None:
    shuffled = sorted(lengths, key=lambda _: chance.random())  # type: ignore[attr-defined]
    assert len(pack([example(n) for n in shuffled], 32)) == len(pack([example(n) for n in lengths], 32))


@given(st.lists(st.integers(1, 32), max_size=60))
def test_no_two_sequences_could_be_one(lengths: list[int]) -> None:
    sizes = sorted(sum(len(one.tokens) for one in found) for found in pack([example(n) for n in lengths], 32))
    assert len(sizes) < 2 or sizes[0] + sizes[1] > 32


def test_examples_of_one_length_keep_their_order() -> None:
    first, second = Example([1, 1], [True, True]), Example([2, 2], [True, True])
    assert pack([first, second], 4) == [[first, second]]
    assert pack([second, first], 4) == [[second, first]]

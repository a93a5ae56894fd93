"""Literals decoded, with the way back from every character."""

from hypothesis import given
from hypothesis import strategies as st

from components.shared.bsl.queries.literals import decode_literal


@given(st.lists(st.text(alphabet='аб" /|\t', max_size=12), min_size=1, max_size=5), st.sampled_from(["\n", "\r\n"]))
def test_a_decoded_text_is_what_was_written_and_every_character_leads_back(lines: list[str], line_end: str) -> None:
    escaped = [line.replace('"', '""') for line in lines]
    source = 'Текст = "' + (line_end + "\t|").join(escaped) + '";'
    start, end = source.index('"'), source.rindex('"') + 1
    decoded = decode_literal(source, start, end)
    assert decoded.value == "\n".join(lines)
    for offset, character in enumerate(decoded.value):
        if character != "\n":
            assert source[decoded.source_offset(offset)] == character


@given(st.text(alphabet='аб"\n\r| /', max_size=30))
def test_any_text_is_decoded(text: str) -> None:
    decoded = decode_literal(text, 0, len(text))
    assert all(0 <= decoded.source_offset(offset) <= len(text) for offset in range(len(decoded.value) + 1))

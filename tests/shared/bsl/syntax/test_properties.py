"""What holds for every text and every bytes."""

import contextlib

from hypothesis import given, settings
from hypothesis import strategies as st

from components.shared.bsl import decode_module, extract_code, normalised_tokens, parse, walk
from components.shared.bsl.syntax.lexer import lex
from tests.shared.bsl.syntax.code_strategies import texts


@given(texts, st.sampled_from(["1c", "onescript"]))
@settings(max_examples=600)
def test_any_text_is_parsed_and_every_place_lies_inside_it(text: str, dialect: str) -> None:
    module = parse(text, dialect)  # type: ignore[arg-type]
    lines = text.removeprefix("\ufeff").split("\n")
    assert module.lines == len(lines)
    for place in (*module.errors, *walk((module.methods, module.variables, module.statements))):
        assert 1 <= place.line <= len(lines)
        assert 1 <= place.column <= len(lines[place.line - 1]) + 1
    for method in module.methods:
        assert 1 <= method.line_start <= method.line_end <= len(lines)
    assert all(error.message_ru and error.message_en and "{" not in error.code for error in module.errors)


@given(texts)
@settings(max_examples=300)
def test_every_character_of_a_text_is_in_one_token_or_a_blank_or_a_comment(text: str) -> None:
    tokens = lex(text)
    assert len(tokens.kinds) == len(tokens.texts) == len(tokens.positions)
    lines = text.split("\n")
    for token, position in zip(tokens.texts, tokens.positions, strict=True):
        line, column = position >> 32, position & 0xFFFFFFFF
        assert "\n".join(lines[line - 1 :])[column - 1 :].startswith(token)


@given(texts)
@settings(max_examples=300)
def test_any_text_has_normalised_tokens_and_an_extracted_code(text: str) -> None:
    assert all(normalised_tokens(text))
    assert isinstance(extract_code(text), str)


@given(st.one_of(st.binary(), texts.map(lambda text: text.encode("utf-8", "replace"))))
@settings(max_examples=300)
def test_any_bytes_are_decoded_or_refused(data: bytes) -> None:
    with contextlib.suppress(ValueError):
        parse(decode_module(data))


TOKENS = st.lists(
    st.sampled_from(
        ["Если", "then", "А", "Имя_1", "=", "1", '"Строка"', ";", "(", ")", "+", "Возврат", "'20240101'", "b"]
    ),
    max_size=30,
)
BETWEEN = st.sampled_from([" ", "\n", "\r\n\t", "  \u00a0", " // и \"Ещё\" 'слово'\n", "\n\n// конец\n"])


@given(TOKENS, st.data())
@settings(max_examples=300)
def test_normalised_tokens_do_not_depend_on_case_blanks_and_comments(pieces: list[str], data: st.DataObject) -> None:
    plain = " ".join(pieces)
    other = data.draw(BETWEEN)
    for piece in pieces:
        shown = piece if piece.startswith('"') else data.draw(st.sampled_from([piece, piece.upper(), piece.lower()]))
        other += shown + data.draw(BETWEEN)
    assert normalised_tokens(other) == normalised_tokens(plain)

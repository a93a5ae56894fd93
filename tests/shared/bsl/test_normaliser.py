"""Layout, comments and the language of keywords must not make two codes different."""

import pytest

from components.shared.bsl import normalised_tokens


@pytest.mark.parametrize(
    ("code", "tokens"),
    [
        ("А = 1;", ["а", "=", "1", ";"]),
        ("If A Then EndIf;", ["если", "a", "тогда", "конецесли", ";"]),
        ("А.Execute(Б.If)", ["а", ".", "execute", "(", "б", ".", "if", ")"]),
        ('Х = "Текст" // да', ["х", "=", '"Текст"']),
        ("# Region  Имя // да", ["#", "область", "имя"]),
        ("#If Server Then", ["#", "если", "server", "тогда"]),
        ("&  НаКлиенте", ["&наклиенте"]),
        ("Х = '20240101'", ["х", "=", "'20240101'"]),
        ("Async Function", ["асинх", "функция"]),
        ("а { б", ["а", "{", "б"]),
        ("", []),
    ],
)
def test_tokens_are_words_in_lower_case_and_signs(code: str, tokens: list[str]) -> None:
    assert normalised_tokens(code) == tokens


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("Если А Тогда Б(); КонецЕсли;", "if  А // да\n then\r\n\tб( ) ;\u00a0ENDIF;"),
        ('Х = "а\n|б";', 'Х = "а\r\n\t\t// пояснение\r\n\t\t|б";'),
        ("Функция А() Экспорт КонецФункции", "\ufeffFunction а() export EndFunction"),
    ],
)
def test_the_same_code_laid_out_otherwise_has_the_same_tokens(one: str, other: str) -> None:
    assert normalised_tokens(one) == normalised_tokens(other)


@pytest.mark.parametrize(
    ("one", "other"), [('А = "б";', 'А = "Б";'), ("А = 1;", "А = 1.0;"), ('А = "а б";', 'А = "а  б";')]
)
def test_other_values_have_other_tokens(one: str, other: str) -> None:
    assert normalised_tokens(one) != normalised_tokens(other)


def test_a_million_signs_of_the_preprocessor_are_no_trouble() -> None:
    assert len(normalised_tokens("#" * 1_000_000)) == 1_000_000

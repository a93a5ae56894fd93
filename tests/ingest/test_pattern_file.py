import pytest
from hypothesis import given
from hypothesis import strategies as st

from components.ingest.pattern_file import read_pattern

GOOD = """# Сумма двух чисел

- Вид: написать
- Модуль: общий модуль
- Контекст: клиент и сервер
- Автор: Иван
- Лицензия: Apache-2.0
- Проверил: Мария

## Задание

Напиши функцию сложения.

## Дано

Два числа.

## Решение

```bsl
// Складывает.
Функция Сумма(А, Б) Экспорт

\tВозврат А + Б;

КонецФункции
```

## Почему так

Короче некуда.
"""
BROKEN_CODE = "```bsl\nФункция А(\nКонецФункции\n```"


def test_a_good_file_has_no_problems() -> None:
    pattern = read_pattern(GOOD)
    assert pattern.problems == []
    assert pattern.title == "Сумма двух чисел"
    assert pattern.task == "write"
    assert pattern.properties["Проверил"] == "Мария"
    assert pattern.text("Задание") == "Напиши функцию сложения."
    assert pattern.code("Решение").startswith("// Складывает.\nФункция Сумма(А, Б) Экспорт\n")
    assert pattern.code("Решение").endswith("КонецФункции")


@pytest.mark.parametrize("ends", ["\r\n", "\r"])
def test_line_ends_and_a_byte_order_mark_do_not_matter(ends: str) -> None:
    assert read_pattern("\ufeff" + GOOD.replace("\n", ends)) == read_pattern(GOOD)


@pytest.mark.parametrize(
    ("old", "new", "line", "words"),
    [
        ("# Сумма двух чисел", "", 1, "нет названия"),
        ("- Вид: написать\n", "", 1, "нет свойства «Вид»"),
        ("- Вид: написать", "- Вид: придумать", 3, "«Вид: придумать» не бывает: возможны «написать», «дополнить»"),
        ("- Модуль: общий модуль", "- Модуль: модуль", 4, "«Модуль: модуль» не бывает"),
        ("- Контекст: клиент и сервер", "- Контекст: везде", 5, "«Контекст: везде» не бывает"),
        ("- Автор: Иван", "- Автор:", 6, "у свойства «Автор» нет значения"),
        ("- Автор: Иван", "- Автр: Иван", 6, "неизвестное свойство «Автр»"),
        ("- Автор: Иван", "- Автор: Иван\n- Автор: Пётр", 7, "свойство «Автор» повторяется"),
        ("- Лицензия: Apache-2.0", "- Лицензия: какая-нибудь своя", 7, "не имя SPDX"),
        ("- Автор: Иван", "Автор Иван", 6, "непонятная строка «Автор Иван»"),
        ("## Дано", "## Данные", 14, "неизвестный раздел «Данные»"),
        ("## Дано", "## Задание", 14, "раздел «Задание» повторяется"),
        ("## Задание\n\nНапиши функцию сложения.\n", "", 1, "нет раздела «## Задание»"),
        ("Напиши функцию сложения.", "", 10, "раздел «Задание» пуст"),
        ("Короче некуда.", "", 29, "раздел «Почему так» пуст"),
        ("```bsl\n", "", 18, "нужен один блок кода"),
        ("КонецФункции\n```\n", "КонецФункции\n", 18, "блок кода не закрыт"),
        ("Возврат А + Б;", "Возврат А + ;", 24, "код не разбирается"),
        ("- Вид: написать", "- Вид: исправить", 1, "нет раздела «## Было»"),
        ("- Вид: написать", "- Вид: объяснить", 1, "нет раздела «## Было»"),
    ],
)
def test_each_problem_is_told_with_its_line(old: str, new: str, line: int, words: str) -> None:
    assert old in GOOD
    problems = read_pattern(GOOD.replace(old, new, 1)).problems
    assert any(found == line and words in text for found, text in problems), problems


def test_all_problems_are_told_at_once() -> None:
    bad = GOOD.replace("- Автор: Иван\n", "").replace("- Вид: написать", "- Вид: ?").replace("А + Б;", "А +;")
    assert len(read_pattern(bad).problems) == 3


def test_what_is_to_be_fixed_need_not_parse() -> None:
    fix = GOOD.replace("написать", "исправить").replace("## Решение", f"## Было\n\n{BROKEN_CODE}\n\n## Решение")
    assert read_pattern(fix).problems == []


def test_what_is_to_be_optimised_must_parse() -> None:
    text = GOOD.replace("написать", "оптимизировать").replace("## Решение", f"## Было\n\n{BROKEN_CODE}\n\n## Решение")
    assert [problem for _, problem in read_pattern(text).problems if "не разбирается" in problem]


def test_an_explanation_is_plain_text() -> None:
    code = GOOD[GOOD.index("```bsl") : GOOD.index("## Почему")]
    text = (
        GOOD.replace("написать", "объяснить").replace(code, "Складывает числа.\n\n").replace("## Решение", "## Ответ")
    )
    text = text.replace("## Ответ", f"## Было\n\n{code}\n## Решение")
    pattern = read_pattern(text)
    assert pattern.problems == []
    assert pattern.text("Решение") == "Складывает числа."


def test_headings_inside_of_code_are_code() -> None:
    text = GOOD.replace("// Складывает.", "// Складывает.\n## не раздел")
    assert any("не разбирается" in problem for _, problem in read_pattern(text).problems)
    assert not any("раздел «не раздел»" in problem for _, problem in read_pattern(text).problems)


@given(st.text())
def test_garbage_is_refused_and_never_raises(text: str) -> None:
    assert read_pattern(text).problems


@given(st.lists(st.sampled_from([*GOOD.splitlines(), "```", "~~~", "## ", "- : ", "#"]), max_size=40))
def test_shuffled_lines_never_raise(lines: list[str]) -> None:
    pattern = read_pattern("\n".join(lines))
    assert all(line >= 1 and problem for line, problem in pattern.problems)


@pytest.mark.timeout(5)
@pytest.mark.parametrize("piece", ["`", " ", "- ", "~", "-", "a "])
@pytest.mark.parametrize("head", ["", "- ", "```", "## "])
def test_a_hostile_file_takes_no_time(head: str, piece: str) -> None:
    assert read_pattern(f"{head}{piece * 200_000} x y").problems

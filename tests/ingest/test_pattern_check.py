import pytest
from hypothesis import given
from hypothesis import strategies as st

from components.ingest.pattern_check import check_pattern
from components.ingest.pattern_records import PatternPlace, Problem, pattern_of

GOOD = """# Сумма двух чисел

- Вид: исправить
- Модуль: общий модуль
- Контекст: сервер
- Автор: Иван
- Лицензия: Apache-2.0
- Проверил: Мария

## Задание

Исправь функцию сложения, она вычитает.

## Было

```bsl
Функция Сумма(А, Б) Экспорт
\tВозврат А - Б;
КонецФункции
```

## Решение

```bsl
// Складывает.
Функция Сумма(А, Б) Экспорт

\tВозврат А + Б;

КонецФункции
```

## Почему так

Знак вычитания стоял по ошибке, имя функции говорит о сложении.
"""
QUERY_IN_LOOP = """Для Каждого Товар Из А Цикл
\t\tЗапрос = Новый Запрос("ВЫБРАТЬ &Товар КАК Товар");
\t\tЗапрос.УстановитьПараметр("Товар", Товар);
\t\tБ.Добавить(Запрос.Выполнить().Выгрузить());
\tКонецЦикла;
\tВозврат Б;"""
LOOP = ("\tВозврат А + Б;", f"\t{QUERY_IN_LOOP}")
ALLOWED = ("- Лицензия: Apache-2.0\n", "- Лицензия: Apache-2.0\n- Допущено: CreateQueryInCycle\n")


def place(source: str = "pattern") -> PatternPlace:
    return PatternPlace(source, "crud/А.md", "Pattern.crud.А", category="crud")  # type: ignore[arg-type]


def problems(*changes: tuple[str, str], source: str = "pattern") -> list[Problem]:
    text = GOOD
    for old, new in changes:
        assert old in text
        text = text.replace(old, new)
    pattern, found = pattern_of(text.encode())
    return check_pattern(pattern, place(source))[1] if pattern else found


def test_a_good_pattern_has_no_problem_and_makes_a_record() -> None:
    pattern, found = pattern_of(GOOD.encode())
    assert pattern
    assert not found
    record, found = check_pattern(pattern, place())
    assert not found
    assert (record.task, record.category, record.reviewer, record.reviewer_kind) == ("fix", "crud", "Мария", "person")


@pytest.mark.parametrize(
    ("change", "line", "reason", "words"),
    [
        (("Возврат А + Б", "Возврат НетТакойФункции(А, Б).Ы"), 0, "", ""),  # the rest of the module is unknown
        (
            ("Возврат А + Б", "Возврат СтрРазделить2.А + ОбщегоНазначения.НетТакого(Б)"),
            28,
            "does_not_compile",
            "НетТак",
        ),
        (LOOP, 31, "strong_finding", "допишите под названием «- Допущено: CreateQueryInCycle»"),
        (("Знак вычитания стоял по ошибке, имя функции говорит о сложении.", "Так лучше."), 33, "no_reason", "причину"),
        (("А - Б", "А + Б"), 22, "nothing_changed", "повторяет «Было»"),
        (ALLOWED, 0, "", ""),
        ((ALLOWED[0], ALLOWED[1].replace("InCycle", "InMoon")), 1, "malformed_pattern", "CreateQueryInMoon» — такой"),
        ((ALLOWED[0], ALLOWED[1].replace("CreateQuery", "a b ")), 8, "malformed_pattern", "через запятую"),
        (("Apache-2.0", "LicenseRef-Own"), 0, "", ""),  # one's own patterns need not be given away
        (("Иван", "Иван\n- Категория: crud"), 0, "", ""),
        (("Иван", "Иван\n- Категория: разное"), 7, "malformed_pattern", "«Категория: разное» не бывает"),
    ],
)
def test_what_is_wrong_is_told_with_its_line(change: tuple[str, str], line: int, reason: str, words: str) -> None:
    found = problems(change)
    assert [(problem.line, problem.reason) for problem in found] == ([(line, reason)] if reason else [])
    assert all(words in problem.text for problem in found)


def test_an_author_may_stand_for_a_strong_finding_but_not_for_a_name_that_does_not_exist() -> None:
    assert problems(LOOP, ALLOWED) == []
    invented = ("Возврат А + Б", "Возврат ОбщегоНазначения.НетТакого(Б)")
    (found,) = problems(invented)
    code = found.text.partition(":")[0]
    allowed = (ALLOWED[0], ALLOWED[1].replace("CreateQueryInCycle", code))
    assert [problem.reason for problem in problems(invented, allowed)] == ["does_not_compile"]


@pytest.mark.parametrize(
    ("license_name", "accepted"), [("MIT", True), ("CC-BY-SA-4.0", False), ("LicenseRef-Own", False)]
)
def test_a_contributor_gives_what_may_be_passed_on(license_name: str, accepted: bool) -> None:
    found = problems(("Apache-2.0", license_name), source="community")
    assert [problem.reason for problem in found] == ([] if accepted else ["license_not_accepted"])


def test_a_contributor_does_not_review_themselves() -> None:
    pattern, _ = pattern_of(GOOD.encode())
    assert pattern
    record, _ = check_pattern(pattern, place("community"))
    assert (record.reviewer, record.reviewer_kind) == ("", "")


def test_what_the_author_stands_for_is_written_on_the_record() -> None:
    pattern, _ = pattern_of(GOOD.replace(*ALLOWED).encode())
    assert pattern
    assert check_pattern(pattern, place())[0].flags == ("allowed:CreateQueryInCycle",)


@pytest.mark.parametrize("folder", ["", "http"])
def test_the_folder_tells_the_category_before_the_author_and_the_author_before_the_code(folder: str) -> None:
    pattern, _ = pattern_of(GOOD.replace("Иван", "Иван\n- Категория: forms").encode())
    assert pattern
    record, _ = check_pattern(pattern, PatternPlace("community", "а", "Community.a.а", category=folder))
    assert record.category == (folder or "forms")
    assert record.category_source == ("folder" if folder else "author")


@given(
    st.one_of(st.binary(max_size=300), st.text(max_size=300).map(lambda text: (GOOD + text).encode("utf-8", "replace")))
)
def test_any_bytes_are_a_pattern_or_have_a_problem(data: bytes) -> None:
    pattern, found = pattern_of(data)
    assert (pattern is None) == bool(found)
    if pattern:
        check_pattern(pattern, place("community"))

"""What a platform wrote is read, whatever form it has, and nothing breaks the reader."""

from xml.sax.saxutils import quoteattr

import pytest
from hypothesis import given
from hypothesis import strategies as st

from components.shared.errors import BadInput
from pipelines.oracle.reports import parse_report
from tests.pipelines.oracle_reports import case_of, finding, junit

A, FIRST, SECOND = "ОбщийМодуль.А.Модуль", "Строка 2,8: Плохо (Б)", "Строка 3,1: Хуже"


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("{ОбщийМодуль.А.Модуль(2,8)}: Ожидается выражение", [("А", 2, 8, "Ожидается выражение", False)]),
        ("{CommonModule.A.Module(2)}: Expression expected", [("A", 2, None, "Expression expected", False)]),
        (
            "{Расш ОбщийМодуль.А.Модуль(2,8)}: Переменная не\n\tопределена (Б)",
            [("А", 2, 8, "Переменная не определена (Б)", False)],
        ),
        ("{ОбщийМодуль.А.Модуль(2,8)}: Плохо\n<<?>>КонецЕсли (Проверка: Сервер)", [("А", 2, 8, "Плохо", False)]),
        ("{ОбщийМодуль.А.Модуль(2,8)}: Плохо (Проверка: Сервер)", [("А", 2, 8, "Плохо", False)]),
        ("{ОбщийМодуль.А.Модуль(2,8)}: Плохо\tБ = <<?>>; (Проверка: Сервер)", [("А", 2, 8, "Плохо", False)]),
        (
            'ОбщийМодуль.А.Модуль Возможно ошибочное свойство: "Б"',
            [("А", None, None, 'Возможно ошибочное свойство: "Б"', True)],
        ),
        ("{Справочник.А.МодульОбъекта(2,8)}: Плохо\n\tБ = <<?>>;", []),
        ("{ОбщаяФорма.А.Форма(2,8)}: Плохо", []),
        ("Справочник.А.Форма Неразрешимые ссылки (1)", []),
    ],
)
def test_lines_of_a_log(text: str, expected: list[tuple[str, int | None, int | None, str, bool]]) -> None:
    found = parse_report(text.encode(), "log").findings
    assert [(each.module, each.line, each.column, each.message, each.is_doubt) for each in found] == expected


@pytest.mark.parametrize(
    "case",
    [
        # grouped by module; line ends of an attribute may be kept or not
        f'<testcase name="Р {A}"><failure message="{FIRST} #&gt; Б = 1;&#10;{SECOND}"/></testcase>',
        f'<testcase name="Р {A}"><failure message="{FIRST} #&gt; Б = 1; {SECOND}"/></testcase>',
        f'<testcase name="Р {A}"><skipped/><system-out>{FIRST}\n{SECOND}</system-out></testcase>',
        # not grouped: version 2 has one test case, version 3 one for each finding
        f'<testcase name="Проверка"><failure message="{{{A}(2,8)}}: Плохо (Б)&#10;{{{A}(3,1)}}: Хуже"/></testcase>',
        f'<testcase name="{{{A}(2,8)}}: Плохо (Б)"/><testcase name="{{{A}(3,1)}}: Хуже"/>',
    ],
)
def test_forms_of_a_junit_report(case: str) -> None:
    found = parse_report(f"<testsuites><testsuite>{case}</testsuite></testsuites>".encode(), "report.xml").findings
    assert [(each.line, each.column, each.message) for each in found] == [(2, 8, "Плохо (Б)"), (3, 1, "Хуже")]


def test_a_doubt_in_a_junit_report_that_is_grouped_by_the_extension() -> None:
    said = 'ОбщийМодуль.А.Модуль Возможно ошибочный метод: "Б"'
    report = f'<testsuite><testcase name="Oracle_X"><failure message={quoteattr(said)}/></testcase></testsuite>'
    (found,) = parse_report(report.encode(), "report.xml").findings
    assert (found.module, found.is_doubt) == ("А", True)


WORDS_OF_LOGS = ("{", "}", "(", ")", "ОбщийМодуль.", "CommonModule.", "А", ".Модуль", "(1,2)", "}:", "#>", "<<?>>")
WORDS_OF_XML = ("<testsuites>", "</testsuites>", "<testcase", ' name="', '"/>', "&#10;", "&", "<!DOCTYPE")
PIECES = st.sampled_from([*WORDS_OF_LOGS, *WORDS_OF_XML, "\n", "\t", " ", "Строка 1,2: ", "(Проверка:"])


def read_or_refuse(data: bytes) -> None:
    """A text is read, or refused with its name: nothing else may come of it."""
    try:
        parse_report(data, "report")
    except BadInput as error:
        if not str(error).startswith("report: "):
            raise AssertionError("the message does not name the report") from error


@given(st.one_of(st.text(), st.lists(PIECES, max_size=40).map("".join)))
def test_no_text_breaks_the_reader(text: str) -> None:
    read_or_refuse(text.encode("utf-8", "surrogatepass"))
    read_or_refuse(f"<testsuite><testcase name={quoteattr(text)}/></testsuite>".encode("utf-8", "surrogatepass"))
    said = f'<testcase name="Р {A}"><error message={quoteattr(text)}/></testcase>'
    read_or_refuse(f"<testsuite>{said}</testsuite>".encode("utf-8", "surrogatepass"))


@given(st.binary(max_size=200))
def test_no_bytes_break_the_reader(data: bytes) -> None:
    read_or_refuse(data)


WORDS = st.text("абв Ё\"'()<>&;,", min_size=1).map(str.strip).filter(bool)


@given(st.lists(st.tuples(st.integers(1, 99), st.integers(1, 9999), WORDS), unique_by=lambda row: row[:2], max_size=8))
def test_what_is_written_in_a_report_is_read_from_it(rows: list[tuple[int, int, str]]) -> None:
    text = "".join(finding(case_of(number), line, f"Ошибка {words}") for number, line, words in rows)
    expected = [(case_of(number), line, f"Ошибка {words}") for number, line, words in rows]
    for form in (text, junit(text)):
        found = parse_report(form.encode(), "report").findings
        assert [(each.module, each.line, each.message) for each in found] == expected


@pytest.mark.parametrize(
    "line", ["{" * 300_000, " " * 300_000 + "x", "а" * 300_000, "(Проверка" * 30_000, " #> " * 70_000]
)
def test_a_long_line_takes_no_time_that_grows_with_its_square(line: str) -> None:
    parse_report(line.encode(), "log")
    said = line.replace("<", "")
    parse_report(f'<testsuite><testcase name="{A}"><error>{said}</error></testcase></testsuite>'.encode(), "report")

"""Exports to be made, and what a platform would say of them: written by hand, in the forms that public sources show."""

import argparse
import json
from pathlib import Path
from typing import Any
from xml.sax.saxutils import quoteattr

from pipelines.commands import oracle
from pipelines.oracle.reports import PlatformFinding, parse_report

GOOD = "Вот функция:\n```bsl\nФункция Сумма(А, Б) Экспорт\n\tВозврат А + Б;\nКонецФункции\n```\nГотово."
BROKEN = "Функция Сумма(А, Б)\n\tВозврат А + ;\nКонецФункции"
INVENTED = "Функция Слова(Строка) Экспорт\n\tВозврат СтрРазбить(Строка);\nКонецФункции"
ON_CLIENT = (
    '&НаКлиенте\nПроцедура Спросить() Экспорт\n\tПоказатьВопрос(, "Да?", РежимДиалогаВопрос.ДаНет);\nКонецПроцедуры'
)
ANSWERS = (
    {"answer": GOOD, "category": "other"},
    {"answer": BROKEN, "category": "crud"},
    {"answer": INVENTED, "category": "crud"},
    {"answer": ON_CLIENT, "category": "forms"},
)


def call(*words: str | Path) -> int:
    parser = argparse.ArgumentParser()
    oracle.add_arguments(parser)
    return oracle.run(parser.parse_args([str(word) for word in words]))


def write_answers(folder: Path, *rows: dict[str, Any]) -> Path:
    path = folder / "answers.jsonl"
    path.write_text("\n".join(json.dumps(row) for row in rows) + "\n", encoding="utf-8")
    return path


def finding(module: str, line: int = 3, message: str = "Ожидается выражение", side: str = "Сервер") -> str:
    return f"{{Oracle_X ОбщийМодуль.{module}.Модуль({line},5)}}: {message}\n\tА = <<?>>; (Проверка: {side})\n"


def case_of(number: int) -> str:
    return f"Ор_Случай{number:05}"


def junit(text: str) -> str:
    """The same findings as vanessa-runner groups them: a test case for each module, both lines of an error joined."""
    cases = "".join(
        f'<testcase classname="CheckConfig.base.Ошибка" name="Oracle_X ОбщийМодуль.{each.module}.Модуль">'
        f'<failure type="ERROR" message={quoteattr(_grouped(each))}></failure></testcase>'
        for each in parse_report(text.encode(), "log").findings
        if isinstance(each, PlatformFinding)
    )
    return (
        '<?xml version="1.0" encoding="UTF-8"?><testsuites name="CheckConfig.base" tests="9">'
        f'<testsuite name="CheckConfig.base"><properties></properties>{cases}</testsuite></testsuites>'
    )


def _grouped(each: PlatformFinding) -> str:
    place = f"Строка {each.line},{each.column}: " if each.line else ""
    return f"{place}{each.message} #> А = <<?>>; (Проверка: Сервер)" if place else each.message

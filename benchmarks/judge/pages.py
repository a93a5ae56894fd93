"""The page of all diagnostics for users, from their docstrings and rules: ``python -m benchmarks.judge.pages``.

Writes ``components/shared/bsl/diagnostics/README.md``. A test fails when the file is not what this gives.
"""

import sys
from collections.abc import Iterator
from pathlib import Path
from textwrap import dedent

from components.shared.bsl.diagnostics import Diagnostic, all_diagnostics
from components.shared.bsl.findings import Axis

PAGE = Path("components/shared/bsl/diagnostics/README.md")
AXES: dict[Axis, str] = {
    "compile": "Не компилируется",
    "semantics": "Смысл",
    "best_practice": "Стандарты и хорошая практика",
    "documentation": "Документация",
    "optimization": "Производительность",
}
_STRENGTHS = {"strong": "сильная", "weak": "слабая", "report": "только показывается"}
_SEVERITIES = {"error": "ошибка", "warning": "предупреждение", "information": "замечание"}
_HEAD = """# Диагностики

<!-- Generated: python -m benchmarks.judge.pages. Do not edit. -->

Коды — как в BSL Language Server, где там есть такая диагностика; свои отмечены звёздочкой. Сильная диагностика
проваливает код, слабая снижает оценку, остальные только показываются; как часто каждая срабатывает на типовом коде,
сказано в [`firing_rates.md`](firing_rates.md), формула оценок — в [`scores.py`](scores.py).

Отключить в модуле: `// BSLLS:Код-выкл` … `// BSLLS:Код-вкл`, в конце строки с кодом — только для неё;
без кода (`// BSLLS-выкл`) — все сразу.
"""


def page(diagnostics: dict[str, Diagnostic]) -> str:
    """The whole page: a table of each axis, then every diagnostic with what is wrong, bad and good code."""
    lines = [_HEAD]
    for axis, title in AXES.items():
        chosen = {code: found for code, found in diagnostics.items() if found.rule.axis == axis}
        lines += [f"- [{title}](#{axis}): {len(chosen)}"]
    for axis, title in AXES.items():
        chosen = {code: found for code, found in diagnostics.items() if found.rule.axis == axis}
        lines += ["", f'<a id="{axis}"></a>', "", f"## {title}", "", *_table(chosen)]
        for found in chosen.values():
            lines += ["", *_section(found)]
    return "\n".join(lines) + "\n"


def _table(diagnostics: dict[str, Diagnostic]) -> Iterator[str]:
    yield "| код | что найдено | сила | стандарт |"
    yield "| --- | --- | --- | --- |"
    for code, found in diagnostics.items():
        rule = found.rule
        standards = ", ".join(map(str, rule.standards))
        yield f"| [{_name(found)}](#{code.lower()}) | {rule.title_ru} | {_STRENGTHS[rule.strength]} | {standards} |"


def _name(found: Diagnostic) -> str:
    return f"{found.rule.code}*" if found.rule.own else found.rule.code


def _section(found: Diagnostic) -> Iterator[str]:
    rule = found.rule
    standards = ", ".join(f"[{number}](https://its.1c.ru/db/v8std#content:{number}:hdoc)" for number in rule.standards)
    yield f"### {rule.code}"
    yield ""
    yield f"**{rule.title_ru}** · {rule.title_en}"
    yield ""
    yield f"{_STRENGTHS[rule.strength]}, {_SEVERITIES[rule.severity]}" + (
        f", стандарт {standards}" if standards else ""
    )
    yield ""
    yield from _text(found.page)


def _text(docstring: str) -> Iterator[str]:
    """The docstring with its code set as code."""
    text, _, code = docstring.partition("\nBad:\n")
    bad, _, good = code.partition("\nGood:\n")
    yield text.strip().replace("``", "`")
    for title, block in (("Плохо", bad), ("Хорошо", good)):
        yield from ("", f"{title}:", "", "```bsl", dedent(block).strip(), "```")


def main() -> int:
    """Write the page."""
    PAGE.write_text(page(dict(all_diagnostics())), encoding="utf-8")
    print(f"{PAGE}: {len(all_diagnostics())} diagnostics")
    return 0


if __name__ == "__main__":
    sys.exit(main())

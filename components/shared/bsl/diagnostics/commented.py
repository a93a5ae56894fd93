"""Comments that are code."""

import re
from collections.abc import Iterator

from components.shared.bsl.diagnostics.comments import Comment
from components.shared.bsl.diagnostics.registry import diagnostic
from components.shared.bsl.diagnostics.view import ModuleView, Remark
from components.shared.bsl.syntax.lexer import LINE_SHIFT, line_of
from components.shared.bsl.syntax.parser import parse

_ENDS_STATEMENT = re.compile(r";\s*(?://.*)?$")
_STARTS_BLOCK = re.compile(
    r"[\s/]*(?:Если|ИначеЕсли|Для|Пока|Процедура|Функция|If|ElsIf|For|While|Procedure|Function)\b.*"
    r"(?:Тогда|Цикл|Then|Do|\))\s*(?:Экспорт|Export)?\s*$",
    re.IGNORECASE,
)
_SURELY_CODE = re.compile(
    r"^\s*(?:[\w.]+(?:\[[^\]]*\])?\s*=\s*\S|[\w.]+(?:\([^)]*\))?\.?\w*\(.*\)\s*;|КонецЕсли|КонецЦикла|КонецПопытки|EndIf|EndDo|EndTry"
    r"|Возврат\b.*;|Return\b.*;)",
    re.IGNORECASE,
)
_MAY_START_CODE = re.compile(r"\s*(?:[\w.]+(?:\(|\s*=)|(?:Если|Для|Пока|Попытка|If|For|While|Try)\b)", re.IGNORECASE)
_HEADER = re.compile(r"^\s*(Процедура|Функция)\s+\w+\(.*\)\s*(?:Экспорт)?\s*$", re.IGNORECASE)
_SLASHES = re.compile(r"^/+")
_METHOD_START = re.compile(r"^\s*(?:&|(?:Асинх\s+|Async\s+)?(?:Процедура|Функция|Procedure|Function)\b)", re.IGNORECASE)


@diagnostic(
    "CommentedCode",
    axis="best_practice",
    strength="weak",
    severity="information",
    standards=(456,),
    title_ru="Закомментированный фрагмент кода",
    title_en="Commented out code",
)
def commented_code(module: ModuleView) -> Iterator[Remark]:
    """Code in comments is never compiled or changed with the rest; the version control keeps what was there.

    Descriptions of methods, which may hold examples, are left alone.

    Bad:
        // Сумма = Цена * Количество;
    Good:
        // the total is computed by the document itself
    """
    for block in _likely_blocks(module):
        text = [_SLASHES.sub("", comment.text) for comment in block]
        if not _describes_method(module, block) and _is_code(text):
            yield Remark(block[0].position, block[-1].position + len(block[-1].text))


def _likely_blocks(module: ModuleView) -> Iterator[list[Comment]]:
    """Comments on lines that follow one another, with nothing but comments on them; one at least looks like code."""
    alone = [comment for comment in module.comments if comment.alone]
    lines = [comment.position >> LINE_SHIFT for comment in alone]
    done = 0
    for number, comment in enumerate(alone):
        if number >= done and _is_like_code(comment.text):
            first, done = number, number + 1
            while first and lines[first - 1] == lines[first] - 1:
                first -= 1
            while done < len(alone) and lines[done] == lines[done - 1] + 1:
                done += 1
            yield alone[first:done]


def _is_like_code(text: str) -> bool:
    """Whether a line of a comment may be code at all: most are prose, and are told from it by one look."""
    return (";" in text and _ENDS_STATEMENT.search(text) is not None) or _STARTS_BLOCK.match(text) is not None


def _is_code(lines: list[str]) -> bool:
    """Whether one of the lines, or all of them together, can be nothing but code."""
    for line in lines:
        if _is_like_code(line) and _SURELY_CODE.search(line):
            module = parse(line)
            if (module.statements and not module.errors) or line.strip().lower().startswith(("конец", "end")):
                return True
        header = _HEADER.match(line)
        if header and not parse(f"{line}\nКонец{'Процедуры' if header[1].lower()[0] == 'п' else 'Функции'}").errors:
            return True
    if not any(map(_MAY_START_CODE.match, lines)):
        return False
    module = parse("\n".join(lines))
    return bool(module.methods or module.statements) and not module.errors


def _describes_method(module: ModuleView, block: list[Comment]) -> bool:
    following = line_of(block[-1].position)
    return following < len(module.lines) and bool(_METHOD_START.match(module.lines[following]))

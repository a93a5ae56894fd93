"""Code out of a model's answer: without reasoning, Markdown fences, and the sentences around it."""

import re

_REASONING = re.compile(r"<think>.*?(?:</think>|\Z)", re.DOTALL | re.IGNORECASE)
_FENCE = re.compile(r"^[^\S\n]*(`{3,}|~{3,})[^\n`]*\n(.*?)(?:^[^\S\n]*\1[`~]*[^\S\n]*$|\Z)", re.DOTALL | re.MULTILINE)
_METHOD_WORD = r"(?:(?:Асинх|Async)\s+)?(?:Процедура|Функция|Procedure|Function)\s+\w+\s*\("
_METHOD = re.compile(rf"^\s*{_METHOD_WORD}", re.IGNORECASE | re.MULTILINE)
_FIRST_LINE = re.compile(rf"\s*(?://|&\s*\w|#\s*\w|(?:Перем|Var)\s+\w|{_METHOD_WORD})", re.IGNORECASE)
_LAST_LINE = re.compile(
    r"\s*(?:(?:КонецПроцедуры|КонецФункции|EndProcedure|EndFunction)\b|#\s*(?:КонецОбласти|EndRegion|КонецЕсли|EndIf)\b)",
    re.IGNORECASE,
)


def extract_code(answer: str) -> str:
    """The code of an answer, as written; an answer with nothing to take off comes back without its outer blanks.

    Of several fenced blocks those with methods count, the rest are examples of how to call them; if none has a
    method, all count. Where a fence is missing, sentences before the first and after the last method go.
    """
    text = _REASONING.sub("", answer).replace("\r\n", "\n")
    blocks = [match[2].strip("\n") for match in _FENCE.finditer(text)]
    if blocks:
        with_methods = [block for block in blocks if _METHOD.search(block)]
        return "\n\n".join(with_methods or blocks).strip("\n").rstrip()
    if _METHOD.search(text):
        return _without_sentences(text)
    return text.strip("\n").rstrip()


def _without_sentences(text: str) -> str:
    lines = text.split("\n")
    code_lines = [number for number, line in enumerate(lines) if _FIRST_LINE.match(line)]
    last_lines = [number for number, line in enumerate(lines) if _LAST_LINE.match(line)]
    first = code_lines[0]
    last = last_lines[-1] if last_lines and last_lines[-1] > first else len(lines) - 1
    return "\n".join(lines[first : last + 1]).rstrip()

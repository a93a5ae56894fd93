"""Code out of a model's answer: without reasoning, Markdown fences, and the sentences around it."""

import re

_REASONING = re.compile(r"<think>.*?(?:</think>|\Z)", re.DOTALL | re.IGNORECASE)
_FENCE = re.compile(r"^[^\S\n]*(`{3,}|~{3,})[^\n`]*\n(.*?)(?:^[^\S\n]*\1[`~]*[^\S\n]*$|\Z)", re.DOTALL | re.MULTILINE)
_METHOD_WORD = r"(?:(?:Асинх|Async)\s+)?(?:Процедура|Функция|Procedure|Function)[^\S\n]+\w+[^\S\n]*\("
_METHOD = re.compile(rf"^[^\S\n]*{_METHOD_WORD}", re.IGNORECASE | re.MULTILINE)
_FIRST_LINE = re.compile(
    rf"\s*(?://|&\s*\w|\#\s*(?:Область|Region|Если|If|Использовать|Use)\s"
    rf"|(?:Перем|Var)\s+\w+\s*(?:[,;]|Экспорт|Export)|{_METHOD_WORD})",
    re.IGNORECASE,
)
_LAST_LINE = re.compile(
    r"\s*(?:(?:КонецПроцедуры|КонецФункции|EndProcedure|EndFunction)\b|\#\s*(?:КонецОбласти|EndRegion|КонецЕсли|EndIf)\b)",
    re.IGNORECASE,
)


def extract_code(answer: str) -> str:
    """The code of an answer, as written; an answer with nothing to take off comes back without its outer blanks.

    Of several fenced blocks those with methods count, the rest are examples of how to call them; if none has a
    method, all count. Where fences are missing, sentences before the first and after the last method go. An answer
    without code gives what is no code, or an empty text, which parses: ask whether there is anything in it.
    """
    text = _REASONING.sub("", answer).replace("\r\n", "\n")
    fences = list(_FENCE.finditer(text))
    blocks = [fence[2].strip("\n") for fence in fences]
    with_methods = [block for block in blocks if _METHOD.search(block)]
    before_fences = text[: fences[0].start()] if fences else text
    if with_methods:
        return "\n\n".join(with_methods).rstrip()
    if _METHOD.search(before_fences):  # the prompt may have opened the fence that the answer closes
        return _without_sentences(before_fences)
    return "\n\n".join(blocks or [text]).strip("\n").rstrip()


def _without_sentences(text: str) -> str:
    lines = text.split("\n")
    first = next(number for number, line in enumerate(lines) if _FIRST_LINE.match(line))
    last_lines = [number for number, line in enumerate(lines) if number > first and _LAST_LINE.match(line)]
    last = last_lines[-1] if last_lines else len(lines) - 1
    return "\n".join(lines[first : last + 1]).rstrip()

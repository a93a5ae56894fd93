"""No text hangs, overflows the stack or raises: ``python -m benchmarks.judge.robustness CORPUS_FOLDER [TEXTS]``.

100,000 small texts (characters of chance, pieces of code in any order, real methods with tokens dropped, doubled,
swapped and cut), each parsed in both dialects, what is left of it printed and parsed again; then large ones: 8 MB of
each of many shapes, one line of 3 MB, 10,000 levels of nesting, called from deep in the stack.
"""

import sys
import time
from collections.abc import Callable
from concurrent.futures import ProcessPoolExecutor
from functools import partial
from pathlib import Path
from random import Random

from benchmarks.judge.broken.method_text import single_methods
from benchmarks.judge.corpora import corpus_folder, module_files
from components.shared.bsl import Module, decode_module, normalised_tokens, parse
from components.shared.bsl.syntax.comparison import same_code
from components.shared.bsl.syntax.lexer import lex
from components.shared.bsl.syntax.printer import print_module
from components.shared.bsl.syntax.tokens import KEYWORDS, SIGNS

TEXTS = 100_000
BATCH = 1_000
MEGABYTE = 1_000_000
SLOWEST_SMALL_SECONDS = 1.0
SLOWEST_LARGE_SECONDS = 120.0
DEEP_CALLER_FRAMES = 300
_PIECES = (
    *(*KEYWORDS, *KEYWORDS.values(), *SIGNS, "А", "Б1", "1", "2.5", '"', '"а"', "|", "'", "'20240101'", "//"),
    *("\n", "\r\n", "\t", "\u00a0", "```", "!", "\ufeff", "\x00", "\u2028", "ё", "²", "İ"),
    *("&НаКлиенте", '&Вместо("А")', "#Если Сервер Тогда\n", "#Иначе\n", "#КонецЕсли\n", "#Область А\n"),
    *("#КонецОбласти\n", "#Удаление\n", "#КонецУдаления\n", "#Вставка\n", "#КонецВставки\n"),
)
_CHARACTERS = "аБ1_ \n\t\"'|/;=().,#&~?<>-+*[]ёZ\r\x00\u00a0\u2028😀"

_METHOD = "Процедура А{0}()\n\tЕсли Б Тогда\n\t\tВ(1, Г + 2);\n\tКонецЕсли;\nКонецПроцедуры\n\n"
_NOTHING_BUT = (
    *('"', "'", "(", "[", "&", "#", "~", "|", ";", ".", "\n", "/", "?(", "-", "😀", '"\n|'),
    *("Если ", "Процедура ", "КонецПроцедуры ", "Не ", "Новый ", "Ждать ", "Асинх ", "Перем ", "Возврат "),
    *("Попытка Исключение ", "ВызватьИсключение(", "Процедура А(\n", "&НаКлиенте\n"),
    *("#Если Сервер Тогда\n", "#КонецЕсли\n", "#Вставка\n", "#Удаление\n"),
)


def _repeated(piece: str, size: int) -> str:
    """A piece as often as fits into a number of bytes, numbered where it says so."""
    times = max(1, size // len(piece.format(100_000).encode())) if "{0}" in piece else size // len(piece.encode())
    return "".join(map(piece.format, range(times))) if "{0}" in piece else piece * times


LARGE: dict[str, Callable[[int], str]] = {
    "methods": lambda size: _repeated(_METHOD, size),
    "one line of statements": lambda size: _repeated("А{0} = Б.В(1) + Г; ", size),
    "one expression": lambda size: "А = " + _repeated("Б + ", size) + "1;",
    "one chain": lambda size: "А" + _repeated(".Б()", size) + ";",
    "one comment": lambda size: "//" + "а" * size,
    "one string": lambda size: 'А = "' + "а" * size + '";',
    "one string of many lines": lambda size: 'А = "' + _repeated("\n|а", size) + '";',
    "lines of comment in a string that is not closed": lambda size: 'А = "а' + _repeated('\n// "', size),
    "one name": lambda size: "А" * size,
    "a comment over many methods of a line": lambda size: (
        _repeated("// а\n", size // 2) + _repeated("Процедура А{0}() КонецПроцедуры ", size // 2)
    ),
    "branches of one condition": lambda size: (
        "#Если Сервер Тогда\n" + _repeated("#ИначеЕсли Клиент Тогда\nА = ;\n", size) + "#КонецЕсли"
    ),
    "conditions in the last branch": lambda size: (
        "#Если Сервер Тогда\n"
        + _repeated("#ИначеЕсли Клиент Тогда\n", size // 2)
        + _repeated("#Если Сервер Тогда\nА = ;\n#КонецЕсли\n", size // 2)
        + "#КонецЕсли"
    ),
    "regions": lambda size: _repeated("#Область А{0}\n", size),
    "jumps and labels": lambda size: _repeated("~М{0}: Перейти ~М{0};\n", size),
    "branches of an if": lambda size: "Если А Тогда\n" + _repeated("ИначеЕсли Б Тогда\n", size) + "КонецЕсли;",
    "parameters": lambda size: "Процедура А(" + _repeated("Б{0}, ", size) + "В)\nКонецПроцедуры",
    **{f"nothing but {piece.strip() or piece!r}": partial(_repeated, piece) for piece in _NOTHING_BUT},
}
DEEP: dict[str, Callable[[int], str]] = {
    "parentheses": lambda depth: "А = " + "(" * depth + "1" + ")" * depth + ";",
    "calls": lambda depth: "А = " + "Ф(" * depth + ")" * depth + ";",
    "signs": lambda depth: "А = " + "-" * depth + "1;",
    "negations": lambda depth: "А = " + "Не " * depth + "1;",
    "indexes": lambda depth: "А = " + "Б[" * depth + "1" + "]" * depth + ";",
    "ternaries": lambda depth: "А = " + "?(А, Б, " * depth + "1" + ")" * depth + ";",
    "new objects": lambda depth: "А = " + "Новый Массив(" * depth + ")" * depth + ";",
    "all levels of operators": lambda depth: "А = " + "1 Или 1 И 1 = 1 + 1 * Ф(" * depth + ")" * depth + ";",
    "waits": lambda depth: "Асинх Процедура А() Б = " + "Ждать " * depth + "В; КонецПроцедуры",
    "blocks": lambda depth: "Если А Тогда " * depth + "КонецЕсли; " * depth,
    "loops": lambda depth: "Пока А Цикл " * depth + "КонецЦикла; " * depth,
    "handlers": lambda depth: "Попытка Исключение " * depth + "КонецПопытки; " * depth,
    "methods": lambda depth: "Процедура А() " * depth + "КонецПроцедуры " * depth,
    "conditions of the preprocessor": lambda depth: "#Если Клиент Тогда\n" * depth + "#КонецЕсли\n" * depth,
    "brackets of a condition": lambda depth: "#Если " + "(" * depth + "Клиент" + ")" * depth + " Тогда\n#КонецЕсли",
    "regions": lambda depth: "#Область А\n" * depth + "#КонецОбласти\n" * depth,
    "arguments of an annotation": lambda depth: "&А" + "(" * depth + ")" * depth + "\nПроцедура Б() КонецПроцедуры",
}


def small_text(random: Random, methods: list[str]) -> str:
    """One text of chance."""
    kind = random.randrange(4)
    if kind == 0:
        return "".join(random.choices(_CHARACTERS, k=random.randrange(120)))
    if kind == 1:
        return random.choice(("", " ")).join(random.choices(_PIECES, k=random.randrange(80)))
    return damaged(random, random.choice(methods))


def damaged(random: Random, method: str) -> str:
    """A method with some of its tokens dropped, doubled, swapped, replaced, or its end cut off."""
    words = [word for token in lex(method).texts for word in (token, " ")]
    for _ in range(random.randrange(1, 6)):
        at, other = random.randrange(len(words)), random.randrange(len(words))
        change = random.randrange(5)
        if change == 0:
            words[at] = ""
        elif change == 1:
            words[at] *= 2
        elif change == 2:
            words[at], words[other] = words[other], words[at]
        elif change == 3:
            words[at] = random.choice(_PIECES)
        else:
            words = words[: max(1, at)]
    return "".join(words)


def check(text: str) -> None:
    """What must hold for any text; raises where it does not."""
    lines = text.removeprefix("\ufeff").split("\n")
    for dialect in ("1c", "onescript"):
        module = parse(text, dialect)
        for error in module.errors:
            if not (1 <= error.line <= len(lines) and 1 <= error.column <= len(lines[error.line - 1]) + 1):
                raise AssertionError(f"{error} is outside the text {text!r}")
    normalised_tokens(text)
    module = parse(text.replace("#", ""))
    if not same_code(module, parse(print_module(module))):
        raise AssertionError(f"printed otherwise: {text!r}")


def check_batch(job: tuple[int, int, list[str]]) -> float:
    """Check some texts; returns the longest time that one took, in seconds."""
    seed, count, methods = job
    random, slowest = Random(seed), 0.0
    for _ in range(count):
        text = small_text(random, methods)
        started = time.perf_counter()
        check(text)
        slowest = max(slowest, time.perf_counter() - started)
    return slowest


def real_methods(root: Path) -> list[str]:
    """Some hundreds of methods of the first corpus."""
    found: list[str] = []
    for path in module_files(root / "ssl_3_1")[::60]:
        found += [method.text for method in single_methods(decode_module(path.read_bytes()), Random(0))]
    return [method for method in found if len(method) < 3_000]


def from_deep(frames: int, text: str) -> Module:
    """Parse as somebody does who is deep in the stack already."""
    return parse(text) if not frames else from_deep(frames - 1, text)


def seconds_of(text: str, frames: int = 0) -> float:
    """How long a text takes to parse."""
    started = time.perf_counter()
    from_deep(frames, text)
    return time.perf_counter() - started


def main() -> int:
    """Print a row for each kind of text with the longest time that one took."""
    root = corpus_folder(sys.argv)
    texts = int(sys.argv[2]) if len(sys.argv) > 2 else TEXTS
    methods = real_methods(root)
    print("| texts | how many | slowest, s |\n| --- | ---: | ---: |")
    with ProcessPoolExecutor() as workers:
        jobs = [(seed, BATCH, methods) for seed in range(max(1, texts // BATCH))]
        small = max(workers.map(check_batch, jobs))
    print(f"| small, of chance and damaged methods | {len(jobs) * BATCH:,} | {small:.2f} |", flush=True)
    deep = max(seconds_of(text(10_000), DEEP_CALLER_FRAMES) for text in DEEP.values())
    print(f"| 10,000 levels deep | {len(DEEP)} | {deep:.2f} |", flush=True)
    line = seconds_of(LARGE["one line of statements"](3 * MEGABYTE))
    print(f"| one line of 3 MB | 1 | {line:.2f} |", flush=True)
    large = 0.0
    for name, text in LARGE.items():
        taken = seconds_of(text(8 * MEGABYTE))
        large = max(large, taken)
        print(f"| 8 MB: {name} | 1 | {taken:.2f} |", flush=True)
    return int(small > SLOWEST_SMALL_SECONDS or max(deep, line, large) > SLOWEST_LARGE_SECONDS)


if __name__ == "__main__":
    sys.exit(main())

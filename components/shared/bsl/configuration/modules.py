"""What a module exports, found by its headers alone: bodies are not parsed.

A tenth of the time of a whole parse; that both find the same is shown by
``python -m benchmarks.judge.configuration_index``.
"""

import re
from collections.abc import Iterator
from dataclasses import dataclass, field, replace
from typing import Final

from components.shared.bsl.configuration.conditions import sides_where, sides_where_not
from components.shared.bsl.configuration.model import ExportedMethod
from components.shared.bsl.platform.model import Side

# Lines that matter: headers, variables of the module, conditions, regions. A line of a string over several lines begins
# with a bar, one of a comment with //, so neither looks like these.
_LINE: Final = re.compile(
    r"""^[^\S\n]*+(?:
        (?P<async>(?:асинх|async)\s++)?
        (?:(?P<function>функция|function)|процедура|procedure)\s++(?P<name>\w++)\s*+
        \((?P<parameters>(?:[^()"/]|"[^"\n]*+"|//[^\n]*+|/)*+)\)\s*+(?://[^\n]*+\s*+)*+(?P<export>(?:экспорт|export)\b)?
      | (?:перем|var)\s++(?P<variables>[^;]{1,2000}+);
      | \#[^\S\n]*+(?P<directive>если|if|иначеесли|elsif|иначе|else|конецесли|endif
          |область|region|конецобласти|endregion)\b(?P<rest>[^\n]*+)
      | (?P<end>конецпроцедуры|конецфункции|endprocedure|endfunction)\b
    )""",
    re.IGNORECASE | re.MULTILINE | re.VERBOSE,
)
_COMMENT: Final = re.compile(r"//[^\n]*+")
_PARAMETER: Final = re.compile(r"(?:(?:знач|val)\s+)?(\w+)\s*(=)?", re.IGNORECASE)
_STRING: Final = re.compile(r'"[^"\n]*+"|\'[^\'\n]*+\'')
_EXPORTED_VARIABLE: Final = re.compile(r"(\w+)\s+(?:экспорт|export)\s*$", re.IGNORECASE)
_DEPRECATED: Final = re.compile(
    r"^//\s*(?:устарел[аои]?|исключена из программного интерфейса|deprecated|obsolete)\b[.:,]?(?P<rest>[^\n]*)",
    re.IGNORECASE,
)
_SAME_NAME: Final = re.compile(r"одноим[её]нн\w+ (?:\w+ )*?модул\w+ (?P<module>\w+)", re.IGNORECASE)
_REPLACEMENT: Final = re.compile(
    r"(?:следует|рекомендуется)\s+(?:использовать|применять|вызывать|пользоваться)\s*:?\s*"
    r"(?:(?-i:см\.|функци\w+|процедур\w+|метод\w*|обработчик\w*|новую|новый|вместо\s+нее)\s+)*(?P<name>\w+(?:\.\w+)?)"
    r"|(?:см\.|use|see)\s+(?:the\s+)?(?:function\s+|procedure\s+)?(?P<other>\w+(?:\.\w+)?)",
    re.IGNORECASE,
)
_SECTION: Final = re.compile(
    r"^//\s*(?:параметры|возвращаемое значение|parameters|returns|return value)\s*:", re.IGNORECASE
)


@dataclass(frozen=True, slots=True)
class ScannedMethod:
    """An exported method with where it stands in its module."""

    method: ExportedMethod
    regions: tuple[str, ...]  # from the outermost


@dataclass(slots=True)
class ModuleExports:
    """What one module offers to others."""

    methods: dict[str, ExportedMethod] = field(default_factory=dict)
    variables: set[str] = field(default_factory=set)
    scanned: list[ScannedMethod] = field(default_factory=list)


def scan_module(text: str) -> ModuleExports:
    """Exported methods and variables of a module; those under ``#Если`` with the sides where they are."""
    exports = ModuleExports()
    regions: list[str] = []
    conditions: list[tuple[Side, Side]] = []  # where this branch runs, and where an earlier branch did not already
    inside_method = False
    for match in _LINE.finditer(text):
        if match["directive"]:
            _follow(match["directive"].lower(), match["rest"], regions, conditions)
        elif match["name"]:
            inside_method = True
            if match["export"]:
                _add_method(exports, _method(match, text, conditions), tuple(regions))
        elif match["end"]:
            inside_method = False
        elif not inside_method:
            exports.variables.update(_exported_variables(match["variables"]))
    return exports


def _follow(directive: str, rest: str, regions: list[str], conditions: list[tuple[Side, Side]]) -> None:
    if directive in ("область", "region"):
        regions.append(rest.partition("//")[0].strip())
    elif directive in ("конецобласти", "endregion"):
        del regions[-1:]
    elif directive in ("если", "if"):
        conditions.append((sides_where(rest), sides_where_not(rest)))
    elif not conditions:
        return
    elif directive in ("конецесли", "endif"):
        conditions.pop()
    else:
        free = conditions.pop()[1]
        is_last = directive in ("иначе", "else")
        conditions.append((free, Side(0)) if is_last else (free & sides_where(rest), free & sides_where_not(rest)))


def _method(match: re.Match[str], text: str, conditions: list[tuple[Side, Side]]) -> ExportedMethod:
    names, least = _parameters(match["parameters"])
    comment = list(_comment_lines_above(text, match.start()))
    deprecated, replacement = _deprecation(comment, match["name"])
    return ExportedMethod(
        name=match["name"],
        is_function=bool(match["function"]),
        least=least,
        most=len(names),
        sides=_common_sides(conditions),
        deprecated=deprecated,
        replacement=replacement,
        parameters=names,
        is_async=bool(match["async"]),
    )


def _common_sides(conditions: list[tuple[Side, Side]]) -> Side | None:
    if not conditions:
        return None
    sides = Side.ALL
    for here, _ in conditions:
        sides &= here
    return sides


def _parameters(written: str) -> tuple[tuple[str, ...], int]:
    """Names, and the number of arguments without which a call does not compile."""
    plain = _STRING.sub('""', _COMMENT.sub("", written))
    found = [_PARAMETER.match(part.strip()) for part in plain.split(",")] if plain.strip() else []
    names = tuple(parameter[1] for parameter in found if parameter)
    required = [number for number, parameter in enumerate(found, start=1) if parameter and not parameter[2]]
    return names, max(required, default=0)


def _add_method(exports: ModuleExports, method: ExportedMethod, regions: tuple[str, ...]) -> None:
    """One method in two branches of ``#Если`` is one name: on both sides, with the widest choice of arguments."""
    exports.scanned.append(ScannedMethod(method, regions))
    key = method.name.lower()
    known = exports.methods.get(key)
    if known is not None:
        both = None if known.sides is None or method.sides is None else known.sides | method.sides
        least, most = min(known.least, method.least), max(known.most, method.most)
        method = replace(method, sides=both, least=least, most=most)
    exports.methods[key] = method


def _exported_variables(declaration: str) -> Iterator[str]:
    for part in _COMMENT.sub("", declaration).split(","):
        if match := _EXPORTED_VARIABLE.search(part):
            yield match[1].lower()


def _comment_lines_above(text: str, start: int) -> Iterator[str]:
    """Lines of the comment right over a header, from the last to the first; directives may lie between."""
    end = start
    while end > 0:
        begin = text.rfind("\n", 0, end - 1) + 1
        line = text[begin:end].strip()
        if line.startswith("//"):
            yield line
        elif not line.startswith("&"):
            return
        end = begin


def _deprecation(comment: list[str], name: str) -> tuple[bool, str]:
    """Whether the description says that the method is deprecated, and what it names instead."""
    lines = comment[::-1]
    for number, line in enumerate(lines):
        if _SECTION.match(line):
            break
        if match := _DEPRECATED.match(line):
            following = " ".join(after.lstrip("/ ") for after in lines[number + 1 : number + 3])
            return True, _replacement(f"{match['rest']} {following}", name)
    return False, ""


def _replacement(text: str, name: str) -> str:
    """``Модуль.Метод``, or ``Метод`` of the same module; empty where the text names none."""
    if match := _SAME_NAME.search(text):
        return f"{match['module']}.{name}"
    match = _REPLACEMENT.search(text)
    named = (match["name"] or match["other"]) if match else ""
    return named if named[:1].isupper() else ""

"""One module to one row with its methods, regions and the names it calls."""

import dataclasses
import hashlib
import json
import re
from collections import Counter
from collections.abc import Iterable, Iterator, Mapping
from typing import Any

from components.shared.bsl import Method, Module, normalised_tokens, parse, walk
from components.shared.bsl.descriptions import DescribedType, Description, Variant, read_description
from components.shared.bsl.places import Place, place_of
from components.shared.bsl.syntax import syntax_tree as tree
from components.shared.knowledge_base.rows import FunctionRow, ModuleRow

_BRANCHING = (tree.Branch, tree.For, tree.ForEach, tree.While, tree.Try, tree.Ternary)
_LOGICAL = frozenset({"and", "or"})
_RUSSIAN_END = re.compile(r"\bКонец(?:Процедуры|Функции|Если|Цикла|Попытки)\b", re.I)
_ENGLISH_END = re.compile(r"\bEnd(?:Procedure|Function|If|Do|Try)\b", re.I)
_CONTEXTS = {
    "наклиенте": "client",
    "atclient": "client",
    "насервере": "server",
    "atserver": "server",
    "насерверебезконтекста": "server",
    "atservernocontext": "server",
    "наклиентенасерверебезконтекста": "both",
    "atclientatservernocontext": "both",
    "наклиентенасервере": "both",
    "atclientatserver": "both",
}


def module_row(path: str, text: str, contexts: Mapping[str, str]) -> ModuleRow:
    """Parse a module. Never raises: what does not parse is among its errors.

    Args:
        path: Its path in the export.
        text: Its text, with plain line ends.
        contexts: Where common modules run, by their names in lower case.
    """
    place = place_of(path)
    module = parse(text)
    lines = text.split("\n")
    context = _module_context(place, contexts)
    kind, _, rest = place.owner.partition(".")
    ordinals: Counter[str] = Counter()
    functions = []
    for method in module.methods:
        functions.append(_function(method, lines, context, ordinals[method.name]))
        ordinals[method.name] += 1
    return ModuleRow(
        source_file=path,
        object_type=kind if rest else "",
        object_name=rest.partition(".")[0],
        name=place.owner or path,
        module_type=place.module_kind,
        context=context,
        description="\n".join(_opening_comment(lines)),
        code=text,
        code_hash=hashlib.sha256(text.encode()).hexdigest(),
        line_count=len(lines),
        functions=tuple(functions),
        api_usage=tuple(sorted(_calls(module).items())),
        regions=tuple(_regions(module)),
        errors=tuple(f"{error.line}: {error}" for error in module.errors),
    )


def _function(method: Method, lines: list[str], context: str, ordinal: int) -> FunctionRow:
    start = method.line_start
    while start > 1 and lines[start - 2].lstrip().startswith("//"):
        start -= 1
    code = "\n".join(lines[start - 1 : method.line_end])
    described = read_description(method.comment)
    return FunctionRow(
        name=method.name,
        ordinal=ordinal,
        function_type=method.kind,
        is_exported=method.export,
        signature=_signature(method),
        parameters=_json(_parameters(method, described)),
        return_type=_types(described.returns or ()),
        region=method.region,
        description=described.purpose,
        doc=_json(_without_nothing(dataclasses.asdict(described)) or {}),
        code=code,
        body_hash=_digest(code),
        start_line=start,
        end_line=method.line_end,
        complexity_score=_complexity(method),
        language=_language(code),
        context=_method_context(method, context),
    )


def _module_context(place: Place, contexts: Mapping[str, str]) -> str:
    if place.module_kind == "common":
        return contexts.get(place.owner.partition(".")[2].lower(), "unknown")
    if place.module_kind == "application" and place.file.endswith("ApplicationModule"):
        return "client"
    return "server" if place.in_configuration else "unknown"


def _method_context(method: Method, context: str) -> str:
    return next((_CONTEXTS[name.lower()] for name in method.directives if name.lower() in _CONTEXTS), context)


def _signature(method: Method) -> str:
    names = ", ".join(
        ("Знач " if part.by_value else "") + part.name + ("" if part.default is None else " = …")
        for part in method.parameters
    )
    word = "Функция" if method.kind == "function" else "Процедура"
    return f"{'Асинх ' * method.is_async}{word} {method.name}({names}){' Экспорт' * method.export}"


def _parameters(method: Method, described: Description) -> list[dict[str, Any]]:
    known = {value.name.lower(): value for value in described.parameters or ()}
    rows = []
    for part in method.parameters:
        variants = known[part.name.lower()].variants if part.name.lower() in known else ()
        text = "\n".join(variant.text for variant in variants if variant.text)
        row = {"name": part.name, "by_value": part.by_value, "optional": part.default is not None}
        rows.append({**row, "type": _types(variants), "description": text})
    return rows


def _types(variants: Iterable[Variant]) -> str:
    return ", ".join(_type(kind) for variant in variants for kind in variant.types)


def _type(kind: DescribedType) -> str:
    return f"{kind.name} из {_type(kind.elements)}" if kind.elements else kind.name


def _digest(code: str) -> str:
    text = "\x1f".join(normalised_tokens(code))
    return hashlib.blake2b(text.encode("utf-8", "surrogatepass"), digest_size=16).hexdigest()


def _language(code: str) -> str:
    russian, english = _RUSSIAN_END.search(code), _ENGLISH_END.search(code)
    return "mixed" if russian and english else "en" if english else "ru"


def _complexity(method: Method) -> int:
    """Independent paths: one, and one more for each branch, loop, handler and logical operation."""
    count = 1
    for node in walk(method.body):
        if isinstance(node, _BRANCHING):
            count += 1
        elif isinstance(node, tree.Operation):
            count += sum(operator in _LOGICAL for operator in node.operators)
    return count


def _calls(module: Module) -> Counter[str]:
    """What is called, how often: ``Модуль.Метод``, ``Метод``, ``Новый Тип``, and ``.Метод`` of a value."""
    found: Counter[str] = Counter()
    for method in module.methods:
        own = {part.name.lower() for part in method.parameters} | {part.name.lower() for part in method.variables}
        found.update(_calls_in(method.body, own))
    found.update(_calls_in(module.statements, set()))
    return found


def _calls_in(body: Iterable[object], own: set[str]) -> Iterator[str]:
    nodes = list(walk(body))
    own |= {
        node.target.name.lower()
        for node in nodes
        if isinstance(node, tree.Assignment) and isinstance(node.target, tree.Name)
    }
    own |= {node.variable.lower() for node in nodes if isinstance(node, tree.For | tree.ForEach)}
    for node in nodes:
        if isinstance(node, tree.New) and node.type_name:
            yield f"Новый {node.type_name}"
        elif isinstance(node, tree.Chain):
            yield from _calls_of(node, own)


def _calls_of(chain: tree.Chain, own: set[str]) -> Iterator[str]:
    """Names up to each call; from a value on only the method is known."""
    first = chain.first
    words = [first.name] if isinstance(first, tree.Name) and first.name.lower() not in own else [""]
    for step in chain.steps:
        if isinstance(step, tree.Member):
            words.append(step.name)
        elif isinstance(step, tree.Call) and any(words):
            yield ".".join(words)
            words = [""]
        else:
            words = [""]


def _regions(module: Module) -> Iterator[tuple[int, int, str, int]]:
    for region in module.regions:
        yield region.line_start, region.line_end, region.name, region.level


def _opening_comment(lines: list[str]) -> Iterator[str]:
    for line in lines:
        if line.strip() and not line.lstrip().startswith("//"):
            return
        if line.strip():
            yield line.strip().removeprefix("//").strip()


def _without_nothing(value: Any) -> Any:
    """The same without empty parts."""
    if isinstance(value, dict):
        parts = {name: _without_nothing(part) for name, part in value.items()}
        return {name: part for name, part in parts.items() if part not in (None, "", [], {}, False)}
    return [_without_nothing(part) for part in value] if isinstance(value, list | tuple) else value


def _json(value: Any) -> str:
    return json.dumps(value, ensure_ascii=False, sort_keys=True)

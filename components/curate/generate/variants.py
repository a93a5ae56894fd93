"""Another answer to the same task out of a model's answer, or why it is none."""

import re
from collections.abc import Iterator

from components.shared.bsl import Dialect, Method, Module, parse, walk
from components.shared.bsl.platform.tables import load_platform
from components.shared.bsl.syntax import syntax_tree as tree
from components.shared.records import Record

_WORD = re.compile(r"\w+")
# objects of a configuration, in code, types and queries
_OBJECT = re.compile(
    r"\b((?:Справочник|Документ|Перечислени|Констант|Отчет|Обработк|Задач|БизнесПроцесс|ЖурналДокументов|ПланОбмена"
    r"|Планы?(?:Обмена|Счетов|ВидовХарактеристик|ВидовРасчета)|Регистры?(?:Сведений|Накопления|Бухгалтерии|Расчета))"
    r"(?:[аеиыя]|Ссылка|Объект|Менеджер|НаборЗаписей)?)\s*\.\s*(\w+)",
    re.I,
)


def fault_of_variant(code: str, record: Record) -> str | None:
    """Why code cannot stand in the place of a record's answer; None: the filters of curate decide.

    It is one method, with the head of the record's own, and uses nothing that neither the platform nor the record has:
    whoever learns from it sees no more than the record's task.
    """
    if not code.strip():
        return "no_answer"
    dialect: Dialect = "onescript" if record.module_kind == "script" else "1c"
    module, own = parse(code, dialect), parse(record.output, dialect)
    if module.errors:
        return "does_not_parse"
    alone = len(module.methods) == 1 and not (module.statements or module.variables)
    if not alone or [_head(method) for method in module.methods] != [_head(method) for method in own.methods]:
        return "another_signature"
    return "invents_names" if invented_in_code(code, module, record) else None


def invented_in_code(code: str, module: Module, record: Record) -> set[str]:
    """Methods, modules and objects that a method uses, and that neither the platform nor the record knows."""
    known = {word.lower() for word in _WORD.findall(f"{record.instruction}\n{record.input}\n{record.output}")}
    local = set(_local(module))
    platform = load_platform()
    used = {name for name in _beginnings(module) if name not in platform.functions}
    used -= {*platform.properties, *platform.enumerations}
    used |= {name.lower() for before, name in _OBJECT.findall(code) if before.lower() not in local}
    return used - known - local


def _head(method: Method) -> tuple[str, str, bool, tuple[str, ...]]:
    parameters = tuple(parameter.name.lower() for parameter in method.parameters)
    return method.kind, method.name.lower(), method.export, parameters


def _beginnings(module: Module) -> Iterator[str]:
    """What chains begin with: methods that are called, modules whose methods are."""
    for node in walk(module.tree):
        if isinstance(node, tree.Chain) and isinstance(node.first, tree.Name):
            yield node.first.name.lower()


def _local(module: Module) -> Iterator[str]:
    for method in module.methods:
        yield method.name.lower()
        yield from (parameter.name.lower() for parameter in method.parameters)
        yield from (variable.name.lower() for variable in method.variables)
    for node in walk(module.tree):
        if isinstance(node, tree.Assignment) and isinstance(node.target, tree.Name):
            yield node.target.name.lower()
        elif isinstance(node, tree.For | tree.ForEach):
            yield node.variable.lower()

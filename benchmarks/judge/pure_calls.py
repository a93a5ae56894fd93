"""Which share of the calls of pure global functions in real code is interpreted.

    python -m benchmarks.judge.pure_calls CORPUS_FOLDER [EVERY_NTH_MODULE]

A function is pure when its result depends on its arguments alone: neither on the data base, the session, files, the
clock or the user, nor on a dictionary of the platform. A call is one of a global function when the module has no method
of the same name.
"""

import sys
from collections import Counter
from collections.abc import Iterator
from itertools import islice
from typing import Final

from benchmarks.judge.corpora import corpus_folder, texts
from components.shared.bsl import parse
from components.shared.bsl.interpreter import execute
from components.shared.bsl.interpreter.builtins.registry import FUNCTIONS
from components.shared.bsl.platform.tables import load_platform
from components.shared.bsl.syntax.syntax_tree import Call, Chain, Literal, Module, Name, walk

CHECKOUT: Final = "ssl_3_1"
# Interpreted, but not pure: they touch the state of the execution, or what the host gives
NOT_PURE: Final = frozenset(
    {"Сообщить", "ОчиститьСообщения", "ИнформацияОбОшибке", "ОписаниеОшибки", "ТекущаяДата", "ТекущаяДатаСеанса"}
    | {"ТекущаяУниверсальнаяДата", "ТекущаяУниверсальнаяДатаВМиллисекундах"}
)
TYPE_OF_CONFIGURATION: Final = 'Тип("СправочникСсылка.Имя")'  # outside the subset, although Тип is inside
# Pure, and not interpreted
MISSING: Final = frozenset(
    {
        TYPE_OF_CONFIGURATION,
        "ЗначениеВСтрокуВнутр",
        "ЗначениеИзСтрокиВнутр",
        "ПредставлениеПериода",
        "СтрокаСЧислом",
        "ПредставлениеКодаЛокализации",
    }
    | {"XMLТип", "XMLТипЗнч", "ИзXMLТипа", "ПолучитьXMLТип", "ПрочитатьДатуJSON", "ЗаписатьДатуJSON"}
    | {"РазделитьДвоичныеДанные", "СоединитьДвоичныеДанные", "СоединитьБуферыДвоичныхДанных"}
    | {"ПолучитьДопустимыеКодыЛокализации", "СтрНайтиИВыделитьОформлением"}
    | {"ПолучитьСтрокуИзБуфераДвоичныхДанных", "ПолучитьБуферДвоичныхДанныхИзСтроки"}
    | {"ПолучитьДвоичныеДанныеИзБуфераДвоичныхДанных", "ПолучитьБуферДвоичныхДанныхИзДвоичныхДанных"}
    | {"ПолучитьБуферДвоичныхДанныхИзHexСтроки", "ПолучитьHexСтрокуИзБуфераДвоичныхДанных"}
    | {"ПолучитьБуферДвоичныхДанныхИзBase64Строки", "ПолучитьBase64СтрокуИзБуфераДвоичныхДанных"}
    | {"ПолучитьHexДвоичныеДанныеИзДвоичныхДанных", "ПолучитьДвоичныеДанныеИзHexДвоичныхДанных"}
    | {"ПолучитьBase64ДвоичныеДанныеИзДвоичныхДанных", "ПолучитьДвоичныеДанныеИзBase64ДвоичныхДанных"}
)


def main() -> None:
    """Print the coverage, and the functions that are called most of those that are missing."""
    folder = corpus_folder(sys.argv[:2])
    every = int(sys.argv[2]) if len(sys.argv) > 2 else 1
    execute("")  # lists the functions
    calls = Counter[str]()
    for text in islice(texts(folder / CHECKOUT), 0, None, every):
        calls.update(global_calls(parse(text)))
    interpreted = {function.name for function in FUNCTIONS.values()} - NOT_PURE
    covered = sum(calls[name] for name in interpreted)
    missing = {name: calls[name] for name in MISSING if calls[name]}
    pure = covered + sum(missing.values())
    print(
        f"{CHECKOUT}, every {every}. module: {sum(calls.values()):,} calls of global functions, {pure:,} of pure ones"
    )
    print(f"interpreted: {covered:,} calls = {100 * covered / pure:.2f} %, {len(interpreted)} functions")
    for name, count in sorted(missing.items(), key=lambda item: -item[1]):
        print(f"  not interpreted: {name:<45}{count:>6}")


def global_calls(module: Module) -> Iterator[str]:
    """Russian names of the global functions that a module calls, each time it does."""
    functions = load_platform().functions
    own = {method.name.lower() for method in module.methods}
    for node in walk((module.methods, module.statements)):
        if isinstance(node, Chain) and isinstance(node.first, Name) and isinstance(node.steps[0], Call):
            name = node.first.name.lower()
            if name not in own and name in functions:
                yield TYPE_OF_CONFIGURATION if _names_a_type_of_a_configuration(node) else functions[name].ru


def _names_a_type_of_a_configuration(node: Chain) -> bool:
    call = node.steps[0]
    if not isinstance(node.first, Name) or node.first.name.lower() not in ("тип", "type") or not isinstance(call, Call):
        return False
    literal = call.arguments[0] if call.arguments else None
    return isinstance(literal, Literal) and "." in literal.texts[0]


if __name__ == "__main__":
    main()

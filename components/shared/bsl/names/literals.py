"""Names inside strings that the platform takes for names: types, predefined values, forms."""

from collections.abc import Callable, Iterable, Iterator
from typing import Final

from components.shared.bsl.configuration.kinds import KIND_BY_ANY_NAME
from components.shared.bsl.findings import Finding, Rule
from components.shared.bsl.names import rules
from components.shared.bsl.names.inference import literal_text
from components.shared.bsl.names.messages import name_finding
from components.shared.bsl.names.module_scope import ModuleScope
from components.shared.bsl.names.suggestions import one_slip_apart
from components.shared.bsl.names.type_names import TYPE_CLASS_BY_NAME
from components.shared.bsl.syntax import syntax_tree as tree
from components.shared.bsl.syntax.lexer import LOWER_CASE

_Check = Callable[[str, tree.Literal, ModuleScope], Iterator[Finding]]
_CALLBACKS: Final = frozenset({"описаниеоповещения", "notifydescription", "callbackdescription"})
_THIS: Final = frozenset({"этотобъект", "thisobject", "этаформа", "thisform"})
_DESCRIPTIONS: Final = frozenset({"описаниетипов", "typedescription"})
_SIMPLE_TYPES: Final = frozenset(
    {"строка", "string", "число", "number", "дата", "date", "булево", "boolean", "неопределено", "undefined", "null"}
    | {"тип", "type"}
)
_WITHOUT_OBJECT: Final = frozenset({"пустаяссылка", "emptyref"})
# beside the forms of an object: those that the platform makes by itself
_STANDARD_FORMS: Final = frozenset(
    {"форма", "form", "формаобъекта", "objectform", "формасписка", "listform", "формавыбора", "choiceform"}
    | {"формагруппы", "folderform", "формавыборагруппы", "folderchoiceform", "формазаписи", "recordform"}
    | {"формаотчета", "reportform", "формаобработки", "processorform", "формазагрузки", "loadform"}
    | {"формасохранения", "saveform", "формаконстант", "constantsform", "общаяформа", "commonform"}
)


def literal_findings(name: tree.Name, call: tree.Call, scope: ModuleScope) -> Iterable[Finding]:
    """Wrong names in the string that a global function takes: ``Тип("СправочникСсылка.НетТакого")``."""
    literal = call.arguments[0] if call.arguments else None
    check = _CHECKS.get(LOWER_CASE[name.name]) if type(literal) is tree.Literal else None
    if check is None or type(literal) is not tree.Literal:
        return ()
    text = literal_text(literal)
    return check(text, literal, scope) if text else ()


def type_text_findings(text: str, literal: tree.Literal, scope: ModuleScope) -> Iterator[Finding]:
    """``"СправочникСсылка.Валюты"``, and in descriptions of types several with commas between them."""
    for part in text.split(","):
        if finding := _type_problem(part.strip(), literal, scope):
            yield finding


def _type_problem(name: str, literal: tree.Literal, scope: ModuleScope) -> Finding | None:
    word, dot, rest = name.partition(".")
    if not dot:
        return _platform_type_problem(name, literal, scope)
    found = TYPE_CLASS_BY_NAME.get(word.lower())
    if found is None:
        return None
    return _object_problem(found.kind.name, rest.partition(".")[0], literal, scope)


def _platform_type_problem(name: str, literal: tree.Literal, scope: ModuleScope) -> Finding | None:
    """A type without a dot must be of the platform; the kinds of references (``СправочникСсылка``) are types too."""
    lower = name.lower()
    if not name.isidentifier() or lower in scope.world.platform.types or lower in _SIMPLE_TYPES:
        return None
    if lower in TYPE_CLASS_BY_NAME or lower in scope.context.allowed_names:
        return None
    # the tables hold the types that code makes; of the others only those are certain that one slip turned into no type
    if not any(one_slip_apart(lower, other) for other in (*scope.world.platform.types, *_SIMPLE_TYPES)):
        return None
    russian, english = f"Тип «{name}» не определен", f"Type '{name}' is not defined"
    known = (found.ru for found in scope.world.platform.types.values())
    return _literal_finding(literal, name, russian, english, scope.near(name, known, "all types"), rules.UNDEFINED_TYPE)


def created_type_findings(new: tree.New, scope: ModuleScope) -> Iterator[Finding]:
    """Names in the strings of ``Новый ОписаниеТипов("…")`` and ``Новый("…")``."""
    literal = new.arguments[0] if new.arguments else None
    if type(literal) is not tree.Literal or not (text := literal_text(literal)):
        return
    if new.type_name.lower() in _CALLBACKS and len(new.arguments) > 1 and _is_this(new.arguments[1]):
        yield from _handler_findings(text, literal, scope)
    elif new.type_name.lower() in _DESCRIPTIONS:
        yield from type_text_findings(text, literal, scope)
    elif not new.type_name and (finding := _platform_type_problem(text, literal, scope)):
        yield finding


def _is_this(argument: tree.Expression | None) -> bool:
    return type(argument) is tree.Name and argument.name.lower() in _THIS


def _handler_findings(text: str, literal: tree.Literal, scope: ModuleScope) -> Iterator[Finding]:
    """The method that is called back must be in the module: ``Новый ОписаниеОповещения("Имя", ЭтотОбъект)``."""
    if not scope.has_all or not text.isidentifier() or text.lower() in scope.methods:
        return
    if scope.module.errors or text.lower() in scope.context.allowed_names:
        return  # the method may be there and broken
    russian = f"В модуле нет метода «{text}», который должен быть вызван"
    english = f"No method '{text}' in the module, which is to be called back"
    known = (method.name for method in scope.module.methods)
    yield _literal_finding(
        literal, text, russian, english, scope.near(text, known, "own methods"), rules.UNDEFINED_METHOD
    )


def _object_problem(kind: str, name: str, literal: tree.Literal, scope: ModuleScope) -> Finding | None:
    """A finding where the configuration is whole and has no such object."""
    configuration = scope.context.configuration
    if configuration is None or not scope.world.is_closed or not name.isidentifier():
        return None
    if (kind, name.lower()) in configuration.objects or name.lower() in scope.context.allowed_names:
        return None
    known = (found.name for (other, _), found in configuration.objects.items() if other == kind)
    russian, english = f"В конфигурации нет «{name}»", f"No '{name}' in the configuration"
    return _literal_finding(literal, name, russian, english, scope.near(name, known, kind))


def _predefined_findings(text: str, literal: tree.Literal, scope: ModuleScope) -> Iterator[Finding]:
    """``"Справочник.Валюты.Рубль"``, ``"Перечисление.СтавкиНДС.БезНДС"``."""
    parts = text.split(".")
    kind = KIND_BY_ANY_NAME.get(parts[0].lower())
    if kind is None or len(parts) < 3:
        return
    if problem := _object_problem(kind.name, parts[1], literal, scope):
        yield problem
        return
    configuration = scope.context.configuration
    found = configuration.objects.get((kind.name, parts[1].lower())) if configuration else None
    value = parts[2].lower()
    is_known = found is None or not found.complete or value in found.values or value in _WITHOUT_OBJECT
    if is_known or found is None or kind.name == "BusinessProcess" or not scope.world.is_closed:
        return
    russian, english = f"У «{parts[0]}.{parts[1]}» нет «{parts[2]}»", f"No '{parts[2]}' in '{parts[0]}.{parts[1]}'"
    near = scope.near(parts[2], found.values.values(), f"{kind.name}.{found.name}")
    yield _literal_finding(literal, parts[2], russian, english, near)


def _form_findings(text: str, literal: tree.Literal, scope: ModuleScope) -> Iterator[Finding]:
    """``"Справочник.Валюты.Форма.ФормаЭлемента"``, ``"ОбщаяФорма.Вопрос"``."""
    configuration = scope.context.configuration
    parts = text.split(".")
    kind = KIND_BY_ANY_NAME.get(parts[0].lower())
    if configuration is None or kind is None or len(parts) < 2 or not scope.world.is_closed:
        return
    if kind.name == "CommonForm":
        if parts[1].lower() not in configuration.common_forms and parts[1].isidentifier():
            known = (form.name for form in configuration.common_forms.values())
            yield _form_finding(literal, parts[1], scope.near(parts[1], known, "common forms"))
        return
    if problem := _object_problem(kind.name, parts[1], literal, scope):
        yield problem
        return
    found = configuration.objects.get((kind.name, parts[1].lower()))
    if found is None or not found.complete or len(parts) < 3:
        return
    name = parts[-1]
    if name.lower() not in found.forms and name.lower() not in _STANDARD_FORMS and name.isidentifier():
        known = (form.name for form in found.forms.values())
        yield _form_finding(literal, name, scope.near(name, known, f"forms of {found.name}"))


def _form_finding(literal: tree.Literal, name: str, near: list[str]) -> Finding:
    return _literal_finding(literal, name, f"Формы «{name}» нет", f"There is no form '{name}'", near)


def _literal_finding(
    literal: tree.Literal,
    name: str,
    russian: str,
    english: str,
    near: list[str],
    rule: Rule = rules.UNKNOWN_METADATA,
) -> Finding:
    """A finding on a name inside a string."""
    offset = literal.texts[0].lower().find(name.lower())
    return name_finding(rule, literal.position + max(offset, 0), name, russian, english, near)


def _idle_handler_findings(text: str, literal: tree.Literal, scope: ModuleScope) -> Iterator[Finding]:
    """In a form its own method is called when idle; elsewhere it may be one of a global module."""
    if scope.context.module_kind == "form":
        yield from _handler_findings(text, literal, scope)


_CHECKS: Final[dict[str, _Check]] = {
    "подключитьобработчикожидания": _idle_handler_findings,
    "attachidlehandler": _idle_handler_findings,
    "тип": type_text_findings,
    "type": type_text_findings,
    "предопределенноезначение": _predefined_findings,
    "predefinedvalue": _predefined_findings,
    "открытьформу": _form_findings,
    "openform": _form_findings,
    "получитьформу": _form_findings,
    "getform": _form_findings,
}

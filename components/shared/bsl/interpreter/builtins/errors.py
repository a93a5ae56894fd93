"""``ИнформацияОбОшибке`` and the functions that show errors."""

from collections.abc import Sequence

from components.shared.bsl.interpreter.builtins.registry import function
from components.shared.bsl.interpreter.conversions import to_text
from components.shared.bsl.interpreter.failures import Failure, bad_argument, no_property
from components.shared.bsl.interpreter.machine import Machine
from components.shared.bsl.interpreter.members import BslObject, bsl_object, method
from components.shared.bsl.interpreter.types import ENUMERATIONS
from components.shared.bsl.interpreter.values import SKIPPED, EnumerationValue, Value

_MOST_CAUSES = 32


@bsl_object
class ErrorInformation(BslObject):
    """``ИнформацияОбОшибке``: what a handler can learn of an error; empty outside handlers."""

    __slots__ = ("error", "line", "module")
    type_name = "ИнформацияОбОшибке"

    def __init__(self, error: Failure, module: str, line: str) -> None:
        self.error, self.module, self.line = error, module, line

    def get_property(self, name: str, machine: Machine) -> Value:
        """``Описание``, ``Причина``, ``ИмяМодуля``, ``НомерСтроки``, ``ИсходнаяСтрока``, ``Код``."""
        error = self.error
        if name in ("описание", "description"):
            return error.description
        if name in ("причина", "cause"):
            return None if error.cause is None else information(error.cause, machine)
        if name in ("имямодуля", "modulename"):
            return self.module if error.line else ""
        if name in ("номерстроки", "linenumber"):
            return error.line
        if name in ("исходнаястрока", "sourceline"):
            return self.line
        if name in ("код", "code"):
            return error.code
        if name in ("дополнительнаяинформация", "additionalinformation"):
            return error.details
        raise no_property(name)

    @method("ЭтоОшибкаКатегории", "IsErrorOfCategory", 1, 2)
    def is_of_category(self, machine: Machine, category: Value, with_causes: Value = None) -> Value:
        """Whether the error belongs to a category."""
        if not isinstance(category, EnumerationValue):
            raise bad_argument(1)
        if category.english == "AllErrors":
            return True
        raised = ENUMERATIONS["категорияошибки"].values["exceptionraisedfromscript"]
        return category == (self.error.category or raised)


def information(error: Failure, machine: Machine) -> ErrorInformation:
    """What the program may know of an error."""
    machine.meter.allocate(1)
    return ErrorInformation(error, machine.module_name, machine.source_line(error.line))


@function("ИнформацияОбОшибке", "ErrorInfo", 0)
def error_information(machine: Machine) -> Value:
    """The error that is being handled."""
    return information(machine.handled[-1] if machine.handled else Failure(""), machine)


@function("ОписаниеОшибки", "ErrorDescription", 0)
def error_description(machine: Machine) -> Value:
    """The error that is being handled, with its place; empty outside handlers."""
    return detailed_text(machine.handled[-1], machine, False) if machine.handled else ""


@function("КраткоеПредставлениеОшибки", "BriefErrorDescription", 1)
def brief_description(machine: Machine, info: Value) -> Value:
    """What a user is told: the descriptions alone, without places."""
    return _chain(info)[0].description


@function("ПодробноеПредставлениеОшибки", "DetailErrorDescription", 1)
def detailed_description(machine: Machine, info: Value) -> Value:
    """What a developer is told: places and causes."""
    return detailed_text(_chain(info)[0], machine, True)


def _chain(info: Value) -> list[Failure]:
    """The error and what led to it, the last one first caused all others."""
    if not isinstance(info, ErrorInformation):
        raise bad_argument(1)
    chain = [info.error]
    while (cause := chain[-1].cause) is not None and len(chain) < _MOST_CAUSES:
        chain.append(cause)
    return chain


def detailed_text(error: Failure, machine: Machine, with_source: bool) -> str:
    """``{Модуль(12)}: Деление на 0`` and its causes."""
    parts: list[str] = []
    current: Failure | None = error
    while current is not None and len(parts) < _MOST_CAUSES:
        place = f"{{{machine.module_name}({current.line})}}: " if current.line else ""
        source = machine.source_line(current.line) if with_source else ""
        parts.append(f"{place}{current.description}" + (f"\n{source}" if source else ""))
        current = current.cause
    text = "\nпо причине:\n".join(parts)
    machine.meter.build(len(text))
    return text


def raised_failure(values: Sequence[Value]) -> Failure:
    """The error of ``ВызватьИсключение``: a text, and where it is called with more, its category, code and cause."""
    given = [None if value is SKIPPED else value for value in values]
    text, category, code, details, cause = [*given, *[None] * 5][:5]
    if isinstance(text, ErrorInformation):
        return Failure(text.error.description, cause=text.error.cause)
    return Failure(
        to_text(text),
        category=category,
        code=to_text(code),
        details=details,
        cause=cause.error if isinstance(cause, ErrorInformation) else None,
    )

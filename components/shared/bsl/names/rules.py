"""The rules that names are judged by. Their codes are those of BSL Language Server where it has one."""

from typing import Final

from components.shared.bsl.findings import Rule


def _compile_rule(code: str, title_ru: str, title_en: str, *, own: bool = True) -> Rule:
    return Rule(code, "compile", "strong", "error", title_ru, title_en, own=own)


UNDEFINED_VARIABLE: Final = _compile_rule("UndefinedVariable", "Неизвестная переменная", "Undefined variable")
UNDEFINED_METHOD: Final = _compile_rule(
    "UndefinedMethod", "Неизвестная процедура или функция", "Undefined procedure or function"
)
UNDEFINED_TYPE: Final = _compile_rule("UndefinedType", "Неизвестный тип", "Undefined type")
UNKNOWN_MEMBER: Final = _compile_rule(
    "UnknownMember", "У значения нет такого метода или свойства", "The value has no such method or property", own=False
)
UNKNOWN_ENUMERATION_VALUE: Final = _compile_rule(
    "UnknownEnumerationValue", "У системного перечисления нет такого значения", "No such value of a system enumeration"
)
UNKNOWN_METADATA: Final = _compile_rule(
    "UnknownMetadata", "В конфигурации нет такого объекта", "No such object in the configuration"
)
UNKNOWN_FORM_ITEM: Final = _compile_rule(
    "UnknownFormItem", "В форме нет такого элемента, реквизита или команды", "No such element, attribute or command"
)
MISSING_COMMON_MODULE_METHOD: Final = _compile_rule(
    "MissingCommonModuleMethod", "В общем модуле нет такого метода", "No such method in a common module", own=False
)
WRONG_ARGUMENT_COUNT: Final = _compile_rule(
    "WrongArgumentCount", "Неверное число параметров", "Wrong number of arguments"
)
PROCEDURE_AS_FUNCTION: Final = _compile_rule(
    "ProcedureUsedAsFunction", "Процедура использована как функция", "A procedure is used as a function"
)
PROPERTY_CALLED: Final = _compile_rule("PropertyCalled", "Свойство вызвано как метод", "A property is called")
READ_ONLY: Final = _compile_rule(
    "AssignToReadOnlyProperty", "Присваивание тому, что только читается", "Assignment to what is read only", own=False
)
COMMON_MODULE_ASSIGNED: Final = _compile_rule(
    "CommonModuleAssign", "Присваивание общему модулю", "Assignment to a common module", own=False
)
WRONG_SIDE: Final = _compile_rule(
    "UnavailableOnThisSide",
    "Имя недоступно там, где исполняется код",
    "The name is not available where the code runs",
)
FORM_CONTEXT: Final = _compile_rule(
    "FormContextUnavailable",
    "Контекст формы недоступен в методе без контекста",
    "The form's context is not available in a method without context",
)
TOO_NEW: Final = _compile_rule(
    "UnavailableMemberCall",
    "Имя появилось в более новой версии платформы",
    "The name came with a newer version of the platform",
    own=False,
)
DEPRECATED: Final = Rule(
    "DeprecatedMethodCall",
    "best_practice",
    "weak",
    "warning",
    "Вызов устаревшего метода",
    "Call of a deprecated method",
    (453,),
)

RULES: Final = (
    UNDEFINED_VARIABLE,
    UNDEFINED_METHOD,
    UNDEFINED_TYPE,
    UNKNOWN_MEMBER,
    UNKNOWN_ENUMERATION_VALUE,
    UNKNOWN_METADATA,
    UNKNOWN_FORM_ITEM,
    MISSING_COMMON_MODULE_METHOD,
    WRONG_ARGUMENT_COUNT,
    PROCEDURE_AS_FUNCTION,
    PROPERTY_CALLED,
    READ_ONLY,
    COMMON_MODULE_ASSIGNED,
    WRONG_SIDE,
    FORM_CONTEXT,
    TOO_NEW,
    DEPRECATED,
)

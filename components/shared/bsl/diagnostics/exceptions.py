"""Handlers of exceptions: what they swallow, what they write to the event log."""

from collections.abc import Iterator

from components.shared.bsl.diagnostics.assignments import assignments
from components.shared.bsl.diagnostics.calls import CallSite, global_calls, handler_around, remark_call
from components.shared.bsl.diagnostics.registry import diagnostic
from components.shared.bsl.diagnostics.view import ModuleView, Remark
from components.shared.bsl.syntax import syntax_tree as tree

_LOG = ("записьжурналарегистрации", "writelogevent")
_DETAILS = frozenset({"подробноепредставлениеошибки", "detailerrordescription"})
_LEVEL, _COMMENT = 1, 4  # places of arguments
_LOG_ARGUMENTS = 5


@diagnostic(
    "MissingCodeTryCatchEx",
    axis="best_practice",
    strength="strong",
    severity="error",
    standards=(499,),
    title_ru="Обработчик исключения не содержит кода",
    title_en="The handler of an exception has no code",
)
def missing_handler(module: ModuleView) -> Iterator[Remark]:
    """An empty handler hides every error of the attempt, also those that nobody thought of. A comment is no code.

    Bad:
        Попытка
            Файл.Записать();
        Исключение
        КонецПопытки;
    Good:
        Попытка
            Файл.Записать();
        Исключение
            ЗаписьЖурналаРегистрации(Событие, УровеньЖурналаРегистрации.Ошибка, , ,
                ПодробноеПредставлениеОшибки(ИнформацияОбОшибке()));
        КонецПопытки;
    """
    for node in module.of(tree.Try):
        if not node.handler:
            yield module.remark_token(node.except_position)


@diagnostic(
    "TryNumber",
    axis="best_practice",
    strength="strong",
    standards=(499,),
    title_ru="Приведение к числу в попытке",
    title_en="Conversion to a number in an attempt",
)
def try_number(module: ModuleView) -> Iterator[Remark]:
    """Exceptions are slow and catch more than meant: a description of types converts without them.

    Bad:
        Попытка Количество = Число(Текст); Исключение Количество = 0; КонецПопытки;
    Good:
        Количество = Новый ОписаниеТипов("Число").ПривестиЗначение(Текст);
    """
    for site in global_calls(module, "число", "number"):
        inner: tree.Node = site.chain
        for above in module.around(site.chain):
            if isinstance(above, tree.Try):
                if any(inner is statement for statement in above.body):
                    yield remark_call(module, site)
                break
            inner = above


@diagnostic(
    "UsageWriteLogEvent",
    axis="best_practice",
    strength="weak",
    severity="information",
    standards=(498, 499),
    title_ru="Неверное использование «ЗаписьЖурналаРегистрации»",
    title_en="Wrong use of 'WriteLogEvent'",
)
def usage_write_log_event(module: ModuleView) -> Iterator[Remark]:
    """An entry of the event log needs its level and a comment; in a handler the comment holds the whole error.

    A handler that raises again may leave the details to the next one.

    Bad:
        ЗаписьЖурналаРегистрации("Обмен", УровеньЖурналаРегистрации.Ошибка, , , ОписаниеОшибки());
    Good:
        ЗаписьЖурналаРегистрации("Обмен", УровеньЖурналаРегистрации.Ошибка, , ,
            ПодробноеПредставлениеОшибки(ИнформацияОбОшибке()));
    """
    for site in global_calls(module, *_LOG):
        given = site.arguments
        if len(given) < _LOG_ARGUMENTS:
            yield remark_call(module, site, "Не указан комментарий записи журнала", "The entry has no comment")
        elif given[_LEVEL] is None:
            yield remark_call(module, site, "Не указан уровень записи журнала", "The entry has no level")
        elif (comment := given[_COMMENT]) is None:
            yield remark_call(module, site, "Не указан комментарий записи журнала", "The entry has no comment")
        elif _hides_details(module, site, comment):
            yield remark_call(
                module,
                site,
                "Комментарий записи не содержит «ПодробноеПредставлениеОшибки(ИнформацияОбОшибке())»",
                "The comment does not hold 'DetailErrorDescription(ErrorInfo())'",
            )


def _hides_details(module: ModuleView, site: CallSite, comment: tree.Expression) -> bool:
    handler = handler_around(module, site.chain)
    if handler is None or any(isinstance(statement, tree.Raise) for statement in handler.handler):
        return False
    return not _may_hold_details(module, handler, comment, set())


def _may_hold_details(module: ModuleView, handler: tree.Try, value: tree.Expression, seen: set[str]) -> bool:
    """Whether a value has the details in it, or comes from where it is not known."""
    nodes = list(tree.walk([value]))
    named = [node.name.lower() for node in nodes if isinstance(node, tree.Name | tree.Member)]
    if not _DETAILS.isdisjoint(named):
        return True
    variables = {node.name.lower() for node in nodes if isinstance(node, tree.Name) and _is_value(module, node)} - seen
    return any(_variable_may_hold(module, handler, variable, seen | variables) for variable in variables)


def _is_value(module: ModuleView, name: tree.Name) -> bool:
    return not isinstance(module.parent(name), tree.Chain)


def _variable_may_hold(module: ModuleView, handler: tree.Try, name: str, seen: set[str]) -> bool:
    """Follow a variable to its assignments: in the handler they count, elsewhere their value is not known."""
    code = module.code_at(handler.position)
    parameters = code.method.parameters if code is not None and code.method is not None else ()
    if any(parameter.name.lower() == name for parameter in parameters):
        return True
    own = assignments(module, code).of((name,)) if code is not None else []
    in_handler = [node for node in own if handler.except_position < node.position < handler.last]
    if not in_handler:
        return bool(own)
    return any(_may_hold_details(module, handler, node.value, seen) for node in in_handler)

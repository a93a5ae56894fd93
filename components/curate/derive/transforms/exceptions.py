"""Errors that are swallowed, or written to the log without what happened."""

from collections.abc import Iterator

from components.curate.derive.parent import Edit, Parent, deeper
from components.curate.derive.transform import Attempt, Change, Refusal, transform
from components.shared.bsl.diagnostics.calls import CallSite, global_calls, handler_around
from components.shared.bsl.syntax import syntax_tree as tree

_LOG = ("записьжурналарегистрации", "writelogevent")
_DETAILS = ("подробноепредставлениеошибки", "detailerrordescription")
_OWNERS = ((), ("обработкаошибок",), ("errorprocessing",))
_INFORMATION = frozenset({"информацияобошибке", "errorinfo"})
_COMMENT = 4  # place among the arguments of the entry
_WHY_LOGGED = (
    "Исключение не проглочено: в журнал регистрации попадает подробное представление ошибки, и по нему можно найти "
    "причину (стандарт 499)."
)


@transform(
    "exception_swallowed",
    task="fix",
    shows=("MissingCodeTryCatchEx",),
    asks=(
        "В {loc} исключение проглатывается. Исправь: {told}.",
        "Ошибки в {loc} теряются. Обработай исключение: {told}.",
    ),
    why=_WHY_LOGGED,
)
def exception_swallowed(parent: Parent) -> Iterator[Attempt]:
    """The handler of an attempt is emptied.

    Precondition: the handler does nothing but write the log and raise again, so that the asker can say in a phrase
    what it must do. Fault planted: nobody learns of the error.
    """
    for attempt in parent.code.of(tree.Try):
        told = _told(parent, attempt)
        lines = parent.lines_of(attempt.handler[0], attempt.handler[-1]) if attempt.handler else None
        if not attempt.body or not attempt.handler:
            yield Refusal("обработчик и так пуст")
        elif told is None:
            yield Refusal("обработчик делает не только запись в журнал и повторный вызов исключения")
        elif lines is None or parent.has_comment(parent.offset(attempt.except_position), parent.offset(attempt.last)):
            yield Refusal("операторы не на своих строках или в обработчике есть комментарий")
        else:
            yield Change((Edit(*lines, ""),), told)


def _told(parent: Parent, attempt: tree.Try) -> str | None:
    """What the handler does, in words; None where it does something else."""
    parts = []
    for statement in attempt.handler:
        event = _logged_event(parent, statement)
        if isinstance(statement, tree.Raise) and not statement.arguments:
            parts.append("передай исключение дальше")
        elif event:
            parts.append(f"запиши подробное представление ошибки в журнал регистрации, имя события — {event}")
        else:
            return None
    return ", затем ".join(parts)


def _logged_event(parent: Parent, statement: tree.Statement) -> str:
    """The event of an entry of an error that has its details, as written on one line; empty for anything else."""
    if not isinstance(statement, tree.CallStatement) or not isinstance(statement.call, tree.Chain):
        return ""
    chain = statement.call
    call = chain.steps[0]
    simple = len(chain.steps) == 1 and isinstance(chain.first, tree.Name) and chain.first.name.lower() in _LOG
    if not simple or not isinstance(call, tree.Call) or len(call.arguments) <= _COMMENT:
        return ""
    event, level, *objects, comment = call.arguments[: _COMMENT + 1]
    if any(objects) or event is None or level is None or comment is None or len(call.arguments) > _COMMENT + 1:
        return ""
    plain = parent.source(level).lower() in ("уровеньжурналарегистрации.ошибка", "eventloglevel.error")
    return " ".join(parent.source(event).split()) if plain and _is_details(comment) else ""


def _is_details(value: tree.Expression) -> bool:
    """``[ОбработкаОшибок.]ПодробноеПредставлениеОшибки(ИнформацияОбОшибке())``."""
    if not isinstance(value, tree.Chain) or not isinstance(value.first, tree.Name):
        return False
    *owner, called = [value.first.name.lower(), *(s.name.lower() for s in value.steps if isinstance(s, tree.Member))]
    call = value.steps[-1]
    if called not in _DETAILS or tuple(owner) not in _OWNERS or not isinstance(call, tree.Call):
        return False
    inner = call.arguments[0] if len(call.arguments) == 1 else None
    return (
        len(value.steps) == len(owner) + 1
        and isinstance(inner, tree.Chain)
        and isinstance(inner.first, tree.Name)
        and inner.first.name.lower() in _INFORMATION
        and len(inner.steps) == 1
    )


@transform(
    "log_without_details",
    task="fix",
    shows=("UsageWriteLogEvent",),
    asks=(
        "В журнал регистрации из {gen} попадает только краткое описание ошибки. Исправь.",
        "Исправь запись в журнал регистрации в {loc} по стандарту 1С.",
        "Найди и исправь недочёт в обработке исключений в {loc}.",
    ),
    why="В журнал пишется ПодробноеПредставлениеОшибки: в нём место ошибки и стек вызовов (стандарт 498).",
)
def log_without_details(parent: Parent) -> Iterator[Attempt]:
    """The details of an error are replaced by ``ОписаниеОшибки()`` in the entry of the log.

    Fault planted: the entry does not say where the error happened.
    """
    for site in global_calls(parent.view, *_LOG):
        handler = handler_around(parent.view, site.chain)
        comment = site.arguments[_COMMENT] if len(site.arguments) > _COMMENT else None
        if handler is None or comment is None or not _is_details(comment):
            yield Refusal("комментарий записи — не подробное представление текущей ошибки")
        elif any(isinstance(statement, tree.Raise) for statement in handler.handler):
            yield Refusal("обработчик вызывает исключение дальше: подробности может записать следующий")
        else:
            yield Change((Edit(*parent.range_of(comment), "ОписаниеОшибки()"),))


@transform(
    "try_around_everything",
    task="fix",
    tried=0.1,
    shows=("MissingCodeTryCatchEx",),
    asks=(
        "В {loc} все ошибки молча подавляются. Исправь.",
        "Убери из {gen} лишнюю обработку исключений.",
        "Проверь обработку исключений в {loc} и исправь её по стандарту 1С.",
    ),
    why=(
        "Попытка не оборачивает весь метод с пустым обработчиком: ошибку видит тот, кто может её обработать "
        "(стандарт 499)."
    ),
)
def try_around_everything(parent: Parent) -> Iterator[Attempt]:
    """The whole body is put into an attempt with an empty handler.

    Precondition: the body has no attempt, transaction or jump of its own. Fault planted: every error is swallowed.
    """
    body = parent.method.body
    lines = parent.lines_of(body[0], body[-1]) if body else None
    if parent.method.kind == "function":
        yield Refusal("функция после подавленной ошибки вернула бы Неопределено: это уже другая ошибка")
    elif any(parent.code.of(kind) for kind in (tree.Try, tree.Goto, tree.Label)) or _has_transaction(parent):
        yield Refusal("в методе есть своя попытка, транзакция или переход")
    elif lines is None or len(body) < 2:
        yield Refusal("операторов меньше двух, или они не на своих строках")
    else:
        start = _with_comments_above(parent, lines[0])
        indent = parent.indent_of(body[0])
        inner = deeper(parent.text[start : lines[1]].rstrip("\n"))
        yield Change((Edit(start, lines[1], f"{indent}Попытка\n{inner}\n{indent}Исключение\n{indent}КонецПопытки;\n"),))


def _has_transaction(parent: Parent) -> bool:
    return any(global_calls(parent.view, "начатьтранзакцию", "begintransaction"))


def _with_comments_above(parent: Parent, start: int) -> int:
    """The start of the comments right above a line."""
    while start:
        above = parent.text.rfind("\n", 0, start - 1) + 1
        if not parent.text[above:start].lstrip().startswith("//"):
            return start
        start = above
    return start


@transform(
    "temporary_file_left",
    task="fix",
    shows=("MissingTemporaryFileDeletion",),
    asks=(
        "После вызова {gen} на диске остаются временные файлы. Исправь.",
        "Исправь работу с временными файлами в {loc} по стандарту 1С.",
        "Найди и исправь ошибку в {loc}.",
    ),
    why="Временный файл удаляется сразу, как только он больше не нужен: иначе диск сервера заполняется (стандарт 542).",
)
def temporary_file_left(parent: Parent) -> Iterator[Attempt]:
    """``УдалитьФайлы`` is left out.

    Fault planted: the temporary file stays on the disk.
    """
    for site in [*global_calls(parent.view, "удалитьфайлы", "deletefiles")]:
        statement = parent.view.parent(site.chain)
        lines = parent.lines_of(statement, statement) if isinstance(statement, tree.CallStatement) else None
        if lines is None or not _stands_in_body(parent, statement):
            yield Refusal("удаление файла — не отдельный оператор или стоит внутри другого блока")
        elif _names(site) is None:
            yield Refusal("удаляется не переменная с именем файла")
        else:
            yield Change((Edit(*lines, ""),))


def _stands_in_body(parent: Parent, statement: tree.Node | None) -> bool:
    return statement is not None and parent.view.parent(statement) is None


def _names(site: CallSite) -> str | None:
    first = site.arguments[0] if len(site.arguments) == 1 else None
    return first.name if isinstance(first, tree.Name) else None

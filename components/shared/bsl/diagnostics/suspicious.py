"""Code that works otherwise than it looks: lost parameters, double negatives, a sign too many, waiting for ever."""

from collections.abc import Iterator

from components.shared.bsl.diagnostics.assignments import assignments
from components.shared.bsl.diagnostics.registry import diagnostic
from components.shared.bsl.diagnostics.view import CodeView, ModuleView, Remark
from components.shared.bsl.findings import Edit
from components.shared.bsl.syntax import syntax_tree as tree

# Types that talk to other machines, and the place of the timeout among the arguments; -1: a property only.
_TIMEOUTS = {
    "httpсоединение": 5,
    "httpconnection": 5,
    "ftpсоединение": 6,
    "ftpconnection": 6,
    "wsопределения": 4,
    "wsdefinitions": 4,
    "wsпрокси": 5,
    "wsproxy": 5,
    "интернетпочтовыйпрофиль": -1,
    "internetmailprofile": -1,
}


@diagnostic(
    "TimeoutsInExternalResources",
    axis="best_practice",
    strength="weak",
    standards=(748,),
    title_ru="Не задан таймаут при работе с внешним ресурсом",
    title_en="No timeout for an external resource",
)
def timeouts(module: ModuleView) -> Iterator[Remark]:
    """Without a timeout the code waits as long as the other side likes, and the user with it.

    Bad:
        Соединение = Новый HTTPСоединение("api.example.com", 443);
    Good:
        Соединение = Новый HTTPСоединение("api.example.com", 443, , , , 60);
    """
    for node in module.of(tree.New):
        place = _TIMEOUTS.get(node.type_name.lower())
        if place is not None and not _has_timeout(node, place) and not _is_set_later(module, node):
            yield module.remark(node)


def _has_timeout(node: tree.New, place: int) -> bool:
    return 0 <= place < len(node.arguments) and node.arguments[place] is not None


def _is_set_later(module: ModuleView, node: tree.New) -> bool:
    """Whether the object is given a timeout by its property."""
    assignment, code = module.parent(node), module.code_at(node.position)
    if not isinstance(assignment, tree.Assignment) or code is None:
        return False
    path, known = module.key(assignment.target), assignments(module, code)
    return bool(known.of((*path, ".", "таймаут")) or known.of((*path, ".", "timeout")))


@diagnostic(
    "RewriteMethodParameter",
    axis="semantics",
    strength="weak",
    title_ru="Параметр метода перезаписан до первого чтения",
    title_en="A parameter is overwritten before it is read",
)
def rewritten_parameter(module: ModuleView) -> Iterator[Remark]:
    """A value that the caller gives and nobody reads: the parameter is a local variable, or another one was meant.

    Bad:
        Функция Цена(Знач Товар) Товар = Справочники.Товары.Стол; Возврат Товар.Цена; КонецФункции
    Good:
        Функция Цена(Знач Товар) Возврат Товар.Цена; КонецФункции
    """
    for code in module.methods:
        for parameter in code.method.parameters if code.method is not None else ():
            if parameter.by_value:
                target = _overwritten(module, code, parameter.name.lower())
                if target is not None:
                    yield module.remark(target)


def _overwritten(module: ModuleView, code: CodeView, name: str) -> tree.Name | None:
    """The first use of a name, where it is an assignment that every run of the method makes."""
    own_value: tree.Expression | None = None
    for node in code.names.get(name, ()):
        if node is own_value:
            continue
        assignment = module.parent(node)
        if not isinstance(assignment, tree.Assignment) or assignment.target is not node:
            return None
        value = assignment.value
        if isinstance(value, tree.Name) and value.name.lower() == name:  # assigned to itself: says nothing
            own_value = value
            continue
        reads_itself = any(isinstance(inner, tree.Name) and inner.name.lower() == name for inner in tree.walk([value]))
        return None if reads_itself or module.parent(assignment) is not None else node
    return None


@diagnostic(
    "DoubleNegatives",
    axis="best_practice",
    strength="weak",
    title_ru="Двойное отрицание",
    title_en="Double negative",
)
def double_negatives(module: ModuleView) -> Iterator[Remark]:
    """``Не А <> Б`` is ``А = Б``: who reads it must deny twice.

    Bad:
        Если Не Найденная <> Неопределено Тогда
    Good:
        Если Найденная = Неопределено Тогда
    """
    for node in module.of(tree.Unary):
        inner = node.operand
        while isinstance(inner, tree.Parentheses):
            inner = inner.inner
        if node.operator == "not" and _denies(inner):
            yield Remark(node.position, module.token_end(inner.last), edits=_affirmed(module, node, inner))


def _denies(node: tree.Expression) -> bool:
    if isinstance(node, tree.Unary):
        return node.operator == "not"
    return isinstance(node, tree.Operation) and node.operators == ("<>",)


def _affirmed(module: ModuleView, node: tree.Unary, inner: tree.Expression) -> tuple[Edit, ...]:
    """The equality; a value that is denied twice is left to a person: it may be no Boolean."""
    end = module.token_end(node.last)
    if not isinstance(inner, tree.Operation) or "//" in module.source(node.position, end):
        return ()
    left, right = (module.source(side.position, module.token_end(side.last)) for side in inner.operands)
    return (Edit(node.position, end, f"{left} = {right}"),)


@diagnostic(
    "UnaryPlusInConcatenation",
    axis="semantics",
    strength="strong",
    severity="error",
    title_ru="Унарный плюс при сложении строк",
    title_en="A unary plus in a concatenation",
)
def unary_plus(module: ModuleView) -> Iterator[Remark]:
    """The second of two pluses turns the string behind it into a number, which fails.

    Bad:
        Текст = "Итого: " + + Сумма;
    Good:
        Текст = "Итого: " + Сумма;
    """
    for node in module.of(tree.Unary):
        above = module.parent(node)
        if node.operator == "+" and isinstance(above, tree.Operation) and above.operands[0] is not node:
            number = isinstance(node.operand, tree.Literal) and node.operand.kind == "number"
            if "+" in above.operators and not number:
                yield Remark(node.position, node.position + 1)

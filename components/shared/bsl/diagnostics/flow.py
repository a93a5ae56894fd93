"""Where a method goes: ends without a return, and code that is never reached."""

from collections.abc import Iterator, Sequence

from components.shared.bsl.diagnostics.conditionals import Conditional, Part, parts
from components.shared.bsl.diagnostics.registry import diagnostic
from components.shared.bsl.diagnostics.view import CodeView, ModuleView, Remark
from components.shared.bsl.measures import inner_blocks
from components.shared.bsl.syntax import syntax_tree as tree

_PLAIN = (tree.Assignment, tree.CallStatement)
_LOOPS = (tree.For, tree.ForEach, tree.While)
_EXITS = (tree.Return, tree.Raise, tree.Goto, tree.Break, tree.Continue)


@diagnostic(
    "FunctionShouldHaveReturn",
    axis="semantics",
    strength="strong",
    severity="error",
    title_ru="Функция не содержит «Возврат»",
    title_en="The function has no 'Return'",
)
def function_without_return(module: ModuleView) -> Iterator[Remark]:
    """A function exists for its value: without a return it always gives ``Неопределено``.

    Bad:
        Функция Сумма(А, Б) В = А + Б; КонецФункции
    Good:
        Функция Сумма(А, Б) Возврат А + Б; КонецФункции
    """
    for code in module.methods:
        method = code.method
        if method is None or method.kind != "function" or code.of(tree.Return):
            continue
        if not (len(method.body) == 1 and isinstance(method.body[0], tree.Raise)):
            yield module.remark_name(method)


@diagnostic(
    "AllFunctionPathMustHaveReturn",
    axis="semantics",
    strength="weak",
    title_ru="Не все пути выполнения функции заканчиваются «Возврат»",
    title_en="Not every path through the function ends with 'Return'",
)
def path_without_return(module: ModuleView) -> Iterator[Remark]:
    """A function that reaches its end gives ``Неопределено``, which callers hardly expect: say it, if it is meant.

    A loop that returns from inside counts as one that finds what it looks for.

    Bad:
        Функция Ставка(Вид) Если Вид = 1 Тогда Возврат 20; КонецЕсли; КонецФункции
    Good:
        Функция Ставка(Вид) Если Вид = 1 Тогда Возврат 20; КонецЕсли; Возврат Неопределено; КонецФункции
    """
    for code in module.methods:
        method = code.method
        if method is None or method.kind != "function" or not code.of(tree.Return) or code.of(tree.Label):
            continue
        if not any(map(_returns, reversed(method.body))):
            yield module.remark_name(method)


def _returns(statement: tree.Statement) -> bool:
    """Whether a function does not go on behind a statement; branches of ``#Если`` count as one text."""
    if isinstance(statement, _LOOPS) and not _stops(statement):
        return any(isinstance(node, tree.Return) for node in tree.walk(statement.body))
    if isinstance(statement, tree.If):
        blocks = inner_blocks(statement)
        return statement.otherwise is not None and all(any(map(_returns, reversed(block))) for block in blocks)
    if isinstance(statement, tree.Try):
        return all(any(map(_returns, reversed(block))) for block in inner_blocks(statement))
    return _stops(statement)


def falls_through(block: Sequence[Part]) -> bool:
    """Whether the end of a block can be reached. What stops it is mostly its last statement."""
    return not any(_stops(part) for part in reversed(block) if not isinstance(part, _PLAIN))


def _stops(part: Part) -> bool:
    if isinstance(part, _EXITS):
        return True
    if isinstance(part, tree.If):
        return part.otherwise is not None and not (
            any(falls_through(branch.body) for branch in part.branches) or falls_through(part.otherwise)
        )
    if isinstance(part, tree.Try):
        return not (falls_through(part.body) or falls_through(part.handler))
    if isinstance(part, Conditional):
        return part.has_else and not any(map(falls_through, part.branches))
    if isinstance(part, tree.For | tree.ForEach | tree.While):
        return _loop_stops(part)
    return False


def _loop_stops(loop: tree.For | tree.ForEach | tree.While) -> bool:
    condition = loop.condition if isinstance(loop, tree.While) else None
    endless = isinstance(condition, tree.Literal) and condition.kind == "true"
    if not endless and falls_through(loop.body):
        return False
    leaves, goes_on = _jumps(loop.body)
    return not leaves and (endless or not goes_on)


def _jumps(block: tree.Statements) -> tuple[bool, bool]:
    """Whether the statements of a loop leave it with ``Прервать``, and go to its next round with ``Продолжить``."""
    leaves = goes_on = False
    for node in tree.walk(statement for statement in block if not isinstance(statement, _LOOPS)):
        leaves |= isinstance(node, tree.Break)
        goes_on |= isinstance(node, tree.Continue)
    return leaves, goes_on


@diagnostic(
    "UnreachableCode",
    axis="semantics",
    strength="strong",
    severity="error",
    title_ru="Недостижимый код",
    title_en="Unreachable code",
)
def unreachable_code(module: ModuleView) -> Iterator[Remark]:
    """What stands behind a return, a raise or a jump never runs. A label makes it reachable again.

    Bad:
        Возврат Сумма;
        Сумма = 0;
    Good:
        Сумма = 0;
        Возврат Сумма;
    """
    for code in module.codes:
        if _leaves_early(code):
            for block, start, end in _blocks(module, code):
                if _may_stop_early(block):
                    yield from _unreachable(module, parts(module, block, start, end))


def _may_stop_early(block: tree.Statements) -> bool:
    """Whether anything but an assignment or a call stands before the last statement, which has nothing behind it."""
    return len(block) > 1 and any(type(statement) not in _PLAIN for statement in block[:-1])


def _leaves_early(code: CodeView) -> bool:
    return not code.nodes.keys().isdisjoint(_EXITS)


def _blocks(module: ModuleView, code: CodeView) -> Iterator[tuple[tree.Statements, int, int]]:
    """Every block of a method with the positions it lies between."""
    method = code.method
    if method is not None:
        yield method.body, method.header_last, method.last
    elif code.statements:
        yield code.statements, 0, module.tokens.positions[-1]
    for choice in code.of(tree.If):
        for branch, following in zip(choice.branches, (*choice.branches[1:], None), strict=True):
            yield (
                branch.body,
                branch.condition.last,
                following.position if following else choice.else_position or choice.last,
            )
        yield choice.otherwise or (), choice.else_position, choice.last
    for attempt in code.of(tree.Try):
        yield attempt.body, attempt.position, attempt.except_position
        yield attempt.handler, attempt.except_position, attempt.last
    loops: list[tree.For | tree.ForEach | tree.While] = [*code.of(tree.For), *code.of(tree.ForEach)]
    for loop in (*loops, *code.of(tree.While)):
        yield loop.body, loop.position, loop.last


def _unreachable(module: ModuleView, block: Sequence[Part]) -> Iterator[Remark]:
    """The rest of a block behind its first statement that does not go on."""
    for number, part in enumerate(block):
        if isinstance(part, _PLAIN):
            continue
        if isinstance(part, Conditional):
            for branch in part.branches:
                yield from _unreachable(module, branch)
        if number + 1 < len(block) and _stops(part):
            rest = block[number + 1 :]
            statements = list(_statements(rest))
            if statements and not any(isinstance(node, tree.Label) for node in tree.walk(statements)):
                with_semicolon = isinstance(part, _EXITS)
                last = statements[-1]
                end = module.statement_end(last) if with_semicolon else module.token_end(last.last)
                yield Remark(rest[0].position, end)
            return


def _statements(block: Sequence[Part]) -> Iterator[tree.Statement]:
    for part in block:
        if isinstance(part, Conditional):
            for branch in part.branches:
                yield from _statements(branch)
        else:
            yield part

"""Expressions that say simple things in a hard way."""

from collections.abc import Iterator

from components.shared.bsl.diagnostics.booleans import is_boolean
from components.shared.bsl.diagnostics.registry import diagnostic
from components.shared.bsl.diagnostics.view import ModuleView, Remark
from components.shared.bsl.findings import Edit
from components.shared.bsl.syntax import syntax_tree as tree
from components.shared.bsl.syntax.lexer import line_of

_BOOLEAN_LITERALS = ("true", "false")
_SMALL_NUMBERS = frozenset({"0", "1"})
_STRUCTURES = frozenset({"структура", "structure", "фиксированнаяструктура", "fixedstructure"})
_INSERTIONS = frozenset({"вставить", "insert"})
_TRANSPARENT = frozenset({"нстр", "nstr", "предопределенноезначение", "predefinedvalue"})


@diagnostic(
    "CompareWithBoolean",
    axis="best_practice",
    strength="weak",
    severity="information",
    standards=(441,),
    title_ru="Сравнение с булевой константой",
    title_en="Comparison with a Boolean constant",
)
def compare_with_boolean(module: ModuleView) -> Iterator[Remark]:
    """A Boolean is a condition by itself. Only comparisons of what is evidently Boolean are reported.

    Bad:
        Если Найден = Истина Тогда
    Good:
        Если Найден Тогда
    """
    for node in module.of(tree.Operation):
        if node.operators in (("=",), ("<>",)):
            left, right = node.operands
            constant, other = (right, left) if _is_boolean_literal(right) else (left, right)
            if isinstance(constant, tree.Literal) and _is_boolean_literal(constant) and is_boolean(module, other):
                yield module.remark(node, edits=_shorter(module, node, constant, other))


def _is_boolean_literal(node: tree.Expression) -> bool:
    return isinstance(node, tree.Literal) and node.kind in _BOOLEAN_LITERALS


def _shorter(module: ModuleView, node: tree.Operation, constant: tree.Literal, other: tree.Expression) -> list[Edit]:
    """The condition itself or its denial; nothing for two constants, where a person must say what was meant."""
    if isinstance(other, tree.Literal):
        return []
    start, end = node.position, module.token_end(node.last)
    text = module.source(other.position, module.token_end(other.last))
    if (constant.kind == "true") == (node.operators == ("=",)):
        return [Edit(start, end, text)]
    whole = isinstance(other, tree.Name | tree.Chain | tree.Parentheses)
    return [Edit(start, end, f"Не {text}" if whole else f"Не ({text})")]


@diagnostic(
    "UselessTernaryOperator",
    axis="best_practice",
    strength="weak",
    severity="information",
    title_ru="Бесполезный тернарный оператор",
    title_en="Useless ternary operator",
)
def useless_ternary(module: ModuleView) -> Iterator[Remark]:
    """A choice between ``Истина`` and ``Ложь`` is its condition; a choice by a constant is no choice.

    Bad:
        Пусто = ?(Количество = 0, Истина, Ложь);
    Good:
        Пусто = Количество = 0;
    """
    for node in module.of(tree.Ternary):
        both = _is_boolean_literal(node.when_true) and _is_boolean_literal(node.when_false)
        if both or _is_boolean_literal(node.condition):
            yield module.remark(node, edits=_condition_alone(module, node))


def _condition_alone(module: ModuleView, node: tree.Ternary) -> list[Edit]:
    """The condition in brackets, where it is evidently Boolean and the choice is between True and False."""
    yes, no = node.when_true, node.when_false
    if (
        not isinstance(yes, tree.Literal)
        or not isinstance(no, tree.Literal)
        or (yes.kind, no.kind) != _BOOLEAN_LITERALS
    ):
        return []
    if not is_boolean(module, node.condition):
        return []
    text = module.source(node.condition.position, module.token_end(node.condition.last))
    return [Edit(node.position, module.token_end(node.last), f"({text})")]


@diagnostic(
    "NestedTernaryOperator",
    axis="best_practice",
    strength="weak",
    title_ru="Вложенный тернарный оператор",
    title_en="Nested ternary operator",
)
def nested_ternary(module: ModuleView) -> Iterator[Remark]:
    """A choice inside another one, or inside the condition of ``Если``, must be taken apart to be understood.

    Bad:
        Скидка = ?(Сумма > 100, ?(Клиент.Постоянный, 10, 5), 0);
    Good:
        Если Сумма <= 100 Тогда Скидка = 0; ИначеЕсли Клиент.Постоянный Тогда Скидка = 10; Иначе Скидка = 5; КонецЕсли;
    """
    for node in module.of(tree.Ternary):
        inner: tree.Node = node
        for above in module.around(node):
            if isinstance(above, tree.Ternary) or (isinstance(above, tree.Branch) and above.condition is inner):
                yield module.remark(node)
                break
            if isinstance(above, tree.Branch):
                break
            inner = above


@diagnostic(
    "MagicNumber",
    axis="best_practice",
    strength="report",
    severity="information",
    title_ru="Магическое число",
    title_en="Magic number",
)
def magic_number(module: ModuleView) -> Iterator[Remark]:
    """A number in the middle of an expression does not say what it counts: give it a name.

    Zero and one, indexes and values of structures and maps are left alone.

    Bad:
        Если Длительность > 3600 Тогда
    Good:
        СекундВЧасе = 3600;
        Если Длительность > СекундВЧасе Тогда
    """
    for node in module.of(tree.Literal):
        if node.kind == "number" and node.texts[0] not in _SMALL_NUMBERS and _needs_a_name(module, node):
            yield module.remark(node)


def _needs_a_name(module: ModuleView, node: tree.Literal) -> bool:
    above = module.parent(node)
    while isinstance(above, tree.Unary | tree.Parentheses):
        above = module.parent(above)
    if isinstance(above, tree.New):
        return above.type_name.lower() not in _STRUCTURES
    if isinstance(above, tree.Call):
        chain = module.parent(above)
        if not isinstance(chain, tree.Chain):
            return True
        step = next(number for number, inner in enumerate(chain.steps) if inner is above)
        called = chain.steps[step - 1] if step else None
        return not (isinstance(called, tree.Member) and called.name.lower() in _INSERTIONS)
    return isinstance(above, tree.Operation | tree.Return)


@diagnostic(
    "NestedFunctionInParameters",
    axis="best_practice",
    strength="report",
    severity="information",
    standards=(640,),
    title_ru="Вложенный вызов в параметрах метода",
    title_en="Nested call in the arguments of a method",
)
def nested_call(module: ModuleView) -> Iterator[Remark]:
    """A call over several lines as an argument of another one: name its result first.

    Calls of one line, ``НСтр`` and ``ПредопределенноеЗначение`` are left alone.

    Bad:
        Отправить(Адрес, ПодготовитьПисьмо(Тема,
            Текст));
    Good:
        Письмо = ПодготовитьПисьмо(Тема, Текст);
        Отправить(Адрес, Письмо);
    """
    for call in module.of(tree.Call):
        if _spreads(call) and any(map(_is_long_call, call.arguments)):
            name = module.tokens.positions[module.token_at(call.position) - 1]  # right before the bracket
            yield module.remark_token(name)
    for node in module.of(tree.New):
        if node.type_name and _spreads(node) and any(map(_is_long_call, node.arguments)):
            yield module.remark_token(node.type_position)


def _spreads(node: tree.Node) -> bool:
    return line_of(node.position) != line_of(node.last)


def _is_long_call(node: tree.Expression | None) -> bool:
    if isinstance(node, tree.New):
        return bool(node.type_name and node.arguments) and _spreads(node)
    if not isinstance(node, tree.Chain) or not _spreads(node) or not isinstance(node.steps[-1], tree.Call):
        return False
    called = node.steps[-2] if len(node.steps) > 1 else node.first
    named = isinstance(called, tree.Name | tree.Member) and called.name.lower() in _TRANSPARENT
    return bool(node.steps[-1].arguments) and not named


@diagnostic(
    "ExtraCommas",
    axis="best_practice",
    strength="weak",
    severity="information",
    standards=(640,),
    title_ru="Запятые без параметра в конце вызова",
    title_en="Commas without an argument at the end of a call",
)
def extra_commas(module: ModuleView) -> Iterator[Remark]:
    """Arguments left out at the end need no commas.

    Bad:
        Записать(Объект, Режим, , );
    Good:
        Записать(Объект, Режим);
    """
    for node in module.of(tree.Call):
        if node.arguments and node.arguments[-1] is None:
            yield _commas(module, node)


def _commas(module: ModuleView, node: tree.Call) -> Remark:
    closing = module.token_at(node.last)
    first = closing
    while module.tokens.kinds[first - 1] == ",":
        first -= 1
    start = module.tokens.positions[first]
    comments = "//" in module.source(start, node.last)
    last = module.tokens.positions[closing - 1]
    return Remark(last, last + 1, edits=() if comments else (Edit(start, node.last, ""),))

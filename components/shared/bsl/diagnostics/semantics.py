"""Code that compiles and cannot mean what it says: expressions, assignments, collections."""

import re
from bisect import bisect_right
from collections.abc import Iterator, Sequence
from itertools import islice, takewhile
from operator import attrgetter
from typing import TypeVar

from components.shared.bsl.diagnostics.calls import is_called, member_calls
from components.shared.bsl.diagnostics.registry import diagnostic
from components.shared.bsl.diagnostics.view import ModuleView, Remark
from components.shared.bsl.syntax import syntax_tree as tree

_ORDERED = frozenset({"=", "<>", "<", ">", "<=", ">=", "-", "/"})  # nonsense between equal operands
_LOGICAL = frozenset({"and", "or"})
_TYPE_COMMENT = re.compile(r"//\s*(?:(?:[Сс]м\.|[Ss]ee\b)|(?:[A-ZА-ЯЁ]\w*?[a-zа-яё][A-ZА-ЯЁ][\w.]*)\s*$)")
Key = tuple[object, ...]
N = TypeVar("N", bound=tree.Node)


@diagnostic(
    "SelfAssign",
    axis="semantics",
    strength="strong",
    title_ru="Присваивание переменной самой себе",
    title_en="A variable is assigned to itself",
)
def self_assign(module: ModuleView) -> Iterator[Remark]:
    """An assignment of a variable to itself does nothing. Usually another name was meant on one of the sides.

    With a type in a comment behind it (``// см. НовыйЗаказ``, ``// СправочникСсылка``) the assignment tells tools the
    type of the variable, and is left alone.

    Bad:
        Сумма = Сумма;
    Good:
        Сумма = Сумма + Скидка;
    """
    for node in module.of(tree.Assignment):
        if module.same(node.target, node.value) and not _TYPE_COMMENT.search(module.lines[node.line - 1]):
            yield module.remark(node)


@diagnostic(
    "IdenticalExpressions",
    axis="semantics",
    strength="strong",
    severity="error",
    title_ru="Одинаковые выражения слева и справа от операции",
    title_en="Equal expressions on both sides of an operator",
)
def identical_expressions(module: ModuleView) -> Iterator[Remark]:
    """A comparison, a subtraction, a division or a condition of two equal parts always gives the same.

    One of the parts was copied and not changed. Brackets, the order of an equality and of the parts of a condition
    are no difference.

    Bad:
        Если Сумма <> 0 И Сумма <> 0 Тогда
    Good:
        Если Сумма <> 0 И СуммаНДС <> 0 Тогда
    """
    for node in module.of(tree.Operation):
        if _has_equal_parts(module, node):
            yield module.remark(node)


def _has_equal_parts(module: ModuleView, node: tree.Operation) -> bool:
    operator = node.operators[0]
    if operator in _LOGICAL:
        keys = [_meaning(module, operand) for operand in node.operands]
        return len(set(keys)) < len(keys)
    if operator not in _ORDERED:
        return False
    left, right = node.operands[:2]  # what follows works on the result of these
    if operator == "/" and isinstance(left, tree.Literal):
        return False  # 60 / 60 says what it counts
    left, right = _without_brackets(left), _without_brackets(right)
    return type(left) is type(right) and _meaning(module, left) == _meaning(module, right)


def _without_brackets(node: tree.Expression) -> tree.Expression:
    while isinstance(node, tree.Parentheses):
        node = node.inner
    return node


def _meaning(module: ModuleView, node: tree.Expression) -> Key:
    """The words of an expression without its outer brackets; an equality is the same from both sides."""
    node = _without_brackets(node)
    if isinstance(node, tree.Operation) and node.operators in (("=",), ("<>",)):
        sides = sorted((_meaning(module, operand) for operand in node.operands), key=repr)
        return (node.operators[0], *sides)
    if isinstance(node, tree.Operation) and node.operators[0] in _LOGICAL:
        return (node.operators[0], *(_meaning(module, operand) for operand in node.operands))
    return module.key(node)


@diagnostic(
    "SelfInsertion",
    axis="semantics",
    strength="strong",
    severity="error",
    title_ru="Вставка коллекции в саму себя",
    title_en="A collection is inserted into itself",
)
def self_insertion(module: ModuleView) -> Iterator[Remark]:
    """A collection that holds itself is never freed, and whoever walks over it never ends.

    Bad:
        Товары.Добавить(Товары);
    Good:
        Товары.Добавить(Товар);
    """
    for site in member_calls(module, "добавить", "вставить", "add", "insert"):
        collection = site.chain.first
        if site.owner and any(
            isinstance(argument, tree.Name) and argument.name.lower() == site.owner for argument in site.arguments
        ):
            yield Remark(collection.position, module.token_end(site.call.last))


@diagnostic(
    "DeletingCollectionItem",
    axis="semantics",
    strength="strong",
    severity="error",
    title_ru="Удаление элемента коллекции при ее обходе",
    title_en="An item of a collection is deleted while a loop goes over it",
)
def deleting_collection_item(module: ModuleView) -> Iterator[Remark]:
    """Deleting from the collection that ``Для Каждого`` goes over moves the items behind: the loop skips one.

    Bad:
        Для Каждого Строка Из Товары Цикл
            Товары.Удалить(Строка);
        КонецЦикла;
    Good:
        Индекс = Товары.Количество() - 1;
        Пока Индекс >= 0 Цикл
            Товары.Удалить(Индекс);
            Индекс = Индекс - 1;
        КонецЦикла;
    """
    for site in member_calls(module, "удалить", "delete"):
        around = [above for above in module.around(site.chain) if isinstance(above, tree.ForEach)]
        if around:
            before = module.token_at(site.position) - 1  # the dot
            first = module.token_at(site.chain.position)
            collection = tuple(text.lower() for text in module.tokens.texts[first:before])
            if any(collection == module.key(loop.collection) for loop in around):
                yield Remark(site.chain.position, module.token_end(site.call.last))


@diagnostic(
    "UseLessForEach",
    axis="semantics",
    strength="strong",
    severity="error",
    title_ru="Переменная цикла «Для Каждого» не используется в его теле",
    title_en="The variable of a 'For Each' loop is not used in its body",
)
def useless_for_each(module: ModuleView) -> Iterator[Remark]:
    """A loop that does not look at its items does the same thing over and over, or uses a wrong name.

    Bad:
        Для Каждого Строка Из Товары Цикл
            Обработать(Товары);
        КонецЦикла;
    Good:
        Для Каждого Строка Из Товары Цикл
            Обработать(Строка);
        КонецЦикла;
    """
    module_variables = {variable.name.lower() for variable in module.tree.variables}
    for loop in module.of(tree.ForEach):
        name = loop.variable.lower()
        if name not in module_variables and not _uses(module, loop, name):
            yield Remark(loop.variable_position, loop.variable_position + len(loop.variable))


def _uses(module: ModuleView, loop: tree.ForEach, name: str) -> bool:
    """Whether the body of a loop has a name as a value, not of a method that is called, or runs code nobody knows."""
    code = module.code_at(loop.position)
    if code is None:
        return False
    start, end = loop.collection.last, loop.last
    if any(not is_called(module, node) for node in _between(code.names.get(name, []), start, end)):
        return True
    return next(_between(code.of(tree.Execute), start, end), None) is not None


def _between(nodes: Sequence[N], start: int, end: int) -> Iterator[N]:
    """Those of the nodes, which are in the order of the text, that stand between two positions."""
    first = bisect_right(nodes, start, key=attrgetter("position"))
    return takewhile(lambda node: node.position < end, islice(nodes, first, None))

"""Code that compiles and cannot mean what it says: expressions and assignments."""

from collections.abc import Iterator

from components.shared.bsl.diagnostics.registry import diagnostic
from components.shared.bsl.diagnostics.view import ModuleView, Remark
from components.shared.bsl.syntax import syntax_tree as tree


@diagnostic(
    "SelfAssign",
    axis="semantics",
    strength="strong",
    title_ru="Присваивание переменной самой себе",
    title_en="A variable is assigned to itself",
)
def self_assign(module: ModuleView) -> Iterator[Remark]:
    """An assignment of a variable to itself does nothing.

    Usually another name was meant on one of the sides.

    Bad:
        Сумма = Сумма;
    Good:
        Сумма = Сумма + Скидка;
    """
    for node in module.of(tree.Assignment):
        if module.same(node.target, node.value):
            yield module.remark(node)

"""``Если``: branches that repeat one another, and those that are not there."""

from collections import defaultdict
from collections.abc import Iterator

from components.shared.bsl.diagnostics.calls import loops
from components.shared.bsl.diagnostics.registry import diagnostic
from components.shared.bsl.diagnostics.view import ModuleView, Remark
from components.shared.bsl.syntax import syntax_tree as tree
from components.shared.bsl.syntax.lexer import LOWER_CASE


@diagnostic(
    "IfElseDuplicatedCondition",
    axis="semantics",
    strength="strong",
    title_ru="Повторяющиеся условия в «Если … ИначеЕсли …»",
    title_en="Repeated conditions in 'If … ElsIf …'",
)
def duplicated_condition(module: ModuleView) -> Iterator[Remark]:
    """The second branch with the same condition never runs: the first one has taken its cases.

    Bad:
        Если Вид = 1 Тогда А = 1; ИначеЕсли Вид = 1 Тогда А = 2; КонецЕсли;
    Good:
        Если Вид = 1 Тогда А = 1; ИначеЕсли Вид = 2 Тогда А = 2; КонецЕсли;
    """
    for node in module.of(tree.If):
        if len(node.branches) > 1:
            places: defaultdict[tuple[str, ...], list[tree.Expression]] = defaultdict(list)
            for branch in node.branches:
                places[module.key(branch.condition)].append(branch.condition)
            for first, *others in places.values():
                if others:
                    yield _repeated(module, first, others)


def _repeated(module: ModuleView, first: tree.Expression, others: list[tree.Expression]) -> Remark:
    lines = ", ".join(str(other.line) for other in others)
    return module.remark(
        first,
        f"Условие повторяется в «ИначеЕсли» (строка {lines}): та ветка никогда не выполнится",
        f"The condition is repeated in 'ElsIf' (line {lines}): that branch never runs",
    )


@diagnostic(
    "IfElseDuplicatedCodeBlock",
    axis="best_practice",
    strength="weak",
    severity="information",
    title_ru="Повторяющиеся блоки кода в ветках «Если»",
    title_en="Branches of 'If' with the same code",
)
def duplicated_code_block(module: ModuleView) -> Iterator[Remark]:
    """Two branches that do the same are one branch with both conditions, or one of them was copied and not changed.

    Bad:
        Если Вид = 1 Тогда Сумма = 0; ИначеЕсли Вид = 2 Тогда Сумма = 0; КонецЕсли;
    Good:
        Если Вид = 1 Или Вид = 2 Тогда Сумма = 0; КонецЕсли;
    """
    for node in module.of(tree.If):
        blocks = [branch.body for branch in node.branches]
        if node.otherwise is not None:
            blocks.append(node.otherwise)
        if len(blocks) > 1:
            yield from _repeated_blocks(module, [block for block in blocks if block])


def _repeated_blocks(module: ModuleView, blocks: list[tree.Statements]) -> Iterator[Remark]:
    """The first of all blocks that are equal; only blocks of the same kinds of statements are read word by word."""
    kinds = [tuple(map(type, block)) for block in blocks]
    places: defaultdict[tuple[str, ...], list[tree.Statements]] = defaultdict(list)
    for block, kind in zip(blocks, kinds, strict=True):
        if kinds.count(kind) > 1:
            places[_block_key(module, block)].append(block)
    for first, *others in places.values():
        if others:
            lines = ", ".join(str(other[0].line) for other in others)
            ru, en = f"Тот же код в другой ветке (строка {lines})", f"The same code in another branch (line {lines})"
            yield module.remark_statements(first[0], first[-1], ru, en)


def _block_key(module: ModuleView, block: tree.Statements) -> tuple[str, ...]:
    first, last = module.token_at(block[0].position), module.token_at(block[-1].last)
    return tuple(text if text[0] == '"' else LOWER_CASE[text] for text in module.tokens.texts[first : last + 1])


@diagnostic(
    "IfElseIfEndsWithElse",
    axis="best_practice",
    strength="report",
    severity="information",
    title_ru="«Если … ИначеЕсли …» без заключительного «Иначе»",
    title_en="'If … ElsIf …' without a final 'Else'",
)
def ends_with_else(module: ModuleView) -> Iterator[Remark]:
    """A chain of conditions says in its last branch what happens to everything else, if only by an exception.

    Bad:
        Если Вид = 1 Тогда А = 1; ИначеЕсли Вид = 2 Тогда А = 2; КонецЕсли;
    Good:
        Если Вид = 1 Тогда А = 1; ИначеЕсли Вид = 2 Тогда А = 2; Иначе ВызватьИсключение "Неизвестный вид"; КонецЕсли;
    """
    for node in module.of(tree.If):
        if len(node.branches) > 1 and node.otherwise is None:
            yield module.remark_token(node.last)


@diagnostic(
    "EmptyCodeBlock",
    axis="best_practice",
    strength="weak",
    title_ru="Пустой блок кода",
    title_en="Empty block of code",
)
def empty_code_block(module: ModuleView) -> Iterator[Remark]:
    """A loop or a branch without statements was forgotten, or emptied and not removed.

    Bad:
        Если Отказ Тогда КонецЕсли;
    Good:
        Если Отказ Тогда Возврат; КонецЕсли;
    """
    for branch in module.of(tree.Branch):
        if not branch.body:
            yield Remark(branch.position, module.token_end(branch.last))
    for choice in module.of(tree.If):
        if choice.otherwise == ():
            yield module.remark_token(choice.else_position)
    for loop in module.fact(loops):
        if not loop.body:
            end_of_header = module.tokens.positions[module.token_at(loop.last) - 1]
            yield Remark(loop.position, module.token_end(end_of_header))

"""Conditions and choices that say in many words what few would say. Both sides compute the same."""

from collections.abc import Iterator

from components.curate.derive.parent import Edit, Parent
from components.curate.derive.transform import Attempt, Change, Refusal, transform
from components.shared.bsl.diagnostics.booleans import is_boolean
from components.shared.bsl.syntax import syntax_tree as tree

_RELATIONS = frozenset({"=", "<>", "<", ">", "<=", ">="})
_LONGEST = 100


@transform(
    "compared_with_true",
    task="fix",
    tried=0.3,
    shows=("CompareWithBoolean",),
    asks=(
        "Упрости условия в {loc}.",
        "Сделай рефакторинг {gen}: в условиях есть лишнее.",
        "Приведи {acc} к стандартам разработки 1С.",
    ),
    why="Булево значение само является условием: сравнивать его с Истина незачем (стандарт 441).",
)
def compared_with_true(parent: Parent) -> Iterator[Attempt]:
    """``Если Найден Тогда`` becomes ``Если Найден = Истина Тогда``.

    Precondition: the value evidently is Boolean: a comparison or a denial is none, a variable that is assigned nothing
    else or a function that gives nothing else is; so the condition stays the same.
    """
    for condition in _conditions(parent):
        if not isinstance(condition, tree.Name | tree.Chain):
            continue
        if not is_boolean(parent.view, condition):
            yield Refusal("не доказано, что значение булево")
        else:
            _start, end = parent.range_of(condition)
            yield Change((Edit(end, end, " = Истина"),))


@transform(
    "choice_between_true_and_false",
    task="fix",
    shows=("UselessTernaryOperator",),
    asks=(
        "Упрости выражения в {loc}.",
        "Сделай рефакторинг {gen}: в выражениях есть лишнее.",
        "Приведи {acc} к стандартам разработки 1С.",
    ),
    why="Результат сравнения уже булево: выбирать между Истина и Ложь незачем.",
)
def choice_between_true_and_false(parent: Parent) -> Iterator[Attempt]:
    """``Возврат А = Б`` becomes ``Возврат ?(А = Б, Истина, Ложь)``.

    Precondition: the value is one comparison, which gives True or False and nothing else.
    """
    returned = [node.value for node in parent.code.of(tree.Return)]
    for value in [*filter(None, returned), *(node.value for node in parent.code.of(tree.Assignment))]:
        inner = value.inner if isinstance(value, tree.Parentheses) else value
        if not isinstance(inner, tree.Operation) or inner.operators[-1] not in _RELATIONS:
            continue
        if len(inner.operators) != 1 or len(parent.source(inner)) > _LONGEST or "\n" in parent.source(inner):
            yield Refusal("сравнение не одно или длинное")
        else:
            yield Change((Edit(*parent.range_of(value), f"?({parent.source(inner)}, Истина, Ложь)"),))


@transform(
    "denied_twice",
    task="fix",
    tried=0.1,
    shows=("DoubleNegatives",),
    asks=(
        "Упрости условия в {loc}.",
        "Сделай рефакторинг {gen}: условие трудно читать.",
        "Убери двойное отрицание в {loc}.",
    ),
    why="Условие без двойного отрицания читается сразу.",
)
def denied_twice(parent: Parent) -> Iterator[Attempt]:
    """``Если А = Б Тогда`` becomes ``Если Не А <> Б Тогда``.

    Precondition: the condition is one equality; its denial denied is the same.
    """
    for condition in _conditions(parent):
        if not isinstance(condition, tree.Operation) or condition.operators != ("=",):
            continue
        left, right = condition.operands
        (start, end), (after, _) = parent.range_of(left), parent.range_of(right)
        if parent.text[end:after].strip() != "=":
            yield Refusal("между частями сравнения есть комментарий")
        else:
            yield Change((Edit(start, start, "Не "), Edit(end, after, " <> ")))


def _conditions(parent: Parent) -> list[tree.Expression]:
    return [branch.condition for node in parent.code.of(tree.If) for branch in node.branches]


@transform(
    "nested_choice",
    task="fix",
    shows=("NestedTernaryOperator",),
    asks=(
        "Сделай рефакторинг {gen}: вложенный тернарный оператор трудно читать.",
        "Упрости {acc}.",
        "Приведи {acc} к стандартам разработки 1С.",
    ),
    why="Выбор из трёх и более значений записан через «Если … ИначеЕсли … Иначе»: каждая ветвь видна.",
)
def nested_choice(parent: Parent) -> Iterator[Attempt]:
    """``Если … ИначеЕсли … Иначе`` with one assignment each becomes choices inside one another.

    Precondition: all branches assign to the same variable and do nothing else, there is an ``Иначе``, and no
    expression is long; conditions are asked in the same order, and only the chosen value is computed.
    """
    for node in parent.code.of(tree.If):
        if len(node.branches) < 2:
            continue
        blocks = [branch.body for branch in node.branches] + ([node.otherwise] if node.otherwise else [])
        assigned = [_only_assignment(block) for block in blocks]
        targets = {found.target.name.lower() for found in assigned if found and isinstance(found.target, tree.Name)}
        whole = not node.otherwise or None in assigned or len(targets) != 1
        if whole or not all(isinstance(found.target, tree.Name) for found in assigned if found):
            yield Refusal("ветви делают не только присваивание одной переменной, или нет «Иначе»")
            continue
        values = [parent.source(found.value) for found in assigned if found]
        conditions = [parent.source(branch.condition) for branch in node.branches]
        if any("\n" in text or len(text) > _LONGEST for text in [*values, *conditions]):
            yield Refusal("выражения длинные")
        elif parent.has_comment(*parent.range_of(node)):
            yield Refusal("внутри есть комментарии: они были бы потеряны")
        else:
            yield Change((Edit(*parent.range_of(node), f"{_target(assigned)} = {_choices(conditions, values)};"),))


def _only_assignment(block: tree.Statements) -> tree.Assignment | None:
    only = block[0] if len(block) == 1 else None
    return only if isinstance(only, tree.Assignment) else None


def _target(assigned: list[tree.Assignment | None]) -> str:
    first = assigned[0]
    return first.target.name if first and isinstance(first.target, tree.Name) else ""


def _choices(conditions: list[str], values: list[str]) -> str:
    text = values[-1]
    for condition, value in zip(reversed(conditions), reversed(values[:-1]), strict=True):
        text = f"?({condition}, {value}, {text})"
    return text

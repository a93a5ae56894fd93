"""Methods too large to be read: complexity, nesting, length, parameters. Limits are those of BSL Language Server."""

from collections.abc import Iterator

from components.shared.bsl.diagnostics.calls import loops
from components.shared.bsl.diagnostics.registry import diagnostic
from components.shared.bsl.diagnostics.view import CodeView, ModuleView, Remark
from components.shared.bsl.syntax import syntax_tree as tree
from components.shared.bsl.syntax.lexer import line_of
from components.shared.bsl.syntax.node_index import children

MOST_COGNITIVE = 15
MOST_CYCLOMATIC = 20
MOST_NESTED = 4
MOST_LINES = 200
MOST_PARAMETERS = 7
MOST_OPTIONAL = 3
MOST_RETURNS = 3
_LOGICAL = frozenset({"and", "or"})
_DEEPENING = (tree.If, tree.For, tree.ForEach, tree.While, tree.Try, tree.Ternary)
_LEAST_DEEPENING = 2  # fewer cannot reach the limit but with dozens of logical operators
_COMPOUND = (tree.If, tree.For, tree.ForEach, tree.While, tree.Try)


@diagnostic(
    "CognitiveComplexity",
    axis="best_practice",
    strength="weak",
    title_ru="Когнитивная сложность",
    title_en="Cognitive complexity",
)
def cognitive_complexity(module: ModuleView) -> Iterator[Remark]:
    """A method is hard to follow: conditions, loops and handlers count one each, and one more for each level around.

    The limit is 15. Other branches, jumps and sequences of logical operators count one each at any level.

    Bad:
        Для Каждого А Из Б Цикл Если А.В Тогда Для Каждого Г Из А.Д Цикл Если Г.Е Тогда … КонецЕсли; … КонецЦикла;
    Good:
        Для Каждого А Из Б Цикл ОбработатьСтроку(А); КонецЦикла;
    """
    for code in module.methods:
        method = code.method
        if method is not None and sum(len(code.nodes.get(kind, ())) for kind in _DEEPENING) > _LEAST_DEEPENING:
            found = _cognitive(module, code)
            if found > MOST_COGNITIVE:
                ru, en = f"Когнитивная сложность {found} больше {MOST_COGNITIVE}", f"Cognitive complexity {found}"
                yield module.remark_name(method, ru, f"{en} is over {MOST_COGNITIVE}")


def _cognitive(module: ModuleView, code: CodeView) -> int:
    """One for each node, and one more for each level around those that deepen."""
    total = len(code.of(tree.Goto))
    total += sum(node.operators[0] in _LOGICAL for node in code.of(tree.Operation))
    for kind in _DEEPENING:
        for node in code.nodes.get(kind, ()):
            total += 1 + _level(module, node)
    return total + sum(len(choice.branches) - 1 + (choice.otherwise is not None) for choice in code.of(tree.If))


def _level(module: ModuleView, node: tree.Node) -> int:
    """How many conditions, loops, handlers and choices are around a node; what a condition holds is not inside it."""
    level, inner = 0, node
    for above in module.around(node):
        if isinstance(above, tree.Branch):
            level -= above.condition is inner  # the If around it is counted next
        elif isinstance(above, tree.Try):
            level += node.position > above.except_position
        else:
            level += isinstance(above, _DEEPENING)
        inner = above
    return level


@diagnostic(
    "CyclomaticComplexity",
    axis="best_practice",
    strength="weak",
    title_ru="Цикломатическая сложность",
    title_en="Cyclomatic complexity",
)
def cyclomatic_complexity(module: ModuleView) -> Iterator[Remark]:
    """A method has too many ways through it to test them all: one for each branch, loop, handler and logical operator.

    The limit is 20.

    Bad:
        one method with a branch for each of thirty kinds
    Good:
        a method for each group of kinds, or a table that holds what to do
    """
    for code in module.methods:
        method = code.method
        if method is None:
            continue
        found = 1 + sum(len(code.of(kind)) for kind in (tree.Branch, tree.Try, tree.Ternary, tree.Goto))
        found += len(code.of(tree.For)) + len(code.of(tree.ForEach)) + len(code.of(tree.While))
        found += sum(choice.otherwise is not None for choice in code.of(tree.If))
        found += sum(operator in _LOGICAL for node in code.of(tree.Operation) for operator in node.operators)
        if found > MOST_CYCLOMATIC:
            ru, en = f"Цикломатическая сложность {found} больше {MOST_CYCLOMATIC}", f"Cyclomatic complexity {found}"
            yield module.remark_name(method, ru, f"{en} is over {MOST_CYCLOMATIC}")


@diagnostic(
    "NestedStatements",
    axis="best_practice",
    strength="weak",
    title_ru="Управляющие конструкции вложены слишком глубоко",
    title_en="Control statements are nested too deep",
)
def nested_statements(module: ModuleView) -> Iterator[Remark]:
    """Conditions, loops and attempts more than four deep in one another cannot be read at a glance.

    Bad:
        Если А Тогда Для Каждого Б Из В Цикл Если Г Тогда Попытка Если Д Тогда …
    Good:
        a method for what is inside the loop, or an early return
    """
    for node in (*module.of(tree.If), *module.fact(loops), *module.of(tree.Try)):
        around = [above for above in module.around(node) if isinstance(above, _COMPOUND)]
        if len(around) >= MOST_NESTED and not any(isinstance(inner, _COMPOUND) for inner in _below(node)):
            yield module.remark_token(node.position)


def _below(node: tree.Node) -> Iterator[tree.Node]:
    for child in children(node):
        yield from tree.walk([child])


@diagnostic(
    "MethodSize",
    axis="best_practice",
    strength="weak",
    title_ru="Слишком длинный метод",
    title_en="The method is too long",
)
def method_size(module: ModuleView) -> Iterator[Remark]:
    """A method whose statements take more than 200 lines does several things: give each of them a method and a name.

    Bad:
        Процедура ЗаполнитьВсе() … 300 lines … КонецПроцедуры
    Good:
        Процедура ЗаполнитьВсе() ЗаполнитьШапку(); ЗаполнитьТовары(); КонецПроцедуры
    """
    for code in module.methods:
        method = code.method
        if method is not None and method.body:
            lines = line_of(method.body[-1].last) - line_of(method.body[0].position)
            if lines > MOST_LINES:
                ru, en = f"В методе {lines} строк, больше {MOST_LINES}", f"The method has {lines} lines"
                yield module.remark_name(method, ru, f"{en}, over {MOST_LINES}")


@diagnostic(
    "TooManyReturns",
    axis="best_practice",
    strength="report",
    severity="information",
    title_ru="Много возвратов в методе",
    title_en="Many returns in a method",
)
def too_many_returns(module: ModuleView) -> Iterator[Remark]:
    """More than three returns make it hard to see when a method ends.

    Bad:
        Если А Тогда Возврат 1; ИначеЕсли Б Тогда Возврат 2; ИначеЕсли В Тогда Возврат 3; КонецЕсли; Возврат 4;
    Good:
        Если А Тогда Номер = 1; ИначеЕсли Б Тогда Номер = 2; Иначе Номер = 3; КонецЕсли; Возврат Номер;
    """
    for code in module.methods:
        if code.method is not None and len(code.of(tree.Return)) > MOST_RETURNS:
            yield module.remark_name(code.method)


@diagnostic(
    "NumberOfParams",
    axis="best_practice",
    strength="weak",
    standards=(640,),
    title_ru="Много параметров метода",
    title_en="Many parameters of a method",
)
def number_of_parameters(module: ModuleView) -> Iterator[Remark]:
    """More than seven parameters are no longer told apart at a call: put those that belong together in a structure.

    Bad:
        Процедура Создать(Наименование, Артикул, Единица, Вес, Объем, Цена, Валюта, Склад)
    Good:
        Процедура Создать(Наименование, Реквизиты)
    """
    yield from _too_many(module, optional=False, most=MOST_PARAMETERS)


@diagnostic(
    "NumberOfOptionalParams",
    axis="best_practice",
    strength="weak",
    standards=(640,),
    title_ru="Много необязательных параметров метода",
    title_en="Many optional parameters of a method",
)
def number_of_optional_parameters(module: ModuleView) -> Iterator[Remark]:
    """More than three parameters with default values: nobody knows which commas to count at a call.

    Bad:
        Процедура Печать(Документ, Копий = 1, Принтер = "", Поля = 0, Цвет = Ложь)
    Good:
        Процедура Печать(Документ, НастройкиПечати = Неопределено)
    """
    yield from _too_many(module, optional=True, most=MOST_OPTIONAL)


def _too_many(module: ModuleView, *, optional: bool, most: int) -> Iterator[Remark]:
    for code in module.methods:
        parameters = code.method.parameters if code.method is not None else ()
        found = sum(not optional or parameter.default is not None for parameter in parameters)
        if found > most:
            kind_ru, kind_en = (
                ("необязательных параметров", "optional parameters") if optional else ("параметров", "parameters")
            )
            yield _parameters(
                module, parameters, f"{kind_ru.capitalize()}: {found}, больше {most}", f"{found} {kind_en}, over {most}"
            )


def _parameters(module: ModuleView, parameters: tuple[tree.Parameter, ...], ru: str = "", en: str = "") -> Remark:
    """All parameters of a header, from the first word of the first one."""
    first = module.token_at(parameters[0].position)
    if parameters[0].by_value:
        first -= 1
    return Remark(module.tokens.positions[first], module.token_end(parameters[-1].last), ru, en)


@diagnostic(
    "OrderOfParams",
    axis="best_practice",
    strength="weak",
    standards=(640,),
    title_ru="Необязательные параметры стоят перед обязательными",
    title_en="Optional parameters stand before required ones",
)
def order_of_parameters(module: ModuleView) -> Iterator[Remark]:
    """Parameters with a default value come last, so that a call may leave them out.

    Bad:
        Функция Курс(Дата = Неопределено, Валюта)
    Good:
        Функция Курс(Валюта, Дата = Неопределено)
    """
    for code in module.methods:
        parameters = code.method.parameters if code.method is not None else ()
        optional = [parameter.default is not None for parameter in parameters]
        if optional != sorted(optional):
            yield _parameters(module, parameters)

"""What the tree says about good code, and what is left of a module with broken methods."""

import gc
import pickle
from collections.abc import Callable

import pytest

from components.shared.bsl import Method, parse, statement_count, walk
from components.shared.bsl.syntax import syntax_tree as tree

MODULE = """\
#Область ПрограммныйИнтерфейс

#Область Печать

// Считает сумму.
//
// Параметры:
//  Таблица - ТаблицаЗначений - с колонкой Сумма
//
&НаСервере
Функция Сумма(Знач Таблица, Колонка = "Сумма") Экспорт
    Перем Итог;
    Итог = 0;
    Для Каждого Строка Из Таблица Цикл
        Если Строка[Колонка] = Неопределено Тогда
            Продолжить;
        КонецЕсли;
        Итог = Итог + Строка[Колонка];
    КонецЦикла;
    Возврат Итог;
КонецФункции

#КонецОбласти

#КонецОбласти

// Далеко.

Асинх Процедура Обновить()
    Ждать Запрос.Выполнить().Выгрузить();
КонецПроцедуры
"""


def test_a_method_has_everything_that_is_written_about_it() -> None:
    method = parse(MODULE).methods[0]
    assert (method.name, method.kind, method.export, method.is_async) == ("Сумма", "function", True, False)
    assert [(p.name, p.by_value, p.default is not None) for p in method.parameters] == [
        ("Таблица", True, False),
        ("Колонка", False, True),
    ]
    assert method.directives == ("НаСервере",)
    assert method.region == "ПрограммныйИнтерфейс"
    assert method.comment == "Считает сумму.\n\nПараметры:\n Таблица - ТаблицаЗначений - с колонкой Сумма\n"
    assert (method.line_start, method.line_end) == (10, 21)
    assert [variable.name for variable in method.variables] == ["Итог"]


def test_a_comment_beyond_a_blank_line_and_a_closed_region_belong_to_nobody() -> None:
    method = parse(MODULE).methods[1]
    assert (method.comment, method.region, method.is_async) == ("", "", True)


def test_statements_are_counted_with_those_inside_others() -> None:
    assert [statement_count(method) for method in parse(MODULE).methods] == [6, 1]


def test_regions_know_their_level_and_lines() -> None:
    regions = [(r.name, r.level, r.line_start, r.line_end) for r in parse(MODULE).regions]
    assert regions == [("ПрограммныйИнтерфейс", 0, 1, 25), ("Печать", 1, 3, 23)]


def only_statement(code: str) -> tree.Statement:
    module = parse(code)
    assert not module.errors
    (statement,) = module.statements
    return statement


def value(code: str) -> tree.Expression:
    statement = only_statement(f"Х = {code};")
    assert isinstance(statement, tree.Assignment)
    return statement.value


def shape(node: tree.Expression | None) -> object:
    """An expression as nested tuples, to be read at a glance."""
    match node:
        case tree.Literal():
            return "".join(node.texts)
        case tree.Name():
            return node.name
        case tree.Unary():
            return (node.operator, shape(node.operand))
        case tree.Operation():
            return (*node.operators, *map(shape, node.operands))
        case tree.Parentheses():
            return [shape(node.inner)]
        case tree.Chain():
            return (shape(node.first), *(type(step).__name__ for step in node.steps))
        case _:
            return type(node).__name__


@pytest.mark.parametrize(
    ("code", "expected"),
    [
        ("1 + 2 * 3", ("+", "1", ("*", "2", "3"))),
        ("1 * 2 + 3", ("+", ("*", "1", "2"), "3")),
        ("1 - 2 + 3", ("-", "+", "1", "2", "3")),
        ("(1 - 2) * 3", ("*", [("-", "1", "2")], "3")),
        ("А Или Б И В", ("or", "А", ("and", "Б", "В"))),
        ("А И Б Или В И Г", ("or", ("and", "А", "Б"), ("and", "В", "Г"))),
        ("Не А = Б И В", ("and", ("not", ("=", "А", "Б")), "В")),
        ("-А * Б", ("*", ("-", "А"), "Б")),
        ("А++1", ("+", "А", ("+", "1"))),
        ("А + Б > В", (">", ("+", "А", "Б"), "В")),
        ("А.Б(1)[2]", ("А", "Member", "Call", "Index")),
        ('"а" "б"', '"а""б"'),
    ],
)
def test_operators_bind_as_in_1c(code: str, expected: object) -> None:
    assert shape(value(code)) == expected


def test_a_skipped_argument_is_none() -> None:
    call = value("Ф(, 1, )")
    assert isinstance(call, tree.Chain)
    (step,) = call.steps
    assert isinstance(step, tree.Call)
    assert [argument is not None for argument in step.arguments] == [False, True, False]


def test_raise_with_several_values_keeps_them_apart() -> None:
    several, sum_ = only_statement("ВызватьИсключение(А, Б);"), only_statement("ВызватьИсключение (А) + Б(В, Г);")
    assert isinstance(several, tree.Raise)
    assert isinstance(sum_, tree.Raise)
    assert (len(several.arguments), len(sum_.arguments)) == (2, 1)


def test_every_node_knows_its_place() -> None:
    lines = MODULE.split("\n")
    nodes = list(walk(parse(MODULE).methods))
    names = [node for node in nodes if isinstance(node, tree.Name | tree.Member | tree.Parameter | tree.Variable)]
    assert (len(nodes), len(names)) == (39, 15)
    for node in names:
        assert lines[node.line - 1][node.column - 1 :].startswith(node.name)


def names_of(text: str) -> tuple[list[str], int]:
    module = parse(text)
    return [method.name for method in module.methods], len(module.errors)


GOOD = "Процедура {}()\n    А = 1;\nКонецПроцедуры\n"


@pytest.mark.parametrize(
    "broken",
    [
        "Процедура Плохая()\n    А = ;\nКонецПроцедуры\n",
        "Процедура Плохая(\n    А = 1;\nКонецПроцедуры\n",
        "Процедура Плохая()\n    А = 1;\n",
        "Процедура Плохая()\n    Если А Тогда\nКонецПроцедуры\n",
        'Процедура Плохая()\n    А = "б;\nКонецПроцедуры\n',
        "Процедура Плохая()\n    Возврат 1;\nКонецПроцедуры\n",
        "Процедура Плохая()\n    А = 1;\nКонецФункции\n",
        "Процедура Плохая()\n    А = 1;\nАсинх Функция Плохая()\n    А = ;\nКонецФункции\n",
        "Процедура Плохая()\n    А.Процедура( = 1;\nКонецПроцедуры\n",
        "&НаКлиент\nПроцедура Плохая()\nКонецПроцедуры\n",
        "&НаКлиенте\nАсинх Процедура Плохая()\n    Ждать;\nКонецПроцедуры\n",
        '&Вместо("А"\nПроцедура Плохая(\nКонецПроцедуры\n',
        "А = 1\nБ = 2\n",
    ],
)
def test_a_broken_method_is_lost_alone(broken: str) -> None:
    names, errors = names_of(GOOD.format("Первая") + broken + "&НаКлиенте\n" + GOOD.format("Вторая"))
    assert names == ["Первая", "Вторая"]
    assert errors >= 1


def test_a_method_inside_a_method_costs_the_outer_one_only() -> None:
    outer = (
        "Процедура Внешняя()\n    А = 1;\n    Процедура Внутренняя()\n    КонецПроцедуры\n    Б = 1;\nКонецПроцедуры\n"
    )
    names, errors = names_of(GOOD.format("Первая") + outer + GOOD.format("Вторая") + GOOD.format("Третья"))
    assert (names, errors) == (["Первая", "Внутренняя", "Вторая", "Третья"], 2)


def test_statements_before_methods_cost_the_first_method_only() -> None:
    names, errors = names_of("А = 1;\n" + "".join(map(GOOD.format, ("Первая", "Вторая", "Третья"))))
    assert (names, errors) == (["Вторая", "Третья"], 1)


def test_each_broken_method_has_its_own_error() -> None:
    broken = "Функция Ф{}()\n    А = ;\nКонецФункции\n"
    module = parse("".join(broken.format(number) + GOOD.format(f"П{number}") for number in range(5)))
    assert [error.line for error in module.errors] == [2, 8, 14, 20, 26]
    assert len(module.methods) == 5


def test_methods_of_all_branches_are_kept_once() -> None:
    text = (
        "#Если Сервер Тогда\nПроцедура А()\nКонецПроцедуры\nПроцедура Б()\nКонецПроцедуры\n"
        "#Иначе\nПроцедура А()\nКонецПроцедуры\n#КонецЕсли\nПроцедура В()\nКонецПроцедуры"
    )
    assert names_of(text) == (["А", "Б", "А", "В"], 0)


DEEP: dict[str, Callable[[int], str]] = {
    "parentheses": lambda depth: "А = " + "(" * depth + "1" + ")" * depth + ";",
    "calls": lambda depth: "А = " + "Ф(" * depth + ")" * depth + ";",
    "signs": lambda depth: "А = " + "-" * depth + "1;",
    "negations": lambda depth: "А = " + "Не " * depth + "1;",
    "indexes": lambda depth: "А = " + "Б[" * depth + "1" + "]" * depth + ";",
    "ternaries": lambda depth: "А = " + "?(А, Б, " * depth + "1" + ")" * depth + ";",
    "all levels of operators": lambda depth: "А = " + "1 Или 1 И 1 = 1 + 1 * Ф(" * depth + ")" * depth + ";",
    "blocks": lambda depth: "Если А Тогда " * depth + "КонецЕсли; " * depth,
    "handlers": lambda depth: "Попытка Исключение " * depth + "КонецПопытки; " * depth,
    "conditions of the preprocessor": lambda depth: "#Если Клиент Тогда\n" * depth + "#КонецЕсли\n" * depth,
}


def at_depth(frames: int, do: Callable[[], tree.Module]) -> tree.Module:
    """Call as somebody does who is deep in the stack already."""
    return do() if not frames else at_depth(frames - 1, do)


@pytest.mark.parametrize("text", DEEP.values(), ids=DEEP.keys())
def test_nesting_without_end_is_an_error_and_no_crash(text: Callable[[int], str]) -> None:
    assert not parse(text(30)).errors
    codes = [error.code for error in at_depth(200, lambda: parse(text(10_000))).errors]
    assert "too-deep" in codes


@pytest.mark.parametrize(
    "text",
    [
        "А = " + "1 + " * 100_000 + "1;",
        "А" + ".Б()" * 100_000 + ";",
        "Если А Тогда " + "ИначеЕсли Б Тогда " * 50_000 + "КонецЕсли;",
    ],
)
def test_length_is_no_depth(text: str) -> None:
    module = parse(text)
    assert not module.errors
    assert sum(1 for _ in walk(module.statements)) > 50_000


def test_a_method_can_be_compared_and_sent_between_processes() -> None:
    method: Method = parse(MODULE).methods[0]
    assert pickle.loads(pickle.dumps(method)) == method


@pytest.mark.parametrize("collecting", [True, False])
def test_the_collector_of_cycles_is_left_as_it_was(collecting: bool) -> None:
    was_enabled = gc.isenabled()
    try:
        (gc.enable if collecting else gc.disable)()
        parse(MODULE)
        assert gc.isenabled() is collecting
    finally:
        (gc.enable if was_enabled else gc.disable)()

"""The tree of a query: what stands where, and from which place to which."""

import pytest

from components.shared.bsl.queries import QueryNode, parse_query, tree, walk
from components.shared.bsl.syntax.source_map import SourceMap


def select_of(text: str) -> tree.Select:
    """The only statement of a text."""
    package = parse_query(text)
    assert package.errors == ()
    (select,) = package.statements
    assert isinstance(select, tree.Select)
    return select


def written(text: str, node: QueryNode) -> str:
    """A node as it is written."""
    places = SourceMap(text)
    return text[places.offset_of(node.position) : places.offset_of(node.end)]


def test_clauses_of_a_selection_are_kept_apart() -> None:
    select = select_of(
        "ВЫБРАТЬ РАЗРЕШЕННЫЕ РАЗЛИЧНЫЕ ПЕРВЫЕ 5 Т.А КАК А, СУММА(Т.Б) ИЗ ВТ КАК Т ГДЕ Т.В СГРУППИРОВАТЬ ПО Т.А "
        "ИМЕЮЩИЕ СУММА(Т.Б) > 0 ОБЪЕДИНИТЬ ВСЕ ВЫБРАТЬ 1, 2 УПОРЯДОЧИТЬ ПО А УБЫВ, Б ИЕРАРХИЯ АВТОУПОРЯДОЧИВАНИЕ "
        "ИТОГИ СУММА(Б) ПО ОБЩИЕ, А ТОЛЬКО ИЕРАРХИЯ"
    )
    first, second = select.branches
    assert (first.allowed, first.distinct, first.top, first.union) == (True, True, 5, "")
    assert (second.union, second.top, second.sources) == ("union all", None, ())
    assert [field.alias.name if field.alias else "" for field in first.fields] == ["А", ""]
    assert first.grouping is not None
    assert not first.grouping.by_sets
    assert first.having is not None
    assert [(item.descending, item.hierarchy) for item in select.order] == [(True, False), (False, True)]
    assert select.auto_order
    assert select.totals is not None
    assert [(item.value is None, item.hierarchy) for item in select.totals.by] == [
        (True, ""),
        (False, "only hierarchy"),
    ]


def test_operators_bind_as_in_the_platform() -> None:
    (branch,) = select_of("ВЫБРАТЬ 1 ГДЕ НЕ А = 1 + 2 * -3 И Б ИЛИ Г").branches
    either = branch.where
    assert isinstance(either, tree.Operation)
    assert either.operators == ("or",)
    both = either.operands[0]
    assert isinstance(both, tree.Operation)
    assert both.operators == ("and",)
    denied = both.operands[0]
    assert isinstance(denied, tree.Unary)
    equal = denied.operand
    assert isinstance(equal, tree.Operation)
    assert equal.operators == ("=",)
    added = equal.operands[1]
    assert isinstance(added, tree.Operation)
    assert added.operators == ("+",)
    assert isinstance(added.operands[1], tree.Operation)


def test_joins_stand_in_their_order_and_nest_as_written() -> None:
    text = "ВЫБРАТЬ 1 ИЗ А КАК А ЛЕВОЕ СОЕДИНЕНИЕ Б КАК Б ПОЛНОЕ СОЕДИНЕНИЕ Ж КАК Ж ПО 1 ПО 2 СОЕДИНЕНИЕ Г КАК Г ПО 3"
    (source,) = select_of(text).branches[0].sources
    assert isinstance(source, tree.Joined)
    assert [join.kind for join in source.joins] == ["left", "inner"]
    nested = source.joins[0].source
    assert isinstance(nested, tree.Joined)
    assert nested.joins[0].kind == "full"
    assert written(text, source.joins[0].condition) == "2"


def test_skipped_parameters_of_a_virtual_table_keep_their_places() -> None:
    (source,) = select_of("ВЫБРАТЬ 1 ИЗ РегистрНакопления.А.Обороты(, &К, Месяц, ) КАК О").branches[0].sources
    assert isinstance(source, tree.Table)
    assert source.arguments is not None
    assert [argument is None for argument in source.arguments] == [True, False, False, True]
    (bare,) = select_of("ВЫБРАТЬ 1 ИЗ РегистрНакопления.А.Обороты КАК О").branches[0].sources
    assert isinstance(bare, tree.Table)
    assert bare.arguments is None


EXPRESSIONS = {
    "А.Б.В": tree.Field,
    "&А": tree.Parameter,
    "1.5": tree.Constant,
    "(А)": tree.Parentheses,
    "НЕ А": tree.Unary,
    "А + Б": tree.Operation,
    "СУММА(А)": tree.Aggregate,
    "КОЛИЧЕСТВО(*)": tree.Aggregate,
    "ПОДСТРОКА(А, 1, 2)": tree.Call,
    "ЗНАЧЕНИЕ(Справочник.А.Б)": tree.Predefined,
    "ТИП(СТРОКА)": tree.TypeValue,
    "ВЫРАЗИТЬ(А КАК ЧИСЛО(10, 2))": tree.Cast,
    "ВЫРАЗИТЬ(А КАК Справочник.Б).В.Г": tree.Member,
    "ВЫБОР КОГДА А ТОГДА Б КОНЕЦ": tree.Case,
    "А НЕ В (1, 2)": tree.In,
    "А В ИЕРАРХИИ (&Б)": tree.In,
    "(А, Б) В (ВЫБРАТЬ 1, 2)": tree.In,
    "А МЕЖДУ 1 И 2": tree.Between,
    'А ПОДОБНО "%" СПЕЦСИМВОЛ "~"': tree.Like,
    "А ЕСТЬ НЕ NULL": tree.IsNull,
    "А ССЫЛКА Справочник.Б": tree.Refs,
    "Т.*": tree.Star,
    "Т.Товары.(А, Б)": tree.NestedTable,
    "ПУСТАЯТАБЛИЦА.(А, Б)": tree.EmptyTable,
}


@pytest.mark.parametrize("expression", EXPRESSIONS)
def test_each_expression_is_a_node_of_its_kind_and_place(expression: str) -> None:
    text = f"ВЫБРАТЬ\n\t{expression}\nИЗ ВТ КАК Т"
    value = select_of(text).branches[0].fields[0].value
    assert type(value) is EXPRESSIONS[expression]
    assert written(text, value) == expression
    assert (value.line, value.column) == (2, 2)


def test_every_node_lies_within_the_node_around_it() -> None:
    text = "ВЫБРАТЬ Т.А КАК А ПОМЕСТИТЬ ВТ\nИЗ (ВЫБРАТЬ\n1 КАК А) КАК Т ГДЕ Т.А В (1,\n2); УНИЧТОЖИТЬ ВТ"
    package = parse_query(text)
    for node in walk(package.statements):
        for child in walk(tuple(tree.children(node))):
            assert node.position <= child.position <= child.end <= node.end


def test_names_are_kept_as_written_and_functions_by_their_english_name() -> None:
    (field,) = select_of("ВЫБРАТЬ ПодСтрока(Т.Имя, 1, 2) ИЗ ВТ КАК Т").branches[0].fields
    assert isinstance(field.value, tree.Call)
    assert (field.value.name.name, field.value.function) == ("ПодСтрока", "substring")

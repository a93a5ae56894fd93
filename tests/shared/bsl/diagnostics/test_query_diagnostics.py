import pytest

from components.shared.bsl import parse
from components.shared.bsl.configuration.model import Attribute, Configuration, MetadataObject
from components.shared.bsl.context import Context
from components.shared.bsl.diagnostics import all_diagnostics, run_diagnostics
from components.shared.bsl.queries import RULES

FROM = "ИЗ Справочник.Товары КАК Товары"
BALANCE = "РегистрНакопления.Запасы.Остатки"
JOIN = "ЛЕВОЕ СОЕДИНЕНИЕ Цены КАК Цены ПО Товары.Ссылка = Цены.Товар"
SELECT = "ВЫБРАТЬ Товары.Ссылка КАК Ссылка"
SALES = "ВЫБРАТЬ Продажи.Товар КАК Товар ИЗ Продажи КАК Продажи"


def marked(query: str, code: str) -> list[str]:
    """What a diagnostic marks in a query that stands in a module."""
    text = 'Запрос = Новый Запрос("' + query.replace('"', '""').replace("\n", "\n|") + '");'
    lines = text.split("\n")
    found = []
    for finding in run_diagnostics(parse(text), text, select=[code]):
        last, end = finding.end >> 32, (finding.end & 0xFFFFFFFF) - 1
        part = lines[finding.line - 1 : last]
        part[-1] = part[-1][:end]
        part[0] = part[0][finding.column - 1 :]
        found.append("\n".join(part))
    return found


@pytest.mark.parametrize(
    ("table", "found"),
    [
        (BALANCE, [BALANCE]),
        (f"{BALANCE}()", [f"{BALANCE}()"]),
        (f"{BALANCE}(&Дата, )", [f"{BALANCE}(&Дата, )"]),
        (f"{BALANCE}(&Дата, Склад = &Склад)", []),
        (f"{BALANCE}(, Склад В (&А, &Б))", []),
        ("КритерийОтбора.Связанные()", ["КритерийОтбора.Связанные()"]),
        ("КритерийОтбора.Связанные(&Ссылка)", []),
        ("AccumulationRegister.Stock.Balance", ["AccumulationRegister.Stock.Balance"]),
        ("РегистрНакопления.Запасы", []),
        ("Документ.Заказ.Товары", []),
    ],
)
def test_virtual_tables_have_parameters(table: str, found: list[str]) -> None:
    assert marked(f"ВЫБРАТЬ Т.Склад КАК Склад ИЗ {table} КАК Т", "VirtualTableCallWithoutParameters") == found
    assert marked(f"ВЫБРАТЬ Склад КАК Склад ИЗ {table}", "VirtualTableCallWithoutParameters") == found


@pytest.mark.parametrize(
    ("code", "source", "found"),
    [
        ("JoinWithSubQuery", f"({SALES}) КАК Т ЛЕВОЕ СОЕДИНЕНИЕ Б КАК Б ПО Т.А = Б.А", [SALES]),
        ("JoinWithSubQuery", f"Б КАК Б ЛЕВОЕ СОЕДИНЕНИЕ ({SALES}) КАК Т ПО Т.А = Б.А", [SALES]),
        (
            "JoinWithSubQuery",
            f"Б КАК Б ЛЕВОЕ СОЕДИНЕНИЕ В КАК В ЛЕВОЕ СОЕДИНЕНИЕ ({SALES}) КАК Т ПО Т.А = В.А ПО В.А = Б.А",
            [SALES],
        ),
        ("JoinWithSubQuery", f"({SALES}) КАК Т, Б КАК Б", []),
        ("JoinWithSubQuery", f"({SALES}) КАК Т", []),
        ("JoinWithVirtualTable", f"Б КАК Б ЛЕВОЕ СОЕДИНЕНИЕ {BALANCE}(, ) КАК Т ПО Т.А = Б.А", [f"{BALANCE}(, )"]),
        ("JoinWithVirtualTable", f"{BALANCE} КАК Т ПРАВОЕ СОЕДИНЕНИЕ Б КАК Б ПО Т.А = Б.А", [BALANCE]),
        ("JoinWithVirtualTable", f"{BALANCE} КАК Т, Б КАК Б", []),
        ("FullOuterJoinQuery", "Т КАК Т ПОЛНОЕ ВНЕШНЕЕ СОЕДИНЕНИЕ Б ПО Т.А = Б.А", ["ПОЛНОЕ ВНЕШНЕЕ СОЕДИНЕНИЕ"]),
        ("FullOuterJoinQuery", "Т КАК Т FULL JOIN Б ПО Т.А = Б.А", ["FULL JOIN"]),
        ("FullOuterJoinQuery", "Т КАК Т ЛЕВОЕ СОЕДИНЕНИЕ Б ПО Т.А = Б.А", []),
        ("LogicalOrInJoinQuerySection", "Т КАК Т ЛЕВОЕ СОЕДИНЕНИЕ Б ПО Т.А = Б.А ИЛИ Т.А = Б.В", ["ИЛИ"]),
        ("LogicalOrInJoinQuerySection", "Т КАК Т ЛЕВОЕ СОЕДИНЕНИЕ Б ПО Т.А = Б.А И (Б.В = 1 ИЛИ Б.В = 2)", []),
        ("LogicalOrInJoinQuerySection", "Т КАК Т ЛЕВОЕ СОЕДИНЕНИЕ Б ПО Т.А = Б.А И (Б.В=1 ИЛИ Б.Г=2)", ["ИЛИ"]),
    ],
)
def test_joins(code: str, source: str, found: list[str]) -> None:
    assert marked(f"ВЫБРАТЬ Т.А КАК А ИЗ {source}", code) == found


@pytest.mark.parametrize(
    ("where", "found"),
    [
        ("Товары.А = &А ИЛИ Товары.Б = &Б", ["ИЛИ"]),
        ("Товары.А = &А\nИЛИ // ИЛИ\nТовары.Б = &Б ИЛИ Товары.В = &В", ["ИЛИ", "ИЛИ"]),
        ("НЕ (Товары.А < &А ИЛИ Товары.Б > &Б)", ["ИЛИ"]),
        ("Товары.А = &А ИЛИ (Товары.А = &Б)", []),
        ("Товары.А = &А И (Товары.Б = &Б ИЛИ Товары.В = &В)", []),
        ("Товары.А В (&А) И (Товары.Б = &Б ИЛИ Товары.В = &В)", []),
        ("Товары.А > &А И (Товары.Б = &Б ИЛИ Товары.В = &В)", ["ИЛИ"]),
        ("Товары.А В (ВЫБРАТЬ Т.А ИЗ Т КАК Т ГДЕ Т.А > 1 ИЛИ Т.Б > 1)", ["ИЛИ"]),
        ("Товары.А = &А", []),
    ],
)
def test_alternatives_in_where(where: str, found: list[str]) -> None:
    assert marked(f"{SELECT} {FROM} ГДЕ {where}", "LogicalOrInTheWhereSectionOfQuery") == found


@pytest.mark.parametrize(
    ("code", "pattern", "found"),
    [
        ("UsingLikeInQuery", '"А%"', True),
        ("IncorrectUseLikeInQuery", '"А%"', False),
        ("IncorrectUseLikeInQuery", "&Шаблон", False),
        ("IncorrectUseLikeInQuery", '&Шаблон + "%"', True),
        ("IncorrectUseLikeInQuery", "(Товары.Шаблон)", True),
        ("LikeWithLeadingWildcard", '"%А%"', True),
        ("LikeWithLeadingWildcard", '("%А")', True),
        ("LikeWithLeadingWildcard", '"А%"', False),
        ("LikeWithLeadingWildcard", "&Шаблон", False),
    ],
)
def test_patterns(code: str, pattern: str, found: bool) -> None:
    assert bool(marked(f"{SELECT} {FROM} ГДЕ Товары.Имя ПОДОБНО {pattern}", code)) is found


@pytest.mark.parametrize(
    ("source", "where", "found"),
    [
        (f"{BALANCE}(&Дата, ) КАК Т", "Т.Склад = &Склад И Т.КоличествоОстаток > 0", ["Т.Склад = &Склад"]),
        (f"{BALANCE}(&Дата, ) КАК Т", "Т.Склад В (&Склады)", ["Т.Склад В (&Склады)"]),
        (f"{BALANCE}(&Дата, ) КАК Т", "&Склад = Т.Склад", ["&Склад = Т.Склад"]),
        (f"{BALANCE}(&Дата, ) КАК Т", "Т.КоличествоОстаток = &К", []),
        (f"{BALANCE}(&Дата, ) КАК Т", "Т.Склад = Т.Другой", []),
        (f"{BALANCE}(&Дата, ) КАК Т", "Т.Склад = &Склад ИЛИ Т.Товар = &Товар", []),
        ("РегистрНакопления.Запасы.Обороты(, , Месяц) КАК Т", "Т.Период = &П", []),
        ("РегистрСведений.Цены.СрезПоследних() КАК Т", "Т.Товар = &Товар", []),
        ("РегистрНакопления.Запасы КАК Т", "Т.Склад = &Склад", []),
    ],
)
def test_virtual_tables_are_filtered_by_their_parameters(source: str, where: str, found: list[str]) -> None:
    assert marked(f"ВЫБРАТЬ Т.А КАК А ИЗ {source} ГДЕ {where}", "VirtualTableFilteredByWhere") == found


@pytest.mark.parametrize(("where", "found"), [("Т.Товар = &Товар", 1), ("Т.Цена = &Цена", 0), ("Т.Период = &П", 0)])
def test_of_last_records_only_known_dimensions_are_filtered_by_parameters(where: str, found: int) -> None:
    attributes = {"товар": Attribute("Товар", role="dimension"), "цена": Attribute("Цена", role="resource")}
    register = MetadataObject("InformationRegister", "Цены", attributes)
    context = Context(configuration=Configuration("Торговля", objects={("InformationRegister", "цены"): register}))
    text = f'Запрос.Текст = "ВЫБРАТЬ Т.А КАК А ИЗ РегистрСведений.Цены.СрезПоследних() КАК Т ГДЕ {where}";'
    assert len(run_diagnostics(parse(text), text, context, ["VirtualTableFilteredByWhere"])) == found


@pytest.mark.parametrize(
    ("where", "found"),
    [
        ("Товары.Ссылка В (ВЫБРАТЬ П.Товар ИЗ П КАК П)", 0),
        ("ИСТИНА В (ВЫБРАТЬ ИСТИНА ИЗ П КАК П ГДЕ П.Товар = Товары.Ссылка И П.А = Товары.А)", 1),
        ("ИСТИНА В (ВЫБРАТЬ ИСТИНА ИЗ П КАК Товары ГДЕ Товары.Товар = &А)", 0),
    ],
)
def test_subqueries_that_depend_on_the_outer_query(where: str, found: int) -> None:
    assert len(marked(f"{SELECT} {FROM} ГДЕ {where}", "CorrelatedSubquery")) == found


@pytest.mark.parametrize(
    ("query", "found"),
    [
        (f"{SELECT} {FROM} ОБЪЕДИНИТЬ {SELECT} {FROM}", ["ОБЪЕДИНИТЬ"]),
        (f"{SELECT} {FROM} ОБЪЕДИНИТЬ ВСЕ {SELECT} {FROM}", []),
        (f"{SELECT} {FROM} UNION {SELECT} {FROM}", ["UNION"]),
    ],
)
def test_unions(query: str, found: list[str]) -> None:
    assert marked(query, "UnionAll") == found


@pytest.mark.parametrize(
    ("query", "found"),
    [
        (f"ВЫБРАТЬ ПЕРВЫЕ 10 Товары.Ссылка {FROM}", ["ПЕРВЫЕ 10"]),
        (f"ВЫБРАТЬ РАЗРЕШЕННЫЕ РАЗЛИЧНЫЕ ПЕРВЫЕ 10 Товары.Ссылка {FROM}", ["ПЕРВЫЕ 10"]),
        (f"SELECT TOP 10 Товары.Ссылка {FROM}", ["TOP 10"]),
        (f"ВЫБРАТЬ ПЕРВЫЕ 10 Товары.Ссылка {FROM} УПОРЯДОЧИТЬ ПО Товары.Код", []),
        (f"ВЫБРАТЬ ПЕРВЫЕ 10 Товары.Ссылка {FROM} АВТОУПОРЯДОЧИВАНИЕ", []),
        (f"ВЫБРАТЬ ПЕРВЫЕ 1 Товары.Ссылка {FROM}", []),
        (
            f"ВЫБРАТЬ ПЕРВЫЕ 1 А.Б ИЗ А КАК А ОБЪЕДИНИТЬ ВСЕ ВЫБРАТЬ ПЕРВЫЕ 5 Товары.Ссылка {FROM} УПОРЯДОЧИТЬ ПО Б",
            ["ПЕРВЫЕ 1", "ПЕРВЫЕ 5"],
        ),
        (f"{SELECT} {FROM} ГДЕ Товары.Вид В (ВЫБРАТЬ ПЕРВЫЕ 3 Т.А ИЗ Т КАК Т) УПОРЯДОЧИТЬ ПО Ссылка", ["ПЕРВЫЕ 3"]),
    ],
)
def test_first_rows_have_an_order(query: str, found: list[str]) -> None:
    assert marked(query, "SelectTopWithoutOrderBy") == found


@pytest.mark.parametrize(
    ("query", "found"),
    [
        (f"ВЫБРАТЬ Товары.Ссылка, Товары.Код Код, 1 КАК Один {FROM}", ["Товары.Ссылка", "Товары.Код Код"]),
        (f"ВЫБРАТЬ * {FROM}", []),
        (f"{SELECT} {FROM} ОБЪЕДИНИТЬ ВСЕ ВЫБРАТЬ Товары.Код {FROM}", []),
        (f"{SELECT} {FROM} ГДЕ Товары.Вид В (ВЫБРАТЬ Т.А ИЗ Т КАК Т)", []),
        ("ВЫБРАТЬ В.А КАК А ИЗ (ВЫБРАТЬ Т.А ИЗ Т КАК Т) КАК В", ["Т.А"]),
    ],
)
def test_fields_have_aliases(query: str, found: list[str]) -> None:
    assert marked(query, "AssignAliasFieldsInQuery") == found


@pytest.mark.parametrize(
    ("fields", "fixed"),
    [
        ("Товары.Код, Товары.Имя Имя", "Товары.Код КАК Код, Товары.Имя КАК Имя"),
        ("Товары.Код, Товары.Имя КАК Код", "Товары.Код, Товары.Имя КАК Код"),
        ("Товары.Вид.Код, 1, Имя", "Товары.Вид.Код, 1, Имя"),
    ],
)
def test_a_field_gets_the_alias_that_it_has(fields: str, fixed: str) -> None:
    text = f'А = "ВЫБРАТЬ {fields} {FROM}";'
    edits = [edit for found in run_diagnostics(parse(text), text) for edit in found.edits]
    for edit in sorted(edits, key=lambda edit: -edit.start):
        start, end = (edit.start & 0xFFFFFFFF) - 1, (edit.end & 0xFFFFFFFF) - 1
        text = text[:start] + edit.text + text[end:]
    assert text == f'А = "ВЫБРАТЬ {fixed} {FROM}";'


@pytest.mark.parametrize(
    ("query", "found"),
    [
        (f"ВЫБРАТЬ * {FROM}", ["*"]),
        (f"ВЫБРАТЬ Товары.* {FROM}", ["Товары.*"]),
        (f"ВЫБРАТЬ КОЛИЧЕСТВО(*) КАК К {FROM}", []),
        ("ВЫБРАТЬ * ИЗ ВТ КАК ВТ", []),
    ],
)
def test_all_fields(query: str, found: list[str]) -> None:
    assert marked(query, "SelectAllFields") == found


@pytest.mark.parametrize(
    ("field", "nested", "needless"),
    [
        ("Товары.Вид.Код", True, False),
        ("Товары.Вид", False, False),
        ("Вид.Код", True, False),
        ("Товары.Вид.Ссылка", True, True),
        ("Товары.Ссылка.Код", True, True),
        ("Товары.Ссылка", False, False),
        ("Товары.Вид.Ссылка ЕСТЬ NULL", True, False),
        ("ВЫРАЗИТЬ(Товары.Вид КАК Справочник.Виды).Код", False, False),
        ("ВЫРАЗИТЬ(Товары.Вид КАК Справочник.Виды).Родитель.Код", True, False),
        ("Товары.Аналоги.(Ссылка.Код, Товар.Код)", False, False),
        ("ЗНАЧЕНИЕ(Справочник.Виды.Основной)", False, False),
    ],
)
def test_fields_behind_references(field: str, nested: bool, needless: bool) -> None:
    query = f"ВЫБРАТЬ {field} КАК Поле {FROM}"
    assert bool(marked(query, "QueryNestedFieldsByDot")) is nested
    assert bool(marked(query, "RefOveruse")) is needless


def test_the_header_of_a_line_is_no_needless_reference() -> None:
    assert marked("ВЫБРАТЬ Т.Ссылка.Дата КАК Дата ИЗ Документ.Заказ.Товары КАК Т", "RefOveruse") == []
    assert marked("ВЫБРАТЬ Справочник.Товары.Ссылка ИЗ Справочник.Товары", "RefOveruse") == []


@pytest.mark.parametrize(
    ("query", "found"),
    [
        (f"ВЫБРАТЬ Цены.Цена КАК Ц {FROM} {JOIN}", 1),
        (f"{SELECT} {FROM} {JOIN} ГДЕ Цены.Цена > 0", 1),
        (f"ВЫБРАТЬ ЕСТЬNULL(Цены.Цена, 0) КАК Ц {FROM} {JOIN}", 0),
        (f"ВЫБРАТЬ Цены.Цена ЕСТЬ NULL КАК Ц {FROM} {JOIN}", 0),
        (f"ВЫБРАТЬ Цены.Цена КАК Ц {FROM} {JOIN} ГДЕ Цены.Товар ЕСТЬ НЕ NULL", 0),
        (f"ВЫБРАТЬ Цены.Цена КАК Ц {FROM} {JOIN} ГДЕ НЕ (Цены.Товар ЕСТЬ NULL) И Товары.А", 0),
        (f"ВЫБРАТЬ Цены.Цена КАК Ц {FROM} {JOIN} ГДЕ Цены.Товар ЕСТЬ NULL", 1),
        (f"ВЫБРАТЬ ВЫБОР КОГДА Цены.Цена ЕСТЬ NULL ТОГДА 0 ИНАЧЕ Цены.Цена КОНЕЦ КАК Ц {FROM} {JOIN}", 0),
        (f"ВЫБРАТЬ КОЛИЧЕСТВО(Цены.Цена) КАК Ц {FROM} {JOIN}", 0),
        (f"ВЫБРАТЬ Цены.Цена КАК Ц {FROM} ВНУТРЕННЕЕ СОЕДИНЕНИЕ Цены КАК Цены ПО Товары.Ссылка = Цены.Товар", 0),
        (f"{SELECT} {FROM} ПРАВОЕ СОЕДИНЕНИЕ Цены КАК Цены ПО Товары.Ссылка = Цены.Товар", 1),
        (f"{SELECT} {FROM} {JOIN} ЛЕВОЕ СОЕДИНЕНИЕ Б КАК Б ПО Цены.Вид = Б.Вид", 1),
        (f"{SELECT} {FROM} {JOIN}", 0),
    ],
)
def test_fields_of_joined_tables_may_be_null(query: str, found: int) -> None:
    assert len(marked(query, "FieldsFromJoinsWithoutIsNull")) == found


@pytest.mark.parametrize(
    ("query", "found"),
    [
        (f"{SELECT} {FROM} УПОРЯДОЧИТЬ ПО Товары.Код УБЫВАНИЕ", ["УБЫВАНИЕ"]),
        (f"{SELECT}, {FROM}", ["ИЗ"]),
        (f"{SELECT} {FROM} ГДЕ Товары.#Поле", []),
        (f"{SELECT} {FROM}", []),
    ],
)
def test_queries_parse(query: str, found: list[str]) -> None:
    assert marked(query, "QueryParseError") == found


def test_a_text_made_at_run_time_is_not_judged() -> None:
    text = 'Запрос = Новый Запрос("ВЫБРАТЬ А ИЗ " + Таблица + " ГДЕ");'
    assert run_diagnostics(parse(text), text, select=["QueryParseError"]) == []


def test_a_string_that_goes_on_over_lines_is_shown_also_where_the_query_is_broken() -> None:
    text = 'Текст = "ВЫБРАТЬ\n|ЕСТЬNULL(А, "") КАК Б,\n|ЕСТЬNULL(В, "") КАК Г,\n|ЕСТЬNULL(В, "") КАК Д\n|ИЗ Т";'
    found = run_diagnostics(parse(text), text, select=["MultilineStringInQuery"])
    assert [finding.line for finding in found] == [2, 4]
    assert marked('ВЫБРАТЬ "" КАК А ИЗ Т', "MultilineStringInQuery") == []


@pytest.mark.parametrize(
    ("query", "code"),
    [
        (f"{SELECT} {FROM} ГДЕ Товары.Код = &Код", "QueryUnboundParameter"),
        ("ВЫБРАТЬ В.Б КАК Б ИЗ (ВЫБРАТЬ Т.А КАК А ИЗ Т КАК Т) КАК В", "QueryUnknownField"),
        (f"{SELECT} {FROM} ГДЕ СУММА(Товары.Код) > 0", "QueryAggregatePlace"),
        (f"{SELECT} {FROM} ОБЪЕДИНИТЬ ВСЕ ВЫБРАТЬ 1 КАК А, 2 КАК Б", "QueryUnionFieldCount"),
    ],
)
def test_what_queries_mean_is_judged_at_its_place(query: str, code: str) -> None:
    text = f'Запрос = Новый Запрос;\nЗапрос.Текст = "{query}";\nЗапрос.Выполнить();'
    assert [(found.rule.code, found.line) for found in run_diagnostics(parse(text), text, select=[code])] == [(code, 2)]


def test_a_table_that_the_configuration_lacks() -> None:
    text = 'Запрос.Текст = "ВЫБРАТЬ Т.А КАК А ИЗ Справочник.Нет КАК Т";'
    known = Context(configuration=Configuration("Торговля"))
    assert len(run_diagnostics(parse(text), text, known, ["QueryToMissingMetadata"])) == 1
    assert run_diagnostics(parse(text), text, select=["QueryToMissingMetadata"]) == []


@pytest.mark.parametrize(
    ("field", "found"),
    [
        ("Т.Участник.Код", 1),
        ("Т.Склад.Участник.Код", 1),
        ("Т.Склад.Код", 0),
        ("Т.Участник", 0),
        ("Т.Нет.Код", 0),
        ("ВЫРАЗИТЬ(Т.Участник КАК Справочник.Склады).Код", 0),
    ],
)
def test_references_of_several_types(field: str, found: int) -> None:
    both = Attribute("Участник", ("CatalogRef.Склады", "CatalogRef.Товары"), "dimension")
    place = Attribute("Склад", ("CatalogRef.Склады",), "dimension")
    objects = [
        MetadataObject("Catalog", "Склады", {"участник": both}),
        MetadataObject("Catalog", "Товары"),
        MetadataObject("InformationRegister", "Цены", {"участник": both, "склад": place}),
    ]
    known = Configuration("Торговля", objects={(item.kind, item.name.lower()): item for item in objects})
    text = f'Запрос.Текст = "ВЫБРАТЬ {field} КАК Поле ИЗ РегистрСведений.Цены КАК Т";'
    assert len(run_diagnostics(parse(text), text, Context(configuration=known), ["CompositeReferenceByDot"])) == found
    assert run_diagnostics(parse(text), text, select=["CompositeReferenceByDot"]) == []


def test_every_rule_of_the_room_of_queries_has_a_page() -> None:
    assert {rule.code for rule in RULES} <= set(all_diagnostics())

"""Work inside a loop that could be done once, before it."""

from collections.abc import Iterator

from components.shared.bsl.diagnostics.assignments import assignments
from components.shared.bsl.diagnostics.calls import CallSite, loop_around, member_calls, remark_call
from components.shared.bsl.diagnostics.registry import diagnostic
from components.shared.bsl.diagnostics.view import CodeView, ModuleView, Remark
from components.shared.bsl.syntax import syntax_tree as tree

_QUERY_TYPES = frozenset(
    {"запрос", "query", "построительзапроса", "querybuilder", "построительотчета", "reportbuilder"}
)
_EXECUTIONS = ("выполнить", "execute", "выполнитьпакет", "executebatch")
_FINDERS = frozenset(
    {"найтипокоду", "findbycode", "найтипонаименованию", "findbydescription", "найтипореквизиту", "findbyattribute"}
    | {"найтипономеру", "findbynumber"}
)
_ATTRIBUTE_READERS = (
    *("значениереквизитаобъекта", "objectattributevalue", "значенияреквизитовобъекта", "objectattributesvalues"),
)
_LIBRARY = frozenset({"общегоназначения", "common"})
_REFERENCES = frozenset({"ссылка", "ref"})


@diagnostic(
    "CreateQueryInCycle",
    axis="optimization",
    strength="strong",
    severity="error",
    standards=(436,),
    title_ru="Выполнение запроса в цикле",
    title_en="A query is executed in a loop",
)
def query_in_loop(module: ModuleView) -> Iterator[Remark]:
    """A query inside a loop goes to the database once for each round.

    Bad:
        Для Каждого Строка Из Товары Цикл
            Запрос.УстановитьПараметр("Товар", Строка.Товар);
            Остаток = Запрос.Выполнить().Выгрузить();
        КонецЦикла;
    Good:
        Запрос.УстановитьПараметр("Товары", Товары.ВыгрузитьКолонку("Товар"));
        Остатки = Запрос.Выполнить().Выгрузить();
        Для Каждого Строка Из Товары Цикл
            Остаток = Остатки.Найти(Строка.Товар, "Товар");
        КонецЦикла;
    """
    for site in member_calls(module, *_EXECUTIONS):
        if loop_around(module, site.chain) is not None and _is_query(module, site):
            yield module.remark(site.chain)


def _is_query(module: ModuleView, site: CallSite) -> bool:
    """Whether what stands before the dot was made as a query; a parameter is one by its name."""
    first = module.token_at(site.chain.position)
    text = tuple(text.lower() for text in module.tokens.texts[first : module.token_at(site.position) - 1])
    code = module.code_at(site.position)
    return code is not None and _made_as_query(module, code, text, site.position, set())


def _made_as_query(
    module: ModuleView, code: CodeView, path: tuple[str, ...], before: int, seen: set[tuple[str, ...]]
) -> bool:
    known = assignments(module, code)
    assigned = known.before(path, before) or known.of(path)
    if not assigned:
        return len(path) == 1 and path[0].startswith(("запрос", "query"))
    value = assigned[-1].value
    if isinstance(value, tree.New):
        return value.type_name.lower() in _QUERY_TYPES or _names_a_query(value)
    if not isinstance(value, tree.Name | tree.Chain):
        return False
    source = module.key(value)
    return source not in seen and _made_as_query(module, code, source, before, {*seen, path})


def _names_a_query(value: tree.New) -> bool:
    named = value.arguments[0] if value.arguments and not value.type_name else None
    return isinstance(named, tree.Literal) and named.texts[0].strip('"').lower() in _QUERY_TYPES


@diagnostic(
    "GetObjectInCycle",
    axis="optimization",
    strength="report",
    severity="information",
    title_ru="Получение объекта в цикле",
    title_en="An object is got in a loop",
    own=True,
)
def object_in_loop(module: ModuleView) -> Iterator[Remark]:
    """``ПолучитьОбъект`` reads a whole object with all its tabular sections: to read an attribute, use a query.

    To write there is often no other way, so this is only shown.

    Bad:
        Для Каждого Ссылка Из Ссылки Цикл Сумма = Сумма + Ссылка.ПолучитьОбъект().Сумма; КонецЦикла;
    Good:
        Запрос = Новый Запрос("ВЫБРАТЬ СУММА(Сумма) КАК Сумма ИЗ Документ.Заказ ГДЕ Ссылка В (&Ссылки)");
    """
    for site in member_calls(module, "получитьобъект", "getobject"):
        if not site.arguments and loop_around(module, site.chain) is not None:
            yield remark_call(module, site)


@diagnostic(
    "FindInDatabaseInCycle",
    axis="optimization",
    strength="weak",
    title_ru="Поиск в базе данных в цикле",
    title_en="A search in the database in a loop",
    own=True,
)
def search_in_loop(module: ModuleView) -> Iterator[Remark]:
    """``НайтиПоКоду`` and its like are a query each: one query with the list of all codes finds all of them.

    Bad:
        Для Каждого Строка Из Файл Цикл Товар = Справочники.Товары.НайтиПоКоду(Строка.Код); КонецЦикла;
    Good:
        Запрос = Новый Запрос("ВЫБРАТЬ Ссылка, Код ИЗ Справочник.Товары ГДЕ Код В (&Коды)");
    """
    for site in member_calls(module, *_FINDERS):
        if loop_around(module, site.chain) is not None:
            yield remark_call(module, site)


@diagnostic(
    "AttributeReadInCycle",
    axis="optimization",
    strength="weak",
    title_ru="Чтение реквизита по ссылке в цикле",
    title_en="An attribute is read through a reference in a loop",
    own=True,
)
def attribute_in_loop(module: ModuleView) -> Iterator[Remark]:
    """Reading an attribute through a reference reads the object from the database, in a loop once for each round.

    ``ОбщегоНазначения.ЗначенияРеквизитовОбъектов`` of the library, or a query, reads all of them at once.

    Bad:
        Для Каждого Строка Из Товары Цикл Цена = Строка.Ссылка.Цена; КонецЦикла;
    Good:
        Цены = ОбщегоНазначения.ЗначениеРеквизитаОбъектов(Товары.ВыгрузитьКолонку("Ссылка"), "Цена");
    """
    for site in member_calls(module, *_ATTRIBUTE_READERS):
        if site.owner in _LIBRARY and loop_around(module, site.chain) is not None:
            yield remark_call(module, site)
    for chain in module.of(tree.Chain):
        if len(chain.steps) == 2 and _reads_through_reference(chain) and loop_around(module, chain) is not None:
            yield module.remark(chain)


def _reads_through_reference(chain: tree.Chain) -> bool:
    """``Строка.Ссылка.Цена``: the loop's own row, its reference, and one property that is read."""
    reference, attribute = chain.steps
    if type(reference) is not tree.Member or type(attribute) is not tree.Member or type(chain.first) is not tree.Name:
        return False
    return reference.name.lower() in _REFERENCES and chain.first.name.lower() not in ("этотобъект", "thisobject")


@diagnostic(
    "StringConcatenationInCycle",
    axis="optimization",
    strength="report",
    severity="information",
    title_ru="Накопление строки в цикле",
    title_en="A string is built up in a loop",
    own=True,
)
def concatenation_in_loop(module: ModuleView) -> Iterator[Remark]:
    """Each addition copies the whole string built so far: the work grows with the square of the rounds.

    Bad:
        Для Каждого Имя Из Имена Цикл Список = Список + Имя + ", "; КонецЦикла;
    Good:
        Список = СтрСоединить(Имена, ", ");
    """
    for node in module.of(tree.Assignment):
        value = node.value
        if (
            isinstance(node.target, tree.Name)
            and isinstance(value, tree.Operation)
            and set(value.operators) == {"+"}
            and isinstance(value.operands[0], tree.Name)
            and value.operands[0].name.lower() == node.target.name.lower()
            and any(isinstance(part, tree.Literal) and part.kind == "string" for part in value.operands)
            and loop_around(module, node) is not None
        ):
            yield module.remark(node)


@diagnostic(
    "UsingFindElementByString",
    axis="optimization",
    strength="weak",
    title_ru="Поиск элемента по наименованию, коду или номеру в тексте программы",
    title_en="An item is searched by a description, code or number written in the code",
)
def find_by_literal(module: ModuleView) -> Iterator[Remark]:
    """Data of a user's database in the code: the item may be renamed or not be there. Use a predefined one.

    Bad:
        Должность = Справочники.Должности.НайтиПоНаименованию("Директор");
    Good:
        Должность = Справочники.Должности.Директор;
    """
    for site in member_calls(module, *_FINDERS):
        given = site.arguments[0] if site.arguments else None
        if not site.arguments or isinstance(given, tree.Literal):
            yield remark_call(module, site)

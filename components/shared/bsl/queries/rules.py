"""What is said about well-formed queries: the rules, their messages, and how a place becomes a finding."""

from components.shared.bsl.findings import Axis, Finding, Rule, Strength
from components.shared.bsl.queries.messages import QueryError
from components.shared.bsl.queries.tree import QueryNode


def _rule(code: str, titles: tuple[str, str], *, axis: Axis = "semantics", strength: Strength = "strong") -> Rule:
    return Rule(code, axis, strength, "error" if strength == "strong" else "warning", *titles, own=True)


QUERY_PARSE_ERROR = Rule(
    "QueryParseError",
    "semantics",
    "strong",
    "error",
    "Ошибка разбора текста запроса",
    "Query text parsing error",
    (437,),
)
MISSING_METADATA = Rule(
    "QueryToMissingMetadata",
    "semantics",
    "strong",
    "error",
    "Обращение к несуществующим метаданным в запросе",
    "Query to missing metadata",
)
UNKNOWN_FIELD = _rule("QueryUnknownField", ("Неизвестное поле в запросе", "Unknown field in a query"))
AMBIGUOUS_FIELD = _rule("QueryAmbiguousField", ("Неоднозначное поле в запросе", "Ambiguous field in a query"))
TABLE_PARAMETERS = _rule(
    "QueryTableParameters", ("Параметры виртуальной таблицы запроса", "Parameters of a virtual table of a query")
)
UNGROUPED_FIELD = _rule(
    "QueryUngroupedField", ("Поле не входит в группировку запроса", "Field is not in the groups of a query")
)
AGGREGATE_PLACE = _rule(
    "QueryAggregatePlace", ("Агрегатная функция не на месте", "Aggregate function in a wrong place")
)
DUPLICATE_ALIAS = _rule("QueryDuplicateAlias", ("Повторяющийся псевдоним в запросе", "Duplicate alias in a query"))
UNION_FIELDS = _rule(
    "QueryUnionFieldCount", ("Разное число полей в объединении", "Different numbers of fields in a union")
)
TEMPORARY_TABLE = _rule(
    "QueryTemporaryTable", ("Временная таблица вне своей жизни", "Temporary table used outside its life")
)
ORDER_FIELD = _rule(
    "QueryOrderField",
    ("Упорядочивание, итоги или индекс по тому, чего нет в выборке", "Order, totals or index by what is not selected"),
)
UNBOUND_PARAMETER = _rule(
    "QueryUnboundParameter", ("Параметр запроса не установлен", "Parameter of a query is not set")
)
UNUSED_PARAMETER = _rule(
    "QueryUnusedParameter",
    ("Установленного параметра нет в запросе", "A parameter that is set is not in the query"),
    axis="best_practice",
    strength="weak",
)

RULES = (
    QUERY_PARSE_ERROR,
    MISSING_METADATA,
    UNKNOWN_FIELD,
    AMBIGUOUS_FIELD,
    TABLE_PARAMETERS,
    UNGROUPED_FIELD,
    AGGREGATE_PLACE,
    DUPLICATE_ALIAS,
    UNION_FIELDS,
    TEMPORARY_TABLE,
    ORDER_FIELD,
    UNBOUND_PARAMETER,
    UNUSED_PARAMETER,
)


def finding(rule: Rule, node: QueryNode, message_ru: str, message_en: str) -> Finding:
    """A finding at a node; its place is in the query text."""
    return Finding(rule, node.position, node.end, message_ru, message_en)


def parse_finding(error: QueryError) -> Finding:
    """An error of the parser as a finding."""
    message_ru, message_en = f"Запрос: {error.message_ru}", f"Query: {error.message_en}"
    return Finding(QUERY_PARSE_ERROR, error.position, error.end, message_ru, message_en)

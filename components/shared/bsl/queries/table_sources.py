"""Tables of a configuration that queries name: do they exist, and are their parameters right?"""

from collections.abc import Iterable

from components.shared.bsl.configuration.kinds import KIND_BY_ANY_NAME, KINDS
from components.shared.bsl.configuration.lookup import find_object
from components.shared.bsl.configuration.model import Configuration, MetadataObject
from components.shared.bsl.configuration.query_shapes import QueryTable, TableParameter
from components.shared.bsl.configuration.query_tables import find_table
from components.shared.bsl.findings import Finding
from components.shared.bsl.queries import rules, tree
from components.shared.bsl.queries.functions import UNIT_OF_WORD
from components.shared.bsl.queries.relations import Column, Relation, relation_of_table
from components.shared.bsl.queries.rules import finding
from components.shared.bsl.queries.suggestions import suggestion
from components.shared.bsl.queries.tree import Expression, Word

_KINDS_OF_TABLES = {name.lower() for kind in KINDS if kind.is_table for name in (kind.name, kind.russian)}
_EMPTY = frozenset({"", "пустаяссылка", "emptyref"})
# kinds whose predefined values a configuration lists
_WITH_VALUES = frozenset(
    {"Catalog", "Enum", "ChartOfCharacteristicTypes", "ChartOfAccounts", "ChartOfCalculationTypes"}
)
_PERIOD_FIRST = frozenset({"срезпоследних", "срезпервых", "остатки", "slicelast", "slicefirst", "balance"})
_CONDITIONS = frozenset({"=", "<>", "<", ">", "<=", ">=", "and", "or"})

Conditions = list[tuple[Expression, Relation]]  # conditions of a virtual table, each with the fields that it may name


class TableSources:
    """The tables of one configuration, or of none."""

    def __init__(self, configuration: Configuration | None, findings: list[Finding]) -> None:
        self.configuration = configuration
        self.findings = findings

    def find(self, source: tree.Table, alias: str) -> tuple[Relation, Conditions]:
        """The table of a source as a relation, and the conditions among its parameters."""
        written = ".".join(word.name for word in source.path)
        path = () if source.alias else tuple(word.name.lower() for word in source.path)
        unknown = Relation(alias, {}, False, path, source)
        if len(source.path) > 1 and source.path[0].name.lower() not in _KINDS_OF_TABLES:
            if not source.path[0].name.startswith("#"):
                self._no_kind(source.path[0])
            return unknown, []
        if source.arguments is not None and source.arguments:
            self._check_first_argument(source)
        if self.configuration is None or (len(source.path) == 1 and source.alias is None):
            return unknown, _unknown_conditions(source)
        table = find_table(self.configuration, written)
        if table is None:
            if len(source.path) > 1:
                self._missing(source, written)
            return unknown, _unknown_conditions(source)
        relation = relation_of_table(table, alias, path)
        return (
            Relation(alias, relation.columns, relation.complete, path, source),
            self._arguments(source, table),
        )

    def _no_kind(self, word: Word) -> None:
        kind = KIND_BY_ANY_NAME.get(word.name.lower())
        wanted_ru, wanted_en = (f", напишите {kind.russian}", f", write {kind.name}") if kind else ("", "")
        self.findings.append(
            finding(
                rules.MISSING_METADATA,
                word,
                f"В запросах нет таблиц вида «{word.name}»{wanted_ru}",
                f"Queries have no tables of the kind '{word.name}'{wanted_en}",
            )
        )

    def _missing(self, source: tree.Table, written: str) -> None:
        near_ru, near_en = self._near(source.path) if len(source.path) == 2 else ("", "")
        self.findings.append(
            finding(
                rules.MISSING_METADATA,
                tree.Word(source.position, source.path[-1].end, written),
                f"В конфигурации нет таблицы «{written}»{near_ru}",
                f"The configuration has no table '{written}'{near_en}",
            )
        )

    def _check_first_argument(self, source: tree.Table) -> None:
        """A condition where the period stands: it needs a comma before it."""
        first = source.arguments[0] if source.arguments else None
        is_condition = (
            isinstance(first, tree.In | tree.Like | tree.IsNull | tree.Between | tree.Refs)
            or (isinstance(first, tree.Operation) and bool(_CONDITIONS & set(first.operators)))
            or (isinstance(first, tree.Unary) and first.operator == "not")
        )
        if is_condition and first is not None and source.path[-1].name.lower() in _PERIOD_FIRST:
            name = source.path[-1].name
            self._parameter(
                first,
                f"Первый параметр «{name}» — период, а не условие: поставьте запятую перед условием",
                f"The first parameter of '{name}' is a period, not a condition: put a comma before the condition",
            )

    def _parameter(self, node: tree.QueryNode, message_ru: str, message_en: str) -> None:
        self.findings.append(finding(rules.TABLE_PARAMETERS, node, message_ru, message_en))

    def _arguments(self, source: tree.Table, table: QueryTable) -> Conditions:
        """Judge the parameters of a table; its conditions go back to who knows the scopes."""
        if source.arguments is None:
            return []
        if table.parameters is None:
            self._parameter(
                source.path[-1],
                f"Таблица «{table.name}» не виртуальная: у неё нет параметров",
                f"Table '{table.name}' is not virtual: it takes no parameters",
            )
            return []
        if len(source.arguments) > len(table.parameters):
            most = len(table.parameters)
            self._parameter(
                source.path[-1],
                f"У таблицы «{table.name}» ожидалось параметров не больше {most}, найдено {len(source.arguments)}",
                f"Table '{table.name}': expected at most {most} parameters, found {len(source.arguments)}",
            )
        fields = {key: Column(item.name, item.types) for key, item in table.condition_fields.items()}
        conditions: Conditions = []
        for argument, parameter in zip(map(_own, source.arguments), table.parameters, strict=False):
            if argument is None:
                continue
            if parameter.is_condition:
                conditions.append((argument, Relation(table.name, fields, table.complete)))
            else:
                self._check_word(argument, parameter)
        return conditions

    def _check_word(self, argument: Expression, parameter: TableParameter) -> None:
        """``Месяц`` and the like, where a parameter takes words."""
        if not isinstance(argument, tree.Field) or not parameter.values:
            return
        word = argument.path[0].name.lower()
        if len(argument.path) > 1 or (word not in parameter.values and word not in UNIT_OF_WORD):
            allowed = ", ".join(value.capitalize() for value in parameter.values[::2])
            self._parameter(
                argument,
                f"Параметр «{parameter.name}»: ожидалось одно из: {allowed}; найдено «{argument.path[0].name}»",
                f"Parameter '{parameter.english}': expected one of {allowed}, found '{argument.path[0].name}'",
            )

    def reference(self, path: Iterable[Word]) -> tuple[str, ...]:
        """The type of references to an object: ``CatalogRef.Склады``; empty where it is unknown."""
        found = self._object(path)
        return (f"{found.kind}Ref.{found.name}",) if found is not None else ()

    def _object(self, path: Iterable[Word]) -> MetadataObject | None:
        if self.configuration is None:
            return None
        return find_object(self.configuration, ".".join(word.name for word in path))

    def _near(self, path: tuple[Word, ...]) -> tuple[str, str]:
        """An object of the same kind and of a similar name."""
        kind = KIND_BY_ANY_NAME.get(path[0].name.lower())
        objects = self.configuration.objects.items() if self.configuration is not None and kind is not None else ()
        return suggestion(path[1].name, (item.name for (name, _), item in objects if kind and name == kind.name))

    def check_type(self, path: tuple[Word, ...]) -> None:
        """``Справочник.Склады`` as a type."""
        if self.configuration is None or len(path) != 2 or path[0].name.lower() not in _KINDS_OF_TABLES:
            return
        if self._object(path) is None:
            self._no_object(path)

    def _no_object(self, path: tuple[Word, ...]) -> None:
        written = ".".join(word.name for word in path[:2])
        near_ru, near_en = self._near(path)
        self.findings.append(
            finding(
                rules.MISSING_METADATA,
                path[1],
                f"В конфигурации нет объекта «{written}»{near_ru}",
                f"The configuration has no object '{written}'{near_en}",
            )
        )

    def check_predefined(self, value: tree.Predefined) -> None:
        """``ЗНАЧЕНИЕ(Перечисление.Виды.Услуга)``: the object and its predefined value."""
        path = value.path
        if self.configuration is None or len(path) < 2 or path[0].name.lower() not in _KINDS_OF_TABLES:
            return
        found = self._object(path[:2])
        if found is None:
            self._no_object(path)
        elif len(path) == 3 and found.kind in _WITH_VALUES and found.complete:
            name = path[2].name
            if name.lower() not in _EMPTY and name.lower() not in found.values:
                near_ru, near_en = suggestion(name, found.values.values())
                self.findings.append(
                    finding(
                        rules.MISSING_METADATA,
                        path[2],
                        f"У объекта «{found.name}» нет предопределённого значения «{name}»{near_ru}",
                        f"Object '{found.name}' has no predefined value '{name}'{near_en}",
                    )
                )


def _unknown_conditions(source: tree.Table) -> Conditions:
    """Parameters of a table that is not known: what they name is unknown, subqueries in them are judged."""
    own = map(_own, source.arguments or ())
    return [(argument, Relation("")) for argument in own if argument is not None]


def _own(argument: Expression | tree.CompositionArgument | None) -> Expression | None:
    """What a parameter is without what a user may add to it."""
    return argument.condition if isinstance(argument, tree.CompositionArgument) else argument

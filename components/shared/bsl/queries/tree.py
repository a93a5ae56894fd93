"""The tree of a query text: packets, selections, sources, expressions.

Every node knows where it starts and where it ends (the position after its last character), as lines and columns of the
query text. Operations of one level (``А + Б - В``, ``А И Б И В``) and chains of joins are flat, so a long condition
cannot overflow the stack of whoever walks the tree.
"""

from typing import Literal as OneOf

from components.shared.bsl.nodes import node
from components.shared.bsl.queries.expression_tree import (
    Aggregate,
    Between,
    Call,
    Case,
    Cast,
    Constant,
    Expression,
    Field,
    In,
    IsNull,
    Like,
    Member,
    Operation,
    Parameter,
    Parentheses,
    Predefined,
    QueryNode,
    Refs,
    Tuple,
    TypeValue,
    Unary,
    When,
    Word,
    children,
    walk,
)

__all__ = [
    "DEEPEST",
    "Aggregate",
    "Between",
    "Branch",
    "Call",
    "Case",
    "Cast",
    "Characteristics",
    "CharacteristicsPart",
    "CompositionArgument",
    "CompositionClause",
    "CompositionField",
    "Constant",
    "Drop",
    "EmptyTable",
    "Expression",
    "Field",
    "Flavour",
    "ForUpdate",
    "Grouping",
    "In",
    "IndexSet",
    "Into",
    "IsNull",
    "Join",
    "Joined",
    "Like",
    "Member",
    "NestedTable",
    "Operation",
    "OrderItem",
    "Parameter",
    "ParameterTable",
    "Parentheses",
    "Predefined",
    "QueryNode",
    "Refs",
    "Restriction",
    "Select",
    "SelectedField",
    "Source",
    "Star",
    "Statement",
    "Subquery",
    "Table",
    "TemplateCall",
    "TotalItem",
    "Totals",
    "Tuple",
    "TypeValue",
    "Unary",
    "When",
    "Word",
    "children",
    "walk",
]

# Parentheses, subqueries, cases in one another. The deepest of the texts of a library (2,250 queries, 223 restrictions)
# has 16 levels; a level costs the parser up to 16 calls, which must fit into Python's stack below whoever called it.
DEEPEST = 40

Flavour = OneOf["query", "composition", "restriction"]


# What is selected


@node
class Star(QueryNode):
    """``*`` or ``Товары.*``; the path is empty for the bare one."""

    path: tuple[Word, ...]


@node
class NestedTable(QueryNode):
    """``Документ.Товары.(Номенклатура, Цена)``: a tabular section as a field."""

    path: tuple[Word, ...]
    fields: tuple["SelectedField", ...]


@node
class EmptyTable(QueryNode):
    """``ПУСТАЯТАБЛИЦА.(Номенклатура, Цена)``."""

    columns: tuple[Word, ...]


@node
class SelectedField(QueryNode):
    """A field of a selection with its alias, if it has one."""

    value: Expression | Star | NestedTable | EmptyTable
    alias: Word | None


# Where it is selected from


@node
class Table(QueryNode):
    """``Справочник.Склады``, ``РегистрНакопления.Остатки.Остатки(&Дата, Склад = &Склад)``, a temporary table.

    ``arguments`` is None without parentheses; a skipped argument is None.
    """

    path: tuple[Word, ...]
    arguments: "tuple[Expression | CompositionArgument | None, ...] | None"
    alias: Word | None


@node
class ParameterTable(QueryNode):
    """``&Таблица КАК Таблица``."""

    name: str
    alias: Word | None


@node
class Subquery(QueryNode):
    """``(ВЫБРАТЬ …) КАК Вложенный``."""

    select: "Select"
    alias: Word | None


@node
class Join(QueryNode):
    """``ЛЕВОЕ СОЕДИНЕНИЕ Б ПО А.Х = Б.Х``; ``optional`` in braces of the composition system."""

    kind: OneOf["inner", "left", "right", "full"]
    source: "Source"
    condition: Expression
    optional: bool


@node
class Joined(QueryNode):
    """A source and what is joined to it, in order."""

    first: "Source"
    joins: tuple[Join, ...]


Source = Table | ParameterTable | Subquery | Joined


# Selections


@node
class Into(QueryNode):
    """``ПОМЕСТИТЬ Имя`` or ``ДОБАВИТЬ Имя``."""

    table: Word
    append: bool


@node
class Grouping(QueryNode):
    """``СГРУППИРОВАТЬ ПО А, Б``; with ``ГРУППИРУЮЩИМ НАБОРАМ`` each set is a tuple of its own."""

    sets: tuple[tuple[Expression, ...], ...]
    by_sets: bool


@node
class ForUpdate(QueryNode):
    """``ДЛЯ ИЗМЕНЕНИЯ [Таблица, …]``."""

    tables: tuple[Field, ...]


@node
class IndexSet(QueryNode):
    """The fields of one index."""

    fields: tuple[Expression, ...]
    unique: bool


@node
class OrderItem(QueryNode):
    """``А [УБЫВ | ВОЗР] [ИЕРАРХИЯ]``."""

    value: Expression
    descending: bool
    hierarchy: bool


@node
class TotalItem(QueryNode):
    """One point after ``ИТОГИ … ПО``; ``value`` is None for ``ОБЩИЕ``."""

    value: Expression | None
    hierarchy: OneOf["", "hierarchy", "only hierarchy"]
    periods: tuple[Expression | None, ...]
    alias: Word | None


@node
class Totals(QueryNode):
    """``ИТОГИ СУММА(А) ПО ОБЩИЕ, Б``."""

    fields: tuple[SelectedField, ...]
    by: tuple[TotalItem, ...]


@node
class Branch(QueryNode):
    """One ``ВЫБРАТЬ`` up to the next ``ОБЪЕДИНИТЬ``; ``union`` says how it is joined to the one before."""

    union: OneOf["", "union", "union all"]
    allowed: bool
    distinct: bool
    top: int | None
    fields: tuple[SelectedField, ...]
    into: Into | None
    sources: tuple[Source, ...]
    where: Expression | None
    grouping: Grouping | None
    having: Expression | None
    for_update: ForUpdate | None
    composition: "tuple[CompositionClause, ...]"


@node
class Select(QueryNode):
    """A whole selection: its branches, what they are put in order by, totals, indexes of its temporary table."""

    branches: tuple[Branch, ...]
    order: tuple[OrderItem, ...]
    auto_order: bool
    totals: Totals | None
    indexes: tuple[IndexSet, ...]
    composition: "tuple[CompositionClause, ...]"


@node
class Drop(QueryNode):
    """``УНИЧТОЖИТЬ Имя``."""

    table: Word


# Extensions of the data composition system


@node
class CompositionField(QueryNode):
    """``Товары.Номенклатура.* КАК Номенклатура`` in braces: a field or a condition that a user may set."""

    value: Expression | Star
    with_members: bool
    descending: bool
    hierarchy: bool
    alias: Word | None


@node
class CompositionArgument(QueryNode):
    """``{(&Период)}`` as a parameter of a virtual table; ``condition`` is what stands before the brace."""

    condition: Expression | None
    items: tuple[CompositionField, ...]


@node
class CompositionClause(QueryNode):
    """``{ВЫБРАТЬ …}``, ``{ГДЕ …}``, ``{УПОРЯДОЧИТЬ ПО …}``, ``{ИТОГИ ПО …}``, ``{ИМЕЮЩИЕ …}``."""

    kind: OneOf["select", "where", "having", "order", "totals"]
    items: tuple[CompositionField, ...]


@node
class CharacteristicsPart(QueryNode):
    """``ВИДЫХАРАКТЕРИСТИК ПланВидовХарактеристик.Свойства`` or ``ПОЛЕКЛЮЧА Ссылка``."""

    word: Word
    value: Source | Expression


@node
class Characteristics(QueryNode):
    """``{ХАРАКТЕРИСТИКИ ТИП(…) ВИДЫХАРАКТЕРИСТИК … ЗНАЧЕНИЯХАРАКТЕРИСТИК …}``: its types, its tables and fields."""

    types: tuple[TypeValue, ...]
    parts: tuple[CharacteristicsPart, ...]


# Restrictions of access


@node
class TemplateCall(QueryNode):
    """``#ПоЗначениям("Документ.Заказ", "", "")``: arguments as written, with their quotes."""

    name: str
    arguments: tuple[str, ...]


@node
class Restriction(QueryNode):
    """``Таблица ИЗ … ГДЕ …``: one way through the ``#Если`` of a text; empty where another right decides."""

    alias: Word | None
    sources: tuple[Source, ...]
    joins: tuple[Join, ...]
    where: Expression | None
    templates: tuple[TemplateCall, ...]


Statement = Select | Drop | Characteristics | Restriction

"""Virtual tables whose rows are selected after they have been computed."""

from collections.abc import Iterator

from components.shared.bsl.configuration.kinds import KIND_BY_ANY_NAME
from components.shared.bsl.diagnostics.query_predicates import conjuncts, selected_field
from components.shared.bsl.diagnostics.query_view import Selection, is_virtual, remark_node, selections, words_of
from components.shared.bsl.diagnostics.registry import diagnostic
from components.shared.bsl.diagnostics.view import ModuleView, Remark
from components.shared.bsl.queries import tree as query_tree

# What a virtual table of a register counts: names of its own that end so are resources, which no parameter can select.
_COUNTED = (
    "остаток", "остатокдт", "остатоккт", "оборот", "обороткт", "оборотдт", "приход", "расход", "balance", "balancedr",
    "balancecr", "turnover", "turnoverdr", "turnovercr", "receipt", "expense",
)  # fmt: skip
_COUNTING = frozenset({"остатки", "обороты", "остаткииобороты", "balance", "turnovers", "balanceandturnovers"})
_NO_DIMENSIONS = frozenset({"период", "регистратор", "номерстроки", "period", "recorder", "linenumber"})


@diagnostic(
    "VirtualTableFilteredByWhere",
    axis="optimization",
    strength="strong",
    title_ru="Отбор виртуальной таблицы в ГДЕ: перенесите его в параметры таблицы",
    title_en="A virtual table is filtered in WHERE: put the condition into its parameters",
    standards=(657, 733),
    own=True,
)
def virtual_table_filtered_by_where(module: ModuleView) -> Iterator[Remark]:
    """A condition on a dimension of a virtual table belongs into its parameters, so that the rest is not computed.

    Of ``СрезПоследних`` only conditions on fields that are known as dimensions are objected to: a condition on a
    resource means something else in the parameters, where it is applied before the last records are found.

    Bad:
        ИЗ РегистрНакопления.Товары.Остатки(&Дата, ) КАК Остатки ГДЕ Остатки.Склад = &Склад
    Good:
        ИЗ РегистрНакопления.Товары.Остатки(&Дата, Склад = &Склад) КАК Остатки
    """
    for selection in module.fact(selections):
        for condition in conjuncts(selection.branch.where):
            field = selected_field(condition)
            if field is not None and _is_dimension(module, selection, words_of(field.path)):
                yield remark_node(selection.query, condition)


def _is_dimension(module: ModuleView, selection: Selection, names: list[str]) -> bool:
    """Whether a field certainly is one that a parameter of its virtual table may name."""
    table = selection.tables.get(names[0]) if len(names) > 1 else None
    if table is None or not isinstance(table, query_tree.Table) or not is_virtual(table) or len(table.path) < 3:
        return False
    known = _dimensions(module, table)
    if known is not None:
        return names[1] in known
    counting = table.path[2].name.lower() in _COUNTING
    return counting and names[1] not in _NO_DIMENSIONS and not names[1].endswith(_COUNTED)


def _dimensions(module: ModuleView, table: query_tree.Table) -> frozenset[str] | None:
    """Names of the dimensions of a register in lower case; None where they are not known."""
    configuration = module.context.configuration
    kind = KIND_BY_ANY_NAME.get(table.path[0].name.lower())
    if configuration is None or kind is None:
        return None
    owner = configuration.objects.get((kind.name, table.path[1].name.lower()))
    if owner is None:
        return None
    return frozenset(key for key, attribute in owner.attributes.items() if attribute.role == "dimension")

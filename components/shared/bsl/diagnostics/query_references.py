"""References of several types in queries: what is read through one joins the tables of all of them."""

from collections.abc import Iterator

from components.shared.bsl.configuration.lookup import resolve_types
from components.shared.bsl.configuration.model import Configuration
from components.shared.bsl.configuration.query_tables import find_table
from components.shared.bsl.diagnostics.query_view import Selection, remark_node, selections, words_of
from components.shared.bsl.diagnostics.registry import diagnostic
from components.shared.bsl.diagnostics.view import ModuleView, Remark
from components.shared.bsl.queries import tree as query_tree
from components.shared.bsl.queries.columns import UnknownMember, follow
from components.shared.bsl.queries.relations import Column


@diagnostic(
    "CompositeReferenceByDot",
    axis="optimization",
    strength="weak",
    title_ru="Поле получено через точку от ссылки составного типа",
    title_en="A field is read through a reference of several types",
    standards=(654,),
    own=True,
)
def composite_reference(module: ModuleView) -> Iterator[Remark]:
    """A dot after a reference of several types joins the tables of all of them, whichever are needed.

    Found with the index of a configuration only, which knows the types.

    Bad:
        ВЫБРАТЬ Движения.Регистратор.Дата КАК Дата ИЗ РегистрНакопления.Запасы КАК Движения
    Good:
        ВЫБРАТЬ ВЫРАЗИТЬ(Движения.Регистратор КАК Документ.Заказ).Дата КАК Дата ИЗ РегистрНакопления.Запасы КАК Движения
    """
    configuration = module.context.configuration
    for selection in module.fact(selections) if configuration is not None else ():
        for field in selection.of(query_tree.Field):
            found = _composite_step(configuration, selection, field) if configuration is not None else None
            if found is not None:
                name, count = found
                yield remark_node(
                    selection.query,
                    field,
                    f"«{name}» — ссылка составного типа (типов: {count}): присоединяются таблицы всех",
                    f"'{name}' is a reference of {count} types: the tables of all are joined",
                )


def _composite_step(
    configuration: Configuration, selection: Selection, field: query_tree.Field
) -> tuple[str, int] | None:
    """The first reference of several types that a field is read through, with the number of its types."""
    if len(field.path) < 3:
        return None
    source = selection.tables.get(field.path[0].name.lower())
    if not isinstance(source, query_tree.Table) or len(source.path) < 2:
        return None
    table = find_table(configuration, ".".join(words_of(source.path)))
    start = table.fields.get(field.path[1].name.lower()) if table is not None else None
    column = Column(start.name, start.types) if start is not None else None
    for number, word in enumerate(field.path[1:-1], start=1):
        if number > 1 and column is not None:
            try:
                column = follow(column, [word], configuration)
            except UnknownMember:
                return None
        if column is None:
            return None
        references = [
            name for name in resolve_types(configuration, column.types) if name.partition(".")[0].endswith("Ref")
        ]
        if len(references) > 1:
            return word.name, len(references)
    return None

"""What a query can name at one place: relations with their columns, and the scopes around them."""

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field

from components.shared.bsl.configuration.query_shapes import QueryTable
from components.shared.bsl.queries.tree import Field, SelectedField, Source, Star, Word


@dataclass(frozen=True, slots=True)
class Column:
    """A column of a relation."""

    name: str
    types: tuple[str, ...] = ()  # as in a configuration; empty: unknown
    table: "Relation | None" = None  # a nested table


@dataclass(frozen=True, slots=True)
class Relation:
    """A table, a temporary table, a subquery: whatever follows ``ИЗ``."""

    alias: str  # as written, or what the platform calls it by itself
    columns: Mapping[str, Column] = field(default_factory=dict)  # by lower-case name
    complete: bool = False  # False: other columns are unknown, not wrong
    path: tuple[str, ...] = ()  # the full name in lower case, by which a table without an alias is called too
    source: Source | None = None  # where it stands

    def answers_to(self, path: tuple[Word, ...]) -> int:
        """How many words of a path name this relation: 0 for none."""
        words = [word.name.lower() for word in path[: len(self.path) or 1]]
        if words[0] == self.alias.lower():
            return 1
        return len(self.path) if self.path and tuple(words) == self.path else 0


@dataclass(frozen=True, slots=True)
class Scope:
    """The relations of one ``ИЗ``, what stands around it, and aliases of selected fields where they are known."""

    relations: tuple[Relation, ...] = ()
    outer: "Scope | None" = None
    aliases: Mapping[str, Column] = field(default_factory=dict)

    def outwards(self) -> Iterator["Scope"]:
        """This scope and those around it."""
        scope: Scope | None = self
        while scope is not None:
            yield scope
            scope = scope.outer


def relation_of_table(table: QueryTable, alias: str, path: tuple[str, ...] = ()) -> Relation:
    """A table of a configuration as a relation."""
    columns = {key: Column(item.name, item.types) for key, item in table.fields.items()}
    for key, nested in table.tables.items():
        columns.setdefault(key, Column(key, (), relation_of_table(nested, key)))
    return Relation(alias, columns, table.complete, path)


def column_names(selected: SelectedField, number: int, relations: Iterable[Relation]) -> list[str]:
    """Names that a selected field has in the result: its alias, or those that the platform may give it.

    A field without an alias is called by all its words after the name of its table, joined; an expression by its
    number among all fields.
    """
    if selected.alias is not None:
        return [selected.alias.name]
    path = getattr(selected.value, "path", ())
    if isinstance(selected.value, Star) or not path:
        return [f"Поле{number}", f"Field{number}"]
    names = ["".join(word.name for word in path), path[-1].name]
    for relation in relations:
        taken = relation.answers_to(path)
        if 0 < taken < len(path):
            names.append("".join(word.name for word in path[taken:]))
    return names


def words_of(node: Field) -> str:
    """A field as written."""
    return ".".join(word.name for word in node.path)

"""What a query can name at one place: relations with their columns, and the scopes around them."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from functools import cached_property

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


@dataclass(frozen=True)
class Scope:
    """The relations of one ``ИЗ``, what stands around it, and aliases of selected fields where they are known.

    Texts may have thousands of tables and of fields, so both are looked up and not searched through.
    """

    relations: tuple[Relation, ...] = ()
    outer: "Scope | None" = None
    aliases: Mapping[str, Column] = field(default_factory=dict)

    def outwards(self) -> Iterator["Scope"]:
        """This scope and those around it."""
        scope: Scope | None = self
        while scope is not None:
            yield scope
            scope = scope.outer

    def named(self, path: tuple[Word, ...]) -> tuple[Relation, int] | None:
        """The relation that a path begins with the name of, and how many of its words are that name."""
        words = tuple(word.name.lower() for word in path)
        if found := self._by_alias.get(words[0]):
            return found, 1
        for length in self._path_lengths:
            if found := self._by_path.get(words[:length]):
                return found, length
        return None

    def owners(self, column: str) -> list[Relation]:
        """The relations that have a column of this name in lower case."""
        return self._by_column.get(column, [])

    @cached_property
    def is_complete(self) -> bool:
        """Whether no relation has other columns than those known."""
        return all(relation.complete for relation in self.relations)

    @cached_property
    def _by_alias(self) -> dict[str, Relation]:
        return {relation.alias.lower(): relation for relation in reversed(self.relations)}

    @cached_property
    def _by_path(self) -> dict[tuple[str, ...], Relation]:
        return {relation.path: relation for relation in reversed(self.relations) if relation.path}

    @cached_property
    def _path_lengths(self) -> list[int]:
        return sorted({len(path) for path in self._by_path})

    @cached_property
    def _by_column(self) -> dict[str, list[Relation]]:
        found: dict[str, list[Relation]] = {}
        for relation in self.relations:
            for name in relation.columns:
                found.setdefault(name, []).append(relation)
        return found


def relation_of_table(table: QueryTable, alias: str, path: tuple[str, ...] = ()) -> Relation:
    """A table of a configuration as a relation."""
    columns = {key: Column(item.name, item.types) for key, item in table.fields.items()}
    for key, nested in table.tables.items():
        columns.setdefault(key, Column(key, (), relation_of_table(nested, key)))
    return Relation(alias, columns, table.complete, path)


def column_names(selected: SelectedField, number: int, scope: Scope) -> list[str]:
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
    if found := scope.named(path):
        names.append("".join(word.name for word in path[found[1] :]))
    return list(dict.fromkeys(filter(None, names)))


def words_of(node: Field) -> str:
    """A field as written."""
    return ".".join(word.name for word in node.path)

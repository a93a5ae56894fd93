"""Fields of references: from the types of a column to what follows the dot."""

from collections.abc import Iterable

from components.shared.bsl.configuration.lookup import object_of_type, resolve_types
from components.shared.bsl.configuration.model import Configuration
from components.shared.bsl.configuration.query_tables import find_table
from components.shared.bsl.queries.relations import Column, Relation, relation_of_table
from components.shared.bsl.queries.tree import Word

# A column of more types than this is one of any type: what it has is not looked for.
_MOST_TYPES = 100
_WITHOUT_FIELDS = frozenset({"String", "Number", "Boolean", "Date", "ValueStorage", "UUID", "BinaryData", "Type"})


class UnknownMember(Exception):
    """A field that no type of a column has."""

    def __init__(self, word: Word, types: tuple[str, ...]) -> None:
        super().__init__(word.name)
        self.word = word
        self.types = types


def follow(column: Column, rest: Iterable[Word], configuration: Configuration | None) -> Column | None:
    """Go along dots from a column.

    Returns:
        The last column, or None where something on the way is unknown.

    Raises:
        UnknownMember: No type that the column can have has such a field.
    """
    for word in rest:
        if column.table is not None:
            inner = column.table.columns.get(word.name.lower())
            if inner is None and column.table.complete:
                raise UnknownMember(word, ())
            if inner is None:
                return None
            column = inner
            continue
        found = _member(column.types, word, configuration)
        if found is None:
            return None
        column = found
    return column


def _member(types: tuple[str, ...], word: Word, configuration: Configuration | None) -> Column | None:
    if configuration is None or not types:
        return None
    resolved = resolve_types(configuration, types)
    if not resolved or len(resolved) > _MOST_TYPES or _is_placeholder(types, resolved):
        return None
    found: list[Column] = []
    surely = True
    for name in resolved:
        relation = _relation_of_type(configuration, name)
        if relation is None:
            surely = surely and name in _WITHOUT_FIELDS
            continue
        column = relation.columns.get(word.name.lower())
        if column is not None:
            found.append(column)
        surely = surely and relation.complete
    if found:
        return _merged(found) if surely else Column(found[0].name)
    if surely:
        raise UnknownMember(word, resolved)
    return None


def _is_placeholder(types: tuple[str, ...], resolved: tuple[str, ...]) -> bool:
    """A defined type of a library that whoever embeds it fills: until then it is a string."""
    return any(name.startswith("DefinedType.") for name in types) and _WITHOUT_FIELDS.issuperset(resolved)


def _relation_of_type(configuration: Configuration, name: str) -> Relation | None:
    head, _, rest = name.partition(".")
    if not head.endswith("Ref") or not rest or object_of_type(configuration, name) is None:
        return None
    table = find_table(configuration, f"{head.removesuffix('Ref')}.{rest}")
    return relation_of_table(table, rest) if table is not None else None


def _merged(columns: list[Column]) -> Column:
    """One column of all types; of none where one is unknown."""
    if len(columns) == 1:
        return columns[0]
    types = [name for column in columns for name in column.types]
    unknown = any(not column.types for column in columns)
    return Column(columns[0].name, () if unknown else tuple(dict.fromkeys(types)))

"""From the words of a field to the column that they mean."""

from dataclasses import dataclass, field

from components.shared.bsl.configuration.model import Configuration
from components.shared.bsl.findings import Finding
from components.shared.bsl.queries import rules, tree
from components.shared.bsl.queries.columns import UnknownMember, follow
from components.shared.bsl.queries.relations import Column, Relation, Scope, words_of
from components.shared.bsl.queries.rules import finding
from components.shared.bsl.queries.suggestions import suggestion
from components.shared.bsl.queries.tree import Word


@dataclass
class Resolution:
    """What the names of a text mean."""

    fields: dict[int, tuple[Relation, Column | None]] = field(default_factory=dict)  # by the position of a field
    findings: list[Finding] = field(default_factory=list)


_MOST_SUGGESTIONS = 100  # each compares with all columns; a text with more unknown fields is of another configuration


class FieldLookup:
    """Fields looked up in scopes; what is surely wrong becomes a finding."""

    def __init__(self, configuration: Configuration | None, resolution: Resolution) -> None:
        self.configuration = configuration
        self.resolution = resolution
        self._suggestions = 0

    def field(self, node: tree.Field, scope: Scope) -> Column | None:
        """The column that a field means, or None where that is unknown; a wrong one is reported once."""
        for around in scope.outwards():
            alias = around.aliases.get(node.path[0].name.lower())
            if alias is not None:
                return self.found(node, Relation(""), alias, node.path[1:])
            named = around.named(node.path)
            if named is not None and named[1] < len(node.path):
                return self.in_relation(node, named[0], node.path[named[1] :])
            if owners := around.owners(node.path[0].name.lower()):
                self.check_ambiguous(node, owners, around)
                column = owners[0].columns[node.path[0].name.lower()]
                return self.found(node, owners[0], column, node.path[1:])
            if not around.is_complete:
                return None
        self.unknown(node, node.path[0], scope)
        return None

    def in_relation(self, node: tree.Field, relation: Relation, rest: tuple[Word, ...]) -> Column | None:
        """A field after the alias of its table."""
        column = relation.columns.get(rest[0].name.lower())
        if column is not None:
            return self.found(node, relation, column, rest[1:])
        if relation.complete:
            table = relation.alias
            near_ru, near_en = self._near(rest[0].name, relation)
            self.resolution.findings.append(
                finding(
                    rules.UNKNOWN_FIELD,
                    rest[0],
                    f"У таблицы «{table}» нет поля «{rest[0].name}»{near_ru}",
                    f"Table '{table}' has no field '{rest[0].name}'{near_en}",
                )
            )
        return None

    def _near(self, written: str, relation: Relation) -> tuple[str, str]:
        self._suggestions += 1
        if self._suggestions > _MOST_SUGGESTIONS:
            return "", ""
        return suggestion(written, (item.name for item in relation.columns.values()))

    def found(self, node: tree.Field, relation: Relation, column: Column, rest: tuple[Word, ...]) -> Column | None:
        """Remember what a field means, and go along the dots after it."""
        last = self.followed(node, column, rest, report=True)
        self.resolution.fields[node.position] = (relation, last)
        return last

    def followed(self, node: tree.QueryNode, column: Column, rest: tuple[Word, ...], *, report: bool) -> Column | None:
        """Fields of references after a column."""
        try:
            return follow(column, rest, self.configuration)
        except UnknownMember as unknown:
            if report:
                word = unknown.word
                types = ", ".join(unknown.types[:3]) or column.name
                self.resolution.findings.append(
                    finding(
                        rules.UNKNOWN_FIELD,
                        word,
                        f"Нет поля «{word.name}» у типов: {types}",
                        f"No field '{word.name}' of the types {types}",
                    )
                )
            return None

    def unknown(self, node: tree.Field, word: Word, scope: Scope) -> None:
        """No table of the query has such a field."""
        if len(node.path) == 1 and any(around.named(node.path) for around in scope.outwards()):
            return  # the table itself: what it means as a value is not known
        self.resolution.findings.append(
            finding(
                rules.UNKNOWN_FIELD,
                word,
                f"В запросе нет таблицы или поля «{word.name}» ({words_of(node)})",
                f"The query has no table or field '{word.name}' ({words_of(node)})",
            )
        )

    def check_ambiguous(self, node: tree.Field, owners: list[Relation], scope: Scope) -> None:
        """A field without its table that two tables have."""
        if len(owners) > 1 and not scope.aliases:
            names = ", ".join(relation.alias for relation in owners[:3])
            self.resolution.findings.append(
                finding(
                    rules.AMBIGUOUS_FIELD,
                    node.path[0],
                    f"Поле «{node.path[0].name}» есть у нескольких таблиц: {names}",
                    f"Field '{node.path[0].name}' is in several tables: {names}",
                )
            )

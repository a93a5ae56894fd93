"""Who is meant by each name of a query: scopes, temporary tables, tables of a configuration.

Without a configuration the columns of its tables are unknown and never wrong; those of subqueries and of temporary
tables made in the same text are known all the same.
"""

from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass, field

from components.shared.bsl.configuration.model import Configuration
from components.shared.bsl.queries import tree
from components.shared.bsl.queries.field_lookup import FieldLookup, Resolution
from components.shared.bsl.queries.parser import QueryPackage
from components.shared.bsl.queries.relations import Column, Relation, Scope, column_names
from components.shared.bsl.queries.shapes import parts_of
from components.shared.bsl.queries.table_sources import TableSources
from components.shared.bsl.queries.tree import Expression, QueryNode, Word


@dataclass(frozen=True, slots=True)
class Output:
    """Columns of a selection; ``complete`` says that there are no others."""

    columns: dict[str, Column]  # a field without an alias is there by all names that it may get
    complete: bool
    types: tuple[tuple[str, ...], ...] = ()  # of each selected field
    numbers: dict[str, int] = field(default_factory=dict)  # of the field that a column is


def resolve(package: QueryPackage, configuration: Configuration | None = None) -> Resolution:
    """Resolve all names of a text, statement by statement."""
    resolver = Resolver(configuration)
    for statement in package.statements:
        resolver.statement(statement)
    return resolver.resolution


class Resolver:
    """One walk through a text, which remembers the temporary tables made so far."""

    def __init__(self, configuration: Configuration | None) -> None:
        self.configuration = configuration
        self.resolution = Resolution()
        self.lookup = FieldLookup(configuration, self.resolution)
        self.tables = TableSources(configuration, self.resolution.findings)
        self.temporary: dict[str, Relation] = {}

    def statement(self, statement: tree.Statement) -> None:
        """One statement of the packet."""
        if isinstance(statement, tree.Select):
            self.statement_select(statement)
        elif isinstance(statement, tree.Drop):
            self.temporary.pop(statement.table.name.lower(), None)
        elif isinstance(statement, tree.Restriction):
            self.restriction(statement)

    def statement_select(self, select: tree.Select) -> None:
        """A selection, and the temporary table that it makes."""
        output = self.select(select, None)
        into = select.branches[0].into
        if into is None:
            return
        name = into.table.name.lower()
        known = self.temporary.get(name)
        columns = {**(known.columns if known and into.append else {}), **output.columns}
        complete = output.complete and (known is not None or not into.append)
        self.temporary[name] = Relation(into.table.name, columns, complete)

    def restriction(self, restriction: tree.Restriction) -> None:
        """The table that is restricted is not named in the text: its fields are unknown."""
        alias = restriction.alias.name if restriction.alias else ""
        known = list(self.scope(restriction.sources, None, (Relation(alias),)).relations)
        for join in restriction.joins:
            known += self.relations(join.source, None)
        scope = Scope(tuple(known))
        for join in restriction.joins:
            self.expression(join.condition, scope)
        if restriction.where is not None:
            self.expression(restriction.where, scope)

    def select(self, select: tree.Select, outer: Scope | None) -> Output:
        """All branches, then order and totals over what they give."""
        outputs: list[Output] = []
        scopes: list[Scope] = []
        for branch in select.branches:
            scope = self.scope(branch.sources, outer)
            scopes.append(scope)
            outputs.append(self.branch(branch, scope))
        output = outputs[0] if len(outputs) == 1 else _united(select, outputs)
        relations = scopes[0].relations  # a union is ordered by fields of its first branch, too
        below = Scope(relations, outer, output.columns)
        if not output.complete:
            below = Scope((*relations, Relation("")), outer, output.columns)
        self.tail(select, below)
        return output

    def tail(self, select: tree.Select, scope: Scope) -> None:
        """Order, totals and indexes."""
        for item in select.order:
            self.expression(item.value, scope)
        for index in select.indexes:
            self.expressions(index.fields, scope)
        if select.totals is not None:
            for selected in select.totals.fields:
                self.selected_value(selected.value, scope)
            for point in select.totals.by:
                if point.value is not None:
                    self.expression(point.value, scope)

    def branch(self, branch: tree.Branch, scope: Scope) -> Output:
        """One selection without its order."""
        output = self.output(branch.fields, scope)
        if branch.where is not None:
            self.expression(branch.where, scope)
        if branch.grouping is not None:
            for group in branch.grouping.sets:
                self.expressions(group, scope)
        if branch.having is not None:
            self.expression(branch.having, scope)
        return output

    # Sources

    def scope(self, sources: Iterable[tree.Source], outer: Scope | None, known: tuple[Relation, ...] = ()) -> Scope:
        """All relations after ``ИЗ``; conditions of joins may name each of them."""
        found = list(known)
        for source in sources:
            found += self.relations(source, outer)
        scope = Scope(tuple(found), outer)
        for source in sources:
            self.join_conditions(source, scope)
        return scope

    def join_conditions(self, source: tree.Source, scope: Scope) -> None:
        """Conditions of all joins of a source."""
        if isinstance(source, tree.Joined):
            self.join_conditions(source.first, scope)
            for join in source.joins:
                self.join_conditions(join.source, scope)
                self.expression(join.condition, scope)

    def relations(self, source: tree.Source, outer: Scope | None) -> list[Relation]:
        """The relations of one source and of what is joined to it."""
        if isinstance(source, tree.Joined):
            found = self.relations(source.first, outer)
            for join in source.joins:
                found += self.relations(join.source, outer)
            return found
        alias = source.alias.name if source.alias else ""
        if isinstance(source, tree.Subquery):
            output = self.select(source.select, outer)
            return [Relation(alias, output.columns, output.complete, (), source)]
        if isinstance(source, tree.ParameterTable):
            return [Relation(alias or source.name, {}, False, (), source)]
        return [self.table(source, outer)]

    def table(self, source: tree.Table, outer: Scope | None) -> Relation:
        """A table of the configuration, or a temporary one."""
        alias = source.alias.name if source.alias else source.path[-1].name
        if len(source.path) == 1 and source.path[0].name.lower() in self.temporary:
            made = self.temporary[source.path[0].name.lower()]
            return Relation(alias, made.columns, made.complete, (), source)
        relation, conditions = self.tables.find(source, alias)
        for argument, fields in conditions:
            self.expression(argument, Scope((fields,), outer))
        return relation

    # Fields

    def output(self, fields: tuple[tree.SelectedField, ...], scope: Scope) -> Output:
        """What a branch selects."""
        columns: dict[str, Column] = {}
        numbers: dict[str, int] = {}
        types: list[tuple[str, ...]] = []
        again = Counter[str]()  # names that the platform tells apart by a number
        complete = True
        for number, selected in enumerate(fields):
            column = self.selected_value(selected.value, scope)
            types.append(column.types if column else ())
            if isinstance(selected.value, tree.Star):
                found, whole = self.star(selected.value, scope)
                columns.update(found)
                complete = complete and whole
                continue
            for name in column_names(selected, number + 1, scope):
                if name.lower() in columns and selected.alias is None:
                    again[name.lower()] += 1
                    name += str(again[name.lower()])
                columns[name.lower()] = Column(name, column.types, column.table) if column else Column(name)
                numbers[name.lower()] = number
        return Output(columns, complete, tuple(types), numbers)

    def star(self, star: tree.Star, scope: Scope) -> tuple[dict[str, Column], bool]:
        """``*``, ``Товары.*``."""
        named = scope.named(star.path) if star.path else None
        relations = scope.relations if not star.path else (named[0],) if named else ()
        columns: dict[str, Column] = {}
        for relation in relations:
            columns.update(relation.columns)
        return columns, bool(relations) and all(relation.complete for relation in relations)

    def selected_value(
        self, value: Expression | tree.Star | tree.NestedTable | tree.EmptyTable, scope: Scope
    ) -> Column | None:
        """A selected field; None where its type is unknown."""
        if isinstance(value, tree.NestedTable):
            return self.nested_table(value, scope)
        if isinstance(value, tree.EmptyTable):
            columns = {word.name.lower(): Column(word.name) for word in value.columns}
            return Column("", (), Relation("", columns, True))
        if isinstance(value, tree.Star):
            return None
        self.expression(value, scope)
        return self.column_of(value, scope)

    def nested_table(self, value: tree.NestedTable, scope: Scope) -> Column:
        """``Документ.Товары.(Номенклатура)``: its fields are those of the section, or of the tables around it."""
        whole = self.lookup.field(tree.Field(value.position, value.path[-1].end, value.path), scope)
        known = whole.table if whole is not None and whole.table is not None else Relation("")
        inner = Relation(value.path[-1].name, known.columns, known.complete, words_lower(value.path))
        output = self.output(value.fields, Scope((inner,), scope))
        return Column(value.path[-1].name, (), Relation("", output.columns, output.complete))

    def expressions(self, items: Iterable[Expression], scope: Scope) -> None:
        """Several expressions."""
        for item in items:
            self.expression(item, scope)

    def expression(self, expression: QueryNode, scope: Scope) -> None:
        """All fields and subqueries of an expression; recurses only into subqueries."""
        waiting = [expression]
        while waiting:
            node = waiting.pop()
            if isinstance(node, tree.Field):
                self.lookup.field(node, scope)
            elif isinstance(node, tree.Predefined):
                self.tables.check_predefined(node)
            elif isinstance(node, tree.TypeValue):
                self.tables.check_type(node.path)
            elif isinstance(node, tree.Cast | tree.Refs):
                self.tables.check_type(node.type_path)
                waiting.append(node.operand)
            elif isinstance(node, tree.Member):
                self.expression(node.owner, scope)
                self.column_of(node, scope, report=True)
            else:
                if isinstance(node, tree.In) and isinstance(node.values, tree.Select):
                    self.select(node.values, scope)
                waiting += list(parts_of(node))[::-1]

    def column_of(self, value: Expression, scope: Scope, *, report: bool = False) -> Column | None:
        """The type of an expression as far as it is evident."""
        if isinstance(value, tree.Field):
            known = self.resolution.fields.get(value.position)
            return known[1] if known else None
        if isinstance(value, tree.Parentheses):
            return self.column_of(value.inner, scope)
        if isinstance(value, tree.Cast) and len(value.type_path) == 2:
            return Column("", self.tables.reference(value.type_path))
        if isinstance(value, tree.Predefined):
            return Column("", self.tables.reference(value.path[:2]))
        if isinstance(value, tree.Member):
            owner = self.column_of(value.owner, scope)
            return self.lookup.followed(value, owner, value.path, report=report) if owner else None
        return None


def words_lower(path: tuple[Word, ...]) -> tuple[str, ...]:
    """A path in lower case."""
    return tuple(word.name.lower() for word in path)


def _united(select: tree.Select, outputs: list[Output]) -> Output:
    """Columns of a union: names of the first branch, types of all."""
    first = outputs[0]
    has_star = any(isinstance(item.value, tree.Star) for branch in select.branches for item in branch.fields)
    if has_star or len({len(output.types) for output in outputs}) > 1:
        columns = {key: Column(column.name) for key, column in first.columns.items()}
        return Output(columns, first.complete)
    types = tuple(_all_types(of_field) for of_field in zip(*(output.types for output in outputs), strict=True))
    columns = {key: Column(column.name, types[first.numbers[key]]) for key, column in first.columns.items()}
    return Output(columns, first.complete, types, first.numbers)


def _all_types(of_field: tuple[tuple[str, ...], ...]) -> tuple[str, ...]:
    """Types of one field in all branches; unknown where one is."""
    if not all(of_field):
        return ()
    return tuple(dict.fromkeys(name for types in of_field for name in types))

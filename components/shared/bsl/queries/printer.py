"""A query as text, laid out as the query designer of 1C does: what is printed parses to the same tree.

Comments are not in the tree and are not printed; ``УПОРЯДОЧИТЬ``, ``ИТОГИ`` and indexes come at the end of a
selection, wherever they stood.
"""

from collections.abc import Iterable

from components.shared.bsl.queries import tree
from components.shared.bsl.queries.expression_printer import ExpressionPrinter, Language, dotted
from components.shared.bsl.queries.parser import QueryPackage
from components.shared.bsl.queries.source_printer import SourcePrinter, indented

_SEPARATOR = "\n;\n\n" + "/" * 80 + "\n"


def print_query(package: QueryPackage, language: Language = "ru") -> str:
    """All selections and dropped tables of a text; readings of restrictions are joined by blank lines."""
    printer = QueryPrinter(language)
    text = ""
    for statement in package.statements:
        if text:
            glued = isinstance(statement, tree.Characteristics | tree.Restriction)
            text += "\n\n" if glued else _SEPARATOR
        text += printer.statement(statement)
    return text


def print_expression(expression: tree.Expression, language: Language = "ru") -> str:
    """One expression."""
    return QueryPrinter(language).expression(expression)


class QueryPrinter(SourcePrinter, ExpressionPrinter):
    """Prints selections."""

    def statement(self, statement: tree.Statement) -> str:
        """One statement of a packet."""
        if isinstance(statement, tree.Select):
            return self.select(statement)
        if isinstance(statement, tree.Drop):
            return f"{self.word('drop')} {statement.table.name}"
        if isinstance(statement, tree.Restriction):
            return self.restriction(statement)
        return self.characteristics(statement)

    def select(self, select: tree.Select) -> str:
        """Branches, then order, totals, indexes."""
        parts = [self.branch(branch) for branch in select.branches]
        if select.order:
            parts.append(self.clause(self.word("order", "by"), map(self.order_item, select.order)))
        if select.auto_order:
            parts.append(self.word("autoorder"))
        if select.totals is not None:
            parts.append(self.totals(select.totals))
        if select.indexes:
            parts.append(self.indexes(select.indexes))
        parts += map(self.composition_clause, select.composition)
        return "\n\n".join(parts)

    def branch(self, branch: tree.Branch) -> str:
        """One ``ВЫБРАТЬ`` up to the next."""
        union = {"": "", "union": self.word("union"), "union all": self.word("union", "all")}[branch.union]
        options = [word for word, given in (("allowed", branch.allowed), ("distinct", branch.distinct)) if given]
        head = self.word("select", *options) + (f" {self.word('top')} {branch.top}" if branch.top is not None else "")
        parts = [self.clause(head, map(self.selected_field, branch.fields))]
        parts += self.braces(branch, "select")
        if branch.into is not None:
            parts.append(f"{self.word('add' if branch.into.append else 'into')} {branch.into.table.name}")
        if branch.sources:
            parts.append(self.clause(self.word("from"), map(self.source, branch.sources)))
        if branch.where is not None:
            parts.append(self.clause(self.word("where"), [self.expression(branch.where)]))
        parts += self.braces(branch, "where")
        parts += self.after_where(branch)
        return (f"{union}\n\n" if union else "") + "\n".join(parts)

    def after_where(self, branch: tree.Branch) -> list[str]:
        """Groups and what follows them."""
        parts: list[str] = []
        if branch.grouping is not None:
            parts.append(self.grouping(branch.grouping))
        if branch.having is not None:
            parts.append(self.clause(self.word("having"), [self.expression(branch.having)]))
        parts += self.braces(branch, "having")
        parts += [*self.braces(branch, "order"), *self.braces(branch, "totals")]
        if branch.for_update is not None:
            tables = ", ".join(map(self.expression, branch.for_update.tables))
            parts.append(f"{self.word('for', 'update')} {tables}".rstrip())
        return parts

    def braces(self, branch: tree.Branch, kind: str) -> list[str]:
        """Clauses of the composition system at their place."""
        return [self.composition_clause(clause) for clause in branch.composition if clause.kind == kind]

    def clause(self, head: str, items: Iterable[str]) -> str:
        """A keyword and what belongs to it, a line each."""
        return f"{head}\n" + ",\n".join(map(indented, items))

    def selected_field(self, field: tree.SelectedField) -> str:
        """``А КАК Б``, ``Т.*``, ``Т.Товары.(А, Б)``."""
        value = field.value
        if isinstance(value, tree.Star):
            return f"{dotted(value.path)}.*" if value.path else "*"
        if isinstance(value, tree.NestedTable):
            text = f"{dotted(value.path)}.({', '.join(map(self.selected_field, value.fields))})"
        elif isinstance(value, tree.EmptyTable):
            text = f"{self.word('emptytable')}.({', '.join(column.name for column in value.columns)})"
        else:
            text = self.expression(value)
        return text + self.alias(field.alias)

    def grouping(self, grouping: tree.Grouping) -> str:
        """``СГРУППИРОВАТЬ ПО``."""
        if not grouping.by_sets:
            return self.clause(self.word("group", "by"), map(self.expression, grouping.sets[0]))
        sets = ", ".join(f"({self.expressions(group)})" for group in grouping.sets)
        return f"{self.word('group', 'by', 'grouping', 'sets')} ({sets})"

    def order_item(self, item: tree.OrderItem) -> str:
        """``А ИЕРАРХИЯ УБЫВ``."""
        hierarchy = f" {self.word('hierarchy')}" if item.hierarchy else ""
        return self.expression(item.value) + hierarchy + (f" {self.word('desc')}" if item.descending else "")

    def totals(self, totals: tree.Totals) -> str:
        """``ИТОГИ … ПО``."""
        points = self.clause(self.word("by"), map(self.total_item, totals.by))
        if not totals.fields:
            return f"{self.word('totals')} {points}"
        return f"{self.clause(self.word('totals'), map(self.selected_field, totals.fields))}\n{points}"

    def total_item(self, item: tree.TotalItem) -> str:
        """``ОБЩИЕ``, ``А ТОЛЬКО ИЕРАРХИЯ``, ``Период ПЕРИОДАМИ(МЕСЯЦ, , )``."""
        if item.value is None:
            return self.word("overall") + self.alias(item.alias)
        text = self.expression(item.value)
        if item.hierarchy:
            text += f" {self.word(*item.hierarchy.split())}"
        if item.periods:
            given = ", ".join(self.expression(part) if part is not None else "" for part in item.periods)
            text += f" {self.word('periods')}({given})"
        return text + self.alias(item.alias)

    def indexes(self, indexes: tuple[tree.IndexSet, ...]) -> str:
        """``ИНДЕКСИРОВАТЬ ПО``."""
        unique = [f" {self.word('unique')}" if index.unique else "" for index in indexes]
        if len(indexes) == 1:
            return self.clause(self.word("index", "by"), [self.expressions(indexes[0].fields) + unique[0]])
        sets = [f"({self.expressions(index.fields)}){end}" for index, end in zip(indexes, unique, strict=True)]
        return f"{self.word('index', 'by', 'sets')} ({', '.join(sets)})"

"""Sources of queries, extensions of the composition system and restrictions as text."""

from components.shared.bsl.queries import tree
from components.shared.bsl.queries.expression_printer import ExpressionPrinter, dotted

INDENT = "\t"


def indented(text: str) -> str:
    """All lines one level deeper, save those inside a string of several lines, which would change."""
    lines = text.split("\n")
    quotes = 0
    for number, line in enumerate(lines):
        if quotes % 2 == 0 and line:
            lines[number] = INDENT + line
        quotes += line.count('"')
    return "\n".join(lines)


class SourcePrinter(ExpressionPrinter):
    """Prints what follows ``ИЗ``, and what stands in braces."""

    def alias(self, alias: tree.Word | None) -> str:
        """`` КАК Имя``."""
        return f" {self.word('as')} {alias.name}" if alias is not None else ""

    def source(self, source: tree.Source) -> str:
        """A table with its parameters, a subquery, joined sources."""
        if isinstance(source, tree.Joined):
            return "\n".join([self.source(source.first), *(indented(self.join(join)) for join in source.joins)])
        if isinstance(source, tree.Subquery):
            return f"({self.select(source.select)}){self.alias(source.alias)}"
        if isinstance(source, tree.ParameterTable):
            return f"&{source.name}{self.alias(source.alias)}"
        arguments = ""
        if source.arguments is not None:
            arguments = f"({', '.join(map(self.argument, source.arguments))})"
        return f"{dotted(source.path)}{arguments}{self.alias(source.alias)}"

    def argument(self, argument: tree.Expression | tree.CompositionArgument | None) -> str:
        """A parameter of a virtual table; nothing for a skipped one."""
        if argument is None:
            return ""
        if isinstance(argument, tree.CompositionArgument):
            own = f"{self.expression(argument.condition)} " if argument.condition is not None else ""
            return f"{own}{{{', '.join(map(self.composition_field, argument.items))}}}"
        return self.expression(argument)

    def join(self, join: tree.Join) -> str:
        """``ЛЕВОЕ СОЕДИНЕНИЕ Б ПО условие``; sources joined to the right one come before its condition."""
        head = f"{self.word(join.kind, 'join')} {self.source(join.source)}"
        by = "ON" if self.language == "en" else "ПО"
        text = f"{head}\n{by} {self.expression(join.condition)}"
        return f"{{{text}}}" if join.optional else text

    def composition_field(self, field: tree.CompositionField) -> str:
        """``А.* КАК Б``."""
        if isinstance(field.value, tree.Star):
            text = "*"
        else:
            text = self.expression(field.value) + (".*" if field.with_members else "")
        if field.hierarchy:
            text += f" {self.word('hierarchy')}"
        return text + (f" {self.word('desc')}" if field.descending else "") + self.alias(field.alias)

    def composition_clause(self, clause: tree.CompositionClause) -> str:
        """``{ГДЕ А, Б}``."""
        head = self.word(clause.kind, "by") if clause.kind in ("order", "totals") else self.word(clause.kind)
        items = ",\n".join(indented(self.composition_field(item)) for item in clause.items)
        return f"{{{head}\n{items}}}"

    def characteristics(self, node: tree.Characteristics) -> str:
        """``{ХАРАКТЕРИСТИКИ ТИП(…) …}``."""
        head = "CHARACTERISTICS" if self.language == "en" else "ХАРАКТЕРИСТИКИ"
        lines = [f"{head} {', '.join(map(self.expression, node.types))}"]
        for part in node.parts:
            is_source = isinstance(part.value, tree.Table | tree.ParameterTable | tree.Subquery | tree.Joined)
            value = self.source(part.value) if is_source else self.expression(part.value)  # type: ignore[arg-type]
            lines.append(f"{part.word.name} {value}")
        return "{" + "\n".join(lines) + "}"

    def restriction(self, node: tree.Restriction) -> str:
        """One reading of a restriction."""
        parts = [f"#{call.name}({', '.join(call.arguments)})" for call in node.templates]
        if node.alias is not None:
            parts.append(node.alias.name)
        if node.sources:
            parts.append(f"{self.word('from')} {', '.join(map(self.source, node.sources))}")
        parts += map(self.join, node.joins)
        if node.where is not None:
            parts.append(f"{self.word('where')} {self.expression(node.where)}")
        return "\n".join(parts)

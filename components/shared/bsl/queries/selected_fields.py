"""What stands between ``ВЫБРАТЬ`` and ``ИЗ``: fields, tables as fields."""

from components.shared.bsl.queries import tree
from components.shared.bsl.queries.composition import CompositionParser
from components.shared.bsl.queries.tree import Expression, SelectedField


class FieldParser(CompositionParser):
    """The grammar of selected fields."""

    def selected_fields(self) -> tuple[SelectedField, ...]:
        """``А, Б КАК В, Г.*``."""
        fields = [self.selected_field()]
        while self.accept(","):
            fields.append(self.selected_field())
        return tuple(fields)

    def selected_field(self) -> SelectedField:
        """A field, an expression, ``*``, a nested or an empty table."""
        started = self.at
        value = self.selected_value()
        alias = None if isinstance(value, tree.Star) else self.alias()
        return SelectedField(self.positions[started], self.last_end, value, alias)

    def selected_value(self) -> Expression | tree.Star | tree.NestedTable | tree.EmptyTable:
        """What is selected, without its alias."""
        started = self.at
        if self.accept("*"):
            return tree.Star(*self._place(), ())
        if self.kinds[self.at] == "emptytable" and self.kinds[self.at + 1] == ".":
            return self.empty_table()
        value = self.expression()
        if not isinstance(value, tree.Field) or not self.accept("."):
            return value
        if self.accept("*"):
            return tree.Star(self.positions[started], self.last_end, value.path)
        self.expect("(")
        self.enter()
        fields = self.selected_fields()
        self.depth -= 1
        self.expect(")")
        return tree.NestedTable(self.positions[started], self.last_end, value.path, fields)

    def empty_table(self) -> tree.EmptyTable:
        """``ПУСТАЯТАБЛИЦА.(А, Б КАК В)``."""
        started = self.at
        self.at += 2
        self.expect("(")
        columns = [self.column()]
        while self.accept(","):
            columns.append(self.column())
        self.expect(")")
        return tree.EmptyTable(self.positions[started], self.last_end, tuple(columns))

    def column(self) -> tree.Word:
        """A column of an empty table: the name that it has in the result."""
        name = self.alias() or self.word()
        return self.alias() or name

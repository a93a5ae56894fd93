"""One row of a table or a tree of values: a value for each column."""

from collections.abc import Iterable, Sequence

from components.shared.bsl.interpreter.failures import no_property
from components.shared.bsl.interpreter.machine import Machine
from components.shared.bsl.interpreter.members import BslObject, bsl_object, method
from components.shared.bsl.interpreter.numbers import add
from components.shared.bsl.interpreter.objects.columns import Column, Columns
from components.shared.bsl.interpreter.ordering import charge_sorting, order_of
from components.shared.bsl.interpreter.values import Number, Value, equal, is_number


@bsl_object
class Row(BslObject):
    """Values by columns; a column that was added later has its default value."""

    __slots__ = ("columns", "values")

    def __init__(self, columns: Columns) -> None:
        self.columns = columns
        self.values: dict[Column, Value] = {}

    def value(self, column: Column) -> Value:
        """The value of a column."""
        return self.values.get(column, column.default)

    def put(self, column: Column, value: Value) -> None:
        """Set the value of a column, converted to its types."""
        self.values[column] = column.value_type.adjust(value) if column.value_type.types else value

    def get_property(self, name: str, machine: Machine) -> Value:
        """``Строка.Колонка``."""
        column = self.columns.by_name.get(name)
        if column is None:
            raise no_property(name)
        return self.values.get(column, column.default)

    def set_property(self, name: str, value: Value, machine: Machine) -> None:
        """``Строка.Колонка = Значение``."""
        column = self.columns.by_name.get(name)
        if column is None:
            raise no_property(name)
        machine.meter.memory += 64
        self.put(column, value)

    def get_element(self, key: Value, machine: Machine) -> Value:
        """``Строка["Колонка"]``, ``Строка[0]``."""
        return self.value(self.columns.found(key))

    def set_element(self, key: Value, value: Value, machine: Machine) -> None:
        """``Строка[0] = Значение``."""
        self.put(self.columns.found(key), value)

    def iterate(self, machine: Machine) -> Iterable[Value]:
        """The values in the order of the columns."""
        return [self.value(column) for column in self.columns.items]

    @method("Получить", "Get", 1)
    def get(self, machine: Machine, index: Value) -> Value:
        """The value of a column."""
        return self.value(self.columns.found(index))

    @method("Установить", "Set", 2)
    def set(self, machine: Machine, index: Value, value: Value) -> Value:
        """Set the value of a column."""
        self.put(self.columns.found(index), value)
        return None

    def equals(self, conditions: Sequence[tuple[Column, Value]]) -> bool:
        """Whether all columns named in a filter have its values."""
        return all(equal(self.value(column), value) for column, value in conditions)


def sorted_rows(rows: Sequence[Row], order: Sequence[tuple[Column, bool]], machine: Machine) -> list[Row]:
    """Rows in an order of columns, the first one first; True means from the greatest down. Equal ones keep places."""
    result = list(rows)
    for column, descending in reversed(order):
        charge_sorting((row.value(column) for row in result), machine.meter)
        keys = {row: order_of(row.value(column)) for row in result}
        result.sort(key=keys.__getitem__, reverse=descending)
    return result


def column_total(rows: Sequence[Row], column: Column) -> Value:
    """Sum of the numbers of a column; Неопределено where its types hold no number."""
    if column.value_type.types and all(kind.name != "Число" for kind in column.value_type.types):
        return None
    total: Number = 0
    for row in rows:
        value = row.value(column)
        if is_number(value):
            total = add(total, value)  # type: ignore[arg-type]
    return total

"""``Индексы`` of a table of values: they change nothing but speed, so they only know their columns."""

from collections.abc import Iterable

from components.shared.bsl.interpreter.conversions import to_text
from components.shared.bsl.interpreter.failures import bad_argument
from components.shared.bsl.interpreter.machine import Machine
from components.shared.bsl.interpreter.members import BslObject, bsl_object, method
from components.shared.bsl.interpreter.objects.arrays import position
from components.shared.bsl.interpreter.objects.columns import Column, Columns
from components.shared.bsl.interpreter.values import Value


@bsl_object
class Index(BslObject):
    """``ИндексКоллекции``: the columns of one index."""

    __slots__ = ("columns",)
    type_name = "ИндексКоллекции"

    def __init__(self, columns: list[Column]) -> None:
        self.columns = columns

    def presentation(self) -> str:
        """Names of the columns."""
        return ", ".join(column.name for column in self.columns)

    def get_element(self, key: Value, machine: Machine) -> Value:
        """Name of a column."""
        return self.columns[position(len(self.columns), key)].name

    def iterate(self, machine: Machine) -> Iterable[Value]:
        """Names of the columns."""
        return [column.name for column in self.columns]

    @method("Количество", "Count")
    def count(self, machine: Machine) -> Value:
        """How many columns the index has."""
        return len(self.columns)


@bsl_object
class Indexes(BslObject):
    """``ИндексыКоллекции``."""

    __slots__ = ("columns", "items")
    type_name = "ИндексыКоллекции"

    def __init__(self, columns: Columns) -> None:
        self.columns = columns
        self.items: list[Index] = []

    def get_element(self, key: Value, machine: Machine) -> Value:
        """``Индексы[0]``."""
        return self.items[position(len(self.items), key)]

    def iterate(self, machine: Machine) -> Iterable[Value]:
        """The indexes."""
        return self.items

    @method("Добавить", "Add", 1)
    def add(self, machine: Machine, columns: Value) -> Value:
        """Add an index over columns."""
        index = Index(self.columns.listed(to_text(columns)))
        machine.meter.allocate(len(index.columns))
        self.items.append(index)
        return index

    @method("Количество", "Count")
    def count(self, machine: Machine) -> Value:
        """How many there are."""
        return len(self.items)

    @method("Удалить", "Delete", 1)
    def delete(self, machine: Machine, index: Value) -> Value:
        """Remove one."""
        if isinstance(index, Index):
            if index not in self.items:
                raise bad_argument(1)
            self.items.remove(index)
        else:
            del self.items[position(len(self.items), index)]
        return None

    @method("Очистить", "Clear")
    def clear(self, machine: Machine) -> Value:
        """Remove all."""
        self.items.clear()
        return None

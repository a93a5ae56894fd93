"""``ДеревоЗначений``: rows that hold rows."""

from collections.abc import Iterable, Sequence

from components.shared.bsl.interpreter.conversions import to_boolean, to_integer
from components.shared.bsl.interpreter.failures import Failure, OutsideSubset, bad_argument, no_property, read_only
from components.shared.bsl.interpreter.machine import Machine
from components.shared.bsl.interpreter.members import BslObject, bsl_object, method
from components.shared.bsl.interpreter.objects.arrays import Array, FixedArray, position
from components.shared.bsl.interpreter.objects.columns import Column, Columns
from components.shared.bsl.interpreter.objects.rows import Row, column_total, sorted_rows
from components.shared.bsl.interpreter.objects.value_table import conditions_of, sort_order
from components.shared.bsl.interpreter.values import Value, equal, is_number


@bsl_object
class TreeRow(Row):
    """``СтрокаДереваЗначений``."""

    __slots__ = ("parent", "rows", "tree")
    type_name = "СтрокаДереваЗначений"

    def __init__(self, tree: "ValueTree", parent: "TreeRow | None") -> None:
        super().__init__(tree.columns)
        self.tree = tree
        self.parent = parent
        self.rows = TreeRows(tree, self)

    def get_property(self, name: str, machine: Machine) -> Value:
        """``Строки``, ``Родитель``, and the columns."""
        if name in ("строки", "rows"):
            return self.rows
        if name in ("родитель", "parent"):
            return self.parent
        return super().get_property(name, machine)

    def set_property(self, name: str, value: Value, machine: Machine) -> None:
        """``Строка.Колонка = Значение``."""
        if name in ("строки", "rows", "родитель", "parent"):
            raise read_only(name)
        super().set_property(name, value, machine)

    @method("Владелец", "Owner")
    def owner(self, machine: Machine) -> Value:
        """The tree."""
        return self.tree

    @method("Уровень", "Level")
    def level(self, machine: Machine) -> Value:
        """How many rows are above this one."""
        above, row = 0, self.parent
        while row is not None:
            above, row = above + 1, row.parent
        machine.meter.touch(above)
        return above


@bsl_object
class TreeRows(BslObject):
    """``КоллекцияСтрокДереваЗначений``: the rows of a tree, or of one of its rows."""

    __slots__ = ("items", "parent", "tree")
    type_name = "КоллекцияСтрокДереваЗначений"

    def __init__(self, tree: "ValueTree", parent: TreeRow | None) -> None:
        self.tree, self.parent = tree, parent
        self.items: list[TreeRow] = []

    def get_property(self, name: str, machine: Machine) -> Value:
        """``Родитель``: the row that holds these rows."""
        if name in ("родитель", "parent"):
            return self.parent
        raise no_property(name)

    def get_element(self, key: Value, machine: Machine) -> Value:
        """``Строки[Индекс]``."""
        return self.items[position(len(self.items), key)]

    def iterate(self, machine: Machine) -> Iterable[Value]:
        """The rows of this level."""
        return self.items

    def below(self, deep: Value, machine: Machine) -> list[TreeRow]:
        """The rows of this level, and where it is asked for those below each of them, after it."""
        if deep is None or not to_boolean(deep):
            return self.items
        found: list[TreeRow] = []
        waiting = list(reversed(self.items))
        while waiting:
            row = waiting.pop()
            found.append(row)
            waiting.extend(reversed(row.rows.items))
        machine.meter.touch(len(found))
        return found

    @method("Добавить", "Add")
    def add(self, machine: Machine) -> Value:
        """A new row at the end."""
        return self.insert(machine, len(self.items))

    @method("Вставить", "Insert", 1)
    def insert(self, machine: Machine, index: Value) -> Value:
        """A new row before an index."""
        machine.meter.allocate(2)
        at = to_integer(index)
        if at < 0:
            raise bad_argument(1)
        row = TreeRow(self.tree, self.parent)
        self.items.insert(at, row)
        return row

    @method("Количество", "Count")
    def count(self, machine: Machine) -> Value:
        """How many rows this level has."""
        return len(self.items)

    @method("Получить", "Get", 1)
    def get(self, machine: Machine, index: Value) -> Value:
        """The row of an index."""
        return self.items[position(len(self.items), index)]

    @method("Индекс", "IndexOf", 1)
    def index_of(self, machine: Machine, row: Value) -> Value:
        """Index of a row; -1 where it is not one of these."""
        machine.meter.compare(len(self.items))
        return self.items.index(row) if isinstance(row, TreeRow) and row in self.items else -1

    @method("Удалить", "Delete", 1)
    def delete(self, machine: Machine, row: Value) -> Value:
        """Remove a row with all below it."""
        del self.items[self._place_of(row)]
        return None

    def _place_of(self, row: Value) -> int:
        if is_number(row):
            return position(len(self.items), row)
        if isinstance(row, TreeRow) and row in self.items:
            return self.items.index(row)
        raise bad_argument(1)

    @method("Очистить", "Clear")
    def clear(self, machine: Machine) -> Value:
        """Remove all rows."""
        self.items.clear()
        return None

    @method("Сдвинуть", "Move", 2)
    def move(self, machine: Machine, row: Value, offset: Value) -> Value:
        """Move a row by so many places."""
        at = self._place_of(row)
        to = at + to_integer(offset)
        if not 0 <= to < len(self.items):
            raise bad_argument(2)
        self.items.insert(to, self.items.pop(at))
        return None

    @method("Сортировать", "Sort", 1, 3)
    def sort(self, machine: Machine, order: Value, deep: Value = None, comparison: Value = None) -> Value:
        """Sort by columns, where it is asked for on all levels below as well."""
        wanted = sort_order(self.tree.columns, order)
        levels = [self, *(row.rows for row in self.below(deep, machine))] if deep else [self]
        for level in levels:
            level.items[:] = sorted_rows(level.items, wanted, machine)  # type: ignore[assignment]
        return None

    @method("Найти", "Find", 1, 3)
    def find(self, machine: Machine, value: Value, columns: Value = None, deep: Value = None) -> Value:
        """The first row that has a value in one of the columns."""
        searched = self.tree.columns.listed(columns)
        rows = self.below(deep, machine)
        machine.meter.compare(len(rows) * len(searched))
        return next((row for row in rows if any(equal(row.value(column), value) for column in searched)), None)

    @method("НайтиСтроки", "FindRows", 1, 2)
    def find_rows(self, machine: Machine, wanted: Value, deep: Value = None) -> Value:
        """An array of the rows that have all values of a structure."""
        conditions = conditions_of(self.tree.columns, wanted)
        rows = self.below(deep, machine)
        machine.meter.compare(len(rows) * max(1, len(conditions)))
        found: list[Value] = [row for row in rows if row.equals(conditions)]
        machine.meter.allocate(len(found))
        return Array(found)

    @method("ВыгрузитьКолонку", "UnloadColumn", 1)
    def unload_column(self, machine: Machine, key: Value) -> Value:
        """An array of the values of a column."""
        column = self.tree.columns.found(key)
        machine.meter.allocate(len(self.items))
        return Array([row.value(column) for row in self.items])

    @method("ЗагрузитьКолонку", "LoadColumn", 2)
    def load_column(self, machine: Machine, values: Value, key: Value) -> Value:
        """Set the values of a column from an array."""
        if not isinstance(values, FixedArray):
            raise bad_argument(1)
        column = self.tree.columns.found(key)
        machine.meter.touch(len(self.items))
        for row, value in zip(self.items, values.items, strict=False):
            row.put(column, value)
        return None

    @method("ЗаполнитьЗначения", "FillValues", 1, 2)
    def fill(self, machine: Machine, value: Value, columns: Value = None) -> Value:
        """Set one value in all rows of this level."""
        filled: list[Column] = self.tree.columns.listed(columns)
        machine.meter.touch(len(self.items) * len(filled))
        for row in self.items:
            for column in filled:
                row.put(column, value)
        return None

    @method("Итог", "Total", 1, 2)
    def total(self, machine: Machine, key: Value, deep: Value = None) -> Value:
        """Sum of a column."""
        rows = self.below(deep, machine)
        machine.meter.touch(len(rows))
        return column_total(rows, self.tree.columns.found(key))


@bsl_object
class ValueTree(BslObject):
    """``ДеревоЗначений``."""

    __slots__ = ("columns", "rows")
    type_name = "ДеревоЗначений"

    def __init__(self, columns: Columns | None = None) -> None:
        self.columns = Columns("ДереваЗначений") if columns is None else columns
        self.rows = TreeRows(self, None)

    def get_property(self, name: str, machine: Machine) -> Value:
        """``Колонки`` and ``Строки``."""
        if name in ("колонки", "columns"):
            return self.columns
        if name in ("строки", "rows"):
            return self.rows
        raise no_property(name)

    @method("Скопировать", "Copy", 0, 2)
    def copy(self, machine: Machine, rows: Value = None, columns: Value = None) -> Value:
        """A new tree with all rows of all levels."""
        if rows is not None or columns is not None:
            raise OutsideSubset("ДеревоЗначений.Скопировать с параметрами")
        tree = ValueTree(self.columns.copy())
        pairs = list(zip(self.columns.items, tree.columns.items, strict=True))
        waiting = [(self.rows, tree.rows)]
        while waiting:
            source, target = waiting.pop()
            machine.meter.allocate(len(source.items) * max(1, len(pairs)))
            for row in source.items:
                copied = TreeRow(tree, target.parent)
                copied.values = {column: row.value(original) for original, column in pairs}
                target.items.append(copied)
                waiting.append((row.rows, copied.rows))
        return tree


def new_value_tree(arguments: Sequence[Value], machine: Machine) -> Value:
    """``Новый ДеревоЗначений``."""
    if arguments:
        raise Failure("Слишком много фактических параметров")
    machine.meter.allocate(0)
    return ValueTree()

"""``ТаблицаЗначений``."""

from collections.abc import Iterable, Sequence

from components.shared.bsl.interpreter.conversions import to_integer, to_text
from components.shared.bsl.interpreter.failures import Failure, OutsideSubset, bad_argument, no_property
from components.shared.bsl.interpreter.machine import Machine
from components.shared.bsl.interpreter.members import BslObject, bsl_object, method
from components.shared.bsl.interpreter.numbers import add
from components.shared.bsl.interpreter.objects.arrays import Array, FixedArray, position
from components.shared.bsl.interpreter.objects.columns import Column, Columns
from components.shared.bsl.interpreter.objects.indexes import Indexes
from components.shared.bsl.interpreter.objects.rows import Row, column_total, sorted_rows
from components.shared.bsl.interpreter.objects.structures import FixedStructure, names_in
from components.shared.bsl.interpreter.values import Value, equal, is_number, key_of


@bsl_object
class TableRow(Row):
    """``СтрокаТаблицыЗначений``."""

    __slots__ = ("table",)
    type_name = "СтрокаТаблицыЗначений"

    def __init__(self, table: "ValueTable") -> None:
        super().__init__(table.columns)
        self.table = table

    @method("Владелец", "Owner")
    def owner(self, machine: Machine) -> Value:
        """The table."""
        return self.table


def sort_order(columns: Columns, text: Value) -> list[tuple[Column, bool]]:
    """Read ``"Имя, Цена Убыв"``; True means from the greatest down.

    Raises:
        Failure: A column is not there, or a direction is neither ``Возр`` nor ``Убыв``.
    """
    order = []
    for part in names_in(to_text(text)):
        name, *direction = part.split()
        if len(direction) > 1 or (direction and direction[0].lower() not in ("возр", "asc", "убыв", "desc")):
            raise bad_argument(1)
        order.append((columns.named(name), bool(direction) and direction[0].lower() in ("убыв", "desc")))
    return order


def conditions_of(columns: Columns, wanted: Value) -> list[tuple[Column, Value]]:
    """Columns and values of a filter, which is a structure.

    Raises:
        Failure: It is none, or a column is not there.
    """
    if not isinstance(wanted, FixedStructure):
        raise bad_argument(1)
    return [(columns.named(to_text(name)), value) for name, value in wanted.pairs.values()]


@bsl_object
class ValueTable(BslObject):
    """Rows in their order, each with a value for every column."""

    __slots__ = ("columns", "indexes", "rows")
    type_name = "ТаблицаЗначений"

    def __init__(self, columns: Columns | None = None) -> None:
        self.columns = Columns("ТаблицыЗначений") if columns is None else columns
        self.rows: list[TableRow] = []
        self.indexes = Indexes(self.columns)

    def get_property(self, name: str, machine: Machine) -> Value:
        """``Колонки`` and ``Индексы``."""
        if name in ("колонки", "columns"):
            return self.columns
        if name in ("индексы", "indexes"):
            return self.indexes
        raise no_property(name)

    def get_element(self, key: Value, machine: Machine) -> Value:
        """``Таблица[Индекс]``."""
        return self.rows[position(len(self.rows), key)]

    def iterate(self, machine: Machine) -> Iterable[Value]:
        """The rows; what is added on the way is visited too."""
        return self.rows

    def place_of(self, row: Value) -> int:
        """Index of a row that is given itself or by its index.

        Raises:
            Failure: It is no row of this table.
        """
        if is_number(row):
            return position(len(self.rows), row)
        if isinstance(row, TableRow) and row in self.rows:
            return self.rows.index(row)
        raise bad_argument(1)

    @method("Добавить", "Add")
    def add(self, machine: Machine) -> Value:
        """A new row at the end."""
        machine.meter.allocate(1)
        row = TableRow(self)
        self.rows.append(row)
        return row

    @method("Вставить", "Insert", 1)
    def insert(self, machine: Machine, index: Value) -> Value:
        """A new row before an index; at the end where the index is beyond it."""
        machine.meter.allocate(1)
        at = to_integer(index)
        if at < 0:
            raise bad_argument(1)
        row = TableRow(self)
        self.rows.insert(at, row)
        return row

    @method("Количество", "Count")
    def count(self, machine: Machine) -> Value:
        """How many rows there are."""
        return len(self.rows)

    @method("Очистить", "Clear")
    def clear(self, machine: Machine) -> Value:
        """Remove all rows."""
        self.rows.clear()
        return None

    @method("Получить", "Get", 1)
    def get(self, machine: Machine, index: Value) -> Value:
        """The row of an index."""
        return self.rows[position(len(self.rows), index)]

    @method("Индекс", "IndexOf", 1)
    def index_of(self, machine: Machine, row: Value) -> Value:
        """Index of a row; -1 where it is not one of these."""
        machine.meter.compare(len(self.rows))
        return self.rows.index(row) if isinstance(row, TableRow) and row in self.rows else -1

    @method("Удалить", "Delete", 1)
    def delete(self, machine: Machine, row: Value) -> Value:
        """Remove a row."""
        machine.meter.touch(1 if is_number(row) else len(self.rows))
        del self.rows[self.place_of(row)]
        return None

    @method("Сдвинуть", "Move", 2)
    def move(self, machine: Machine, row: Value, offset: Value) -> Value:
        """Move a row by so many places."""
        machine.meter.touch(len(self.rows))
        at = self.place_of(row)
        to = at + to_integer(offset)
        if not 0 <= to < len(self.rows):
            raise bad_argument(2)
        self.rows.insert(to, self.rows.pop(at))
        return None

    @method("Сортировать", "Sort", 1, 2)
    def sort(self, machine: Machine, order: Value, comparison: Value = None) -> Value:
        """Sort by columns; rows that are equal in them keep their order."""
        wanted = sort_order(self.columns, order)
        self.rows[:] = sorted_rows(self.rows, wanted, machine)  # type: ignore[assignment]
        return None

    @method("Найти", "Find", 1, 2)
    def find(self, machine: Machine, value: Value, columns: Value = None) -> Value:
        """The first row that has a value in one of the columns."""
        searched = self.columns.listed(columns)
        for number, row in enumerate(self.rows, start=1):
            if any(equal(row.value(column), value) for column in searched):
                machine.meter.compare(number * len(searched))
                return row
        machine.meter.compare(len(self.rows) * len(searched))
        return None

    @method("НайтиСтроки", "FindRows", 1)
    def find_rows(self, machine: Machine, wanted: Value) -> Value:
        """An array of the rows that have all values of a structure."""
        found = self.matching(wanted, machine)
        machine.meter.allocate(len(found))
        return Array(list(found))

    def matching(self, wanted: Value, machine: Machine) -> list[TableRow]:
        """Rows that have all values of a structure."""
        conditions = conditions_of(self.columns, wanted)
        machine.meter.compare(len(self.rows) * max(1, len(conditions)))
        return [row for row in self.rows if row.equals(conditions)]

    @method("ВыгрузитьКолонку", "UnloadColumn", 1)
    def unload_column(self, machine: Machine, key: Value) -> Value:
        """An array of the values of a column."""
        column = self.columns.found(key)
        machine.meter.allocate(len(self.rows))
        machine.meter.touch(len(self.rows))
        return Array([row.value(column) for row in self.rows])

    @method("ЗагрузитьКолонку", "LoadColumn", 2)
    def load_column(self, machine: Machine, values: Value, key: Value) -> Value:
        """Set the values of a column from an array, as many as there are in both."""
        if not isinstance(values, FixedArray):
            raise bad_argument(1)
        column = self.columns.found(key)
        machine.meter.touch(len(self.rows))
        for row, value in zip(self.rows, values.items, strict=False):
            row.put(column, value)
        return None

    @method("ЗаполнитьЗначения", "FillValues", 1, 2)
    def fill(self, machine: Machine, value: Value, columns: Value = None) -> Value:
        """Set one value in all rows."""
        filled = self.columns.listed(columns)
        machine.meter.touch(len(self.rows) * len(filled))
        for row in self.rows:
            for column in filled:
                row.put(column, value)
        return None

    @method("Итог", "Total", 1)
    def total(self, machine: Machine, key: Value) -> Value:
        """Sum of a column."""
        machine.meter.touch(len(self.rows))
        return column_total(self.rows, self.columns.found(key))

    @method("Скопировать", "Copy", 0, 2)
    def copy(self, machine: Machine, rows: Value = None, columns: Value = None) -> Value:
        """A new table with all rows, with those of an array, or with those that a structure selects."""
        chosen = self._chosen(rows, machine)
        table = self._with_columns(columns)
        originals = [self.columns.named(column.name) for column in table.columns.items]
        machine.meter.allocate(len(chosen) * max(1, len(originals)))
        for row in chosen:
            copied = TableRow(table)
            for original, column in zip(originals, table.columns.items, strict=True):
                copied.values[column] = row.value(original)
            table.rows.append(copied)
        return table

    def _chosen(self, rows: Value, machine: Machine) -> list[TableRow]:
        if rows is None:
            return self.rows
        if isinstance(rows, FixedStructure):
            return self.matching(rows, machine)
        if isinstance(rows, FixedArray):
            chosen = [row for row in rows.items if isinstance(row, TableRow) and row.table is self]
            if len(chosen) == len(rows.items):
                return chosen
        raise bad_argument(1)

    @method("СкопироватьКолонки", "CopyColumns", 0, 1)
    def copy_columns(self, machine: Machine, columns: Value = None) -> Value:
        """A new table with the same columns and no rows."""
        machine.meter.allocate(len(self.columns.items))
        return self._with_columns(columns)

    def _with_columns(self, names: Value) -> "ValueTable":
        text = to_text(names)
        return ValueTable(self.columns.copy(names_in(text) if text.strip() else None))

    @method("Свернуть", "GroupBy", 1, 2)
    def group(self, machine: Machine, keys: Value, sums: Value = None) -> Value:
        """Make one row of all that are equal in some columns, with the sums of others; the rest is removed."""
        key_columns = [self.columns.named(name) for name in names_in(to_text(keys))]
        sum_columns = [self.columns.named(name) for name in names_in(to_text(sums))]
        if len({*key_columns, *sum_columns}) < len(key_columns) + len(sum_columns):
            raise Failure("Неуникальное имя колонки")
        machine.meter.touch(len(self.rows) * (len(key_columns) + len(sum_columns)))
        groups: dict[tuple[object, ...], TableRow] = {}
        for row in self.rows:
            key = tuple(key_of(row.value(column)) for column in key_columns)
            total = groups.get(key)
            if total is None:
                groups[key] = row
            else:
                _add_row(total, row, sum_columns)
        self.rows[:] = groups.values()
        self._keep_columns([*key_columns, *sum_columns])
        return None

    def _keep_columns(self, kept: list[Column]) -> None:
        for column in [column for column in self.columns.items if column not in kept]:
            self.columns.remove(column)
        self.columns.items.sort(key=kept.index)

    @method("ВыбратьСтроку", "ChooseRow", 0, 2)
    def choose(self, machine: Machine, *_: Value) -> Value:
        """Asks a person."""
        raise OutsideSubset("ТаблицаЗначений.ВыбратьСтроку")


def _add_row(total: Row, row: Row, columns: Sequence[Column]) -> None:
    """Add the numbers of a row to those of the first row of its group."""
    for column in columns:
        value, sum_so_far = row.value(column), total.value(column)
        if is_number(value):
            total.put(column, add(sum_so_far, value) if is_number(sum_so_far) else value)  # type: ignore[arg-type]


def new_value_table(arguments: Sequence[Value], machine: Machine) -> Value:
    """``Новый ТаблицаЗначений``."""
    if arguments:
        raise Failure("Слишком много фактических параметров")
    machine.meter.allocate(0)
    return ValueTable()
